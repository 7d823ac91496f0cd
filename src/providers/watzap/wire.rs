//! Watzap's webhook bodies, told apart by their shape: U1 (`incoming_chat`), U2 (events of the
//! newer engine), W1 (Meta's `value` in a wrapping of Watzap's), or Meta's own post
//! (`watzap.md` 5, 6 and 7).

use std::borrow::Cow;

use entity::words::InboundKind;
use serde_json::{Value, json};

use super::chat;
use crate::inbound::event::InboundEvent;
use crate::providers::body::{Fields, text_of, unreadable};
use crate::providers::meta::wire::events_of_value;
use crate::providers::{Account, Parsed, Unreadable, redaction};
use crate::time::Timestamp;

/// Events of the engine that speak of no message. Some carry the keys of the session, so nothing
/// of them is kept (`watzap.md` 6).
const NOISE: &[&str] = &[
    "presence.update",
    "connection.update",
    "creds.update",
    "engine.event",
];
/// Where the number key may stand besides the root: the payload of U1 and of U2.
const CONTENT: [&str; 2] = ["data", "payload"];
/// The event of U1, for messages in both directions.
const CHAT: &str = "incoming_chat";
/// Meta's field for messages and statuses.
const MESSAGES: &str = "messages";
/// As much of an unknown event's name as is worth a log line.
const LONGEST_NAME: usize = 40;

/// The events in a body that arrived then.
pub(super) fn parse(
    fields: Fields,
    received_at: Timestamp,
    account: &Account,
) -> Result<Parsed, Unreadable> {
    let name = fields.word(&["event_type", "event", "type"]);
    let content = CONTENT.iter().find_map(|name| fields.object(name));
    if let Some(noise) = noise(name.as_deref(), content.as_ref()) {
        return Ok(ignored(&noise));
    }
    let events = if let Some(entries) = fields.list("entry") {
        of_meta(entries)
    } else if let Some(content) = content {
        match of_content(&content, received_at) {
            Some(events) => events,
            None if name.as_deref() == Some(CHAT) => {
                return Err(unreadable("a message without a chat or without content"));
            }
            // An event that is not known may be of the same kind as the noise.
            None => return Ok(ignored(name.as_deref().unwrap_or("a post without content"))),
        }
    } else if chat::is_message(&fields) {
        vec![InboundEvent::Message(chat::message(&fields, received_at))]
    } else if name.as_deref() == Some(CHAT) {
        return Err(unreadable("a message without content"));
    } else if let Some(name) = name {
        return Ok(ignored(&name));
    } else {
        return Err(unreadable("none of the fields that Watzap posts"));
    };
    Ok(Parsed {
        events,
        raw: redaction::kept_fields(fields, account),
    })
}

/// Every number key in a body.
pub(super) fn number_keys(fields: &Fields) -> Vec<String> {
    let inside = CONTENT.iter().filter_map(|name| fields.object(name));
    inside
        .chain([fields.clone()])
        .filter_map(|fields| fields.word(&["number_key"]).map(Cow::into_owned))
        .collect()
}

/// Every phone number id of Meta's in a body.
pub(super) fn phone_number_ids(fields: &Fields) -> Vec<String> {
    let data = fields.value("data");
    let wrapped = data.as_ref().and_then(|data| data.get("root_value"));
    let entries = fields.list("entry");
    let values = entries
        .into_iter()
        .flatten()
        .flat_map(changes)
        .filter_map(|change| change.get("value"));
    values
        .chain(wrapped)
        .filter_map(|value| value.pointer("/metadata/phone_number_id").and_then(text_of))
        .map(Cow::into_owned)
        .collect()
}

fn noise(name: Option<&str>, content: Option<&Fields>) -> Option<String> {
    let inner = content.and_then(|content| content.word(&["event_type", "event", "type"]));
    [name, inner.as_deref()]
        .into_iter()
        .flatten()
        .find(|name| NOISE.iter().any(|noise| name.eq_ignore_ascii_case(noise)))
        .map(str::to_owned)
}

/// Of what is not a message, only the name is kept.
fn ignored(what: &str) -> Parsed {
    let what: String = what
        .chars()
        .filter(|char| !char.is_control())
        .take(LONGEST_NAME)
        .collect();
    Parsed {
        raw: json!({ "event_type": &what }).to_string(),
        events: vec![InboundEvent::Ignored { what }],
    }
}

fn changes(entry: &Value) -> impl Iterator<Item = &Value> {
    entry
        .get("changes")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// Meta's own post, unwrapped.
fn of_meta(entries: &[Value]) -> Vec<InboundEvent> {
    entries
        .iter()
        .flat_map(changes)
        .flat_map(|change| match change.get("field").and_then(Value::as_str) {
            Some(MESSAGES) | None => change.get("value").map_or_else(Vec::new, events_of_value),
            Some(other) => ignored(other).events,
        })
        .collect()
}

/// What is inside `data` or `payload`; `None` if it is no message.
fn of_content(content: &Fields, received_at: Timestamp) -> Option<Vec<InboundEvent>> {
    let events = content
        .value("root_value")
        .map(|value| events_of_value(&value));
    match events {
        Some(events) if !events.is_empty() => return Some(events),
        // The copies beside an empty `root_value` speak of a message that Meta's form lacks.
        Some(_) | None if is_copy(content) => return Some(vec![of_copies(content, received_at)]),
        Some(_) => return Some(ignored("a post without messages").events),
        None => {}
    }
    chat::is_message(content)
        .then(|| vec![InboundEvent::Message(chat::message(content, received_at))])
}

fn is_copy(content: &Fields) -> bool {
    content.has_any(&["message_raw", "message_text"]) && content.has_any(&["phone", "message_raw"])
}

/// W1 without a usable `root_value`: Meta's item, or Watzap's own reading of it.
fn of_copies(content: &Fields, received_at: Timestamp) -> InboundEvent {
    let of_item = content.value("message_raw").and_then(|item| {
        let events = events_of_value(&json!({ MESSAGES: [*item] }));
        events.into_iter().next()
    });
    of_item.unwrap_or_else(|| {
        let is_text = content
            .word(&["message_type"])
            .is_some_and(|kind| kind.eq_ignore_ascii_case("text"));
        let kind = if is_text {
            InboundKind::Text
        } else {
            InboundKind::Media
        };
        InboundEvent::Message(chat::of_mode_w(content, kind, received_at))
    })
}
