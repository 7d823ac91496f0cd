//! Templates.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use entity::template::Model;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::auth::{Admin, Reader};
use super::json::{Body, Key, present};
use super::mount::Mount;
use super::page::Page;
use super::problem::{Kind, Problem};
use super::template_out::{PreviewIn, PreviewOut, VersionOut};
use crate::edit::Edit;
use crate::lang::{Lang, Say};
use crate::outbound::template;
use crate::outbound::template_edit::{self, NewTemplate, TemplateChange, TemplateError};
use crate::outbound::{template_preview, template_version};
use crate::services::Services;
use crate::time::Timestamp;

pub(super) fn configure(config: &mut impl Mount) {
    config
        .service(list)
        .service(create)
        .service(show)
        .service(edit)
        .service(show_preview)
        .service(versions)
        .service(remove);
}

/// A text with marks to fill in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TemplateOut {
    key: String,
    name: String,
    /// The text, with `{{name}}` marks.
    body: String,
    /// The names of its marks.
    parameters: Vec<String>,
    language: String,
    /// Comes with the program: may be edited, not deleted.
    built_in: bool,
    /// The name of its twin at Meta.
    meta_name: Option<String>,
    /// What Meta decided about the twin.
    meta_state: Option<String>,
    /// Counts the changes.
    version: i64,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

impl From<Model> for TemplateOut {
    fn from(row: Model) -> Self {
        let Model {
            key,
            name,
            body,
            language,
            built_in,
            meta_name,
            meta_state,
            version,
            updated_at,
        } = row;
        Self {
            parameters: template::parameters(&body),
            key,
            name,
            body,
            language,
            built_in,
            meta_name,
            meta_state,
            version,
            updated_at: Timestamp::from_millis(updated_at),
        }
    }
}

/// A template to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TemplateIn {
    /// 1 to 60 of the signs a-z, 0-9, `-` and `_`.
    key: String,
    name: Option<String>,
    /// The text, with `{{name}}` marks.
    body: String,
    /// `id` if left out.
    language: Option<String>,
    meta_name: Option<String>,
}

/// What is to be changed of a template.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TemplatePatch {
    #[serde(default, deserialize_with = "present")]
    name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    body: Option<String>,
    #[serde(default, deserialize_with = "present")]
    language: Option<String>,
    /// `null` takes it away.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    meta_name: Edit<String>,
}

impl From<TemplateError> for Problem {
    fn from(error: TemplateError) -> Self {
        let said = error.say(Lang::En);
        match error {
            TemplateError::Field { field, .. } => Self::field(field, said),
            TemplateError::Body(_) => Self::field("body", said),
            TemplateError::Taken => {
                Self::new(Kind::Taken, format!("{said}.")).and_field("key", said)
            }
            TemplateError::BuiltIn => Self::new(Kind::BuiltIn, format!("{said}.")),
            TemplateError::NotFound => Self::not_found("template"),
            TemplateError::Store(error) => error.into(),
        }
    }
}

/// Lists templates by key.
#[utoipa::path(tag = "Templates", responses((status = OK, body = Page<TemplateOut>)))]
#[get("/templates")]
async fn list(
    _: Reader,
    services: web::Data<Services>,
) -> Result<web::Json<Page<TemplateOut>>, Problem> {
    let rows = template::all(services.core.db.reader()).await?;
    let data = rows.into_iter().map(TemplateOut::from).collect();
    Ok(web::Json(Page::whole(data)))
}

/// Adds a template.
#[utoipa::path(tag = "Templates", request_body = TemplateIn, responses((status = CREATED, body = TemplateOut)))]
#[post("/templates")]
async fn create(
    who: Admin,
    body: Body<TemplateIn>,
    services: web::Data<Services>,
) -> Result<HttpResponse, Problem> {
    let TemplateIn {
        key,
        name,
        body,
        language,
        meta_name,
    } = body.value;
    let new = NewTemplate {
        key,
        name,
        body,
        language,
        meta_name,
    };
    let row = template_edit::create(&services.core, new, &who.actor()).await?;
    services.live.reload().await?;
    Ok(HttpResponse::Created().json(TemplateOut::from(row)))
}

/// Shows a template.
#[utoipa::path(tag = "Templates", params(("key" = String, Path)), responses((status = OK, body = TemplateOut)))]
#[get("/templates/{key}")]
async fn show(
    _: Reader,
    Key(key): Key,
    services: web::Data<Services>,
) -> Result<web::Json<TemplateOut>, Problem> {
    let row = template::find(services.core.db.reader(), &key).await?;
    let row = row.ok_or_else(|| Problem::not_found("template"))?;
    Ok(web::Json(row.into()))
}

/// Changes a template.
#[utoipa::path(tag = "Templates", params(("key" = String, Path)), request_body = TemplatePatch, responses((status = OK, body = TemplateOut)))]
#[patch("/templates/{key}")]
async fn edit(
    who: Admin,
    Key(key): Key,
    body: Body<TemplatePatch>,
    services: web::Data<Services>,
) -> Result<web::Json<TemplateOut>, Problem> {
    let TemplatePatch {
        name,
        body,
        language,
        meta_name,
    } = body.value;
    let change = TemplateChange {
        name,
        body,
        language,
        meta_name,
    };
    let row = template_edit::change(&services.core, &key, change, &who.actor()).await?;
    services.live.reload().await?;
    Ok(web::Json(row.into()))
}

/// Shows a template, or another text for it, as somebody would get it, and what is wrong with the
/// text or might be better. Changes nothing.
#[utoipa::path(tag = "Templates", params(("key" = String, Path)), request_body = PreviewIn, responses((status = OK, body = PreviewOut)))]
#[post("/templates/{key}/preview")]
async fn show_preview(
    _: Reader,
    Key(key): Key,
    body: Body<PreviewIn>,
    services: web::Data<Services>,
) -> Result<web::Json<PreviewOut>, Problem> {
    let PreviewIn { body, values } = body.value;
    let row = template::find(services.core.db.reader(), &key).await?;
    let row = row.ok_or_else(|| Problem::not_found("template"))?;
    let text = body.unwrap_or(row.body);
    let values = values.unwrap_or_default();
    let preview = template_preview::preview(&key, &text, row.meta_name.is_some(), values)
        .map_err(|error| Problem::field("values", error.to_string()))?;
    Ok(web::Json(preview.into()))
}

/// Lists every text that a template ever had, the newest first.
#[utoipa::path(tag = "Templates", params(("key" = String, Path)), responses((status = OK, body = Page<VersionOut>)))]
#[get("/templates/{key}/versions")]
async fn versions(
    _: Reader,
    Key(key): Key,
    services: web::Data<Services>,
) -> Result<web::Json<Page<VersionOut>>, Problem> {
    let rows = template_version::list(services.core.db.reader(), &key).await?;
    if rows.is_empty() {
        return Err(Problem::not_found("template"));
    }
    Ok(web::Json(Page::whole(
        rows.into_iter().map(VersionOut::from).collect(),
    )))
}

/// Takes a template away; what is built in stays.
#[utoipa::path(tag = "Templates", params(("key" = String, Path)), responses((status = NO_CONTENT)))]
#[delete("/templates/{key}")]
async fn remove(
    who: Admin,
    Key(key): Key,
    services: web::Data<Services>,
) -> Result<HttpResponse, Problem> {
    template_edit::remove(&services.core, &key, &who.actor()).await?;
    services.live.reload().await?;
    Ok(HttpResponse::NoContent().finish())
}
