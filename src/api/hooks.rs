//! Outgoing webhooks: endpoints, their secrets, their log. For administrators only; a secret is
//! shown when it is made and never again.

use std::time::Instant;

use actix_web::{HttpResponse, delete, get, patch, post, web};
use entity::ids::{DeliveryId, HookId};
use entity::words::DeliveryStatus;
use rand::rngs::StdRng;
use serde::Deserialize;
use utoipa::ToSchema;

use super::auth::Admin;
use super::hook_out::{DeliveryOut, HookOut, HookWithSecret, Replayed, TrialOut};
use super::json::{Body, Id, Params, present};
use super::mount::Mount;
use super::page::{Cursor, Limit, Page};
use super::problem::{Kind, Problem};
use crate::hooks::HookError;
use crate::hooks::endpoint::{self, Change, NewEndpoint};
use crate::hooks::events::parse_events;
use crate::hooks::{delivery, trial};
use crate::lang::{Lang, Say};
use crate::services::Services;
use crate::time::Timestamp;

pub(super) fn configure(config: &mut impl Mount) {
    config
        .service(list)
        .service(add)
        .service(show)
        .service(edit)
        .service(remove)
        .service(test)
        .service(rotate)
        .service(deliveries)
        .service(replay_one)
        .service(replay_failed);
}

/// An endpoint to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HookIn {
    /// An HTTPS address that is not in a private network.
    url: String,
    #[serde(default)]
    description: String,
    /// `consent.changed`, `message.settled`, `account.down`, `account.up`; empty for all.
    #[serde(default)]
    events: Vec<String>,
    /// Switched on; `true` if left out.
    active: Option<bool>,
}

/// What is to be changed of an endpoint.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HookPatch {
    #[serde(default, deserialize_with = "present")]
    url: Option<String>,
    #[serde(default, deserialize_with = "present")]
    description: Option<String>,
    /// Empty for all.
    #[serde(default, deserialize_with = "present")]
    events: Option<Vec<String>>,
    /// `true` also forgets earlier failures. While it is off, events are not kept for it.
    #[serde(default, deserialize_with = "present")]
    active: Option<bool>,
}

/// Which deliveries.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DeliveryQuery {
    /// `pending`, `delivered` or `failed`.
    #[param(value_type = Option<String>)]
    status: Option<DeliveryStatus>,
    /// How many, 1 to 500; 50 if left out.
    #[serde(default)]
    #[param(value_type = Option<u16>)]
    limit: Limit,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// What is to be delivered again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReplayIn {
    /// All that was given up of what was made since then, RFC 3339.
    #[schema(format = DateTime)]
    since: String,
}

impl From<HookError> for Problem {
    fn from(error: HookError) -> Self {
        let said = error.say(Lang::En);
        match error {
            HookError::Store(error) => error.into(),
            HookError::NotFound => Self::not_found("endpoint or delivery"),
            HookError::BadUrl(_) => Self::field("url", said),
            HookError::BadEvent(_) => Self::field("events", said),
            HookError::BadDescription => Self::field("description", said),
            HookError::TooMany
            | HookError::Inactive
            | HookError::StillTried
            | HookError::WrongKey => Self::new(Kind::WrongState, format!("{said}.")),
        }
    }
}

/// Lists endpoints, the oldest first.
#[utoipa::path(tag = "Hooks", responses((status = OK, body = Page<HookOut>)))]
#[get("/hooks")]
async fn list(
    _who: Admin,
    services: web::Data<Services>,
) -> Result<web::Json<Page<HookOut>>, Problem> {
    let rows = endpoint::list(services.core.db.reader()).await?;
    Ok(web::Json(Page::whole(
        rows.into_iter().map(Into::into).collect(),
    )))
}

/// Makes an endpoint; its secret is in this answer and in no other.
#[utoipa::path(tag = "Hooks", request_body = HookIn, responses((status = CREATED, body = HookWithSecret)))]
#[post("/hooks")]
async fn add(
    who: Admin,
    body: Body<HookIn>,
    services: web::Data<Services>,
) -> Result<HttpResponse, Problem> {
    let HookIn {
        url,
        description,
        events,
        active,
    } = body.value;
    let new = NewEndpoint {
        url,
        description,
        events: parse_events(&events)?,
        active: active.unwrap_or(true),
    };
    let (core, caller) = (&services.core, &services.hooks);
    let rng = &mut rand::make_rng::<StdRng>();
    let (made, secret) = endpoint::create(core, caller, new, &who.actor(), rng).await?;
    Ok(HttpResponse::Created().json(HookWithSecret::new(made.row, &secret)))
}

/// Shows an endpoint.
#[utoipa::path(tag = "Hooks", params(("id" = String, Path)), responses((status = OK, body = HookOut)))]
#[get("/hooks/{id}")]
async fn show(
    _who: Admin,
    Id(id): Id<HookId>,
    services: web::Data<Services>,
) -> Result<web::Json<HookOut>, Problem> {
    let found = endpoint::find(&services.core, id).await?;
    Ok(web::Json(found.row.into()))
}

