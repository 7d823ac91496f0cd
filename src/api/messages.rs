//! Messages.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use entity::ids::{BroadcastId, MessageId, PartnerId};
use entity::message;
use entity::words::{AccountKind, MessageStatus, Purpose};
use serde::Deserialize;
use utoipa::ToSchema;

use super::auth::{Reader, Sender};
use super::json::{Body, Id, Params, Phone};
use super::message_out::MessageOut;
use super::mount::Mount;
use super::page::{Cursor, Limit, Page};
use super::problem::{Kind, Problem};
use crate::lang::{Lang, Say};
use crate::outbound::by_hand::{self, Finding, NotSettled};
use crate::outbound::history::{self, Filter};
use crate::outbound::outbox::Idempotency;
use crate::outbound::recall;
use crate::outbound::submit::{self, Content, Recipient, Submission};
use crate::outbound::wait;
use crate::people::{Address, Line, PhoneError};
use crate::providers::{overview, registry};
use crate::services::Services;
use crate::staff::Principal;

/// How long a request may wait for the provider's answer.
const LONGEST_WAIT: u64 = 60;
/// The longest Idempotency-Key.
const LONGEST_KEY: usize = 255;

pub(super) fn configure(config: &mut impl Mount) {
    config
        .service(list)
        .service(send)
        .service(cancel)
        .service(settle)
        .service(show);
}

/// A message to be sent: to a partner or a number, a text or a template.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MessageIn {
    /// To the number of this partner.
    #[schema(value_type = Option<String>)]
    partner_id: Option<PartnerId>,
    /// To this number, in any usual notation.
    #[schema(value_type = Option<String>)]
    phone: Option<Phone>,
    /// The text.
    message: Option<String>,
    /// The key of a template.
    template: Option<String>,
    /// Values for the marks of the template; `partner_name` is filled in by itself.
    #[schema(value_type = Option<Object>)]
    values: Option<BTreeMap<String, Value>>,
    /// `opt_in_request`, `service_info`, `notification`, `broadcast`, `custom` or `reply`;
    /// `custom` if left out.
    #[schema(value_type = Option<String>)]
    purpose: Option<Purpose>,
    /// `fonnte`, `watzap` or `meta`; the default account if left out.
    #[schema(value_type = Option<String>)]
    provider_type: Option<AccountKind>,
    /// The permit it is about.
    permit_id: Option<String>,
}

/// A value for a mark: a text or a number.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "a text or a number is expected")]
enum Value {
    Text(String),
    Number(serde_json::Number),
}

impl From<Value> for String {
    fn from(value: Value) -> Self {
        match value {
            Value::Text(text) => text,
            Value::Number(number) => number.to_string(),
        }
    }
}

/// How long to wait.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct WaitQuery {
    /// Wait so many seconds, at most 60, for the provider's answer.
    #[param(value_type = Option<u16>)]
    wait: Option<String>,
}

impl WaitQuery {
    pub(super) fn duration(&self) -> Result<Duration, Problem> {
        match self.wait.as_deref().map(str::parse) {
            None => Ok(Duration::ZERO),
            Some(Ok(seconds @ 0..=LONGEST_WAIT)) => Ok(Duration::from_secs(seconds)),
            Some(_) => Err(Problem::field(
                "wait",
                format!("a number of seconds from 0 to {LONGEST_WAIT} is expected"),
            )),
        }
    }
}

/// Which messages.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct MessageQuery {
    /// To this number.
    #[param(value_type = Option<String>)]
    phone: Option<Phone>,
    /// With this status.
    #[param(value_type = Option<String>)]
    status: Option<MessageStatus>,
    /// With this purpose.
    #[param(value_type = Option<String>)]
    purpose: Option<Purpose>,
    /// Of this broadcast.
    #[param(value_type = Option<String>)]
    broadcast_id: Option<BroadcastId>,
    /// How many, 1 to 500; 50 if left out.
    #[serde(default)]
    #[param(value_type = Option<u16>)]
    limit: Limit,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

