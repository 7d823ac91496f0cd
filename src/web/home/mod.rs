//! The first page: how far consent has got, what became of the messages, what waits, and what
//! somebody should look at.

mod alerts;

use std::sync::Arc;
use std::time::Duration;

use actix_web::{HttpResponse, web};
use askama::Template;
use entity::words::{ConsentStatus, MessageStatus};

use self::alerts::Alert;
use super::chart::{self, Series};
use super::error::PageError;
use super::frame::{self, Frame};
use super::gate_words;
use super::nav::Section;
use super::visitor::Reader;
use super::words::{Word, pace};
use crate::figures::{self, Count, Lane};
use crate::services::Services;

/// How long a page waits for a count; it is shown without otherwise, and fetches it by itself.
const PATIENCE: Duration = Duration::from_millis(25);

/// The outcomes that are shown, in their order.
const OUTCOMES: [MessageStatus; 8] = [
    MessageStatus::Read,
    MessageStatus::Delivered,
    MessageStatus::Sent,
    MessageStatus::Withheld,
    MessageStatus::Failed,
    MessageStatus::Uncertain,
    MessageStatus::Cancelled,
    MessageStatus::Expired,
];

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/", web::get().to(show));
}

/// A step of consent: how many, and of how many that is.
struct Step {
    name: &'static str,
    count: i64,
    share: String,
    status: &'static str,
}

/// An account, as people look at it.
struct LaneRow {
    lane: Lane,
    tone: &'static str,
    word: &'static str,
    pace: String,
    ends: String,
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    frame: Frame,
    alerts: Vec<Alert>,
    count: Option<Arc<Count>>,
    steps: Vec<Step>,
    /// Nobody is known yet.
    is_new: bool,
    /// How many have agreed in the simulator only.
    played: i64,
    funnel: String,
    course: String,
    weeks: Vec<(String, figures::Week)>,
    outcomes: Vec<(&'static str, &'static str, [i64; 3])>,
    lanes: Vec<LaneRow>,
    waiting: i64,
}

async fn show(reader: Reader, services: web::Data<Services>) -> Result<HttpResponse, PageError> {
    let frame = Frame::new(&services, &reader, Section::Home);
    let core = &services.core;
    let count = services.figures.latest(core, PATIENCE).await?;
    let lanes = figures::lanes(core).await?;
    let alerts = alerts::gather(&services, &reader, &frame, &lanes).await?;
    let steps = count
        .as_deref()
        .map_or_else(Vec::new, |count| steps(&frame, count));
    let weeks = count
        .as_deref()
        .map_or_else(Vec::new, |count| weeks(&frame, count));
    let page = HomePage {
        is_new: steps.first().is_some_and(|known| known.count == 0),
        played: count.as_deref().map_or(0, |count| count.played),
        funnel: funnel(&frame, &steps),
        course: course(&frame, &weeks),
        outcomes: count
            .as_deref()
            .map_or_else(Vec::new, |count| outcomes(&frame, count)),
        waiting: lanes.iter().map(|lane| lane.queued).sum(),
        lanes: lanes
            .into_iter()
            .map(|lane| lane_row(&frame, lane))
            .collect(),
        frame,
        alerts,
        count,
        steps,
        weeks,
    };
    frame::show(&page)
}

/// Known, asked, agreed, declined. Whoever answered counts as asked; a yes that was only typed in
/// the simulator is nobody's.
fn steps(frame: &Frame, count: &Count) -> Vec<Step> {
    let all_granted = count.of(ConsentStatus::Granted);
    let granted = all_granted - count.played;
    let denied = count.of(ConsentStatus::Denied);
    let reached = count.of(ConsentStatus::Asked) + all_granted + denied;
    let known = reached + count.of(ConsentStatus::Unknown);
    let step = |name, count, of: i64, status| Step {
        name,
        count,
        share: share(count, of),
        status,
    };
    vec![
        step(frame.t("Nomor dikenal", "Numbers known"), known, known, ""),
        step(
            frame.t("Sudah ditanya atau menjawab", "Asked, or have answered"),
            reached,
            known,
            // Nowhere else are they one group.
            "",
        ),
        step(frame.t("Setuju", "Agreed"), granted, known, "granted"),
        step(
            frame.t("Menolak atau berhenti", "Declined or stopped"),
            denied,
            known,
            "denied",
        ),
    ]
}

