//! Messages of mode U, in the older schema (U1) and the newer (U2), which differ in names only.

use std::borrow::Cow;
use std::time::Duration;

use entity::words::InboundKind;

use crate::inbound::event::IncomingMessage;
use crate::keys;
use crate::people::Address;
use crate::providers::body::{Field, Fields};
use crate::providers::jid::{Jid, digits_of_lid};
use crate::time::Timestamp;

/// The number behind a chat that is named by an id (`watzap.md` 6).
const PHONE: &[&str] = &["sender_pn", "phone_number"];
/// Flags of a message of our own.
const FROM_ME: &[&str] = &["is_from_me", "from_me", "fromMe"];
/// The vendor's spelling, and the correct ones.
const FORWARDED: &[&str] = &["is_forwading", "is_forwarding", "is_forwarded"];
/// What a message of mode U always has one of, besides its chat.
const CONTENT: &[&str] = &["message_body", "has_media", "location_attached"];
/// The acknowledgement that only messages of our own were seen with (`watzap.md` 9).
const OWN_ACK: &str = "SENT";
/// What stands in brackets in place of a text: `[Image]`. Only these words: people write `[YA]`.
const PLACEHOLDERS: &[&str] = &[
    "image",
    "video",
    "audio",
    "voice",
    "document",
    "file",
    "media",
    "sticker",
    "gif",
    "location",
    "contact",
    "contacts",
    "poll",
    "reaction",
    "unsupported",
];
/// As long as a gateway may be thought to repeat a post; Watzap documents nothing.
const REPEATS_FOR: Duration = Duration::from_mins(20);

/// Whether an object is a message: it names a chat and has content. Acknowledgements name a chat
/// and a message, too.
pub(super) fn is_message(fields: &Fields) -> bool {
    chat(fields).is_some() && fields.has_any(CONTENT)
}

/// The message.
pub(super) fn message(fields: &Fields, received_at: Timestamp) -> IncomingMessage {
    let chat = chat(fields).unwrap_or_default();
    let written = fields.text(&["message_body"]).unwrap_or_default();
    let from_me = is_from_me(fields);
    let (kind, sender) = kind_and_sender(fields, &chat, from_me, &written);
    let id = message_id(fields);
    let parts = [chat.as_str(), if from_me { "out" } else { "in" }];
    IncomingMessage {
        kind,
        sender,
        recipient: if kind == InboundKind::Echo {
            Jid::read(&chat, None).person()
        } else {
            None
        },
        name: name(fields, &chat),
        text: if is_placeholder(&written) {
            String::new()
        } else {
            written.clone().into_owned()
        },
        dedupe: dedupe(parts, id.as_deref(), fields, &written, received_at),
        provider_message_id: id,
        sent_at: fields.moment(&["timestamp"]),
        alone: None,
    }
}

/// Mode W where only Watzap's copies of a message are there. `kind` says whether the text is the
/// person's: for media without a caption it is a placeholder.
pub(super) fn of_mode_w(
    fields: &Fields,
    kind: InboundKind,
    received_at: Timestamp,
) -> IncomingMessage {
    let phone = fields.word(&["phone"]).unwrap_or_default();
    let written = fields.text(&["message_text"]).unwrap_or_default();
    let sender = Jid::read(&phone, None).person();
    let dedupe = dedupe([&phone, "in"], None, fields, &written, received_at);
    IncomingMessage {
        recipient: None,
        kind: if sender.is_some() {
            kind
        } else {
            InboundKind::Other
        },
        sender,
        name: None,
        text: if is_placeholder(&written) {
            String::new()
        } else {
            written.into_owned()
        },
        provider_message_id: None,
        dedupe,
        sent_at: fields.moment(&["timestamp"]),
        alone: None,
    }
}

fn kind_and_sender(
    fields: &Fields,
    chat: &str,
    from_me: bool,
    written: &str,
) -> (InboundKind, Option<Address>) {
    let jid = Jid::read(chat, None);
    if from_me {
        return (InboundKind::Echo, None);
    }
    let is_status = fields.word(&["name"]).as_deref() == Some("status");
    if jid == Jid::Broadcast || is_status {
        return (InboundKind::StatusPost, None);
    }
    // The newer schema may name the author of a group message; the older cannot. Neither counts.
    if jid == Jid::Group || fields.flag(&["is_group"]) == Some(true) {
        return (InboundKind::Group, None);
    }
    match jid.person() {
        Some(address) => (kind(fields, written), Some(shown(address, fields))),
        None => (InboundKind::Other, None),
    }
}

