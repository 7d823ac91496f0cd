//! The log of an endpoint: what went there, what it answered, and sending it again by hand.

use actix_web::{HttpResponse, web};
use askama::Template;
use entity::hook_delivery::Model;
use entity::ids::{DeliveryId, HookId};
use entity::words::DeliveryStatus;

use super::words::{answer, event};
use super::{HERE, Line, found, refused};
use crate::hooks::{delivery, webhook_id};
use crate::lang::Lang;
use crate::services::Services;
use crate::time::Timestamp;
use crate::web::error::PageError;
use crate::web::form::Query;
use crate::web::frame::{self, Frame};
use crate::web::nav::Section;
use crate::web::trail::{READ, Trail};
use crate::web::visitor::{Admin, Reader};
use crate::web::words::Word;

const STATUSES: [DeliveryStatus; 3] = [
    DeliveryStatus::Pending,
    DeliveryStatus::Delivered,
    DeliveryStatus::Failed,
];

/// A delivery in the log.
struct Row {
    id: DeliveryId,
    event: &'static str,
    status: DeliveryStatus,
    attempts: i32,
    /// The status of HTTP that came back, and what was wrong.
    answer: String,
    excerpt: Option<String>,
    at: Timestamp,
    /// When it is tried next.
    next: Option<Timestamp>,
}

impl Row {
    fn new(lang: Lang, row: &Model) -> Self {
        let is_pending = row.status == DeliveryStatus::Pending;
        Self {
            id: row.id,
            event: event(lang, row.kind),
            status: row.status,
            attempts: row.attempt,
            answer: answer(lang, row),
            excerpt: row.excerpt.clone(),
            at: Timestamp::from_millis(row.created_at),
            next: is_pending.then(|| Timestamp::from_millis(row.next_attempt_at)),
        }
    }
}

#[derive(Template)]
#[template(path = "hooks_show.html")]
struct ShowPage {
    frame: Frame,
    hook: Line,
    rows: Vec<Row>,
    statuses: [(&'static str, &'static str); 3],
    chosen: &'static str,
    trail: Trail,
}

pub(super) async fn show(
    reader: Reader,
    id: web::Path<i64>,
    query: Query,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let hook = found(&services, HookId(*id)).await?;
    let frame = Frame::new(&services, &reader, Section::Hooks);
    let lang = frame.lang;
    let status = query.0.value("status").parse::<DeliveryStatus>().ok();
    let mut trail = Trail::of(&format!("{HERE}/{}", hook.id), &query, &["status"]);
    let before = trail.cursor().map(DeliveryId);
    let db = services.core.db.reader();
    let mut rows = delivery::list(db, hook.id, status, before, READ).await?;
    trail.cut(&mut rows, |row| row.id.0);
    frame::show(&ShowPage {
        hook: Line::new(&frame, &hook),
        rows: rows.iter().map(|row| Row::new(lang, row)).collect(),
        statuses: STATUSES.map(|status| (status.as_str(), status.word(lang))),
        chosen: status.map_or("", DeliveryStatus::as_str),
        trail,
        frame,
    })
}

#[derive(Template)]
#[template(path = "hooks_delivery.html")]
struct DeliveryPage {
    frame: Frame,
    hook: Line,
    row: Row,
    webhook_id: String,
    settled: Option<Timestamp>,
    /// What was sent, as it was sent.
    payload: String,
}

/// One delivery, with what was sent: for administrators, as in the API.
pub(super) async fn one(
    admin: Admin,
    path: web::Path<(i64, i64)>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let (id, one) = path.into_inner();
    let hook = found(&services, HookId(id)).await?;
    let db = services.core.db.reader();
    let row = delivery::find(db, hook.id, DeliveryId(one)).await?;
    let row = row.ok_or(PageError::NotFound)?;
    let frame = Frame::new(&services, &admin, Section::Hooks);
    frame::show(&DeliveryPage {
        hook: Line::new(&frame, &hook),
        webhook_id: webhook_id(row.event_id),
        settled: row.settled_at.map(Timestamp::from_millis),
        row: Row::new(frame.lang, &row),
        payload: row.payload,
        frame,
    })
}

/// Sends a delivery again, under the same id, so that a receiver who has it already can tell.
pub(super) async fn replay(
    admin: Admin,
    path: web::Path<(i64, i64)>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let (id, one) = path.into_inner();
    let (id, actor) = (HookId(id), admin.person.actor());
    let done = delivery::replay(&services.core, id, DeliveryId(one), &actor).await;
    done.map_err(|error| refused(error, admin.lang))?;
    let news = admin.lang.pick(
        "Dikirim ulang. Muat ulang halaman untuk melihat hasilnya.",
        "It is sent again. Reload the page to see what came of it.",
    );
    Ok(frame::done(&format!("{HERE}/{id}"), news))
}