fn submission(
    body: Body<MessageIn>,
    who: &Principal,
    key: Option<String>,
) -> Result<Submission, Problem> {
    let MessageIn {
        partner_id,
        phone,
        message,
        template,
        values,
        purpose,
        provider_type,
        permit_id,
    } = body.value;
    let to = match (partner_id, phone) {
        (Some(partner), None) => Recipient::Partner(partner),
        (None, Some(Phone(phone))) if phone.line() == Line::Landline => {
            return Err(Problem::field("phone", PhoneError::Landline.to_string()));
        }
        (None, Some(Phone(phone))) => Recipient::Phone(phone),
        _ => {
            let reason = "exactly one of partner_id and phone is needed";
            return Err(Problem::field("partner_id", reason).and_field("phone", reason));
        }
    };
    let content = match (message, template) {
        (Some(_), None) if values.is_some() => {
            return Err(Problem::field("values", "belong to a template"));
        }
        (Some(text), None) => Content::Text(text),
        (None, Some(key)) => Content::Template {
            key,
            values: values
                .unwrap_or_default()
                .into_iter()
                .map(|(name, value)| (name, value.into()))
                .collect(),
        },
        _ => {
            let reason = "exactly one of message and template is needed";
            return Err(Problem::field("message", reason).and_field("template", reason));
        }
    };
    Ok(Submission {
        to,
        content,
        purpose: purpose.unwrap_or(Purpose::Custom),
        provider: provider_type,
        permit_id,
        actor: who.actor(),
        idempotency: key.map(|key| Idempotency {
            key: format!("{}:{key}", who.id),
            request_hash: body.digest,
        }),
    })
}

/// Queues a message. With `wait`, answers once the provider has answered.
#[utoipa::path(
    tag = "Messages",
    params(WaitQuery, ("Idempotency-Key" = Option<String>, Header, description = "The same key and body get the same answer, and no second message.")),
    request_body = MessageIn,
    responses(
        (status = ACCEPTED, description = "Queued", body = MessageOut),
        (status = OK, description = "The provider has answered", body = MessageOut),
    )
)]
#[post("/messages")]
async fn send(
    who: Sender,
    request: HttpRequest,
    Params(query): Params<WaitQuery>,
    body: Body<MessageIn>,
    services: web::Data<Services>,
) -> Result<HttpResponse, Problem> {
    let wait = query.duration()?;
    let submission = submission(body, &who, idempotency_key(&request)?)?;
    let message = submit::submit(&services.core, &services.live, submission).await?;
    answer(&services, message, wait).await
}

/// Shows a message that was just queued, once its provider has answered or the time is over.
pub(super) async fn answer(
    services: &Services,
    message: message::Model,
    wait: Duration,
) -> Result<HttpResponse, Problem> {
    let is_awaited = !wait.is_zero();
    let message = wait::until_settled(&services.core, message, wait).await?;
    // Who does not wait is told that it is taken over, however quick the lane was.
    let status = if is_awaited && wait::is_answered(&message) {
        StatusCode::OK
    } else {
        StatusCode::ACCEPTED
    };
    Ok(HttpResponse::build(status).json(show_one(services, message).await?))
}

pub(super) fn idempotency_key(request: &HttpRequest) -> Result<Option<String>, Problem> {
    let Some(value) = request.headers().get("Idempotency-Key") else {
        return Ok(None);
    };
    let key = value.to_str().ok().map(str::trim);
    let key = key.filter(|key| (1..=LONGEST_KEY).contains(&key.len()));
    key.map(|key| Some(key.to_owned())).ok_or_else(|| {
        Problem::field(
            "Idempotency-Key",
            format!("1 to {LONGEST_KEY} visible ASCII characters are expected"),
        )
    })
}

