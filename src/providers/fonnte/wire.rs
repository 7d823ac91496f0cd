//! Fonnte's webhook bodies, told apart by their shape: incoming messages, statuses of our own
//! messages, and the device's coming and going may all be posted to one address
//! (`fonnte.md` 2, 3, 4 and 9).

use std::borrow::Cow;
use std::time::Duration;

use entity::words::InboundKind;

use super::status;
use crate::inbound::event::{InboundEvent, IncomingMessage};
use crate::keys;
use crate::people::Address;
use crate::providers::Unreadable;
use crate::providers::body::{Fields, unreadable};
use crate::providers::jid::Jid;
use crate::time::Timestamp;

/// Who wrote, in a personal chat, or the group. The second name is the Indonesian twin.
const SENDER: &[&str] = &["sender", "pengirim"];
/// The text. Never `text`, which holds a placeholder for ordinary messages.
const MESSAGE: &[&str] = &["message", "pesan"];
/// Fields of an incoming message; a body with none of them is none.
const OF_A_MESSAGE: &[&str] = &["sender", "pengirim", "message", "pesan", "inboxid"];
/// What stands in `message` or `text` where there is no such text; old payloads write a space
/// for the hyphen.
const PLACEHOLDERS: &[&str] = &[
    "non-text message",
    "non text message",
    "non-button message",
    "non button message",
];
/// What the free package appends to every text that it sends.
const FOOTER: &str = "sent via fonnte.com";
/// Values of `type` that do not speak of an attachment.
const TEXT_TYPES: &[&str] = &["text", "chat", "conversation"];
/// Fonnte repeats a post for 15 minutes (`fonnte.md` 2.1).
const REPEATS_FOR: Duration = Duration::from_mins(20);

/// The events in a body that arrived then.
pub(super) fn events(
    fields: &Fields,
    received_at: Timestamp,
) -> Result<Vec<InboundEvent>, Unreadable> {
    if !fields.says(SENDER) {
        if status::is_of_a_message(fields) {
            return Ok(status::receipts(fields));
        }
        if let Some(event) = status::of_the_device(fields) {
            return Ok(vec![event]);
        }
    }
    if !fields.has_any(OF_A_MESSAGE) {
        return Err(unreadable("none of the fields that Fonnte posts"));
    }
    Ok(vec![InboundEvent::Message(message(fields, received_at))])
}

/// A device's number with everything taken off that depends on how it was typed: the dashboard
/// takes `0812…` as well as `62812…`.
pub(super) fn device_key(text: &str) -> String {
    let local = text.split(['@', ':']).next().unwrap_or_default();
    let mut digits = String::with_capacity(local.len());
    digits.extend(local.chars().filter(char::is_ascii_digit));
    match digits.strip_prefix('0') {
        Some(rest) => format!("62{rest}"),
        None if digits.starts_with('8') => format!("62{digits}"),
        None => digits,
    }
}

fn message(fields: &Fields, received_at: Timestamp) -> IncomingMessage {
    let written = fields.text(MESSAGE).unwrap_or_default();
    let (kind, sender) = kind_and_sender(fields, &written);
    let text = if is_placeholder(&written) {
        String::new()
    } else {
        without_footer(&written).to_owned()
    };
    let inbox_id = inbox_id(fields);
    IncomingMessage {
        recipient: None,
        kind,
        sender,
        name: fields.word(&["name"]).map(Cow::into_owned),
        text,
        dedupe: dedupe(fields, inbox_id, &written, received_at),
        provider_message_id: inbox_id.map(|id| id.to_string()),
        sent_at: fields.moment(&["timestamp"]),
        alone: None,
    }
}

/// The order is that of `fonnte.md` 9: what is not a person's own message goes first.
fn kind_and_sender(fields: &Fields, written: &str) -> (InboundKind, Option<Address>) {
    let lid = fields.word(&["senderlid"]);
    let jid = |text: Cow<'_, str>| Jid::read(&text, lid.as_deref());
    let sender = fields.word(SENDER).map_or(Jid::Unknown, jid);
    if is_echo(fields) {
        return (InboundKind::Echo, None);
    }
    if sender == Jid::Broadcast {
        return (InboundKind::StatusPost, None);
    }
    if sender == Jid::Group || fields.flag(&["isgroup"]) == Some(true) {
        let member = fields.word(&["member"]).and_then(|text| jid(text).person());
        let member = member.filter(|address| address.phone().is_some());
        return (InboundKind::Group, member);
    }
    let Some(sender) = sender.person() else {
        return (InboundKind::Other, None);
    };
    (kind(fields, written), Some(sender))
}

