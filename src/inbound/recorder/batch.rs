//! What a batch of deliveries comes to: decided in memory, from the contacts as they are, into
//! rows to write. No I/O; alike for both databases.

use std::collections::{HashMap, HashSet};

use entity::contact;
use entity::ids::{ContactId, InboundId, ReceiptId};
use entity::words::{ConsentStatus, InboundKind, MessageStatus};
use entity::{consent_event, inbound_message, message, receipt};

use super::converse::converse;
use super::dedupe::DedupeKey;
use super::heed::heed;
use super::{Delivery, Recorded};
use crate::consent::reply::{Context, Intent};
use crate::core::Core;
use crate::inbound::event::{
    DeviceStatus, InboundEvent, IncomingMessage, IncomingPreference, IncomingReceipt,
};
use crate::inbound::trail;
use crate::live::Reading;
use crate::outbound::message::kept_id;
use crate::people;
use crate::time::Timestamp;

/// Longer texts are cut in the inbox; the raw body keeps them whole.
const LONGEST_TEXT: usize = 65_536;

/// The state of one batch.
pub(super) struct Batch {
    contacts: HashMap<String, Slot>,
    /// Every key of this batch and, of those in the database, what was told.
    seen: HashSet<DedupeKey>,
    pub(super) rows: Rows,
    pub(super) duplicates: usize,
}

struct Slot {
    contact: contact::Model,
    is_new: bool,
    changed: bool,
    /// As the database has it.
    status: (ConsentStatus, Option<i64>),
}

/// Contacts to write.
#[derive(Default)]
pub(super) struct Contacts {
    pub(super) new: Vec<contact::Model>,
    /// Known ones, whose status is another now.
    pub(super) decided: Vec<contact::Model>,
    /// Known ones, whose status is as it was.
    pub(super) changed: Vec<contact::Model>,
}

/// What is to be written.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) inbound: Vec<inbound_message::Model>,
    pub(super) events: Vec<consent_event::Model>,
    pub(super) messages: Vec<message::Model>,
    pub(super) receipts: Vec<receipt::Model>,
    pub(super) devices: Vec<(String, DeviceStatus)>,
}

/// What the decisions go by.
pub(super) struct Surroundings<'a> {
    pub(super) core: &'a Core,
    pub(super) reading: &'a Reading,
}

/// The address whose contact an event concerns.
pub(super) fn address_of(event: &InboundEvent) -> Option<&str> {
    match event {
        InboundEvent::Message(message) if concerns_sender(message.kind) => {
            message.sender.as_ref().map(people::Address::as_str)
        }
        InboundEvent::Preference(preference) => {
            preference.person.as_ref().map(people::Address::as_str)
        }
        _ => None,
    }
}

/// Whether it was written by the sender, as a person who talks to us.
const fn concerns_sender(kind: InboundKind) -> bool {
    !matches!(
        kind,
        InboundKind::Group | InboundKind::Echo | InboundKind::StatusPost | InboundKind::Unreadable
    )
}

impl Batch {
    /// With room for about so many deliveries.
    pub(super) fn with_room(deliveries: usize) -> Self {
        Self {
            contacts: HashMap::with_capacity(deliveries),
            seen: HashSet::with_capacity(deliveries),
            rows: Rows {
                inbound: Vec::with_capacity(deliveries),
                events: Vec::with_capacity(deliveries),
                messages: Vec::with_capacity(deliveries),
                ..Rows::default()
            },
            duplicates: 0,
        }
    }

    /// Tells the batch of a contact that the database has.
    pub(super) fn know_contact(&mut self, contact: contact::Model) {
        let slot = Slot {
            status: (contact.status, contact.since),
            contact,
            is_new: false,
            changed: false,
        };
        self.contacts.insert(slot.contact.address.clone(), slot);
    }

    pub(super) fn knows_contact(&self, address: &str) -> bool {
        self.contacts.contains_key(address)
    }

