//! Broadcasts: drafting, starting, watching, stopping.

mod audience;
mod events;
mod input;
mod output;

use actix_web::{HttpResponse, get, patch, post, web};
use entity::broadcast;
use entity::ids::BroadcastId;
use entity::words::BroadcastStatus;
use serde::Deserialize;

use self::input::{BroadcastIn, BroadcastPatch};
use self::output::{BroadcastOut, BroadcastProgressOut};
use super::auth::{Reader, Sender};
use super::json::{Body, Id, Params};
use super::page::{Cursor, Limit, Page};
use super::problem::{Kind, Problem};
use crate::api::mount::Mount;
use crate::broadcast::act::{self, Act, ActError};
use crate::broadcast::{draft, store};
use crate::services::Services;
use crate::staff::Principal;

pub(super) fn configure(config: &mut impl Mount) {
    config
        .service(list)
        .service(create)
        .service(show)
        .service(edit)
        .service(start)
        .service(pause)
        .service(resume)
        .service(cancel)
        .service(audience::audience)
        .service(events::stream);
}

/// Which broadcasts.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct BroadcastQuery {
    /// With this status.
    #[param(value_type = Option<String>)]
    status: Option<BroadcastStatus>,
    /// How many, 1 to 500; 50 if left out.
    #[serde(default)]
    #[param(value_type = Option<u16>)]
    limit: Limit,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

impl From<ActError> for Problem {
    fn from(error: ActError) -> Self {
        let said = format!("{}.", capitalised(&error.to_string()));
        match error {
            ActError::NotFound => Self::not_found("broadcast"),
            ActError::WrongStatus(_) | ActError::TooLate => Self::new(Kind::WrongState, said),
            ActError::SecondPerson => Self::new(Kind::SecondPerson, said),
            ActError::Store(error) => error.into(),
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut signs = text.chars();
    let first = signs.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(signs).collect()
}

/// Lists broadcasts, newest first.
#[utoipa::path(tag = "Broadcasts", params(BroadcastQuery), responses((status = OK, body = Page<BroadcastOut>)))]
#[get("/broadcasts")]
async fn list(
    _: Reader,
    Params(query): Params<BroadcastQuery>,
    services: web::Data<Services>,
) -> Result<web::Json<Page<BroadcastOut>>, Problem> {
    let before = query.cursor.map(|cursor| BroadcastId(cursor.0));
    let db = services.core.db.reader();
    let rows = store::list(db, query.status, before, query.limit.and_one()).await?;
    let id = |row: &broadcast::Model| row.id.0;
    Ok(web::Json(Page::new(
        rows,
        query.limit,
        id,
        BroadcastOut::from,
    )))
}

/// Drafts a broadcast and counts what it would come to. Nothing is sent before it is started.
#[utoipa::path(tag = "Broadcasts", request_body = BroadcastIn, responses((status = CREATED, body = BroadcastOut)))]
#[post("/broadcasts")]
async fn create(
    who: Sender,
    body: Body<BroadcastIn>,
    services: web::Data<Services>,
) -> Result<HttpResponse, Problem> {
    let new = body.value.draft()?;
    let row = draft::create(&services.core, &services.live, new, &who.actor()).await?;
    Ok(HttpResponse::Created().json(BroadcastOut::from(row)))
}

/// Shows a broadcast and how far it got.
#[utoipa::path(tag = "Broadcasts", params(("id" = String, Path)), responses((status = OK, body = BroadcastProgressOut)))]
#[get("/broadcasts/{id}")]
async fn show(
    _: Reader,
    Id(id): Id<BroadcastId>,
    services: web::Data<Services>,
) -> Result<web::Json<BroadcastProgressOut>, Problem> {
    let row = find(&services, id).await?;
    Ok(web::Json(BroadcastProgressOut::look(&services, row).await?))
}

/// Changes a draft and counts anew.
#[utoipa::path(tag = "Broadcasts", params(("id" = String, Path)), request_body = BroadcastPatch, responses((status = OK, body = BroadcastOut)))]
#[patch("/broadcasts/{id}")]
async fn edit(
    who: Sender,
    Id(id): Id<BroadcastId>,
    body: Body<BroadcastPatch>,
    services: web::Data<Services>,
) -> Result<web::Json<BroadcastOut>, Problem> {
    let change = body.value.change()?;
    let row = draft::change(&services.core, &services.live, id, change, &who.actor()).await?;
    Ok(web::Json(row.into()))
}

/// Starts a draft: at once, or at its `scheduled_at`. Started twice it runs once.
#[utoipa::path(tag = "Broadcasts", params(("id" = String, Path)), responses((status = OK, body = BroadcastProgressOut)))]
#[post("/broadcasts/{id}/start")]
async fn start(
    who: Sender,
    Id(id): Id<BroadcastId>,
    services: web::Data<Services>,
) -> Result<web::Json<BroadcastProgressOut>, Problem> {
    done(&services, &who, id, Act::Start).await
}

/// Stops a broadcast for now. What is in the hands of a provider at this moment still leaves.
#[utoipa::path(tag = "Broadcasts", params(("id" = String, Path)), responses((status = OK, body = BroadcastProgressOut)))]
#[post("/broadcasts/{id}/pause")]
async fn pause(
    who: Sender,
    Id(id): Id<BroadcastId>,
    services: web::Data<Services>,
) -> Result<web::Json<BroadcastProgressOut>, Problem> {
    done(&services, &who, id, Act::Pause).await
}

/// Lets a paused broadcast go on where it stopped; nobody gets it twice.
#[utoipa::path(tag = "Broadcasts", params(("id" = String, Path)), responses((status = OK, body = BroadcastProgressOut)))]
#[post("/broadcasts/{id}/resume")]
async fn resume(
    who: Sender,
    Id(id): Id<BroadcastId>,
    services: web::Data<Services>,
) -> Result<web::Json<BroadcastProgressOut>, Problem> {
    done(&services, &who, id, Act::Resume).await
}

/// Calls a broadcast back for good: what still waits is cancelled.
#[utoipa::path(tag = "Broadcasts", params(("id" = String, Path)), responses((status = OK, body = BroadcastProgressOut)))]
#[post("/broadcasts/{id}/cancel")]
async fn cancel(
    who: Sender,
    Id(id): Id<BroadcastId>,
    services: web::Data<Services>,
) -> Result<web::Json<BroadcastProgressOut>, Problem> {
    done(&services, &who, id, Act::Cancel).await
}

async fn done(
    services: &Services,
    who: &Principal,
    id: BroadcastId,
    what: Act,
) -> Result<web::Json<BroadcastProgressOut>, Problem> {
    let row = act::act(&services.core, id, what, &who.actor()).await?;
    Ok(web::Json(BroadcastProgressOut::look(services, row).await?))
}

async fn find(services: &Services, id: BroadcastId) -> Result<broadcast::Model, Problem> {
    let found = store::find(services.core.db.reader(), id).await?;
    found.ok_or_else(|| Problem::not_found("broadcast"))
}
