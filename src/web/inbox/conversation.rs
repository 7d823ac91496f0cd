//! The conversation with one contact: everything that was said, how it was read, what the ledger
//! took down; and an answer from here.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use entity::ids::{ContactId, InboundId};
use entity::inbound_message::Model;
use entity::words::{AccountKind, InboundKind, MessageStatus, Purpose};
use entity::{contact, partner};
use sha2::{Digest, Sha256};

use super::{address_of, contact_of};
use crate::inbound::conversation::{self, Thread};
use crate::inbound::inbox::{self, Filter};
use crate::inbound::waiting;
use crate::outbound::outbox::{Idempotency, NotAccepted};
use crate::outbound::submit::{self, Content, Recipient, Submission, SubmitError};
use crate::outbound::wait;
use crate::people::{self, Address};
use crate::providers::registry;
use crate::services::Services;
use crate::time::Timestamp;
use crate::web::error::PageError;
use crate::web::form::{Form, Query};
use crate::web::frame::{self, Frame};
use crate::web::gate_words::{self, Opinion};
use crate::web::nav::Section;
use crate::web::sign_in::sentence;
use crate::web::talk::{self, Line, Theirs};
use crate::web::visitor::{Reader, Sender, Visitor};
use crate::web::words::{self, Word};

/// How much one page shows.
const MOST: u64 = 30;
const LONGEST: usize = 20_000;
/// How long a page waits for the provider.
const PATIENCE: Duration = Duration::from_secs(4);
/// What an officer may write here: an answer as long as the window is open, else a message of its
/// own.
const ANSWERS: [Purpose; 2] = [Purpose::Reply, Purpose::Custom];

#[derive(Template)]
#[template(path = "inbox_conversation.html")]
struct ConversationPage {
    frame: Frame,
    form: Form,
    contact: contact::Model,
    /// In the address of this page.
    here: String,
    name: String,
    number: String,
    /// Whether the number is known, or a provider hides it.
    is_number: bool,
    partners: Vec<partner::Model>,
    status: (&'static str, &'static str),
    since: Option<Timestamp>,
    window: String,
    window_is_open: bool,
    /// As what a text from here goes.
    answer_as: Opinion,
    /// What may go at all.
    gate: Vec<Opinion>,
    lines: Vec<Line>,
    older: Option<i64>,
    is_latest: bool,
    /// The reply that the keys decide.
    first_open: Option<InboundId>,
    waiting: i64,
}

impl ConversationPage {
    fn is_first(&self, theirs: &Theirs) -> bool {
        self.first_open == Some(theirs.id)
    }
}

pub(super) async fn show(
    reader: Reader,
    who: web::Path<String>,
    Query(query): Query,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let contact = contact_of(&services, &who).await?;
    let before = query.value("sebelum").parse().ok();
    page(&services, &reader, contact, Form::default(), before).await
}

/// A form that was refused is at an address of its own; reloading it begins again.
pub(super) async fn back(_: Reader, who: web::Path<String>) -> HttpResponse {
    let who: String = form_urlencoded::byte_serialize(who.as_bytes()).collect();
    frame::see_other(&format!("/kotak-masuk/{who}"))
}

