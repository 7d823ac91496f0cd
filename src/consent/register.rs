//! The register of consent: what is on record for a number, and decisions that reach the office
//! on paper, at the counter, or from another register.

use std::collections::HashMap;

use entity::ids::{ContactId, EventId};
use entity::words::{ConsentStatus, EventKind, EventSource};
use entity::{contact, partner};
use serde::{Deserialize, Serialize};

use super::gate::WINDOW;
use super::ledger::{self, Entry, Evidence};
use crate::core::Core;
use crate::database::StoreError;
use crate::lang::{Lang, Say};
use crate::people::{self, Address, PhoneNumber};
use crate::staff::audit;
use crate::time::Timestamp;

/// The most numbers that one lookup takes.
pub const MOST_LOOKED_UP: usize = 10_000;
/// The longest note, in characters.
pub const LONGEST_NOTE: usize = 1000;

/// What somebody decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decided {
    /// A yes.
    Granted,
    /// A no.
    Denied,
}

/// Where a decision that is no message comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperSource {
    /// A form, on paper or on the web.
    Form,
    /// Said at the counter.
    Counter,
    /// Taken over from another register.
    Import,
}

impl From<PaperSource> for EventSource {
    fn from(source: PaperSource) -> Self {
        match source {
            PaperSource::Form => Self::Form,
            PaperSource::Counter => Self::Counter,
            PaperSource::Import => Self::Import,
        }
    }
}

/// Why a decision was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// Nothing says what the decision rests on, or far too much does.
    #[error(
        "a note of 1 to {LONGEST_NOTE} characters is needed: what does the decision rest on, \
         such as the number and date of the form"
    )]
    BadNote,
    /// A register taken over from elsewhere says yes, but the owner of the number has said no
    /// here: only a new plain yes ends that.
    #[error(
        "the owner of the number declined or withdrew; only a new yes ends that: by a reply, on a \
         form, or at the counter"
    )]
    DeniedStands,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Say for RegisterError {
    fn say(&self, lang: Lang) -> String {
        match self {
            _ if lang == Lang::En => self.to_string(),
            Self::BadNote => format!(
                "catatan wajib diisi, 1 sampai {LONGEST_NOTE} karakter: apa dasar keputusan ini, \
                 misalnya nomor dan tanggal formulir"
            ),
            Self::DeniedStands => "pemilik nomor telah menolak atau berhenti; hanya persetujuan \
                                   baru yang mengakhirinya: lewat balasan, formulir, atau loket"
                .to_owned(),
            Self::Store(_) => "basis data tidak dapat dipakai saat ini".to_owned(),
        }
    }
}

/// Records a decision given on paper, at the counter, or in another register. If the number has
/// that status already, nothing changes.
///
/// # Errors
/// [`RegisterError`] says what is wrong.
pub async fn record(
    core: &Core,
    phone: &PhoneNumber,
    decided: Decided,
    source: PaperSource,
    note: &str,
    actor: &str,
) -> Result<contact::Model, RegisterError> {
    let note = check_note(note).ok_or(RegisterError::BadNote)?;
    let address = Address::Phone(phone.clone());
    let now = core.now();
    let txn = core.db.begin_write().await?;
    let id = ContactId(core.next_id());
    let mut contact = people::contact::lock_or_create(&*txn, id, &address, now).await?;
    let kind = match (decided, contact.status) {
        // What was typed in the simulator is no decision: the real one is entered beside it.
        (Decided::Granted, ConsentStatus::Granted) if !contact.played => return Ok(contact),
        (Decided::Denied, ConsentStatus::Denied) if contact.refused => {
            // Said once more: no yes that was written before, and comes only now, ends it.
            ledger::decided(&mut contact, now);
            people::contact::update(&*txn, contact.clone()).await?;
            txn.commit().await?;
            return Ok(contact);
        }
        (Decided::Granted, status)
            if source == PaperSource::Import
                && (status == ConsentStatus::Denied || contact.refused) =>
        {
            return Err(RegisterError::DeniedStands);
        }
        (Decided::Granted, _) => EventKind::Granted,
        (Decided::Denied, ConsentStatus::Granted) => EventKind::Withdrawn,
        (Decided::Denied, _) => EventKind::Declined,
    };
    let entry = Entry {
        kind,
        source: source.into(),
        actor: actor.to_owned(),
        decided_at: now,
        evidence: Evidence {
            note: Some(note),
            received_at: Some(now.to_rfc3339()),
            ..Evidence::default()
        },
    };
    let id = EventId(core.next_id());
    let event = ledger::seal(&core.keys.ledger, &mut contact, entry, id, now);
    ledger::append(&*txn, event).await?;
    people::contact::update(&*txn, contact.clone()).await?;
    let (action, subject) = ("consent.recorded", contact.id.to_string());
    audit::record(&*txn, core, actor, action, &subject, None).await?;
    txn.commit().await?;
    Ok(contact)
}