    /// Tells the batch of an event that the database has.
    pub(super) fn know_event(&mut self, key: DedupeKey) {
        self.seen.insert(key);
    }

    pub(super) fn knows_event(&self, key: &DedupeKey) -> bool {
        self.seen.contains(key)
    }

    /// Whether an event has not been seen; now it has.
    fn is_new(&mut self, key: &DedupeKey) -> bool {
        let is_new = self.seen.insert(key.clone());
        self.duplicates += usize::from(!is_new);
        is_new
    }

    /// Contacts to insert, and contacts to update.
    pub(super) fn take_contacts(&mut self) -> Contacts {
        let mut contacts = Contacts::default();
        for (_, slot) in self.contacts.drain() {
            let is_decided = slot.status != (slot.contact.status, slot.contact.since);
            if slot.is_new {
                contacts.new.push(slot.contact);
            } else if is_decided {
                contacts.decided.push(slot.contact);
            } else if slot.changed {
                contacts.changed.push(slot.contact);
            }
        }
        contacts
    }

    /// Decides what a delivery comes to, with the key of each of its events.
    pub(super) fn apply(
        &mut self,
        at: &Surroundings<'_>,
        delivery: &Delivery,
        keys: &[Option<DedupeKey>],
    ) -> Recorded {
        let mut recorded = Recorded::Duplicate;
        if let (Some(reason), [Some(key)]) = (&delivery.unreadable, keys) {
            if self.is_new(key) {
                self.apply_unreadable(at, delivery, reason, key);
                recorded = Recorded::New;
            }
            return recorded;
        }
        for (event, key) in delivery.events.iter().zip(keys) {
            if key.as_ref().is_some_and(|key| !self.is_new(key)) {
                continue;
            }
            recorded = Recorded::New;
            match (event, key) {
                (InboundEvent::Message(message), Some(key)) => {
                    self.apply_message(at, delivery, message, key);
                }
                (InboundEvent::Preference(preference), Some(key)) => {
                    self.apply_preference(at, delivery, preference, key);
                }
                (InboundEvent::Receipt(receipt), Some(key)) => {
                    self.rows
                        .receipts
                        .push(receipt_row(at, delivery, receipt, key));
                }
                (InboundEvent::Device(status), _) => {
                    self.rows
                        .devices
                        .push((delivery.account_id.to_string(), status.clone()));
                }
                _ => {}
            }
        }
        recorded
    }

    fn apply_unreadable(
        &mut self,
        at: &Surroundings<'_>,
        delivery: &Delivery,
        reason: &str,
        key: &DedupeKey,
    ) {
        let message = IncomingMessage {
            recipient: None,
            kind: InboundKind::Unreadable,
            sender: None,
            name: None,
            text: String::new(),
            provider_message_id: None,
            dedupe: String::new(),
            sent_at: None,
            alone: None,
        };
        let mut row = inbound_row(at, delivery, &message, key);
        row.rule = cut(reason, 200);
        self.rows.inbound.push(row);
    }

    fn apply_message(
        &mut self,
        at: &Surroundings<'_>,
        delivery: &Delivery,
        message: &IncomingMessage,
        key: &DedupeKey,
    ) {
        let mut row = inbound_row(at, delivery, message, key);
        if let Some(address) = &message.sender
            && concerns_sender(message.kind)
        {
            let contact = changed(&mut self.contacts, at, delivery, address);
            follow(at, contact, &mut row);
            converse(at, delivery, message, contact, &mut row, &mut self.rows);
        }
        self.rows.inbound.push(row);
    }