async fn page(
    services: &Services,
    visitor: &Visitor,
    contact: contact::Model,
    form: Form,
    before: Option<i64>,
) -> Result<HttpResponse, PageError> {
    let frame = Frame::new(services, visitor, Section::Inbox);
    let db = services.core.db.reader();
    let is_known = contact.id != ContactId(0);
    let thread = if is_known {
        conversation::thread(db, contact.id, before, MOST, LONGEST).await?
    } else {
        Thread::default()
    };
    let partners = people::partner::of_contact(db, contact.id).await?;
    let rules = &services.core.policy.rules;
    let is_sandbox = account_kind(services, &contact).await? == Some(AccountKind::Sandbox);
    let ask = |purpose| gate_words::ask(&frame, rules, &contact, purpose, is_sandbox);
    let number = talk::address(frame.lang, &contact.address);
    let name = match partners.as_slice() {
        [] => contact.name.clone().unwrap_or_else(|| number.clone()),
        known => known
            .iter()
            .map(|partner| partner.name.as_str())
            .collect::<Vec<_>>()
            .join(", "),
    };
    let lines = talk::lines(
        &frame,
        Thread {
            older: None,
            ..thread.clone()
        },
    );
    let first_open = lines.iter().find_map(|line| match line {
        Line::Theirs(theirs) if theirs.unclear => Some(theirs.id),
        _ => None,
    });
    let (waiting, _) = waiting::count_open(db).await?;
    let status = if form.is_bad() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = ConversationPage {
        here: if is_known {
            contact.id.to_string()
        } else {
            contact.address.trim_start_matches('+').to_owned()
        },
        name,
        is_number: matches!(Address::from_stored(&contact.address), Address::Phone(_)),
        number,
        status: words::consent(frame.lang, &contact),
        since: contact.since.map(Timestamp::from_millis),
        window: gate_words::window(&frame, &contact),
        window_is_open: crate::consent::register::window_open_until(&contact, frame.now).is_some(),
        answer_as: Some(ask(Purpose::Reply))
            .filter(|answer| answer.may)
            .unwrap_or_else(|| ask(Purpose::Custom)),
        gate: [
            Purpose::OptInRequest,
            Purpose::Notification,
            Purpose::Broadcast,
        ]
        .into_iter()
        .map(ask)
        .collect(),
        older: thread.older,
        is_latest: before.is_none(),
        waiting: i64::try_from(waiting).unwrap_or(i64::MAX),
        frame,
        form,
        contact,
        partners,
        lines,
        first_open,
    };
    frame::show_as(status, &page)
}

pub(super) async fn answer(
    sender: Sender,
    who: web::Path<String>,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let contact = contact_of(&services, &who).await?;
    let lang = sender.lang;
    let purpose = ANSWERS
        .into_iter()
        .find(|purpose| purpose.as_str() == form.value("tujuan"));
    let Some(purpose) = purpose else {
        return Err(PageError::BadForm("no purpose"));
    };
    let submission = Submission {
        to: Recipient::Address(Address::from_stored(&contact.address)),
        content: Content::Text(form.value("message").to_owned()),
        purpose,
        provider: account_kind(&services, &contact).await?,
        permit_id: None,
        actor: sender.person.actor(),
        idempotency: form.given("once").map(|once| Idempotency {
            key: format!("{}:{once}", sender.person.principal().id),
            request_hash: Sha256::digest(format!(
                "{}\0{purpose}\0{}",
                contact.address,
                form.value("message")
            ))
            .into(),
        }),
    };
    let said = match submit::submit(&services.core, &services.live, submission).await {
        Ok(message) => {
            let message = wait::until_settled(&services.core, message, PATIENCE).await?;
            let word = message.status.word(lang);
            let told = match message.status {
                MessageStatus::Queued | MessageStatus::Sending => lang.pick(
                    "Pesan masuk antrean; berangkat saat gilirannya tiba.",
                    "The message is queued; it leaves when its turn comes.",
                ),
                _ => lang.pick("Pesan:", "Message:"),
            };
            let told = match message.status {
                MessageStatus::Queued | MessageStatus::Sending => told.to_owned(),
                _ => format!("{told} {}.", word.to_lowercase()),
            };
            return Ok(frame::done(&address_of(message.contact_id), &told));
        }
        Err(SubmitError::NotAccepted(NotAccepted::Store(error))) => return Err(error.into()),
        Err(SubmitError::NotAccepted(NotAccepted::Withheld(reason))) => {
            let held = lang.pick("Tidak dikirim.", "The gate withholds it.");
            format!("{held} {}", reason.sentence_in(lang))
        }
        Err(error) => sentence(&error, lang),
    };
    page(
        &services,
        &sender,
        contact,
        form.failed("message", said),
        None,
    )
    .await
}

/// Among so many of the latest rows is one that the contact wrote.
const LATEST: u64 = 8;

/// The kind of account that this contact last wrote to, if it can still answer: an answer comes
/// from the number that was written to.
async fn account_kind(
    services: &Services,
    contact: &contact::Model,
) -> Result<Option<AccountKind>, PageError> {
    let db = services.core.db.reader();
    let filter = Filter {
        contact: Some(contact.id),
        ..Filter::default()
    };
    let latest = inbox::list(db, filter, LATEST).await?;
    let was_written = |row: &Model| row.kind != InboundKind::Preference;
    let Some(latest) = latest.into_iter().find(was_written) else {
        return Ok(None);
    };
    let kind = registry::kind_of(db, &latest.account_id).await?;
    let reading = services.live.latest();
    Ok(kind.filter(|kind| reading.choose(Some(*kind)).is_some()))
}
