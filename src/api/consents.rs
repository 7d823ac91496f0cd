//! Consent.

use actix_web::{get, post, web};
use entity::consent_event;
use entity::ids::{EventId, PartnerId};
use entity::words::{ConsentStatus, EventKind, EventSource};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::auth::{Reader, Sender};
use super::json::{AddressInPath, Body, Params, Phone};
use super::mount::Mount;
use super::page::{Cursor, Limit, Page};
use super::problem::{Kind, Problem};
use super::show_phone;
use crate::consent::ledger;
use crate::consent::register::{self, Brief, Decided, PaperSource, RegisterError, View};
use crate::lang::{Lang, Say};
use crate::people::{Line, PhoneError, contact};
use crate::services::Services;
use crate::time::Timestamp;

pub(super) fn configure(config: &mut impl Mount) {
    config
        .service(lookup)
        .service(events)
        .service(show)
        .service(record);
}

/// What is on record for a number.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ConsentView {
    /// In E.164; `null` if the provider hides the number.
    phone: Option<String>,
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
    /// What the status rests on: the words of the citizen, how they reached us, or a note.
    #[schema(value_type = Option<Object>)]
    evidence: Option<ledger::Evidence>,
    /// The partners who have this number.
    partners: Vec<PartnerName>,
    /// Until when the office may answer freely.
    #[schema(value_type = Option<String>, format = DateTime)]
    window_open_until: Option<Timestamp>,
}

/// A partner, in short.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PartnerName {
    #[schema(value_type = String)]
    id: PartnerId,
    name: String,
}

impl From<View> for ConsentView {
    fn from(view: View) -> Self {
        let View {
            address,
            status,
            since,
            source,
            played,
            evidence,
            partners,
            window_open_until,
        } = view;
        Self {
            phone: show_phone(address.as_str()),
            status,
            since,
            source,
            played,
            evidence,
            partners: partners
                .into_iter()
                .map(|partner| PartnerName {
                    id: partner.id,
                    name: partner.name,
                })
                .collect(),
            window_open_until,
        }
    }
}

/// An entry of the ledger.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventOut {
    #[schema(value_type = String)]
    id: EventId,
    /// Its place in the chain, from 1.
    seq: i64,
    /// `asked`, `granted`, `declined`, `withdrawn` or `reset`.
    #[schema(value_type = String)]
    kind: EventKind,
    /// `reply`, `form`, `counter`, `import`, `staff` or `provider`.
    #[schema(value_type = String)]
    source: EventSource,
    /// Who brought it about.
    actor: String,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    #[schema(value_type = Object)]
    evidence: Value,
    /// HMAC-SHA256 of the entry and the hash before it, in hexadecimal.
    hash: String,
    /// The hash of the entry before it; `null` for the first.
    previous_hash: Option<String>,
}

impl From<consent_event::Model> for EventOut {
    fn from(event: consent_event::Model) -> Self {
        let consent_event::Model {
            id,
            contact_id: _,
            seq,
            kind,
            source,
            actor,
            at,
            evidence,
            previous_hash,
            hash,
        } = event;
        Self {
            id,
            seq,
            kind,
            source,
            actor,
            at: Timestamp::from_millis(at),
            evidence: serde_json::from_str(&evidence).unwrap_or(Value::Null),
            hash: hex::encode(hash),
            previous_hash: Some(hex::encode(previous_hash)).filter(|hash| !hash.is_empty()),
        }
    }
}

/// Which part of the history.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct HistoryQuery {
    /// How many, 1 to 500; 50 if left out.
    #[serde(default)]
    #[param(value_type = Option<u16>)]
    limit: Limit,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// A decision that reached the office on paper or at the counter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DecisionIn {
    /// `granted` or `denied`.
    #[schema(value_type = String)]
    status: Decided,
    /// `form`, `counter` or `import`.
    #[schema(value_type = String)]
    source: PaperSource,
    /// What it rests on, such as the number and date of the form.
    note: String,
}

/// Numbers to look up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LookupIn {
    /// At most 10,000, in any usual notation.
    #[schema(value_type = Vec<String>)]
    phones: Vec<Phone>,
}