fn kind(fields: &Fields, written: &str) -> InboundKind {
    if fields.flag(&["isforwarded"]) == Some(true) {
        InboundKind::Forwarded
    } else if fields.says(&["pollname"]) {
        InboundKind::Poll
    } else if fields.says(&["location"]) {
        InboundKind::Location
    } else if is_placeholder(written) || has_attachment(fields) {
        InboundKind::Media
    } else if written.trim().is_empty() {
        InboundKind::Other
    } else if is_button(fields, written) {
        InboundKind::Button
    } else {
        InboundKind::Text
    }
}

/// Our own account wrote it: Fonnte says so, or the sender is the device (`fonnte.md` 2.5).
fn is_echo(fields: &Fields) -> bool {
    let Some(device) = fields.word(&["device"]).map(|text| device_key(&text)) else {
        return fields.flag(&["quick"]) == Some(true);
    };
    let is_device = |name: &[&str]| {
        fields
            .word(name)
            .is_some_and(|text| !text.ends_with("@g.us") && device_key(&text) == device)
    };
    fields.flag(&["quick"]) == Some(true)
        || (!device.is_empty() && (is_device(SENDER) || is_device(&["member"])))
}

/// A tap fills `text` with what `message` says; ordinary messages have a placeholder there.
fn is_button(fields: &Fields, written: &str) -> bool {
    fields
        .word(&["text"])
        .is_some_and(|text| !is_placeholder(&text) && text == written.trim())
}

fn has_attachment(fields: &Fields) -> bool {
    fields.says(&["url", "filename", "extension"])
        || fields.word(&["type"]).is_some_and(|kind| {
            !TEXT_TYPES
                .iter()
                .any(|text| kind.eq_ignore_ascii_case(text))
        })
}

fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    PLACEHOLDERS
        .iter()
        .any(|placeholder| text.eq_ignore_ascii_case(placeholder))
}

/// Takes the footer of the free package off the end, plain or as a quoted line in italics.
fn without_footer(text: &str) -> &str {
    let (rest, last) = text
        .trim_end()
        .rsplit_once('\n')
        .unwrap_or(("", text.trim_end()));
    let line = last.trim_matches(|char: char| char.is_whitespace() || ">_*~".contains(char));
    if line.eq_ignore_ascii_case(FOOTER) {
        rest.trim_end()
    } else {
        text
    }
}

/// The id for quoting, which is 0 for every message while Fonnte's inbox is off.
fn inbox_id(fields: &Fields) -> Option<u64> {
    let id: u64 = fields.word(&["inboxid"])?.parse().ok()?;
    (id > 0).then_some(id)
}

/// Fonnte delivers no id of WhatsApp's. Without its own id, the message is what it says: retries
/// carry the same time (`fonnte.md` 8.4).
///
/// The last resort, where there is no time either, is the stretch of 20 minutes in which the post
/// arrived, which is as long as Fonnte repeats one. Without it, the second STOP that somebody ever
/// wrote would be taken for the first.
fn dedupe(fields: &Fields, inbox_id: Option<u64>, written: &str, received_at: Timestamp) -> String {
    let word = |names: &[&str]| fields.word(names).unwrap_or_default();
    let device = device_key(&word(&["device"]));
    if let Some(id) = inbox_id {
        return format!("inbox:{device}:{id}");
    }
    let moment = match fields.moment(&["timestamp"]) {
        Some(moment) => format!("sent:{}", moment.millis()),
        None => format!("received:{}", received_at.stretch(REPEATS_FOR)),
    };
    let digest = keys::digest(&[
        device.as_bytes(),
        word(SENDER).as_bytes(),
        word(&["member"]).as_bytes(),
        moment.as_bytes(),
        written.as_bytes(),
        word(&["url"]).as_bytes(),
        word(&["location"]).as_bytes(),
        fields.words("choices").join("\n").as_bytes(),
    ]);
    format!("hash:{}:{moment}", hex::encode(digest))
}
