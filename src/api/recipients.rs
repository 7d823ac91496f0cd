//! The officials who are told of documents.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, delete, get, patch, post, web};
use entity::ids::RecipientId;
use entity::recipient as row;
use entity::words::NoticeKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::auth::{Reader, Sender};
use super::json::{Body, Id, Params, present};
use super::mount::Mount;
use super::page::{Cursor, Limit, Page};
use super::partners::ConsentOut;
use super::problem::{Kind, Problem};
use super::show_phone;
use crate::lang::{Lang, Say};
use crate::permits::recipient::{self, Entry, NOTICES, Official, RecipientError};
use crate::services::Services;

pub(super) fn configure(config: &mut impl Mount) {
    config
        .service(list)
        .service(create)
        .service(edit)
        .service(remove);
}

/// An official who is told of documents.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RecipientOut {
    #[schema(value_type = String)]
    id: RecipientId,
    name: String,
    /// In E.164.
    phone: Option<String>,
    /// Of `document_pending`, `approval_required` and `reminder`: what the official is told of.
    #[schema(value_type = Vec<String>)]
    notices: Vec<NoticeKind>,
    /// Without it nothing is sent.
    consent: ConsentOut,
}

impl From<Official> for RecipientOut {
    fn from((row, contact): Official) -> Self {
        let row::Model {
            id,
            name,
            phone: _,
            contact_id: _,
            document_pending,
            approval_required,
            reminder,
            created_at: _,
            updated_at: _,
        } = row;
        let wants = [document_pending, approval_required, reminder];
        let told = NOTICES.into_iter().zip(wants).filter(|(_, wants)| *wants);
        Self {
            id,
            name,
            phone: show_phone(&contact.address),
            notices: told.map(|(kind, _)| kind).collect(),
            consent: ConsentOut::from(Some(&contact)),
        }
    }
}

/// An official to be entered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RecipientIn {
    name: String,
    /// In any usual notation.
    phone: String,
    /// `document_pending`, `approval_required`, `reminder`; all if left out.
    #[schema(value_type = Option<Vec<String>>)]
    notices: Option<Vec<NoticeKind>>,
}

/// What is to be changed of an official.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RecipientPatch {
    #[serde(default, deserialize_with = "present")]
    name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    phone: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Vec<String>>)]
    notices: Option<Vec<NoticeKind>>,
}

/// Which officials.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RecipientQuery {
    /// How many, 1 to 500; 50 if left out.
    #[serde(default)]
    #[param(value_type = Option<u16>)]
    limit: Limit,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

impl From<RecipientError> for Problem {
    fn from(error: RecipientError) -> Self {
        let said = error.say(Lang::En);
        match error {
            RecipientError::Field(error) => error.into(),
            RecipientError::Taken => {
                Self::new(Kind::Taken, format!("{said}.")).and_field("phone", said)
            }
            RecipientError::NotFound(_) => Self::not_found("recipient"),
            RecipientError::Store(error) => error.into(),
        }
    }
}

/// Only what officials may be told of.
fn check(notices: Option<Vec<NoticeKind>>) -> Result<Option<Vec<NoticeKind>>, Problem> {
    let is_ours = |kinds: &Vec<NoticeKind>| kinds.iter().all(|kind| NOTICES.contains(kind));
    if notices.as_ref().is_none_or(is_ours) {
        return Ok(notices);
    }
    let words = NOTICES.map(NoticeKind::as_str).join(", ");
    Err(Problem::field("notices", format!("may hold {words}")))
}

/// Lists officials, in the order in which they were entered.
#[utoipa::path(tag = "Recipients", params(RecipientQuery), responses((status = OK, body = Page<RecipientOut>)))]
#[get("/recipients")]
async fn list(
    _: Reader,
    Params(query): Params<RecipientQuery>,
    services: web::Data<Services>,
) -> Result<web::Json<Page<RecipientOut>>, Problem> {
    let after = query.cursor.map(|cursor| RecipientId(cursor.0));
    let db = services.core.db.reader();
    let rows = recipient::list(db, after, query.limit.and_one()).await?;
    let id = |(row, _): &Official| row.id.0;
    Ok(web::Json(Page::new(
        rows,
        query.limit,
        id,
        RecipientOut::from,
    )))
}

/// Enters an official. The number is asked for its consent like any other.
#[utoipa::path(tag = "Recipients", request_body = RecipientIn, responses((status = CREATED, body = RecipientOut)))]
#[post("/recipients")]
async fn create(
    who: Sender,
    body: Body<RecipientIn>,
    services: web::Data<Services>,
) -> Result<HttpResponse, Problem> {
    let RecipientIn {
        name,
        phone,
        notices,
    } = body.value;
    let entry = Entry {
        name: Some(name),
        phone: Some(phone),
        notices: check(notices)?,
    };
    let official = recipient::create(&services.core, entry, &who.actor()).await?;
    Ok(HttpResponse::build(StatusCode::CREATED).json(RecipientOut::from(official)))
}

/// Changes an official.
#[utoipa::path(tag = "Recipients", params(("id" = String, Path)), request_body = RecipientPatch, responses((status = OK, body = RecipientOut)))]
#[patch("/recipients/{id}")]
async fn edit(
    who: Sender,
    Id(id): Id<RecipientId>,
    body: Body<RecipientPatch>,
    services: web::Data<Services>,
) -> Result<web::Json<RecipientOut>, Problem> {
    let RecipientPatch {
        name,
        phone,
        notices,
    } = body.value;
    let entry = Entry {
        name,
        phone,
        notices: check(notices)?,
    };
    let official = recipient::change(&services.core, id, entry, &who.actor()).await?;
    Ok(web::Json(official.into()))
}

/// Takes an official away. The consent of the number and its proof stay.
#[utoipa::path(tag = "Recipients", params(("id" = String, Path)), responses((status = NO_CONTENT)))]
#[delete("/recipients/{id}")]
async fn remove(
    who: Sender,
    Id(id): Id<RecipientId>,
    services: web::Data<Services>,
) -> Result<HttpResponse, Problem> {
    recipient::remove(&services.core, id, &who.actor()).await?;
    Ok(HttpResponse::NoContent().finish())
}