    fn apply_preference(
        &mut self,
        at: &Surroundings<'_>,
        delivery: &Delivery,
        preference: &IncomingPreference,
        key: &DedupeKey,
    ) {
        let report = IncomingMessage {
            recipient: None,
            kind: InboundKind::Preference,
            sender: preference.person.clone(),
            name: None,
            text: preference.reported.to_string(),
            provider_message_id: None,
            dedupe: String::new(),
            sent_at: preference.set_at,
            alone: preference.alone.clone(),
        };
        let mut row = inbound_row(at, delivery, &report, key);
        let choice = preference.choice;
        choice.intent().as_str().clone_into(&mut row.intent);
        choice.rule().clone_into(&mut row.rule);
        if let Some(address) = &preference.person {
            let contact = changed(&mut self.contacts, at, delivery, address);
            follow(at, contact, &mut row);
            heed(at, delivery, preference, contact, &mut row, &mut self.rows);
        }
        self.rows.inbound.push(row);
    }
}

/// The contact at an address, which is about to change; a new one if nobody knew it.
fn changed<'a>(
    contacts: &'a mut HashMap<String, Slot>,
    at: &Surroundings<'_>,
    delivery: &Delivery,
    address: &people::Address,
) -> &'a mut contact::Model {
    let address = address.as_str();
    let slot = contacts.entry(address.to_owned()).or_insert_with(|| {
        let id = ContactId(at.core.next_id());
        Slot {
            contact: people::contact::new(id, address, delivery.received_at),
            status: (ConsentStatus::Unknown, None),
            is_new: true,
            changed: true,
        }
    });
    slot.changed = true;
    &mut slot.contact
}

/// Puts a row behind what its contact wrote before, also if that was numbered by another process,
/// whose clock runs ahead of ours.
fn follow(at: &Surroundings<'_>, contact: &mut contact::Model, row: &mut inbound_message::Model) {
    if let Some(last) = contact.last_inbound_id.filter(|last| *last >= row.id) {
        row.id = InboundId(at.core.next_id_above(last.0));
    }
    trail::follow(contact, row);
}

fn inbound_row(
    at: &Surroundings<'_>,
    delivery: &Delivery,
    message: &IncomingMessage,
    key: &DedupeKey,
) -> inbound_message::Model {
    inbound_message::Model {
        id: InboundId(at.core.next_id()),
        account_id: delivery.account_id.to_string(),
        dedupe_key: key.key.to_vec(),
        contact_id: None,
        previous_id: None,
        address: message
            .sender
            .as_ref()
            .or(message.recipient.as_ref())
            .map(|address| address.as_str().to_owned()),
        kind: message.kind,
        text: cut(&message.text, LONGEST_TEXT),
        intent: Intent::None.as_str().to_owned(),
        rule: message.kind.as_str().to_owned(),
        context: Context::Cold.as_str().to_owned(),
        unclear: false,
        authenticity: delivery.authenticity,
        provider_message_id: message.provider_message_id.as_deref().map(kept_id),
        sent_at: message.sent_at.map(Timestamp::millis),
        received_at: delivery.received_at.millis(),
        raw: message.alone.as_ref().unwrap_or(&delivery.raw).clone(),
        event_id: None,
        resolved_by: None,
        resolved_at: None,
    }
}

fn receipt_row(
    at: &Surroundings<'_>,
    delivery: &Delivery,
    receipt: &IncomingReceipt,
    key: &DedupeKey,
) -> receipt::Model {
    let status = match receipt.status {
        known @ (MessageStatus::Delivered | MessageStatus::Read | MessageStatus::Failed) => known,
        _ => MessageStatus::Sent,
    };
    receipt::Model {
        id: ReceiptId(at.core.next_id()),
        account_id: delivery.account_id.to_string(),
        dedupe_key: key.key.to_vec(),
        provider_message_id: receipt.provider_message_id.as_deref().map(kept_id),
        provider_state_id: receipt.provider_state_id.as_deref().map(kept_id),
        status,
        error: receipt.error.as_deref().map(|error| cut(error, 500)),
        received_at: delivery.received_at.millis(),
        applied_at: None,
    }
}

/// At most so many bytes of a text, cut at a character.
pub(super) fn cut(text: &str, longest: usize) -> String {
    if text.len() <= longest {
        return text.to_owned();
    }
    let mut end = longest;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default().to_owned()
}
