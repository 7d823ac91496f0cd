//! What became of our messages, and the device's coming and going (`fonnte.md` 3 and 4).

use std::borrow::Cow;

use entity::words::MessageStatus;

use crate::inbound::event::{DeviceStatus, InboundEvent, IncomingReceipt};
use crate::providers::body::Fields;

/// As much of an unknown word as is worth a log line.
const LONGEST_WORD: usize = 40;

/// What one of Fonnte's two words, `status` and `state`, says of a message.
enum Progress {
    /// It got this far.
    At(MessageStatus),
    /// It will not get further.
    Failed,
    /// It is on its way, or the word is not known.
    Nothing,
}

/// A status of a message: it has a `stateid`, or an `id` and a word. The caller has made sure
/// that nobody sent it.
pub(super) fn is_of_a_message(fields: &Fields) -> bool {
    fields.says(&["stateid"])
        || (!fields.words("id").is_empty() && fields.says(&["status", "state"]))
}

/// The receipts in a status. `id` is an entry of the list that the send answered, and may itself
/// be a list; `stateid` is all that later receipts carry.
pub(super) fn receipts(fields: &Fields) -> Vec<InboundEvent> {
    let status_word = fields.word(&["status"]);
    let state_word = fields.word(&["state"]);
    let state_id = fields.word(&["stateid"]);
    let Some(status) = status_of(status_word.as_deref(), state_word.as_deref()) else {
        let what = state_word.or(status_word).unwrap_or_default();
        return vec![ignored("status", &what)];
    };
    let error = [&state_word, &status_word]
        .into_iter()
        .flatten()
        .find(|word| matches!(progress(word), Progress::Failed))
        .filter(|_| status == MessageStatus::Failed);
    let receipt = |id: Option<String>| {
        let [status_word, state_word, state_id] =
            [&status_word, &state_word, &state_id].map(|word| word.as_deref().unwrap_or_default());
        let dedupe = [
            status_word,
            state_word,
            state_id,
            id.as_deref().unwrap_or_default(),
        ]
        .join("|");
        InboundEvent::Receipt(IncomingReceipt {
            provider_message_id: id,
            provider_state_id: (!state_id.is_empty()).then(|| state_id.to_owned()),
            status,
            error: error.map(|word| word.clone().into_owned()),
            dedupe,
        })
    };
    let ids = fields.words("id");
    if ids.is_empty() {
        vec![receipt(None)]
    } else {
        ids.into_iter().map(|id| receipt(Some(id))).collect()
    }
}

/// The device's coming and going: a word, the device, and no message.
pub(super) fn of_the_device(fields: &Fields) -> Option<InboundEvent> {
    let word = fields.word(&["status"])?;
    fields.word(&["device"])?;
    let connected = match word.to_ascii_lowercase().as_str() {
        "connect" | "connected" => true,
        "disconnect" | "disconnected" => false,
        _ => return Some(ignored("device status", &word)),
    };
    Some(InboundEvent::Device(DeviceStatus {
        connected,
        reason: fields
            .word(&["reason"])
            .filter(|_| !connected)
            .map(Cow::into_owned),
        at: fields.moment(&["timestamp"]),
    }))
}

/// The furthest that either word says; a failure never undoes an arrival.
fn status_of(status: Option<&str>, state: Option<&str>) -> Option<MessageStatus> {
    use MessageStatus::{Delivered, Failed, Read, Sent};
    let words = [status, state].map(|word| word.map_or(Progress::Nothing, progress));
    let reached = |wanted| {
        words
            .iter()
            .any(|word| matches!(word, Progress::At(status) if *status == wanted))
    };
    let failed = words.iter().any(|word| matches!(word, Progress::Failed));
    if reached(Read) {
        Some(Read)
    } else if reached(Delivered) {
        Some(Delivered)
    } else if failed {
        Some(Failed)
    } else if reached(Sent) {
        Some(Sent)
    } else {
        None
    }
}

/// The words that are documented, and the digits that WhatsApp's libraries use for the same.
fn progress(word: &str) -> Progress {
    match word.to_ascii_lowercase().as_str() {
        "sent" | "1" => Progress::At(MessageStatus::Sent),
        "delivered" | "2" => Progress::At(MessageStatus::Delivered),
        "read" | "played" | "3" => Progress::At(MessageStatus::Read),
        "invalid" | "expired" | "url unreachable" | "failed" | "error" => Progress::Failed,
        _ => Progress::Nothing,
    }
}

fn ignored(about: &str, word: &str) -> InboundEvent {
    let word: String = word.chars().take(LONGEST_WORD).collect();
    InboundEvent::Ignored {
        what: format!("{about} {word}").trim_end().to_owned(),
    }
}
