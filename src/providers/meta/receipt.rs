//! From one item of `statuses[]` to an event: what became of a message of ours.

use entity::words::MessageStatus;
use serde::Deserialize;
use serde_json::Value;

use super::wire::{Fault, Status};
use crate::inbound::event::{InboundEvent, IncomingReceipt};

/// The most that is kept of a text of Meta's.
const LONGEST_TEXT: usize = 300;
/// A run of digits this long may be somebody's number; Meta's codes have at most seven.
const MAY_BE_A_NUMBER: usize = 8;

/// The event of one item of `statuses[]`. It is matched by its message id only: the recipient's
/// number may be absent, or not the one that was written to.
pub(super) fn event(item: &Value) -> InboundEvent {
    let receipt = Status::deserialize(item).unwrap_or_default();
    let (Some(id), Some(word)) = (receipt.id, receipt.word) else {
        return ignored("status without id");
    };
    let status = match word.as_str() {
        "sent" => MessageStatus::Sent,
        "delivered" => MessageStatus::Delivered,
        // A voice message that was played was seen.
        "read" | "played" => MessageStatus::Read,
        "failed" => MessageStatus::Failed,
        other => return ignored(&format!("status {other}")),
    };
    let faults: Vec<String> = receipt.errors.iter().map(in_words).collect();
    InboundEvent::Receipt(IncomingReceipt {
        dedupe: format!("{id}|{word}"),
        provider_message_id: Some(id),
        provider_state_id: None,
        status,
        error: Some(faults.join("; ")).filter(|text| !text.is_empty()),
    })
}

/// The event of an error that belongs to no message.
pub(super) fn fault(item: &Value) -> InboundEvent {
    let fault = Fault::deserialize(item).unwrap_or_default();
    ignored(format!("error {}", in_words(&fault)).trim_end())
}

/// Something of no interest here.
pub(super) fn ignored(what: &str) -> InboundEvent {
    InboundEvent::Ignored {
        what: without_people(what),
    }
}

/// `131047: Re-engagement message`. Never `message` or `details`, which may name people.
fn in_words(fault: &Fault) -> String {
    let title = fault.title.as_deref().map(without_people);
    match (fault.code, title) {
        (Some(code), Some(title)) => format!("{code}: {title}"),
        (Some(code), None) => code.to_string(),
        (None, Some(title)) => title,
        (None, None) => String::new(),
    }
}

/// A text of Meta's without what may be somebody's number, and not too long.
pub(super) fn without_people(text: &str) -> String {
    let mut kept = String::new();
    let mut digits = String::new();
    for character in text.chars().filter(|c| !c.is_control()).chain(['\0']) {
        if character.is_ascii_digit() {
            digits.push(character);
            continue;
        }
        if digits.len() < MAY_BE_A_NUMBER {
            kept.push_str(&digits);
        } else {
            kept.push('…');
        }
        digits.clear();
        kept.push(character);
    }
    kept.pop();
    kept.chars().take(LONGEST_TEXT).collect()
}
