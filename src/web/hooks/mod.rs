//! Outgoing webhooks: which other systems are told of what, and what became of it. Everybody sees
//! that; only administrators see whole addresses and what was sent, and change anything.

mod edit;
mod log;
mod words;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use entity::hook_endpoint::Model;
use entity::ids::HookId;

pub(super) use self::words::event as event_name;
use self::words::{State, event, fault_said};
use super::error::PageError;
use super::frame::{self, Frame};
use super::nav::Section;
use super::sign_in::sentence;
use super::visitor::{Admin, Reader};
use crate::hooks::HookError;
use crate::hooks::endpoint::{self, Change, MOST};
use crate::hooks::events::events_of;
use crate::hooks::{delivery, origin_of, trial};
use crate::lang::Lang;
use crate::services::Services;
use crate::time::Timestamp;

const HERE: &str = "/webhook";

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/webhook", web::get().to(list))
        .route("/webhook/tambah", web::get().to(edit::ask_new))
        .route("/webhook/tambah", web::post().to(edit::add))
        .route("/webhook/{id}", web::get().to(log::show))
        .route("/webhook/{id}/ubah", web::get().to(edit::ask_change))
        .route("/webhook/{id}/ubah", web::post().to(edit::change))
        .route("/webhook/{id}/rahasia", web::post().to(edit::rotate))
        .route("/webhook/{id}/kiriman/{one}", web::get().to(log::one))
        .route("/webhook/{id}/kiriman/{one}", web::post().to(log::replay))
        .route("/webhook/{id}/{deed}", web::post().to(act));
}

/// An endpoint as pages show it.
struct Line {
    id: HookId,
    /// What people call it, or else where it is.
    name: String,
    /// Where it is; whole only for administrators.
    url: String,
    events: Vec<&'static str>,
    state: State,
    active: bool,
    failing_since: Option<Timestamp>,
    last_error: Option<String>,
    previous_until: Option<Timestamp>,
}

impl Line {
    fn new(frame: &Frame, row: &Model) -> Self {
        let origin = origin_of(&row.url);
        let events = events_of(row);
        Self {
            id: row.id,
            name: if row.description.is_empty() {
                origin.clone()
            } else {
                row.description.clone()
            },
            url: if frame.is_admin() {
                row.url.clone()
            } else {
                origin
            },
            events: events
                .into_iter()
                .map(|kind| event(frame.lang, kind))
                .collect(),
            state: State::of(frame.lang, row),
            active: row.active,
            failing_since: row.failing_since.map(Timestamp::from_millis),
            last_error: row
                .last_error
                .as_deref()
                .map(|fault| fault_said(frame.lang, fault)),
            previous_until: row
                .previous_until
                .map(Timestamp::from_millis)
                .filter(|until| *until > frame.now),
        }
    }
}

#[derive(Template)]
#[template(path = "hooks.html")]
struct ListPage {
    frame: Frame,
    lines: Vec<Line>,
    /// Whether there may be another one.
    has_room: bool,
}

async fn list(reader: Reader, services: web::Data<Services>) -> Result<HttpResponse, PageError> {
    let rows = endpoint::list(services.core.db.reader()).await?;
    let frame = Frame::new(&services, &reader, Section::Hooks);
    frame::show(&ListPage {
        lines: rows.iter().map(|row| Line::new(&frame, row)).collect(),
        has_room: u64::try_from(rows.len()).is_ok_and(|count| count < MOST),
        frame,
    })
}

/// The row of an endpoint. There are few, and one whose secret cannot be opened is shown too.
async fn found(services: &Services, id: HookId) -> Result<Model, PageError> {
    let rows = endpoint::list(services.core.db.reader()).await?;
    let row = rows.into_iter().find(|row| row.id == id);
    row.ok_or(PageError::NotFound)
}

/// The page that says why something was not done.
fn refused(error: HookError, lang: Lang) -> PageError {
    match error {
        HookError::Store(error) => error.into(),
        HookError::NotFound => PageError::NotFound,
        error => PageError::Refused(StatusCode::CONFLICT, sentence(&error, lang)),
    }
}

async fn act(
    admin: Admin,
    path: web::Path<(i64, String)>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let (id, deed) = path.into_inner();
    let (id, lang, actor) = (HookId(id), admin.lang, admin.person.actor());
    let here = format!("{HERE}/{id}");
    let done = match deed.as_str() {
        "uji" => try_out(&services, id, lang, &actor).await,
        "matikan" => switch(&services, id, false, lang, &actor).await,
        "nyalakan" => switch(&services, id, true, lang, &actor).await,
        "ulangi" => again(&services, id, lang, &actor).await,
        "hapus" => {
            let removed = endpoint::remove(&services.core, id, &actor).await;
            removed.map_err(|error| refused(error, lang))?;
            let news = lang.pick(
                "Webhook dihapus. Tidak ada lagi yang dikirim ke sana.",
                "The webhook is removed. Nothing goes there any more.",
            );
            return Ok(frame::done(HERE, news));
        }
        _ => return Err(PageError::NotFound),
    };
    let news = done.map_err(|error| refused(error, lang))?;
    Ok(frame::done(&here, &news))
}

/// Sends a trial, and says what the receiver answered.
async fn try_out(
    services: &Services,
    id: HookId,
    lang: Lang,
    actor: &str,
) -> Result<String, HookError> {
    let (core, caller) = (&services.core, &services.hooks);
    let rng = &mut rand::make_rng::<rand::rngs::StdRng>();
    let row = trial::run(core, caller, id, actor, rng).await?;
    Ok(words::trial(lang, &row))
}

async fn switch(
    services: &Services,
    id: HookId,
    active: bool,
    lang: Lang,
    actor: &str,
) -> Result<String, HookError> {
    let change = Change {
        active: Some(active),
        ..Change::default()
    };
    endpoint::change(&services.core, &services.hooks, id, change, actor).await?;
    let news = if active {
        lang.pick(
            "Webhook aktif: kejadian mulai sekarang dikirim ke sana.",
            "The webhook is on: events from now on go there.",
        )
    } else {
        lang.pick(
            "Webhook dimatikan. Selama mati, kejadian baru tidak disimpan untuknya.",
            "The webhook is off. While it is, new events are not kept for it.",
        )
    };
    Ok(news.to_owned())
}

/// Delivers everything again that was given up and is still in the log.
async fn again(
    services: &Services,
    id: HookId,
    lang: Lang,
    actor: &str,
) -> Result<String, HookError> {
    let since = Timestamp::from_millis(0);
    let count = delivery::replay_failed(&services.core, id, since, actor).await?;
    Ok(match lang {
        Lang::Id => format!("{count} kiriman yang gagal dikirim ulang."),
        Lang::En => format!("{count} deliveries that failed are sent again."),
    })
}
