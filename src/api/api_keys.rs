//! Keys of programs.

use actix_web::{HttpResponse, delete, get, post, web};
use entity::api_key::Model;
use entity::ids::ApiKeyId;
use entity::words::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::auth::{Admin, Inspector};
use super::json::{Body, Id};
use super::mount::Mount;
use super::page::Page;
use super::problem::{Kind, Problem};
use crate::lang::{Lang, Say};
use crate::services::Services;
use crate::staff::api_key::{self, KeyError};
use crate::time::Timestamp;

pub(super) fn configure(config: &mut impl Mount) {
    config.service(list).service(create).service(revoke);
}

/// A key, without itself.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ApiKeyOut {
    #[schema(value_type = String)]
    id: ApiKeyId,
    name: String,
    /// `admin`, `officer` or `auditor`.
    #[schema(value_type = String)]
    role: Role,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    revoked_at: Option<Timestamp>,
    /// When a request last came with it, to within five minutes.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Timestamp>,
}

impl From<Model> for ApiKeyOut {
    fn from(row: Model) -> Self {
        let Model {
            id,
            name,
            role,
            hash: _,
            created_at,
            revoked_at,
            last_used_at,
        } = row;
        Self {
            id,
            name,
            role,
            created_at: Timestamp::from_millis(created_at),
            revoked_at: revoked_at.map(Timestamp::from_millis),
            last_used_at: last_used_at.map(Timestamp::from_millis),
        }
    }
}

/// A key to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ApiKeyIn {
    name: String,
    /// `admin`, `officer` or `auditor`.
    #[schema(value_type = String)]
    role: Role,
}

/// A new key: the one time that it can be seen.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NewKeyOut {
    #[schema(value_type = String)]
    id: ApiKeyId,
    name: String,
    #[schema(value_type = String)]
    role: Role,
    /// Only its hash is kept.
    key: String,
}

impl From<KeyError> for Problem {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Store(error) => error.into(),
            error @ KeyError::BadName => Self::field("name", error.say(Lang::En)),
            error @ KeyError::NameTaken => {
                let said = error.say(Lang::En);
                Self::new(Kind::Taken, format!("{said}.")).and_field("name", said)
            }
        }
    }
}

/// Lists keys, newest first.
#[utoipa::path(tag = "API keys", responses((status = OK, body = Page<ApiKeyOut>)))]
#[get("/api-keys")]
async fn list(
    _: Inspector,
    services: web::Data<Services>,
) -> Result<web::Json<Page<ApiKeyOut>>, Problem> {
    let rows = api_key::list(services.core.db.reader()).await?;
    let data = rows.into_iter().map(ApiKeyOut::from).collect();
    Ok(web::Json(Page::whole(data)))
}

/// Makes a key. It is shown this once.
#[utoipa::path(tag = "API keys", request_body = ApiKeyIn, responses((status = CREATED, body = NewKeyOut)))]
#[post("/api-keys")]
async fn create(
    who: Admin,
    body: Body<ApiKeyIn>,
    services: web::Data<Services>,
) -> Result<HttpResponse, Problem> {
    let ApiKeyIn { name, role } = body.value;
    let core = &services.core;
    let (row, key) = api_key::create(core, &name, role, &who.actor()).await?;
    Ok(HttpResponse::Created().json(NewKeyOut {
        id: row.id,
        name: row.name,
        role: row.role,
        key,
    }))
}

/// Withdraws a key.
#[utoipa::path(tag = "API keys", params(("id" = String, Path)), responses((status = NO_CONTENT)))]
#[delete("/api-keys/{id}")]
async fn revoke(
    who: Admin,
    Id(id): Id<ApiKeyId>,
    services: web::Data<Services>,
) -> Result<HttpResponse, Problem> {
    let core = &services.core;
    if !api_key::revoke(core, id, &who.actor()).await? {
        return Err(Problem::not_found("key"));
    }
    Ok(HttpResponse::NoContent().finish())
}
