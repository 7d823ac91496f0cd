//! What the simulator shows of a number.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use entity::contact;
use entity::ids::ContactId;
use entity::words::{ConsentStatus, EventSource, Purpose};

use super::people::{self, Citizen};
use super::send::PURPOSES;
use crate::inbound::conversation::{self, Moment, Thread};
use crate::inbound::play;
use crate::lang::Lang;
use crate::office;
use crate::people::{Address, PhoneNumber, contact as contacts, partner};
use crate::providers::overview;
use crate::services::Services;
use crate::time::Timestamp;
use crate::web::error::PageError;
use crate::web::form::Form;
use crate::web::frame::{self, Frame};
use crate::web::gate_words::{self, Opinion};
use crate::web::nav::Section;
use crate::web::talk::{self, Line, Mark, Theirs};
use crate::web::visitor::Visitor;
use crate::web::words::Word;

/// How much of a conversation the phone shows.
const MOST: u64 = 24;
const LONGEST: usize = 16_000;
/// So many fast replies in a row make a machine (`inbound::answer`).
const MACHINE: i64 = 3;

/// What a citizen might write.
const SUGGESTIONS: [&str; 6] = [
    "YA",
    "SETUJU",
    "tidak",
    "tidak setuju",
    "berapa biayanya?",
    "STOP",
];

/// What is to be shown.
pub(super) struct Shown<'a> {
    visitor: &'a Visitor,
    form: Form,
    /// What came of the latest act, if it was refused.
    pub(super) said: Option<Said>,
}

/// What came of an act.
pub(super) struct Said {
    tone: &'static str,
    text: String,
}

impl Said {
    /// Nothing was sent.
    pub(super) const fn withheld(text: String) -> Self {
        Self { tone: "wait", text }
    }
}

impl<'a> Shown<'a> {
    pub(super) const fn new(visitor: &'a Visitor, form: Form) -> Self {
        Self {
            visitor,
            form,
            said: None,
        }
    }
}

#[derive(Template)]
#[template(path = "simulator.html")]
struct SimulatorPage {
    frame: Frame,
    form: Form,
    said: Option<Said>,
    citizens: &'static [Citizen],
    number: PhoneNumber,
    shown_number: String,
    name: String,
    /// The office, as the phone names it, and the letter of its picture.
    office: String,
    initial: String,
    status: (&'static str, &'static str),
    since: Option<Timestamp>,
    hint: &'static str,
    gate: Vec<Opinion>,
    lines: Vec<Line>,
    latest: Option<Theirs>,
    marks: Vec<Mark>,
    contact: ContactId,
    /// Makes pressing a button twice send once, as long as nothing else has happened.
    once: i64,
    too_quick: bool,
    failures: Vec<(&'static str, &'static str)>,
    suggestions: [&'static str; 6],
}

impl SimulatorPage {
    /// What the office may send with one press.
    fn is_ready_made(word: &Opinion) -> bool {
        word.code != Purpose::Custom.as_str()
    }

