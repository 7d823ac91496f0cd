//! How far a broadcast got: a part of its page, which is sent again whenever something has
//! changed, as server-sent events (HTML standard, section 9.2).

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, web};
use askama::Template;
use bytes::Bytes;
use entity::ids::BroadcastId;
use entity::words::{BroadcastStatus, MessageStatus};
use futures_util::stream::unfold;

use super::outlook::by_reason;
use crate::broadcast::watch::{State, Tick, Watch};
use crate::broadcast::{draft, planner};
use crate::lang::Lang;
use crate::services::Services;
use crate::time::Timestamp;
use crate::web::error::PageError;
use crate::web::frame::Frame;
use crate::web::nav::Section;
use crate::web::visitor::Reader;

/// A figure with what it counts.
struct Tile {
    count: i64,
    name: &'static str,
    /// The list that it counts.
    status: &'static str,
}

#[derive(Template)]
#[template(path = "broadcast_progress.html")]
struct Part<'a> {
    frame: &'a Frame,
    id: BroadcastId,
    status: BroadcastStatus,
    tiles: Vec<Tile>,
    done: i64,
    all: i64,
    percent: i64,
    is_planned: bool,
    rate: String,
    end: Option<Timestamp>,
    withheld: Vec<(String, String, i64)>,
}

/// The part of the page.
pub(super) fn part(frame: &Frame, state: &State) -> Result<String, askama::Error> {
    use MessageStatus::{
        Cancelled, Delivered, Expired, Failed, Queued, Read, Sending, Sent, Uncertain, Withheld,
    };
    let lang = frame.lang;
    let row = &state.row;
    let count = |status| state.progress.counts.get(&status).copied().unwrap_or(0);
    let waiting = count(Queued) + count(Sending);
    let is_planned = row.planned_at.is_some() || row.status == BroadcastStatus::Cancelled;
    let all = if is_planned {
        row.planned
    } else {
        row.planned.max(draft::dry_run_of(row).allowed)
    };
    let done = row.planned - waiting;
    let tile = |count, id, en, status: MessageStatus| Tile {
        count,
        name: lang.pick(id, en),
        status: status.as_str(),
    };
    let part = Part {
        frame,
        id: row.id,
        status: row.status,
        tiles: vec![
            tile(waiting, "menunggu", "waiting", Queued),
            tile(count(Sent), "terkirim", "sent", Sent),
            tile(count(Delivered), "sampai", "delivered", Delivered),
            tile(count(Read), "dibaca", "read", Read),
            tile(count(Failed), "gagal", "failed", Failed),
            tile(count(Uncertain), "tidak pasti", "uncertain", Uncertain),
            tile(count(Withheld), "tidak dikirim", "withheld", Withheld),
            tile(count(Cancelled), "dibatalkan", "cancelled", Cancelled),
            tile(count(Expired), "kedaluwarsa", "expired", Expired),
        ]
        .into_iter()
        .enumerate()
        // The first four always have their place.
        .filter(|(place, tile)| *place < 4 || tile.count > 0)
        .map(|(_, tile)| tile)
        .collect(),
        done,
        all,
        percent: done.saturating_mul(100).checked_div(all).unwrap_or(0),
        is_planned,
        rate: rate(lang, state.progress.per_minute),
        end: state.progress.estimated_end,
        withheld: by_reason(lang, planner::withheld(row)),
    };
    part.render()
}

fn rate(lang: Lang, per_minute: f64) -> String {
    let said = format!("{per_minute:.1}");
    let said = said.strip_suffix(".0").unwrap_or(&said);
    said.replace('.', lang.pick(",", "."))
}

/// Sends the part again and again, until the broadcast is over.
pub(super) async fn stream(
    reader: Reader,
    id: web::Path<i64>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let row = super::find(&services, BroadcastId(*id)).await?;
    let frame = Frame::new(&services, &reader, Section::Broadcasts);
    let Services {
        core,
        live,
        board,
        closing,
        ..
    } = services.get_ref().clone();
    // Too many watch already: the page stays as it is, and its reader may load it again.
    let watch = Watch::begin(core.clone(), live, board, closing, row.id);
    let Some(watch) = watch else {
        return Ok(HttpResponse::ServiceUnavailable().finish());
    };
    let events = unfold((watch, frame, core), |(mut watch, mut frame, core)| async {
        let tick = watch.next().await?;
        frame.now = core.now();
        let event = event(&frame, &tick)?;
        Some((Ok::<_, actix_web::Error>(event), (watch, frame, core)))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(events))
}

fn event(frame: &Frame, tick: &Tick) -> Option<Bytes> {
    match tick {
        Tick::Quiet => Some(Bytes::from_static(b":\n\n")),
        Tick::Changed(state) => {
            let name = if state.is_over() {
                "selesai"
            } else {
                "kemajuan"
            };
            let mut event = format!("event: {name}\n");
            for line in part(frame, state).ok()?.lines() {
                event.push_str("data: ");
                event.push_str(line);
                event.push('\n');
            }
            event.push('\n');
            Some(event.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_written_as_people_write_it() {
        assert_eq!(rate(Lang::Id, 12.0), "12");
        assert_eq!(rate(Lang::Id, 12.34), "12,3");
        assert_eq!(rate(Lang::En, 0.5), "0.5");
    }
}