/// Lists messages, newest first; those of a broadcast by contact.
#[utoipa::path(tag = "Messages", params(MessageQuery), responses((status = OK, body = Page<MessageOut>)))]
#[get("/messages")]
async fn list(
    _: Reader,
    Params(query): Params<MessageQuery>,
    services: web::Data<Services>,
) -> Result<web::Json<Page<MessageOut>>, Problem> {
    let filter = Filter {
        address: query.phone.map(|phone| Address::Phone(phone.0)),
        status: query.status,
        purpose: query.purpose,
        broadcast: query.broadcast_id,
        permit: None,
        behind: query.cursor.map(|cursor| cursor.0),
        ..Filter::default()
    };
    let db = services.core.db.reader();
    let rows = history::list(db, &filter, query.limit.and_one()).await?;
    let accounts = services.live.latest();
    let kinds: HashMap<_, _> = overview::kinds(db).await?.into_iter().collect();
    let id = |row: &message::Model| filter.cursor_of(row);
    let out = |row: message::Model| {
        let label = kinds.get(&row.account_id);
        let label = label.map(|kind| services.providers.get(*kind).label());
        let account = accounts.account(&row.account_id);
        MessageOut::new(row, label).held_by(account)
    };
    Ok(web::Json(Page::new(rows, query.limit, id, out)))
}

/// Shows a message.
#[utoipa::path(tag = "Messages", params(("id" = String, Path)), responses((status = OK, body = MessageOut)))]
#[get("/messages/{id}")]
async fn show(
    _: Reader,
    Id(id): Id<MessageId>,
    services: web::Data<Services>,
) -> Result<web::Json<MessageOut>, Problem> {
    let message = find(&services, id).await?;
    Ok(web::Json(show_one(&services, message).await?))
}

/// Calls back a message that is still queued.
#[utoipa::path(tag = "Messages", params(("id" = String, Path)), responses((status = OK, body = MessageOut)))]
#[post("/messages/{id}/cancel")]
async fn cancel(
    _: Sender,
    Id(id): Id<MessageId>,
    services: web::Data<Services>,
) -> Result<web::Json<MessageOut>, Problem> {
    let was_queued = recall::cancel(&services.core, id).await?;
    let message = find(&services, id).await?;
    if !was_queued && message.status != MessageStatus::Cancelled {
        let detail = format!(
            "The message is {} and cannot be called back.",
            message.status
        );
        return Err(Problem::new(Kind::WrongState, detail));
    }
    Ok(web::Json(show_one(&services, message).await?))
}

/// What a person found out of an uncertain message.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FindingIn {
    /// `sent`, `not_sent` or `send_again`.
    outcome: String,
    /// How this is known.
    #[serde(default)]
    note: String,
}

impl From<NotSettled> for Problem {
    fn from(error: NotSettled) -> Self {
        let said = error.say(Lang::En);
        match error {
            NotSettled::Store(error) => error.into(),
            NotSettled::NotFound(_) => Self::not_found("message"),
            NotSettled::NotUncertain(_) | NotSettled::Cancelled => {
                Self::new(Kind::WrongState, format!("{said}."))
            }
            NotSettled::BadNote => Self::field("note", said),
        }
    }
}

/// Settles an uncertain message, of which the provider has not said whether it took it.
#[utoipa::path(tag = "Messages", params(("id" = String, Path)), request_body = FindingIn, responses((status = OK, body = MessageOut)))]
#[post("/messages/{id}/settle")]
async fn settle(
    who: Sender,
    Id(id): Id<MessageId>,
    body: Body<FindingIn>,
    services: web::Data<Services>,
) -> Result<web::Json<MessageOut>, Problem> {
    let FindingIn { outcome, note } = body.value;
    let Ok(finding) = outcome.parse::<Finding>() else {
        let words = Finding::WORDS.join(", ");
        return Err(Problem::field("outcome", format!("is none of {words}")));
    };
    let message = by_hand::settle(&services.core, id, finding, &note, &who.actor()).await?;
    Ok(web::Json(show_one(&services, message).await?))
}

async fn find(services: &Services, id: MessageId) -> Result<message::Model, Problem> {
    let found = history::find(services.core.db.reader(), id).await?;
    found.ok_or_else(|| Problem::not_found("message"))
}

async fn show_one(services: &Services, message: message::Model) -> Result<MessageOut, Problem> {
    let accounts = services.live.latest();
    let account = accounts.account(&message.account_id);
    let kind = match account {
        Some(account) => Some(account.kind),
        None => registry::kind_of(services.core.db.reader(), &message.account_id).await?,
    };
    let label = kind.map(|kind| services.providers.get(kind).label());
    Ok(MessageOut::new(message, label).held_by(account))
}
