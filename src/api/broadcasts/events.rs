//! The progress of a broadcast as server-sent events (HTML standard, section 9.2): one whenever
//! something has changed, until it is over.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, get, web};
use bytes::Bytes;
use entity::ids::BroadcastId;
use futures_util::stream::unfold;

use super::output::BroadcastProgressOut;
use crate::api::auth::Reader;
use crate::api::json::Id;
use crate::api::problem::{Kind, Problem};
use crate::broadcast::board::MOST_WATCHERS;
use crate::broadcast::watch::{Tick, Watch};
use crate::services::Services;

/// Tells the progress of a broadcast as server-sent events: `event: progress`, with the same JSON
/// as the broadcast itself; the stream ends when the broadcast is over.
#[utoipa::path(tag = "Broadcasts", params(("id" = String, Path)), responses((status = OK, content_type = "text/event-stream", body = String)))]
#[get("/broadcasts/{id}/events")]
pub(super) async fn stream(
    _: Reader,
    Id(id): Id<BroadcastId>,
    services: web::Data<Services>,
) -> Result<HttpResponse, Problem> {
    super::find(&services, id).await?;
    let Services {
        core,
        live,
        board,
        closing,
        ..
    } = services.get_ref().clone();
    let watch = Watch::begin(core, live, board, closing, id).ok_or_else(too_many)?;
    let events = unfold(watch, |mut watch| async {
        let event = event(watch.next().await?)?;
        Some((Ok::<_, actix_web::Error>(event), watch))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(events))
}

fn too_many() -> Problem {
    let detail = format!("{MOST_WATCHERS} streams of progress are open already; try again later.");
    Problem::new(Kind::Unavailable, detail)
}

fn event(tick: Tick) -> Option<Bytes> {
    match tick {
        Tick::Changed(state) => {
            let data = serde_json::to_string(&BroadcastProgressOut::from(*state)).ok()?;
            Some(format!("event: progress\ndata: {data}\n\n").into())
        }
        // A line that says nothing.
        Tick::Quiet => Some(Bytes::from_static(b":\n\n")),
    }
}