/// What was found, in the order of the question.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LookupOut {
    data: Vec<LookedUp>,
}

/// The consent of one number.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LookedUp {
    /// In E.164.
    phone: String,
    /// `unknown`, `asked`, `granted` or `denied`.
    #[schema(value_type = String)]
    status: ConsentStatus,
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
    /// It is a yes typed in the simulator: good for the sandbox only.
    played: bool,
}

impl From<RegisterError> for Problem {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::Store(error) => error.into(),
            error @ RegisterError::BadNote => Self::field("note", error.say(Lang::En)),
            error @ RegisterError::DeniedStands => {
                Self::new(Kind::WrongState, format!("{}.", error.say(Lang::En)))
            }
        }
    }
}

/// Shows what is on record for a number. A number that nobody knows has the status `unknown`.
#[utoipa::path(tag = "Consent", params(("phone" = String, Path)), responses((status = OK, body = ConsentView)))]
#[get("/consents/{phone}")]
async fn show(
    _: Reader,
    AddressInPath(address): AddressInPath,
    services: web::Data<Services>,
) -> Result<web::Json<ConsentView>, Problem> {
    let view = register::status(&services.core, &address).await?;
    Ok(web::Json(view.into()))
}

/// Shows the history of a number, oldest first.
#[utoipa::path(tag = "Consent", params(("phone" = String, Path), HistoryQuery), responses((status = OK, body = Page<EventOut>)))]
#[get("/consents/{phone}/events")]
async fn events(
    _: Reader,
    AddressInPath(address): AddressInPath,
    Params(query): Params<HistoryQuery>,
    services: web::Data<Services>,
) -> Result<web::Json<Page<EventOut>>, Problem> {
    let db = services.core.db.reader();
    let mut history = match contact::find(db, &address).await? {
        Some(contact) => ledger::history(db, contact.id).await?,
        None => Vec::new(),
    };
    if let Some(Cursor(after)) = query.cursor {
        history.retain(|event| event.seq > after);
    }
    let seq = |event: &consent_event::Model| event.seq;
    Ok(web::Json(Page::new(
        history,
        query.limit,
        seq,
        EventOut::from,
    )))
}

/// Records a decision given on paper, at the counter, or taken over from another register.
#[utoipa::path(tag = "Consent", params(("phone" = String, Path)), request_body = DecisionIn, responses((status = OK, body = ConsentView)))]
#[post("/consents/{phone}")]
async fn record(
    who: Sender,
    AddressInPath(address): AddressInPath,
    body: Body<DecisionIn>,
    services: web::Data<Services>,
) -> Result<web::Json<ConsentView>, Problem> {
    let phone = address
        .phone()
        .filter(|phone| phone.line() != Line::Landline);
    let phone = phone.ok_or_else(|| Problem::field("phone", PhoneError::Landline.say(Lang::En)))?;
    let DecisionIn {
        status,
        source,
        note,
    } = body.value;
    let core = &services.core;
    register::record(core, phone, status, source, &note, &who.actor()).await?;
    let view = register::status(core, &address).await?;
    Ok(web::Json(view.into()))
}

/// Looks up many numbers at once.
#[utoipa::path(tag = "Consent", request_body = LookupIn, responses((status = OK, body = LookupOut)))]
#[post("/consents/lookup")]
async fn lookup(
    _: Reader,
    body: Body<LookupIn>,
    services: web::Data<Services>,
) -> Result<web::Json<LookupOut>, Problem> {
    let phones: Vec<_> = body.value.phones.into_iter().map(|phone| phone.0).collect();
    if phones.len() > register::MOST_LOOKED_UP {
        let reason = format!("holds more than {} numbers", register::MOST_LOOKED_UP);
        return Err(Problem::field("phones", reason));
    }
    let found = register::lookup(&services.core, &phones).await?;
    let data = phones
        .iter()
        .zip(found)
        .map(|(phone, brief)| {
            let Brief {
                status,
                since,
                played,
            } = brief;
            LookedUp {
                phone: phone.as_str().to_owned(),
                status,
                since,
                played,
            }
        })
        .collect();
    Ok(web::Json(LookupOut { data }))
}
