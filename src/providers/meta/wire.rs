//! Meta's `value` object, as far as Watzap hands it on.

use entity::words::{InboundKind, MessageStatus};
use serde_json::Value;

use crate::inbound::event::{InboundEvent, IncomingMessage, IncomingReceipt};
use crate::people::PhoneNumber;
use crate::providers::body::{Fields, text_of};

/// The events of one `value`, whatever wraps it.
pub(in crate::providers) fn events_of_value(value: &Value) -> Vec<InboundEvent> {
    let items = |name: &str| {
        value
            .get(name)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    };
    let name = value.pointer("/contacts/0/profile/name").and_then(text_of);
    let messages = items("messages").filter_map(|item| message(item, name.clone()));
    messages
        .chain(items("statuses").filter_map(receipt))
        .collect()
}

fn message(item: &Value, name: Option<String>) -> Option<InboundEvent> {
    let fields = Fields::of_value(item)?;
    let id = fields.word(&["id"])?;
    let at = |path: &str| item.pointer(path).and_then(text_of).unwrap_or_default();
    let (kind, text) = match fields.word(&["type"])?.as_str() {
        "text" => (InboundKind::Text, at("/text/body")),
        "button" => (InboundKind::Button, at("/button/text")),
        "interactive" => (
            InboundKind::Button,
            at("/interactive/button_reply/title") + &at("/interactive/list_reply/title"),
        ),
        "image" => (InboundKind::Media, at("/image/caption")),
        "video" => (InboundKind::Media, at("/video/caption")),
        "document" => (InboundKind::Media, at("/document/caption")),
        "audio" | "voice" | "sticker" => (InboundKind::Media, String::new()),
        "location" => (InboundKind::Location, String::new()),
        "reaction" => (InboundKind::Reaction, at("/reaction/emoji")),
        _ => (InboundKind::Other, String::new()),
    };
    let kind = if fields.has_any(&["group_id"]) {
        InboundKind::Group
    } else if item.pointer("/context/forwarded") == Some(&Value::Bool(true)) {
        InboundKind::Forwarded
    } else {
        kind
    };
    Some(InboundEvent::Message(IncomingMessage {
        kind,
        sender: PhoneNumber::from_gateway(&fields.word(&["from"])?).map(Into::into),
        name,
        text,
        dedupe: id.clone(),
        provider_message_id: Some(id),
        sent_at: fields.moment(&["timestamp"]),
    }))
}

fn receipt(item: &Value) -> Option<InboundEvent> {
    let fields = Fields::of_value(item)?;
    let id = fields.word(&["id"])?;
    let word = fields.word(&["status"])?;
    let status = match word.as_str() {
        "sent" => MessageStatus::Sent,
        "delivered" => MessageStatus::Delivered,
        "read" => MessageStatus::Read,
        "failed" => MessageStatus::Failed,
        _ => return Some(InboundEvent::Ignored { what: word }),
    };
    Some(InboundEvent::Receipt(IncomingReceipt {
        dedupe: format!("{id}|{word}"),
        provider_message_id: Some(id),
        provider_state_id: None,
        status,
        error: item.pointer("/errors/0/title").and_then(text_of),
    }))
}
