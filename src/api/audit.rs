//! The audit trail.

use actix_web::{get, web};
use entity::audit_event::Model;
use entity::ids::AuditId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::auth::Reader;
use super::json::Params;
use super::mount::Mount;
use super::page::{Cursor, Limit, Page};
use super::problem::Problem;
use crate::services::Services;
use crate::staff::audit;
use crate::time::Timestamp;

pub(super) fn configure(config: &mut impl Mount) {
    config.service(list);
}

/// Who did what, when.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEvent)]
pub(super) struct AuditOut {
    #[schema(value_type = String)]
    id: AuditId,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    actor: String,
    /// Such as `account.added`.
    action: String,
    subject: String,
    detail: Option<String>,
    /// From where: a network address, or `terminal`.
    origin: Option<String>,
}

impl From<Model> for AuditOut {
    fn from(row: Model) -> Self {
        let Model {
            id,
            at,
            actor,
            action,
            subject,
            detail,
            origin,
        } = row;
        Self {
            id,
            at: Timestamp::from_millis(at),
            actor,
            action,
            subject,
            detail,
            origin,
        }
    }
}

/// Which part of the trail.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AuditQuery {
    /// By this actor, such as `api:Odoo`.
    actor: Option<String>,
    /// A whole action such as `account.added`, or its first word.
    action: Option<String>,
    /// To this subject.
    subject: Option<String>,
    /// How many, 1 to 500; 50 if left out.
    #[serde(default)]
    #[param(value_type = Option<u16>)]
    limit: Limit,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Lists what people and programs did, newest first.
#[utoipa::path(tag = "Audit", params(AuditQuery), responses((status = OK, body = Page<AuditOut>)))]
#[get("/audit")]
async fn list(
    _: Reader,
    Params(query): Params<AuditQuery>,
    services: web::Data<Services>,
) -> Result<web::Json<Page<AuditOut>>, Problem> {
    let filter = audit::Filter {
        actor: query.actor,
        action: query.action,
        subject: query.subject,
        from: None,
        until: None,
        before: query.cursor.map(|cursor| AuditId(cursor.0)),
    };
    let db = services.core.db.reader();
    let rows = audit::list(db, filter, query.limit.and_one()).await?;
    let id = |row: &Model| row.id.0;
    Ok(web::Json(Page::new(rows, query.limit, id, AuditOut::from)))
}
