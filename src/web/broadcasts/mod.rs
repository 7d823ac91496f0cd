//! Broadcasts: drafting, looking at what it would come to, starting, watching, stopping.

mod audience;
mod draft;
mod draft_form;
mod export;
mod named;
mod outlook;
mod progress;
mod results;
mod show;
mod words;

use actix_web::{HttpResponse, web};
use askama::Template;
use entity::broadcast::Model;
use entity::ids::BroadcastId;
use entity::words::BroadcastStatus;

pub(super) use self::outlook::by_reason;
use super::error::PageError;
use super::form::Query;
use super::frame::{self, Frame};
use super::nav::Section;
use super::trail::{READ, Trail};
use super::visitor::Reader;
use super::words::{Word, purpose};
use crate::broadcast::{draft as drafts, store};
use crate::database::StoreError;
use crate::services::Services;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/siaran", web::get().to(list))
        .route("/siaran/baru", web::get().to(draft::begin))
        .route("/siaran/baru", web::post().to(draft::create))
        .route("/siaran/{id}", web::get().to(show::show))
        .route("/siaran/{id}/ubah", web::get().to(draft::show))
        .route("/siaran/{id}/ubah", web::post().to(draft::save))
        .route("/siaran/{id}/uji", web::post().to(show::try_it))
        .route("/siaran/{id}/peristiwa", web::get().to(progress::stream))
        .route("/siaran/{id}/penerima", web::get().to(audience::list))
        .route("/siaran/{id}/hasil", web::get().to(results::list))
        .route("/siaran/{id}/hasil.csv", web::get().to(export::send))
        .route("/siaran/{id}/pesan/{message}", web::get().to(results::ask))
        .route(
            "/siaran/{id}/pesan/{message}",
            web::post().to(results::settle),
        )
        .route("/siaran/{id}/{act}", web::post().to(show::act));
}

async fn find(services: &Services, id: BroadcastId) -> Result<Model, PageError> {
    let found = store::find(services.core.db.reader(), id).await?;
    found.ok_or(PageError::NotFound)
}

/// A broadcast in the list.
struct Line {
    row: Model,
    purpose: &'static str,
    status: &'static str,
    tone: &'static str,
    /// How many it is for: those who would get it, or those it was planned for.
    count: i64,
    who: String,
}

impl Line {
    fn of(frame: &Frame, row: Model) -> Self {
        let lang = frame.lang;
        let count = match row.started_at {
            Some(_) => row.planned,
            None => drafts::dry_run_of(&row).allowed,
        };
        Self {
            purpose: purpose(lang, row.purpose),
            status: row.status.word(lang),
            tone: row.status.tone(),
            count,
            who: frame.who(&row.created_by),
            row,
        }
    }
}

#[derive(Template)]
#[template(path = "broadcasts.html")]
struct ListPage {
    frame: Frame,
    lines: Vec<Line>,
    statuses: Vec<(&'static str, &'static str)>,
    status: &'static str,
    trail: Trail,
}

async fn list(
    reader: Reader,
    query: Query,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let status = query.0.value("status").parse::<BroadcastStatus>().ok();
    let mut trail = Trail::of("/siaran", &query, &["status"]);
    let before = trail.cursor().map(BroadcastId);
    let found: Result<_, StoreError> =
        store::list(services.core.db.reader(), status, before, READ).await;
    let mut rows = found?;
    trail.cut(&mut rows, |row| row.id.0);
    let lang = reader.lang;
    let words = BroadcastStatus::WORDS.iter();
    let frame = Frame::new(&services, &reader, Section::Broadcasts);
    let page = ListPage {
        lines: rows.into_iter().map(|row| Line::of(&frame, row)).collect(),
        frame,
        statuses: words
            .filter_map(|word| Some((*word, word.parse::<BroadcastStatus>().ok()?.word(lang))))
            .collect(),
        status: status.map_or("", BroadcastStatus::as_str),
        trail,
    };
    frame::show(&page)
}
