//! Partners.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, web};
use entity::ids::PartnerId;
use entity::words::{ConsentStatus, EventSource};
use entity::{contact, partner as row};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::auth::{Reader, Sender};
use super::json::{Body, Id, Params, Phone, present};
use super::mount::Mount;
use super::page::{Cursor, Limit, Page};
use super::problem::{Kind, Problem};
use super::{show_phone, upload};
use crate::edit::Edit;
use crate::lang::{Lang, Say};
use crate::people::import;
use crate::people::partner::{self, NewPartner, PartnerChange, PartnerError};
use crate::services::Services;
use crate::sheet::{Report, Source};
use crate::time::Timestamp;

pub(super) fn configure(config: &mut impl Mount) {
    config
        .service(take_over)
        .service(list)
        .service(create)
        .service(show)
        .service(edit)
        .service(remove);
}

/// A person or company the office knows.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PartnerOut {
    #[schema(value_type = String)]
    id: PartnerId,
    name: String,
    /// In E.164; `null` if no number is known.
    phone: Option<String>,
    /// The id of another program.
    external_ref: Option<String>,
    email: Option<String>,
    consent: ConsentOut,
}

/// The consent of a number.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ConsentOut {
    /// `unknown`, `asked`, `granted` or `denied`.
    #[schema(value_type = String)]
    status: ConsentStatus,
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
    /// `reply`, `form`, `counter`, `import`, `staff` or `provider`.
    #[schema(value_type = Option<String>)]
    source: Option<EventSource>,
    /// It is a yes typed in the simulator: no statement of the citizen, and good for the sandbox
    /// only.
    played: bool,
}

impl From<partner::Known> for PartnerOut {
    fn from((partner, contact): partner::Known) -> Self {
        let row::Model {
            id,
            name,
            name_folded: _,
            phone,
            contact_id: _,
            external_ref,
            email,
            created_at: _,
            updated_at: _,
        } = partner;
        Self {
            id,
            name,
            phone: contact
                .as_ref()
                .map_or(phone, |contact| show_phone(&contact.address)),
            external_ref,
            email,
            consent: ConsentOut::from(contact.as_ref()),
        }
    }
}

impl From<Option<&contact::Model>> for ConsentOut {
    fn from(contact: Option<&contact::Model>) -> Self {
        Self {
            status: contact.map_or(ConsentStatus::Unknown, |contact| contact.status),
            since: contact.and_then(|contact| contact.since.map(Timestamp::from_millis)),
            source: contact.and_then(|contact| contact.source),
            played: contact.is_some_and(|contact| contact.played),
        }
    }
}

/// A partner to be entered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PartnerIn {
    name: String,
    /// In any usual notation; `null` if no number is known.
    #[serde(deserialize_with = "Option::deserialize")]
    phone: Option<String>,
    /// The id of another program, such as `res.partner,42`.
    external_ref: Option<String>,
    email: Option<String>,
}

/// What is to be changed of a partner; `null` takes a value away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PartnerPatch {
    #[serde(default, deserialize_with = "present")]
    name: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    phone: Edit<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    external_ref: Edit<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    email: Edit<String>,
}

/// Which partners.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PartnerQuery {
    /// Part of the name, or the whole number or `external_ref`.
    q: Option<String>,
    /// With this number.
    #[param(value_type = Option<String>)]
    phone: Option<Phone>,
    /// With this consent status.
    #[param(value_type = Option<String>)]
    consent: Option<ConsentStatus>,
    /// How many, 1 to 500; 50 if left out.
    #[serde(default)]
    #[param(value_type = Option<u16>)]
    limit: Limit,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

impl From<PartnerError> for Problem {
    fn from(error: PartnerError) -> Self {
        let said = error.say(Lang::En);
        match error {
            PartnerError::Store(error) => error.into(),
            PartnerError::NotFound(_) => Self::not_found("partner"),
            PartnerError::RefTaken => {
                Self::new(Kind::Taken, format!("{said}.")).and_field("external_ref", said)
            }
            error => Self::field(error.field().unwrap_or("body"), said),
        }
    }
}

