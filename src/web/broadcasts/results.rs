//! What became of a broadcast for each person, and settling what is uncertain.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use entity::broadcast::Model;
use entity::ids::{BroadcastId, MessageId, PartnerId};
use entity::message;
use entity::words::MessageStatus;
use sea_orm::ConnectionTrait;

use super::audience::number;
use crate::broadcast::watch::State;
use crate::database::StoreError;
use crate::lang::Lang;
use crate::outbound::by_hand::{self, Finding, NotSettled};
use crate::outbound::history::{self, Filter};
use crate::people::partner;
use crate::services::Services;
use crate::web::error::PageError;
use crate::web::form::{Form, Query};
use crate::web::frame::{self, Frame};
use crate::web::gateway_words::{self, About};
use crate::web::nav::Section;
use crate::web::reasons::reason;
use crate::web::sign_in::sentence;
use crate::web::talk;
use crate::web::trail::{READ, Trail};
use crate::web::visitor::{Reader, Sender};
use crate::web::words::Word;

/// What became of one message.
pub(super) struct Line {
    pub(super) id: MessageId,
    pub(super) name: Option<String>,
    /// The number, as programs write it.
    pub(super) phone: Option<String>,
    /// The number, as people write it.
    shown: String,
    pub(super) status: MessageStatus,
    pub(super) why: String,
    pub(super) at: i64,
    pub(super) provider_id: Option<String>,
}

impl Line {
    fn word(&self, frame: &Frame) -> &'static str {
        self.status.word(frame.lang)
    }

    fn tone(&self) -> &'static str {
        self.status.tone()
    }

    fn is_uncertain(&self) -> bool {
        self.status == MessageStatus::Uncertain
    }
}

/// Messages with the names of those whom they are for.
pub(super) async fn lines(
    db: &impl ConnectionTrait,
    lang: Lang,
    rows: Vec<message::Model>,
) -> Result<Vec<Line>, StoreError> {
    let mut ids: Vec<PartnerId> = rows.iter().filter_map(|row| row.partner_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let partners = partner::find_many(db, ids).await?.into_iter();
    let names: HashMap<_, _> = partners.map(|one| (one.id, one.name)).collect();
    let line = |row: message::Model| Line {
        id: row.id,
        name: row.partner_id.and_then(|id| names.get(&id).cloned()),
        phone: number(&row.address),
        shown: talk::address(lang, &row.address),
        status: row.status,
        why: why(lang, &row),
        at: row.settled_at.unwrap_or(row.updated_at),
        provider_id: row.provider_message_id,
    };
    Ok(rows.into_iter().map(line).collect())
}

fn why(lang: Lang, row: &message::Model) -> String {
    use MessageStatus::{Delivered, Read, Sent};

    match (row.status, &row.error, &row.reason) {
        (Sent | Delivered | Read, ..) | (_, None, None) => String::new(),
        (_, Some(fault), _) => gateway_words::said(lang, About::Message(row.status), fault),
        (_, None, Some(code)) => reason(lang, code),
    }
}

#[derive(Template)]
#[template(path = "broadcast_results.html")]
struct ResultsPage {
    frame: Frame,
    row: Model,
    lines: Vec<Line>,
    /// Status, word, how many.
    statuses: Vec<(&'static str, &'static str, i64)>,
    chosen: &'static str,
    trail: Trail,
}

/// Lists what became of each message.
pub(super) async fn list(
    reader: Reader,
    id: web::Path<i64>,
    query: Query,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let row = super::find(&services, BroadcastId(*id)).await?;
    let State { row, progress } = State::look(&services.core, &services.live, row).await?;
    let lang = reader.lang;
    let status = query.0.value("status").parse::<MessageStatus>().ok();
    let path = format!("/siaran/{}/hasil", row.id);
    let mut trail = Trail::of(&path, &query, &["status"]);
    let filter = Filter {
        status,
        broadcast: Some(row.id),
        behind: trail.cursor(),
        ..Filter::default()
    };
    let db = services.core.db.reader();
    let mut rows = history::list(db, &filter, READ).await?;
    trail.cut(&mut rows, |row| filter.cursor_of(row));
    let counts = progress.counts.iter().filter(|(_, count)| **count > 0);
    let page = ResultsPage {
        frame: Frame::new(&services, &reader, Section::Broadcasts),
        lines: lines(db, lang, rows).await?,
        statuses: counts
            .map(|(status, count)| (status.as_str(), status.word(lang), *count))
            .collect(),
        chosen: status.map_or("", MessageStatus::as_str),
        row,
        trail,
    };
    frame::show(&page)
}

#[derive(Template)]
#[template(path = "broadcast_settle.html")]
struct SettlePage {
    frame: Frame,
    form: Form,
    row: Model,
    line: Line,
    text: String,
}

/// A message of a broadcast, and of no other.
async fn message_of(
    services: &Services,
    broadcast: BroadcastId,
    message: i64,
) -> Result<message::Model, PageError> {
    let found = history::find(services.core.db.reader(), MessageId(message)).await?;
    let found = found.filter(|found| found.broadcast_id == Some(broadcast));
    found.ok_or(PageError::NotFound)
}

async fn settle_page(
    sender: &Sender,
    services: &Services,
    (id, message): (i64, i64),
    form: Form,
) -> Result<HttpResponse, PageError> {
    let row = super::find(services, BroadcastId(id)).await?;
    let db = services.core.db.reader();
    let message = message_of(services, row.id, message).await?;
    let text = message.text.clone();
    let lines = lines(db, sender.lang, vec![message]).await?;
    let line = lines.into_iter().next().ok_or(PageError::NotFound)?;
    let status = if form.is_bad() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = SettlePage {
        frame: Frame::new(services, sender, Section::Broadcasts),
        form,
        row,
        line,
        text,
    };
    frame::show_as(status, &page)
}

/// Asks what became of an uncertain message.
pub(super) async fn ask(
    sender: Sender,
    path: web::Path<(i64, i64)>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    settle_page(&sender, &services, path.into_inner(), Form::default()).await
}

/// Writes down what a person found out, and sends again what did not arrive.
pub(super) async fn settle(
    sender: Sender,
    path: web::Path<(i64, i64)>,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let (id, message) = path.into_inner();
    let lang = sender.lang;
    let Ok(finding) = form.value("temuan").parse::<Finding>() else {
        return settle_page(&sender, &services, (id, message), form).await;
    };
    let this = message_of(&services, BroadcastId(id), message).await?.id;
    let note = form.value("note");
    let actor = sender.person.actor();
    match by_hand::settle(&services.core, this, finding, note, &actor).await {
        Ok(_) => {
            let said = match finding {
                Finding::SendAgain => lang.pick(
                    "Pesan masuk antrean lagi; persetujuan diperiksa sekali lagi.",
                    "The message is queued again; consent is checked once more.",
                ),
                _ => lang.pick("Keputusan tercatat.", "The finding is recorded."),
            };
            Ok(frame::done(&format!("/siaran/{id}/hasil"), said))
        }
        Err(NotSettled::NotFound(_)) => Err(PageError::NotFound),
        Err(NotSettled::Store(error)) => Err(error.into()),
        Err(error @ NotSettled::BadNote) => {
            let form = form.failed("note", sentence(&error, lang));
            settle_page(&sender, &services, (id, message), form).await
        }
        Err(error @ (NotSettled::NotUncertain(_) | NotSettled::Cancelled)) => Err(
            PageError::Refused(StatusCode::CONFLICT, sentence(&error, lang)),
        ),
    }
}
