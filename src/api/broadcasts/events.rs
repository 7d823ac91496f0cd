//! The progress of a broadcast as server-sent events (HTML standard, section 9.2): one whenever
//! something has changed, until it is over.

use std::time::Duration;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, get, web};
use bytes::Bytes;
use entity::ids::BroadcastId;
use futures_util::stream::unfold;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

use super::output::BroadcastProgressOut;
use crate::api::auth::Reader;
use crate::api::json::Id;
use crate::api::problem::{Kind, Problem};
use crate::broadcast::board::MOST_WATCHERS;
use crate::services::Services;

/// How often it looks.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A line that says nothing keeps proxies from giving up.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// A stream ends after this, and its reader comes again with its key.
const LONGEST: Duration = Duration::from_mins(30);

struct Watch {
    services: web::Data<Services>,
    id: BroadcastId,
    until: Instant,
    next_look: Instant,
    /// Kept while somebody reads.
    _seat: OwnedSemaphorePermit,
    last: Option<BroadcastProgressOut>,
    spoke_at: Instant,
}

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
    let seat = services.board.seat().ok_or_else(too_many)?;
    let watch = Watch {
        _seat: seat,
        services,
        id,
        until: Instant::now() + LONGEST,
        next_look: Instant::now(),
        last: None,
        spoke_at: Instant::now(),
    };
    let events = unfold(watch, |watch| async {
        let (event, watch) = watch.next().await?;
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

impl Watch {
    /// Waits for something to tell.
    async fn next(mut self) -> Option<(Bytes, Self)> {
        if self
            .last
            .as_ref()
            .is_some_and(BroadcastProgressOut::is_over)
        {
            return None;
        }
        let closing = self.services.closing.clone();
        while Instant::now() < self.until {
            let pause = tokio::time::sleep_until(self.next_look);
            closing.run_until_cancelled(pause).await?;
            self.next_look = Instant::now() + LOOK_EVERY;
            // A database that is away for a moment is no event.
            if let Ok(progress) = self.look().await {
                let progress = progress?;
                let is_known = |last: &BroadcastProgressOut| last.shows_the_same_as(&progress);
                if !self.last.as_ref().is_some_and(is_known) {
                    let data = serde_json::to_string(&progress).ok()?;
                    self.last = Some(progress);
                    self.spoke_at = Instant::now();
                    return Some((format!("event: progress\ndata: {data}\n\n").into(), self));
                }
            }
            if self.spoke_at.elapsed() >= KEEP_ALIVE {
                self.spoke_at = Instant::now();
                return Some((Bytes::from_static(b":\n\n"), self));
            }
        }
        None
    }

    async fn look(&self) -> Result<Option<BroadcastProgressOut>, crate::database::StoreError> {
        let Services {
            core, live, board, ..
        } = &**self.services;
        let seen = board.look(core, live, self.id).await?;
        Ok(seen.map(|(row, progress)| BroadcastProgressOut::new(row, progress)))
    }
}
