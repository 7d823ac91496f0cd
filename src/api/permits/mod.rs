//! Permits: what other programs tell of them, and the messages of a permit's form.
//!
//! The id of an application may hold anything, also slashes: it is taken percent-encoded, and as
//! it is.

mod input;
mod output;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, post, put, web};
use entity::ids::{PartnerId, PermitId};
use entity::words::{AccountKind, PermitStatus};
use serde::Deserialize;
use utoipa::ToSchema;

use self::input::PermitIn;
use self::output::{ChangeOut, PermitOut};
use super::auth::{Reader, Sender};
use super::json::{Body, Key, Params};
use super::messages::{WaitQuery, answer, idempotency_key};
use super::page::{Cursor, Limit, Page};
use super::partners::ReportOut;
use super::problem::{Kind, Problem};
use super::upload;
use crate::api::mount::Mount;
use crate::day::Day;
use crate::lang::{Lang, Say};
use crate::outbound::message::Origin;
use crate::outbound::outbox::Idempotency;
use crate::outbound::submit::SubmitError;
use crate::permits::button::{self, Button, Press, PressError};
use crate::permits::fields::{FieldError, PermitError};
use crate::permits::import;
use crate::permits::{self, Filter, Owned};
use crate::services::Services;
use crate::sheet::{Report, Source};

pub(super) fn configure(config: &mut impl Mount) {
    config
        .service(take_over)
        .service(list)
        .service(history)
        .service(send)
        .service(show)
        .service(enter);
}

/// Which permits.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PermitQuery {
    /// Part of the applicant's name, or the whole id or number.
    q: Option<String>,
    /// With this status.
    #[param(value_type = Option<String>)]
    status: Option<PermitStatus>,
    /// Of this type.
    #[serde(rename = "type", alias = "permit_type")]
    #[param(rename = "type")]
    permit_type: Option<String>,
    /// Of the partner with this id.
    #[serde(alias = "partner_id")]
    #[param(value_type = Option<String>)]
    partner: Option<PartnerId>,
    /// That expire before this day.
    #[param(value_type = Option<String>, format = Date)]
    expires_before: Option<Day>,
    /// How many, 1 to 500; 50 if left out.
    #[serde(default)]
    #[param(value_type = Option<u16>)]
    limit: Limit,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

impl From<FieldError> for Problem {
    fn from(error: FieldError) -> Self {
        Self::field(error.field, error.say(Lang::En))
    }
}

impl From<PermitError> for Problem {
    fn from(error: PermitError) -> Self {
        match error {
            PermitError::Field(error) => error.into(),
            PermitError::NotFound(_) => Self::not_found("permit"),
            PermitError::Store(error) => error.into(),
        }
    }
}

impl From<PressError> for Problem {
    fn from(error: PressError) -> Self {
        match error {
            PressError::NoPermit(_) => Self::not_found("permit"),
            PressError::Field(error) => error.into(),
            PressError::Submit(SubmitError::MissingValues(values)) => {
                let problem = Self::new(Kind::Invalid, values.to_string());
                values.missing.iter().fold(problem, |problem, name| {
                    problem.and_field(name, "is not known of this permit; the template needs it")
                })
            }
            // The kind chose the template.
            PressError::Submit(
                error @ (SubmitError::EmptyText(Origin::Template)
                | SubmitError::TextTooLong(Origin::Template)),
            ) => Self::field("kind", error.to_string()),
            PressError::Submit(error) => error.into(),
        }
    }
}

/// Lists permits, in the order in which they were entered.
#[utoipa::path(tag = "Permits", params(PermitQuery), responses((status = OK, body = Page<PermitOut>)))]
#[get("/permits")]
async fn list(
    _: Reader,
    Params(query): Params<PermitQuery>,
    services: web::Data<Services>,
) -> Result<web::Json<Page<PermitOut>>, Problem> {
    let filter = Filter {
        q: query.q,
        status: query.status,
        permit_type: query.permit_type,
        partner: query.partner,
        expires_before: query.expires_before,
        after: query.cursor.map(|cursor| PermitId(cursor.0)),
    };
    let db = services.core.db.reader();
    let rows = permits::list(db, filter, query.limit.and_one()).await?;
    let ids = rows.iter().map(|(row, _)| row.id);
    let documents = permits::find_documents(db, ids).await?;
    let id = |(row, _): &Owned| row.id.0;
    let out = |owned: Owned| {
        let document = documents.get(&owned.0.id);
        let status = document.map(|document| document.status);
        PermitOut::new(owned, status)
    };
    Ok(web::Json(Page::new(rows, query.limit, id, out)))
}

/// Shows a permit.
#[utoipa::path(tag = "Permits", params(("registration_id" = String, Path)), responses((status = OK, body = PermitOut)))]
#[get("/permits/{registration_id:.+}")]
async fn show(
    _: Reader,
    Key(id): Key,
    services: web::Data<Services>,
) -> Result<web::Json<PermitOut>, Problem> {
    Ok(web::Json(show_one(&services, &id).await?))
}