/// A note without spaces around it, if it says something and can be kept.
pub(crate) fn check_note(note: &str) -> Option<String> {
    let note = note.trim();
    let is_good = (1..=LONGEST_NOTE).contains(&note.chars().count()) && !note.contains('\0');
    is_good.then(|| note.to_owned())
}

/// What is on record for a number.
#[derive(Clone, Debug)]
pub struct View {
    /// The number, or the id that stands for it.
    pub address: Address,
    /// What it agreed to.
    pub status: ConsentStatus,
    /// Since when.
    pub since: Option<Timestamp>,
    /// Where the status comes from.
    pub source: Option<EventSource>,
    /// It is a yes typed in the simulator, which counts there only.
    pub played: bool,
    /// What the status rests on.
    pub evidence: Option<Evidence>,
    /// The partners who have this number.
    pub partners: Vec<partner::Model>,
    /// Until when the office may answer freely.
    pub window_open_until: Option<Timestamp>,
}

/// What is on record for a number; for one that nobody knows, nothing is, which is no error.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn status(core: &Core, address: &Address) -> Result<View, StoreError> {
    let db = core.db.reader();
    let mut view = View {
        address: address.clone(),
        status: ConsentStatus::Unknown,
        since: None,
        source: None,
        played: false,
        evidence: None,
        partners: Vec::new(),
        window_open_until: None,
    };
    let Some(contact) = people::contact::find(db, address).await? else {
        return Ok(view);
    };
    view.status = contact.status;
    view.since = contact.since.map(Timestamp::from_millis);
    view.source = contact.source;
    view.played = contact.played;
    view.window_open_until = window_open_until(&contact, core.now());
    view.partners = people::partner::of_contact(db, contact.id).await?;
    if contact.chain_length > 0 {
        let decision = ledger::latest_decision(db, &contact).await?;
        view.evidence = decision.and_then(|event| evidence_of(&event.evidence));
    }
    Ok(view)
}

/// Evidence as the ledger keeps it.
pub fn evidence_of(stored: &str) -> Option<Evidence> {
    serde_json::from_str(stored).ok()
}

/// Until when the office may answer a contact freely, if it may now. Of a number that never wrote
/// itself, it is the window that was opened in the simulator, which counts there only.
pub fn window_open_until(contact: &contact::Model, now: Timestamp) -> Option<Timestamp> {
    let wrote = contact.last_inbound_at.or(contact.last_played_at);
    until(wrote, now)
}

/// Until when the window stays that the owner of the number has opened.
pub fn real_window_open_until(contact: &contact::Model, now: Timestamp) -> Option<Timestamp> {
    until(contact.last_inbound_at, now)
}

fn until(wrote: Option<i64>, now: Timestamp) -> Option<Timestamp> {
    let until = Timestamp::from_millis(wrote?).plus(WINDOW);
    Some(until).filter(|until| *until > now)
}

/// The status of one of many numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brief {
    /// What it agreed to.
    pub status: ConsentStatus,
    /// Since when.
    pub since: Option<Timestamp>,
    /// It is a yes typed in the simulator, which counts there only.
    pub played: bool,
}

/// The statuses of many numbers, in their order.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn lookup(core: &Core, phones: &[PhoneNumber]) -> Result<Vec<Brief>, StoreError> {
    let mut addresses: Vec<_> = phones
        .iter()
        .map(|phone| phone.as_str().to_owned())
        .collect();
    addresses.sort_unstable();
    addresses.dedup();
    let known: HashMap<_, _> = people::contact::find_many(core.db.reader(), &addresses)
        .await?
        .into_iter()
        .map(|contact| {
            let brief = Brief {
                status: contact.status,
                since: contact.since.map(Timestamp::from_millis),
                played: contact.played,
            };
            (contact.address, brief)
        })
        .collect();
    let unknown = Brief {
        status: ConsentStatus::Unknown,
        since: None,
        played: false,
    };
    Ok(phones
        .iter()
        .map(|phone| known.get(phone.as_str()).copied().unwrap_or(unknown))
        .collect())
}

#[cfg(test)]
#[path = "register_tests.rs"]
mod tests;