/// A share in whole percent.
fn share(count: i64, of: i64) -> String {
    match of {
        1.. => format!("{}%", (count * 200 + of) / (of * 2)),
        _ => String::new(),
    }
}

fn funnel(frame: &Frame, steps: &[Step]) -> String {
    let classes = ["outline", "dotted", "solid", "striped"];
    let bars: Vec<_> = steps
        .iter()
        .zip(classes)
        .map(|(step, class)| {
            let shown = format!("{} ({})", frame.number(&step.count), step.share);
            let shown = if step.share.is_empty() {
                frame.number(&step.count)
            } else {
                shown
            };
            (step.name.to_owned(), shown, class, step.count)
        })
        .collect();
    let title = frame.t("Perjalanan persetujuan", "How far consent has got");
    let description = frame.t(
        "Angkanya ada di tabel di bawah gambar.",
        "The numbers are in the table below the picture.",
    );
    chart::funnel(title, description, &bars)
}

fn weeks(frame: &Frame, count: &Count) -> Vec<(String, figures::Week)> {
    let name = |week: &figures::Week| {
        let day = frame.day(&week.begins);
        // The year is clear.
        day.rsplit_once(' ')
            .map_or_else(|| day.clone(), |(day, _)| day.to_owned())
    };
    count.weeks.iter().map(|week| (name(week), *week)).collect()
}

fn course(frame: &Frame, weeks: &[(String, figures::Week)]) -> String {
    let series = |name, class, value: fn(&figures::Week) -> i64| Series {
        name,
        class,
        values: weeks.iter().map(|(_, week)| value(week)).collect(),
    };
    let series = [
        series(frame.t("ditanya", "asked"), "dotted", |week| week.asked),
        series(frame.t("setuju", "agreed"), "solid", |week| week.granted),
        series(
            frame.t("menolak atau berhenti", "declined or stopped"),
            "striped",
            |week| week.denied,
        ),
    ];
    let places: Vec<_> = weeks.iter().map(|(name, _)| name.clone()).collect();
    let title = frame.t(
        "Persetujuan per minggu, dua belas minggu terakhir",
        "Consent by week, the last twelve weeks",
    );
    let description = frame.t(
        "Angkanya ada di tabel di bawah gambar.",
        "The numbers are in the table below the picture.",
    );
    chart::columns(title, description, &places, &series, |value| {
        frame.number(&value)
    })
}

/// Today, 7 days, 30 days: by what became of them. What has never happened is left out.
fn outcomes(frame: &Frame, count: &Count) -> Vec<(&'static str, &'static str, [i64; 3])> {
    OUTCOMES
        .into_iter()
        .map(|status| {
            let [month, week, today] = count.tally(status).since;
            (status.tone(), status.word(frame.lang), [today, week, month])
        })
        .filter(|(.., counts)| counts.iter().any(|count| *count > 0))
        .collect()
}

fn lane_row(frame: &Frame, lane: Lane) -> LaneRow {
    use entity::words::AccountState;
    let (tone, word) = if !lane.active {
        ("quiet", frame.t("Dimatikan", "Switched off"))
    } else if lane.paused {
        ("wait", frame.t("Dijeda", "Paused"))
    } else if lane.down_until.is_some() || lane.state == AccountState::Error {
        ("bad", frame.t("Terganggu", "Faulty"))
    } else {
        ("good", frame.t("Siap", "Ready"))
    };
    let ends = match lane.done_at {
        Some(at) => {
            let left = gate_words::span(frame.lang, at.since(frame.now));
            format!(
                "{} {left}, {} {}",
                frame.t("sekitar", "about"),
                frame.t("pukul", "at"),
                words_at(frame, at)
            )
        }
        None => String::new(),
    };
    LaneRow {
        pace: pace(frame.lang, lane.pace.mean()),
        lane,
        tone,
        word,
        ends,
    }
}

/// The time of day, with the day if it is not today.
fn words_at(frame: &Frame, at: crate::time::Timestamp) -> String {
    if frame.day(&at) == frame.day(&frame.now) {
        frame.clock(&at)
    } else {
        frame.moment(&at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_and_of_nothing_there_is_none() {
        assert_eq!(share(1, 3), "33%");
        assert_eq!(share(2, 3), "67%");
        assert_eq!(share(0, 0), "");
    }
}
