//! What receivers read: `{"type", "timestamp", "data"}`, where the data are ids and the change
//! itself. Names, texts and evidence stay here; who may see them asks the API.

use std::collections::HashMap;

use entity::ids::{BroadcastId, ContactId, EventId, MessageId, PartnerId};
use entity::words::{
    AccountKind, ConsentStatus, EventKind, EventSource, HookKind, MessageStatus, Purpose,
};
use entity::{consent_event, contact, hook_event, message};
use sea_orm::ConnectionTrait;
use serde::Serialize;

use crate::consent::ledger::{self, Record};
use crate::database::StoreError;
use crate::outbound::history;
use crate::people;
use crate::people::{Address, PhoneNumber};
use crate::providers::overview;
use crate::time::Timestamp;

/// The whole body.
#[derive(Serialize)]
struct Body<T> {
    #[serde(rename = "type")]
    kind: HookKind,
    timestamp: Timestamp,
    data: T,
}

#[derive(Serialize)]
struct ConsentChanged<'a> {
    event_id: EventId,
    phone: Option<&'a str>,
    address: &'a str,
    status: ConsentStatus,
    previous_status: ConsentStatus,
    kind: EventKind,
    source: EventSource,
    /// A yes typed in the simulator, which counts there only.
    played: bool,
}

#[derive(Serialize)]
struct MessageSettled<'a> {
    id: MessageId,
    status: &'a str,
    reason: Option<&'a str>,
    purpose: Purpose,
    account: &'a str,
    partner_id: Option<PartnerId>,
    permit_id: Option<&'a str>,
    broadcast_id: Option<BroadcastId>,
}

#[derive(Serialize)]
struct AccountChanged<'a> {
    id: &'a str,
    kind: Option<AccountKind>,
    error: Option<&'a str>,
}

#[derive(Serialize)]
struct Nothing {}

/// The body of a trial.
pub(super) fn of_test(now: Timestamp) -> String {
    text(HookKind::Test, now.millis(), &Nothing {})
}

/// The body for each event, in their order; `None` for one that tells nothing, such as a question
/// put to somebody who has answered before.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn of_events(
    db: &impl ConnectionTrait,
    events: &[hook_event::Model],
) -> Result<Vec<Option<String>>, StoreError> {
    let ids: Vec<_> = subjects(events, HookKind::ConsentChanged)
        .map(EventId)
        .collect();
    let consents = Consents::read(db, &ids).await?;
    let ids: Vec<_> = subjects(events, HookKind::MessageSettled)
        .map(MessageId)
        .collect();
    let messages = history::find_many(db, &ids).await?;
    let messages: HashMap<_, _> = messages.into_iter().map(|row| (row.id, row)).collect();
    let is_account = |event: &hook_event::Model| {
        matches!(event.kind, HookKind::AccountDown | HookKind::AccountUp)
    };
    let kinds: HashMap<_, _> = if events.iter().any(is_account) {
        overview::kinds(db).await?.into_iter().collect()
    } else {
        HashMap::new()
    };
    let body = |event: &hook_event::Model| match event.kind {
        HookKind::ConsentChanged => consents.body(event),
        HookKind::MessageSettled => {
            let id = event.subject.parse().ok().map(MessageId)?;
            Some(of_message(event, messages.get(&id)?))
        }
        HookKind::AccountDown | HookKind::AccountUp => {
            let data = AccountChanged {
                id: &event.subject,
                kind: kinds.get(&event.subject).copied(),
                error: event.detail.as_deref(),
            };
            Some(text(event.kind, event.at, &data))
        }
        HookKind::Test => None,
    };
    Ok(events.iter().map(body).collect())
}

fn of_message(event: &hook_event::Model, row: &message::Model) -> String {
    let status = event.detail.as_deref().unwrap_or_default();
    let is_withheld = row.status == MessageStatus::Withheld;
    let data = MessageSettled {
        id: row.id,
        status,
        reason: row.reason.as_deref().filter(|_| is_withheld),
        purpose: row.purpose,
        account: &row.account_id,
        partner_id: row.partner_id,
        permit_id: row.permit_id.as_deref(),
        broadcast_id: row.broadcast_id,
    };
    text(event.kind, event.at, &data)
}

/// The ledger entries that events are about, with what is needed to tell what they changed.
struct Consents {
    entries: HashMap<EventId, consent_event::Model>,
    histories: HashMap<ContactId, Vec<consent_event::Model>>,
    contacts: HashMap<ContactId, contact::Model>,
}

impl Consents {
    async fn read(db: &impl ConnectionTrait, ids: &[EventId]) -> Result<Self, StoreError> {
        let entries = ledger::find_many(db, ids).await?;
        let mut contacts: Vec<_> = entries.iter().map(|entry| entry.contact_id).collect();
        contacts.sort_unstable();
        contacts.dedup();
        let mut histories: HashMap<_, Vec<_>> = HashMap::new();
        for entry in ledger::histories(db, &contacts).await? {
            histories.entry(entry.contact_id).or_default().push(entry);
        }
        let contacts = people::contact::find_by_ids(db, contacts).await?;
        Ok(Self {
            entries: entries.into_iter().map(|entry| (entry.id, entry)).collect(),
            histories,
            contacts: contacts.into_iter().map(|row| (row.id, row)).collect(),
        })
    }

    fn body(&self, event: &hook_event::Model) -> Option<String> {
        let id = event.subject.parse().ok().map(EventId)?;
        let entry = self.entries.get(&id)?;
        let contact = self.contacts.get(&entry.contact_id)?;
        let before = self.histories.get(&entry.contact_id)?.iter();
        let before = before.filter(|other| other.seq < entry.seq);
        let before = before.fold(Record::NOTHING, |record, other| {
            let is_play = ledger::is_play(other);
            record.after(other.kind, is_play).unwrap_or(record)
        });
        let after = before.after(entry.kind, ledger::is_play(entry));
        let told = |record: Record| (record.status, record.played);
        let after = after.filter(|after| told(*after) != told(before))?;
        let address = Address::from_stored(&contact.address);
        let data = ConsentChanged {
            event_id: entry.id,
            phone: address.phone().map(PhoneNumber::as_str),
            address: &contact.address,
            status: after.status,
            previous_status: before.status,
            kind: entry.kind,
            source: entry.source,
            played: after.played,
        };
        Some(text(event.kind, event.at, &data))
    }
}

/// The ids of the rows that events of one kind are about.
fn subjects(events: &[hook_event::Model], kind: HookKind) -> impl Iterator<Item = i64> {
    let of_kind = events.iter().filter(move |event| event.kind == kind);
    of_kind.filter_map(|event| event.subject.parse().ok())
}

fn text(kind: HookKind, at: i64, data: &impl Serialize) -> String {
    let body = Body {
        kind,
        timestamp: Timestamp::from_millis(at),
        data,
    };
    serde_json::to_string(&body).unwrap_or_default()
}
