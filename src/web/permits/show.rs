//! One permit: what it is, whose, what became of it, what was sent about it, and what may be sent.

use actix_web::{HttpResponse, web};
use askama::Template;
use entity::ids::{MessageId, PartnerId};
use entity::message;
use entity::permit::Model;
use entity::words::{DocumentStatus, NoticeOutcome};

use super::send::{AboutPermit, BUTTONS, word_of};
use super::{End, end_of, find, path_of, title, today, words};
use crate::lang::Lang;
use crate::outbound::history::{self, Filter};
use crate::people::Address;
use crate::permits::{self, Entry};
use crate::services::Services;
use crate::web::error::PageError;
use crate::web::forecast::Chance;
use crate::web::frame::{self, Frame};
use crate::web::gateway_words::{self, About};
use crate::web::nav::Section;
use crate::web::reasons::reason;
use crate::web::sending;
use crate::web::visitor::Reader;
use crate::web::words::{Word, consent, day, purpose};

/// How many messages are shown.
const MESSAGES: u64 = 20;

/// Somebody who was told of a change, or not.
struct Told {
    what: &'static str,
    is_official: bool,
    message: Option<MessageId>,
    /// Why not.
    why: Option<String>,
}

/// An entry of the history.
struct Change {
    at: i64,
    who: String,
    lines: Vec<String>,
    told: Vec<Told>,
    tone: &'static str,
}

/// A message about the permit.
struct Sent {
    row: message::Model,
    purpose: &'static str,
    status: &'static str,
    tone: &'static str,
    why: String,
}

/// A button: its word in the address, its name, what it does, and whether it may.
struct Press {
    word: &'static str,
    name: &'static str,
    hint: &'static str,
    chance: Chance,
}

#[derive(Template)]
#[template(path = "permit.html")]
struct PermitPage {
    frame: Frame,
    row: Model,
    path: String,
    title: String,
    status: &'static str,
    tone: &'static str,
    end: Option<End>,
    issued: Option<String>,
    document: Option<(&'static str, &'static str)>,
    partner: Option<(PartnerId, String)>,
    phone: Option<String>,
    consent: Option<(&'static str, &'static str)>,
    changes: Vec<Change>,
    messages: Vec<Sent>,
    buttons: Vec<Press>,
}

/// Shows a permit.
pub(super) async fn show(
    reader: Reader,
    id: web::Path<String>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let found = find(&services, &id).await?;
    let lang = reader.lang;
    let db = services.core.db.reader();
    let frame = Frame::new(&services, &reader, Section::Permits);
    let mut buttons = Vec::new();
    if frame.may_send() {
        for button in BUTTONS {
            let (name, hint) = words::button(lang, button);
            let desk = AboutPermit::new(lang, &found, button);
            buttons.push(Press {
                word: word_of(button),
                name,
                hint,
                chance: sending::chance(&services, &frame, &desk).await?,
            });
        }
    }
    let (row, owner) = found;
    let (partner, contact) = owner.unzip();
    let contact = contact.flatten();
    let documents = permits::find_documents(db, [row.id]).await?;
    let document: Option<DocumentStatus> = documents.get(&row.id).map(|found| found.status);
    let mut changes = permits::history(db, row.id).await?;
    changes.reverse();
    let mut messages = Vec::new();
    if let Some(contact) = &contact {
        let filter = Filter {
            address: Some(Address::from_stored(&contact.address)),
            permit: Some(row.registration_id.clone()),
            ..Filter::default()
        };
        messages = history::list(db, &filter, MESSAGES).await?;
    }
    let issued: Option<crate::day::Day> = row.issue_date.as_deref().and_then(|at| at.parse().ok());
    let page = PermitPage {
        path: path_of(&row.registration_id),
        title: title(lang, &row),
        status: row.status.word(lang),
        tone: row.status.tone(),
        end: end_of(lang, &row, today(&services)),
        issued: issued.map(|issued| day(lang, issued.0)),
        document: document.map(|status| (status.tone(), status.word(lang))),
        phone: contact
            .as_ref()
            .map(|contact| frame.phone(&contact.address)),
        consent: contact.as_ref().map(|contact| consent(lang, contact)),
        partner: partner.map(|partner| (partner.id, partner.name)),
        changes: changes
            .into_iter()
            .map(|entry| change(&frame, entry))
            .collect(),
        messages: messages.into_iter().map(|row| sent(lang, row)).collect(),
        buttons,
        row,
        frame,
    };
    frame::show(&page)
}

fn sent(lang: Lang, row: message::Model) -> Sent {
    let why = match (&row.error, &row.reason) {
        (Some(fault), _) => gateway_words::said(lang, About::Message(row.status), fault),
        (None, Some(code)) => reason(lang, code),
        (None, None) => String::new(),
    };
    Sent {
        purpose: purpose(lang, row.purpose),
        status: row.status.word(lang),
        tone: row.status.tone(),
        why,
        row,
    }
}

fn change(frame: &Frame, (entry, notices): Entry) -> Change {
    let lang = frame.lang;
    let mut lines = Vec::new();
    let arrow = |label: &str, before: Option<String>, after: Option<String>| match (before, after) {
        (before, after) if before == after => None,
        (Some(before), Some(after)) => Some(format!("{label}: {before} → {after}")),
        (None, Some(after)) => Some(format!("{label}: {after}")),
        (Some(before), None) => Some(format!("{label}: {before} → –")),
        (None, None) => None,
    };
    if entry.status_before.is_none() {
        lines.push(lang.pick("Dicatat", "Entered").to_owned());
    }
    let written = |at: &Option<String>| {
        let at: Option<crate::day::Day> = at.as_deref().and_then(|at| at.parse().ok());
        at.map(|at| day(lang, at.0))
    };
    let status = |status: entity::words::PermitStatus| status.word(lang).to_owned();
    let document = |status: DocumentStatus| status.word(lang).to_owned();
    lines.extend(arrow(
        "Status",
        entry.status_before.map(status),
        Some(status(entry.status_after)),
    ));
    lines.extend(arrow(
        lang.pick("Berlaku sampai", "Valid until"),
        written(&entry.expiry_before),
        written(&entry.expiry_after),
    ));
    lines.extend(arrow(
        lang.pick("Dokumen", "Document"),
        entry.document_before.map(document),
        entry.document_after.map(document),
    ));
    Change {
        at: entry.at,
        who: frame.who(&entry.actor),
        lines,
        tone: entry.status_after.tone(),
        told: notices
            .into_iter()
            .map(|notice| Told {
                what: words::notice(lang, notice.kind),
                is_official: notice.recipient_id.0 != 0,
                message: notice.message_id,
                why: match notice.outcome {
                    NoticeOutcome::Queued => None,
                    NoticeOutcome::Withheld => {
                        let code = notice.reason.unwrap_or_default();
                        Some(reason(lang, &code))
                    }
                },
            })
            .collect(),
    }
}