    /// Whether somebody is played who does not stand ready.
    fn is_another(&self) -> bool {
        !people::is_ready(&self.number)
    }
}

#[derive(Template)]
#[template(path = "simulator_off.html")]
struct OffPage {
    frame: Frame,
    is_switched_off: bool,
}

/// The number that a form names, if it may be played; otherwise the form with the reason.
pub(super) async fn number_of(
    services: &Services,
    form: &Form,
    lang: Lang,
) -> Result<Result<PhoneNumber, Form>, PageError> {
    let number = match super::named(form) {
        None => return Ok(Ok(people::first())),
        Some(Ok(number)) => number,
        Some(Err(error)) => {
            let said = crate::web::sign_in::sentence(&error, lang);
            return Ok(Err(form.clone().failed("nomor", said)));
        }
    };
    if is_real(services, &number).await? {
        let said = lang.pick(
            "Nomor ini milik warga sungguhan; simulator tidak boleh bicara atas namanya. Pilih nomor lain.",
            "This number belongs to a real person; the simulator must not speak for them. Choose another.",
        );
        return Ok(Err(form.clone().failed("nomor", said)));
    }
    Ok(Ok(number))
}

/// Whether anything but play is known of a number: nobody may put words into the mouth of somebody
/// who exists.
async fn is_real(services: &Services, number: &PhoneNumber) -> Result<bool, PageError> {
    let db = services.core.db.reader();
    let address = Address::Phone(number.clone());
    let Some(contact) = contacts::find(db, &address).await? else {
        return Ok(false);
    };
    let kinds = overview::kinds(db).await?;
    let is_sandbox = |account: &str| {
        kinds
            .iter()
            .any(|(id, kind)| id == account && *kind == entity::words::AccountKind::Sandbox)
    };
    let has_real_account = kinds.iter().any(|(id, _)| !is_sandbox(id));
    if has_real_account && !partner::of_contact(db, contact.id).await?.is_empty() {
        return Ok(true);
    }
    let thread = conversation::thread(db, contact.id, None, MOST, usize::MAX).await?;
    Ok(thread.moments.iter().any(|moment| match moment {
        Moment::Wrote(row) => !is_sandbox(&row.account_id),
        Moment::Sent(row) => !is_sandbox(&row.account_id),
        Moment::Entered(row) => {
            let on_paper = matches!(
                row.source,
                EventSource::Form | EventSource::Counter | EventSource::Import
            );
            has_real_account && on_paper
        }
    }))
}

/// The page of a number.
pub(super) async fn answer(
    services: &Services,
    shown: Shown<'_>,
    status: StatusCode,
) -> Result<HttpResponse, PageError> {
    let frame = Frame::new(services, shown.visitor, Section::Simulator);
    if play::sandbox(&services.live).await?.is_none() {
        let page = OffPage {
            frame,
            is_switched_off: !services.core.policy.sandbox,
        };
        return frame::show(&page);
    }
    let (number, form, status) = if shown.form.error("nomor").is_empty() {
        match number_of(services, &shown.form, frame.lang).await? {
            Ok(number) => (number, shown.form, status),
            Err(form) => (people::first(), form, StatusCode::UNPROCESSABLE_ENTITY),
        }
    } else {
        (people::first(), shown.form, status)
    };
    let page = page(services, frame, number, form, shown.said).await?;
    frame::show_as(status, &page)
}

async fn page(
    services: &Services,
    frame: Frame,
    number: PhoneNumber,
    form: Form,
    said: Option<Said>,
) -> Result<SimulatorPage, PageError> {
    let db = services.core.db.reader();
    let address = Address::Phone(number.clone());
    let contact = contacts::find(db, &address).await?;
    let (contact, thread) = match contact {
        Some(contact) => {
            let thread = conversation::thread(db, contact.id, None, MOST, LONGEST).await?;
            (contact, thread)
        }
        None => (
            contacts::new(ContactId(0), number.as_str(), frame.now),
            Thread::default(),
        ),
    };
    let events = crate::consent::ledger::latest_of(db, contact.id, None, 4).await?;
    let once = thread.moments.last().map_or(0, Moment::id);
    let lines = talk::lines(&frame, thread);
    let latest = lines.iter().rev().find_map(|line| match line {
        Line::Theirs(theirs) => Some((**theirs).clone()),
        _ => None,
    });
    let waits = latest.as_ref().is_some_and(|latest| latest.unclear);
    let rules = &services.core.policy.rules;
    let gate = PURPOSES
        .iter()
        .map(|(purpose, _)| gate_words::ask(&frame, rules, &contact, *purpose, true))
        .collect();
    let office = office::find(&services.core).await?.short_name;
    Ok(SimulatorPage {
        initial: office.chars().take(1).collect(),
        office,
        hint: hint(frame.lang, &contact, waits),
        name: people::name_of(services, frame.lang, &number).await?,
        failures: people::failures(frame.lang),
        suggestions: SUGGESTIONS,
        shown_number: talk::address(frame.lang, number.as_str()),
        citizens: people::ready(),
        status: (contact.status.tone(), contact.status.word(frame.lang)),
        since: contact.since.map(Timestamp::from_millis),
        marks: events.iter().map(|row| talk::mark(&frame, row)).collect(),
        too_quick: contact.quick_replies >= MACHINE,
        contact: contact.id,
        frame,
        form,
        said,
        number,
        gate,
        lines,
        latest,
        once,
    })
}

/// What to try next.
fn hint(lang: Lang, contact: &contact::Model, waits: bool) -> &'static str {
    match contact.status {
        _ if waits => lang.pick(
            "Ada balasan yang belum jelas. Putuskan di kotak masuk, atau balas lagi dengan jelas.",
            "A reply is unclear. Decide it in the inbox, or answer again, plainly.",
        ),
        ConsentStatus::Unknown => lang.pick(
            "Mulai di sini: kirim permintaan persetujuan, lalu balas di ponsel.",
            "Begin here: send the request for consent, then answer on the phone.",
        ),
        ConsentStatus::Asked => lang.pick(
            "Sekarang balas di ponsel: YA, SETUJU, tidak, atau tanyakan sesuatu.",
            "Now answer on the phone: YA, SETUJU, tidak, or ask something.",
        ),
        ConsentStatus::Granted => lang.pick(
            "Gerbang terbuka: kirim pemberitahuan, lalu coba STOP.",
            "The gate is open: send a notification, then try STOP.",
        ),
        ConsentStatus::Denied => lang.pick(
            "Gerbang tertutup: coba kirim siaran. Hanya SETUJU yang baru membukanya lagi.",
            "The gate is closed: try a broadcast. Only a new SETUJU opens it again.",
        ),
    }
}