/// Changes an endpoint.
#[utoipa::path(tag = "Hooks", params(("id" = String, Path)), request_body = HookPatch, responses((status = OK, body = HookOut)))]
#[patch("/hooks/{id}")]
async fn edit(
    who: Admin,
    Id(id): Id<HookId>,
    body: Body<HookPatch>,
    services: web::Data<Services>,
) -> Result<web::Json<HookOut>, Problem> {
    let HookPatch {
        url,
        description,
        events,
        active,
    } = body.value;
    let change = Change {
        url,
        description,
        events: events.as_deref().map(parse_events).transpose()?,
        active,
    };
    let (core, caller) = (&services.core, &services.hooks);
    let changed = endpoint::change(core, caller, id, change, &who.actor()).await?;
    Ok(web::Json(changed.row.into()))
}

/// Takes an endpoint away, with its log.
#[utoipa::path(tag = "Hooks", params(("id" = String, Path)), responses((status = NO_CONTENT)))]
#[delete("/hooks/{id}")]
async fn remove(
    who: Admin,
    Id(id): Id<HookId>,
    services: web::Data<Services>,
) -> Result<HttpResponse, Problem> {
    endpoint::remove(&services.core, id, &who.actor()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Sends an event of the type `hook.test` now, once, and tells what the receiver answered.
#[utoipa::path(tag = "Hooks", params(("id" = String, Path)), responses((status = OK, body = TrialOut)))]
#[post("/hooks/{id}/test")]
async fn test(
    who: Admin,
    Id(id): Id<HookId>,
    services: web::Data<Services>,
) -> Result<web::Json<TrialOut>, Problem> {
    let started = Instant::now();
    let (core, caller) = (&services.core, &services.hooks);
    let rng = &mut rand::make_rng::<StdRng>();
    let row = trial::run(core, caller, id, &who.actor(), rng).await?;
    Ok(web::Json(TrialOut::new(row, started.elapsed())))
}

/// Makes a new secret, shown this once. The one before signs as well for 24 hours.
#[utoipa::path(tag = "Hooks", params(("id" = String, Path)), responses((status = OK, body = HookWithSecret)))]
#[post("/hooks/{id}/rotate-secret")]
async fn rotate(
    who: Admin,
    Id(id): Id<HookId>,
    services: web::Data<Services>,
) -> Result<web::Json<HookWithSecret>, Problem> {
    let rng = &mut rand::make_rng::<StdRng>();
    let made = endpoint::rotate_secret(&services.core, id, &who.actor(), rng).await?;
    let (changed, secret) = made;
    Ok(web::Json(HookWithSecret::new(changed.row, &secret)))
}

/// Lists what went to an endpoint, or waits to go there, newest first.
#[utoipa::path(tag = "Hooks", params(("id" = String, Path), DeliveryQuery), responses((status = OK, body = Page<DeliveryOut>)))]
#[get("/hooks/{id}/deliveries")]
async fn deliveries(
    _who: Admin,
    Id(id): Id<HookId>,
    Params(query): Params<DeliveryQuery>,
    services: web::Data<Services>,
) -> Result<web::Json<Page<DeliveryOut>>, Problem> {
    let core = &services.core;
    endpoint::find(core, id).await?;
    let before = query.cursor.map(|cursor| DeliveryId(cursor.0));
    let most = query.limit.and_one();
    let rows = delivery::list(core.db.reader(), id, query.status, before, most).await?;
    let page = Page::new(rows, query.limit, |row| row.id.0, DeliveryOut::from);
    Ok(web::Json(page))
}

/// Delivers one again, whatever came of it before, under the same `webhook-id`.
#[utoipa::path(tag = "Hooks", params(("id" = String, Path), ("delivery" = String, Path)), responses((status = OK, body = DeliveryOut)))]
#[post("/hooks/{id}/deliveries/{delivery}/replay")]
async fn replay_one(
    who: Admin,
    Id(id): Id<HookId>,
    path: web::Path<(String, String)>,
    services: web::Data<Services>,
) -> Result<web::Json<DeliveryOut>, Problem> {
    let one: DeliveryId = path.1.parse().or(Err(Problem::not_found("delivery")))?;
    let row = delivery::replay(&services.core, id, one, &who.actor()).await?;
    Ok(web::Json(row.into()))
}

/// Delivers again all that was given up since a time.
#[utoipa::path(tag = "Hooks", params(("id" = String, Path)), request_body = ReplayIn, responses((status = OK, body = Replayed)))]
#[post("/hooks/{id}/replay")]
async fn replay_failed(
    who: Admin,
    Id(id): Id<HookId>,
    body: Body<ReplayIn>,
    services: web::Data<Services>,
) -> Result<web::Json<Replayed>, Problem> {
    let since = Timestamp::from_rfc3339(&body.value.since);
    let since = since.ok_or_else(|| Problem::field("since", "is no time in RFC 3339"))?;
    let replayed = delivery::replay_failed(&services.core, id, since, &who.actor()).await?;
    Ok(web::Json(Replayed { replayed }))
}