/// Lists partners, in the order in which they were entered.
#[utoipa::path(tag = "Partners", params(PartnerQuery), responses((status = OK, body = Page<PartnerOut>)))]
#[get("/partners")]
async fn list(
    _: Reader,
    Params(query): Params<PartnerQuery>,
    services: web::Data<Services>,
) -> Result<web::Json<Page<PartnerOut>>, Problem> {
    let filter = partner::Filter {
        q: query.q,
        phone: query.phone.map(|phone| phone.0),
        consent: query.consent,
        after: query.cursor.map(|cursor| PartnerId(cursor.0)),
    };
    let rows = partner::list(services.core.db.reader(), filter, query.limit.and_one()).await?;
    let id = |(row, _): &partner::Known| row.id.0;
    Ok(web::Json(Page::new(
        rows,
        query.limit,
        id,
        PartnerOut::from,
    )))
}

/// Enters a partner.
#[utoipa::path(tag = "Partners", request_body = PartnerIn, responses((status = CREATED, body = PartnerOut)))]
#[post("/partners")]
async fn create(
    who: Sender,
    body: Body<PartnerIn>,
    services: web::Data<Services>,
) -> Result<HttpResponse, Problem> {
    let PartnerIn {
        name,
        phone,
        external_ref,
        email,
    } = body.value;
    let new = NewPartner {
        name,
        phone,
        external_ref: filled(external_ref),
        email: filled(email),
    };
    let known = partner::create(&services.core, new, &who.actor()).await?;
    Ok(HttpResponse::build(StatusCode::CREATED).json(PartnerOut::from(known)))
}

/// Shows a partner.
#[utoipa::path(tag = "Partners", params(("id" = String, Path)), responses((status = OK, body = PartnerOut)))]
#[get("/partners/{id}")]
async fn show(
    _: Reader,
    Id(id): Id<PartnerId>,
    services: web::Data<Services>,
) -> Result<web::Json<PartnerOut>, Problem> {
    let known = partner::find(services.core.db.reader(), id).await?;
    let known = known.ok_or_else(|| Problem::not_found("partner"))?;
    Ok(web::Json(known.into()))
}

/// Changes a partner.
#[utoipa::path(tag = "Partners", params(("id" = String, Path)), request_body = PartnerPatch, responses((status = OK, body = PartnerOut)))]
#[patch("/partners/{id}")]
async fn edit(
    who: Sender,
    Id(id): Id<PartnerId>,
    body: Body<PartnerPatch>,
    services: web::Data<Services>,
) -> Result<web::Json<PartnerOut>, Problem> {
    let PartnerPatch {
        name,
        phone,
        external_ref,
        email,
    } = body.value;
    let change = PartnerChange {
        name,
        phone,
        external_ref,
        email,
    };
    let known = partner::change(&services.core, id, change, &who.actor()).await?;
    Ok(web::Json(known.into()))
}

/// Takes a partner away. The consent of the number and its proof stay.
#[utoipa::path(tag = "Partners", params(("id" = String, Path)), responses((status = NO_CONTENT)))]
#[delete("/partners/{id}")]
async fn remove(
    who: Sender,
    Id(id): Id<PartnerId>,
    services: web::Data<Services>,
) -> Result<HttpResponse, Problem> {
    partner::delete(&services.core, id, &who.actor()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Takes over partners from CSV or an Excel workbook (.xlsx): as the body, or as a file of a form.
#[utoipa::path(tag = "Partners", request_body(content = String, content_type = "text/csv"), responses((status = OK, body = ReportOut)))]
#[post("/partners/import")]
async fn take_over(
    who: Sender,
    request: HttpRequest,
    payload: web::Payload,
    services: web::Data<Services>,
) -> Result<web::Json<Report>, Problem> {
    let file = upload::read_file(&request, payload.into_inner()).await?;
    let (core, actor) = (&services.core, who.actor());
    let source = Source::Bytes(file);
    let outcome = import::partners(core, source, &actor, Lang::En, |_, _| {}).await?;
    Ok(web::Json(outcome.report))
}

/// Forms send nothing as an empty text.
fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

/// What became of the rows of a file.
#[derive(ToSchema)]
#[schema(as = ImportReport)]
#[expect(
    dead_code,
    reason = "describes the report to readers of the documentation"
)]
pub(super) struct ReportOut {
    created: u64,
    updated: u64,
    unchanged: u64,
    rejected: Vec<RejectedOut>,
    /// Columns that were ignored, and the like.
    notes: Option<Vec<String>>,
}

/// A row that was not taken.
#[derive(ToSchema)]
#[schema(as = RejectedRow)]
#[expect(
    dead_code,
    reason = "describes the report to readers of the documentation"
)]
struct RejectedOut {
    /// Its first line in the file, from 1.
    line: u64,
    field: String,
    reason: String,
}