/// Enters or changes a permit.
///
/// A real change of its status, or a renewal, is told to the applicant, and a document that begins
/// to wait is told to officials, if they agreed to it; the answer says who was told, or why not.
/// To enter a permit is no change, unless it is in force, has its number and was issued within the
/// last 7 days: then it is told as ready, or as renewed.
#[utoipa::path(
    tag = "Permits",
    params(("registration_id" = String, Path)),
    request_body = PermitIn,
    responses(
        (status = OK, description = "Changed, or as it was", body = PermitOut),
        (status = CREATED, description = "Entered", body = PermitOut),
    )
)]
#[put("/permits/{registration_id:.+}")]
async fn enter(
    who: Sender,
    Key(id): Key,
    body: Body<PermitIn>,
    services: web::Data<Services>,
) -> Result<HttpResponse, Problem> {
    let given = body.value.given(&id)?;
    let id = given.registration_id.clone();
    let entered = permits::entry::put(&services.core, &services.live, given, &who.actor()).await?;
    let status = match entered.merged.before {
        Some(_) => StatusCode::OK,
        None => StatusCode::CREATED,
    };
    let out = show_one(&services, &id).await?.telling(entered.notices);
    Ok(HttpResponse::build(status).json(out))
}

/// Shows the history of a permit, oldest first: each change of its status, of its last day and of
/// its document, and who was told of it.
#[utoipa::path(tag = "Permits", params(("registration_id" = String, Path)), responses((status = OK, body = Page<ChangeOut>)))]
#[get("/permits/{registration_id:.+}/history")]
async fn history(
    _: Reader,
    Key(id): Key,
    services: web::Data<Services>,
) -> Result<web::Json<Page<ChangeOut>>, Problem> {
    let db = services.core.db.reader();
    let found = permits::find(db, &id).await?;
    let (row, _) = found.ok_or_else(|| Problem::not_found("permit"))?;
    let history = permits::history(db, row.id).await?;
    let entries = history.into_iter().map(ChangeOut::from).collect();
    Ok(web::Json(Page::whole(entries)))
}

/// A message about a permit.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PermitMessageIn {
    /// `opt_in_request`, `service_info`, `expiry_reminder` or `custom`.
    kind: String,
    /// The text, for `custom` only.
    message: Option<String>,
    /// `fonnte`, `watzap` or `meta`; the default account if left out.
    #[schema(value_type = Option<String>)]
    provider_type: Option<AccountKind>,
}

/// Sends a message about a permit to its partner. With `wait`, answers once the provider has
/// answered.
#[utoipa::path(
    tag = "Permits",
    params(
        ("registration_id" = String, Path),
        WaitQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "The same key and body get the same answer, and no second message."),
    ),
    request_body = PermitMessageIn,
    responses(
        (status = ACCEPTED, description = "Queued", body = crate::api::message_out::MessageOut),
        (status = OK, description = "The provider has answered", body = crate::api::message_out::MessageOut),
    )
)]
#[post("/permits/{registration_id:.+}/messages")]
async fn send(
    who: Sender,
    request: HttpRequest,
    Key(id): Key,
    Params(query): Params<WaitQuery>,
    body: Body<PermitMessageIn>,
    services: web::Data<Services>,
) -> Result<HttpResponse, Problem> {
    let wait = query.duration()?;
    let key = idempotency_key(&request)?;
    let PermitMessageIn {
        kind,
        message,
        provider_type,
    } = body.value;
    let Ok(button) = kind.parse::<Button>() else {
        let words = Button::WORDS.join(", ");
        return Err(Problem::field("kind", format!("is none of {words}")));
    };
    let press = Press {
        button,
        message,
        provider: provider_type,
        actor: who.actor(),
        // The same key for another permit is another request.
        idempotency: key.map(|key| Idempotency {
            key: format!("{}:permit:{id}:{key}", who.id),
            request_hash: body.digest,
        }),
    };
    let message = button::press(&services.core, &services.live, &id, press).await?;
    answer(&services, message, wait).await
}

/// Takes over permits from CSV or an Excel workbook (.xlsx): as the body, or as a file of a form.
/// Nobody is told of what is taken over.
#[utoipa::path(tag = "Permits", request_body(content = String, content_type = "text/csv"), responses((status = OK, body = ReportOut)))]
#[post("/permits/import")]
async fn take_over(
    who: Sender,
    request: HttpRequest,
    payload: web::Payload,
    services: web::Data<Services>,
) -> Result<web::Json<Report>, Problem> {
    let file = upload::read_file(&request, payload.into_inner()).await?;
    let (core, actor) = (&services.core, who.actor());
    let source = Source::Bytes(file);
    let outcome = import::permits(core, source, &actor, Lang::En, |_, _| {}).await?;
    Ok(web::Json(outcome.report))
}

async fn show_one(services: &Services, id: &str) -> Result<PermitOut, Problem> {
    let db = services.core.db.reader();
    let found = permits::find(db, id).await?;
    let owned = found.ok_or_else(|| Problem::not_found("permit"))?;
    let documents = permits::find_documents(db, [owned.0.id]).await?;
    let document = documents.get(&owned.0.id);
    let status = document.map(|document| document.status);
    Ok(PermitOut::new(owned, status))
}
