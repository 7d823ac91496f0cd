//! What people wrote.

use actix_web::{get, post, web};
use entity::ids::{EventId, InboundId};
use entity::inbound_message::Model;
use entity::words::{Authenticity, InboundKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::auth::{Reader, Sender};
use super::json::{Body, Id, Params, Phone, YesNo};
use super::mount::Mount;
use super::page::{Cursor, Limit, Page};
use super::problem::{Kind, Problem};
use super::show_phone;
use crate::consent::reply::Intent;
use crate::inbound::inbox::{self, Filter, Resolution, ResolveError};
use crate::lang::{Lang, Say};
use crate::services::Services;
use crate::time::Timestamp;

pub(super) fn configure(config: &mut impl Mount) {
    config.service(list).service(show).service(resolve);
}

/// Something that reached us through a webhook.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InboundOut {
    #[schema(value_type = String)]
    id: InboundId,
    /// In E.164; `null` if the provider hides the number, or nobody can be named.
    phone: Option<String>,
    /// The address as the provider gave it.
    address: Option<String>,
    /// The account that it reached.
    account: String,
    text: String,
    /// How it was read: `grant`, `deny`, `help` or `none`.
    intent: String,
    /// The rule that read it.
    rule: String,
    /// What we had sent before: `asked`, `other` or `cold`.
    context: String,
    /// `text`, `button`, `forwarded`, `group`, `echo`, `status_post`, `media`, `location`,
    /// `reaction`, `poll`, `preference` (what the provider reports that a person set about our
    /// messages), `other` or `unreadable`.
    #[schema(value_type = String)]
    kind: InboundKind,
    /// Waits for a person.
    unclear: bool,
    /// `signature`, `url_token`, `url_token+body_secret` or `internal`.
    #[schema(value_type = String)]
    authenticity: Authenticity,
    provider_message_id: Option<String>,
    /// By the provider's clock.
    #[schema(value_type = Option<String>, format = DateTime)]
    sent_at: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    received_at: Timestamp,
    /// The entry of the ledger that it led to.
    #[schema(value_type = Option<String>)]
    event_id: Option<EventId>,
    resolved_by: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    resolved_at: Option<Timestamp>,
}

impl From<Model> for InboundOut {
    fn from(row: Model) -> Self {
        let Model {
            id,
            account_id,
            dedupe_key: _,
            previous_id: _,
            contact_id: _,
            address,
            kind,
            text,
            intent,
            rule,
            context,
            unclear,
            authenticity,
            provider_message_id,
            sent_at,
            received_at,
            raw: _,
            event_id,
            resolved_by,
            resolved_at,
        } = row;
        Self {
            id,
            phone: address.as_deref().and_then(show_phone),
            address,
            account: account_id,
            text,
            intent,
            rule,
            context,
            kind,
            unclear,
            authenticity,
            provider_message_id,
            sent_at: sent_at.map(Timestamp::from_millis),
            received_at: Timestamp::from_millis(received_at),
            event_id,
            resolved_by,
            resolved_at: resolved_at.map(Timestamp::from_millis),
        }
    }
}

/// One of them, with what came in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InboundDetail {
    #[serde(flatten)]
    inbound: InboundOut,
    /// The body as the provider posted it, without secrets.
    raw: String,
}

impl From<Model> for InboundDetail {
    fn from(row: Model) -> Self {
        Self {
            raw: row.raw.clone(),
            inbound: row.into(),
        }
    }
}

/// A way in which a text can be read.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum IntentWord {
    Grant,
    Deny,
    Help,
    None,
}

impl From<IntentWord> for Intent {
    fn from(word: IntentWord) -> Self {
        match word {
            IntentWord::Grant => Self::Grant,
            IntentWord::Deny => Self::Deny,
            IntentWord::Help => Self::Help,
            IntentWord::None => Self::None,
        }
    }
}

/// Which messages.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct InboundQuery {
    /// From this number.
    #[param(value_type = Option<String>)]
    phone: Option<Phone>,
    /// `grant`, `deny`, `help` or `none`.
    #[param(value_type = Option<String>)]
    intent: Option<IntentWord>,
    /// Waiting for a person, or not.
    #[param(value_type = Option<bool>)]
    unclear: Option<YesNo>,
    /// Of this kind.
    #[param(value_type = Option<String>)]
    kind: Option<InboundKind>,
    /// How many, 1 to 500; 50 if left out.
    #[serde(default)]
    #[param(value_type = Option<u16>)]
    limit: Limit,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// What a person read in an unclear reply.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ResolutionIn {
    /// `grant`, `deny` or `none`.
    #[schema(value_type = String)]
    intent: Resolution,
    /// Why it is read so; needed for `grant` and `deny`.
    #[serde(default)]
    note: String,
}

impl From<ResolveError> for Problem {
    fn from(error: ResolveError) -> Self {
        let said = error.say(Lang::En);
        match error {
            ResolveError::Store(error) => error.into(),
            ResolveError::NotFound(_) => Self::not_found("inbound message"),
            ResolveError::NotUnclear => Self::new(Kind::WrongState, format!("{said}.")),
            ResolveError::BadNote => Self::field("note", said),
        }
    }
}

/// Lists what people wrote, newest first.
#[utoipa::path(tag = "Inbound", params(InboundQuery), responses((status = OK, body = Page<InboundOut>)))]
#[get("/inbound")]
async fn list(
    _: Reader,
    Params(query): Params<InboundQuery>,
    services: web::Data<Services>,
) -> Result<web::Json<Page<InboundOut>>, Problem> {
    let filter = Filter {
        phone: query.phone.map(|phone| phone.0),
        intent: query.intent.map(Intent::from),
        unclear: query.unclear.map(bool::from),
        kind: query.kind,
        before: query.cursor.map(|cursor| InboundId(cursor.0)),
        ..Filter::default()
    };
    let db = services.core.db.reader();
    let rows = inbox::list(db, filter, query.limit.and_one()).await?;
    let id = |row: &Model| row.id.0;
    Ok(web::Json(Page::new(
        rows,
        query.limit,
        id,
        InboundOut::from,
    )))
}

/// Shows a message, with the body as it came: what is unreadable is to be looked at there.
#[utoipa::path(tag = "Inbound", params(("id" = String, Path)), responses((status = OK, body = InboundDetail)))]
#[get("/inbound/{id}")]
async fn show(
    _: Reader,
    Id(id): Id<InboundId>,
    services: web::Data<Services>,
) -> Result<web::Json<InboundDetail>, Problem> {
    let row = inbox::find(services.core.db.reader(), id).await?;
    let row = row.ok_or_else(|| Problem::not_found("inbound message"))?;
    Ok(web::Json(row.into()))
}

/// Decides an unclear reply.
#[utoipa::path(tag = "Inbound", params(("id" = String, Path)), request_body = ResolutionIn, responses((status = OK, body = InboundOut)))]
#[post("/inbound/{id}/resolve")]
async fn resolve(
    who: Sender,
    Id(id): Id<InboundId>,
    body: Body<ResolutionIn>,
    services: web::Data<Services>,
) -> Result<web::Json<InboundOut>, Problem> {
    let ResolutionIn { intent, note } = body.value;
    let row = inbox::resolve(&services.core, id, intent, &note, &who.actor()).await?;
    Ok(web::Json(row.into()))
}