fn kind(fields: &Fields, written: &str) -> InboundKind {
    if fields.flag(FORWARDED) == Some(true) {
        InboundKind::Forwarded
    } else if has_location(fields) {
        InboundKind::Location
    } else if fields.flag(&["has_media"]) == Some(true)
        || fields.says(&["media_mime", "media_name"])
        || is_placeholder(written)
    {
        InboundKind::Media
    } else if written.trim().is_empty() {
        InboundKind::Other
    } else {
        InboundKind::Text
    }
}

/// The phone number where the payload gives it for a chat that hides it.
fn shown(address: Address, fields: &Fields) -> Address {
    if address.phone().is_some() {
        return address;
    }
    let hidden = address.as_str().strip_prefix("lid:").unwrap_or_default();
    PHONE
        .iter()
        .filter_map(|name| fields.word(&[name]))
        .filter_map(|text| Jid::read(&text, Some(hidden)).person())
        .find(|address| address.phone().is_some())
        .unwrap_or(address)
}

fn chat(fields: &Fields) -> Option<String> {
    let key = fields.object("key").unwrap_or_default();
    fields
        .word(&["chat_id"])
        .or_else(|| key.word(&["remoteJid"]))
        .or_else(|| fields.word(PHONE))
        .map(Cow::into_owned)
}

fn message_id(fields: &Fields) -> Option<String> {
    let key = fields.object("key").unwrap_or_default();
    fields
        .word(&["message_id", "messageId"])
        .or_else(|| key.word(&["id"]))
        .map(Cow::into_owned)
}

/// Without a flag, the acknowledgement tells.
fn is_from_me(fields: &Fields) -> bool {
    let key = fields.object("key").unwrap_or_default();
    fields
        .flag(FROM_ME)
        .or_else(|| key.flag(FROM_ME))
        .unwrap_or_else(|| fields.word(&["message_ack"]).as_deref() == Some(OWN_ACK))
}

/// In real payloads `name` is the chat's number, not a name.
fn name(fields: &Fields, chat: &str) -> Option<String> {
    let name = fields.word(&["name"])?;
    let is_number = name
        .chars()
        .all(|char| char.is_ascii_digit() || char == '+');
    (!is_number && name != digits_of_lid(chat) && name != "status").then(|| name.into_owned())
}

fn has_location(fields: &Fields) -> bool {
    let Some(place) = fields.object("location_attached") else {
        return false;
    };
    place
        .first(&["lat", "latitude"])
        .zip(place.first(&["lng", "longitude"]))
        .is_some_and(|(lat, lng)| is_given(lat) && is_given(lng))
}

fn is_given(field: &Field) -> bool {
    match field {
        Field::Text(text) => !text.trim().is_empty(),
        Field::Other(value) => !value.is_null(),
    }
}

fn is_placeholder(text: &str) -> bool {
    text.trim()
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .is_some_and(|word| {
            PLACEHOLDERS
                .iter()
                .any(|one| word.eq_ignore_ascii_case(one))
        })
}

/// `watzap.md` 11: ids are made by the sending client and are unique within chat and direction
/// only. Without one, the message is what it says; without a time either, the stretch in which
/// the post arrived stands in, so that a second STOP is not taken for the first come again.
fn dedupe(
    [chat, direction]: [&str; 2],
    id: Option<&str>,
    fields: &Fields,
    written: &str,
    received_at: Timestamp,
) -> String {
    if let Some(id) = id {
        return format!("message:{chat}:{direction}:{id}");
    }
    let moment = match fields.moment(&["timestamp"]) {
        Some(moment) => format!("sent:{}", moment.millis()),
        None => format!("received:{}", received_at.stretch(REPEATS_FOR)),
    };
    let parts = [chat, direction, &moment, written].map(str::as_bytes);
    format!("hash:{}:{moment}", hex::encode(keys::digest(&parts)))
}
