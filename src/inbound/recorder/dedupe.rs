//! What makes an event unique for ever.

use std::borrow::Cow;
use std::sync::Arc;

use super::Delivery;
use crate::consent::reply::{self, Context, Intent};
use crate::inbound::event::{InboundEvent, IncomingMessage};
use crate::keys;
use crate::time::Timestamp;

/// The bytes of a key.
const KEY: usize = 24;

/// An event's own key: what is recorded under it is recorded once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct DedupeKey {
    /// Where it is stored.
    pub(super) table: Table,
    pub(super) account: Arc<str>,
    /// Eight bytes of its [`place`], then 16 bytes of a SHA-256.
    pub(super) key: [u8; KEY],
}

/// Where an event is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Table {
    Inbound,
    Receipt,
}

/// The key of an event, if it is of a kind that is stored.
fn key_of(delivery: &Delivery, event: &InboundEvent) -> Option<DedupeKey> {
    match event {
        InboundEvent::Message(message) => Some(dedupe_key(
            delivery,
            Table::Inbound,
            "message",
            &identity_of(message, delivery.received_at),
        )),
        InboundEvent::Receipt(receipt) => Some(dedupe_key(
            delivery,
            Table::Receipt,
            "receipt",
            &receipt.dedupe,
        )),
        InboundEvent::Preference(preference) => Some(dedupe_key(
            delivery,
            Table::Inbound,
            "preference",
            &preference.dedupe,
        )),
        InboundEvent::Device(_) | InboundEvent::Ignored { .. } => None,
    }
}

/// What tells a message from all others. One that has neither an id nor a time is told by its words
/// and by about when it came, so that a provider that repeats itself is seen through. That must not
/// swallow a no: "STOP", "YA" and "STOP" again within minutes are three messages, while a stop that
/// is only repeated is recorded twice and changes nothing.
fn identity_of(message: &IncomingMessage, received_at: Timestamp) -> Cow<'_, str> {
    let is_told_by_words = message.provider_message_id.is_none() && message.sent_at.is_none();
    if is_told_by_words && reply::read(&message.text, Context::Asked).intent == Intent::Deny {
        let came = received_at.millis();
        return Cow::Owned(format!("{}:{came}", message.dedupe));
    }
    Cow::Borrowed(&message.dedupe)
}

/// The key of each event of a delivery, or the one of a delivery that could not be read.
pub(super) fn keys_of(delivery: &Delivery) -> Vec<Option<DedupeKey>> {
    if delivery.unreadable.is_some() {
        return vec![Some(key_of_unreadable(delivery))];
    }
    delivery
        .events
        .iter()
        .map(|event| key_of(delivery, event))
        .collect()
}

fn key_of_unreadable(delivery: &Delivery) -> DedupeKey {
    dedupe_key(delivery, Table::Inbound, "unreadable", &delivery.raw)
}

fn dedupe_key(delivery: &Delivery, table: Table, kind: &str, dedupe: &str) -> DedupeKey {
    let digest = keys::digest(&[kind.as_bytes(), dedupe.as_bytes()]);
    let mut key = [0; KEY];
    let bytes = place(dedupe).to_be_bytes().into_iter().chain(digest);
    for (byte, value) in key.iter_mut().zip(bytes) {
        *byte = value;
    }
    DedupeKey {
        table,
        account: Arc::clone(&delivery.account_id),
        key,
    }
}

/// Where an event stands in the index: by the number that its identity ends with, if it does, such
/// as a provider's counter or a time. New events then fall together at the end of the index, and
/// not each on a page of its own, which would cost a page written to disk for each.
fn place(dedupe: &str) -> u64 {
    let digits = dedupe.len() - dedupe.bytes().rev().take_while(u8::is_ascii_digit).count();
    dedupe
        .get(digits..)
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}
