//! From one item of `messages[]` to an event: who wrote, and what kind of thing it is.

use entity::words::InboundKind;
use serde::Deserialize;
use serde_json::Value;

use super::wire::{Choice, Contact, Message, items};
use crate::inbound::event::{InboundEvent, IncomingMessage};
use crate::keys;
use crate::people::{Address, PhoneNumber};

/// The longest business-scoped user id: `CC.ENT.` and 128 letters or digits (Meta,
/// "Business-scoped user IDs").
const LONGEST_USER_ID: usize = 135;

/// What a `value` says besides its messages.
pub(super) struct Around {
    contacts: Vec<Contact>,
    own_number: Option<String>,
}

impl Around {
    /// Reads it; what cannot be read is left out.
    pub(super) fn of(value: &Value) -> Self {
        let own_number = value
            .get("metadata")
            .and_then(|metadata| metadata.get("display_phone_number"))
            .and_then(Value::as_str)
            .map(|shown| shown.chars().filter(char::is_ascii_digit).collect())
            .filter(|digits: &String| !digits.is_empty());
        Self {
            contacts: items(value, "contacts")
                .filter_map(|item| Contact::deserialize(item).ok())
                .collect(),
            own_number,
        }
    }

    /// The name of whoever sent a message: of the contact with the very same id, no other.
    fn name_of(&self, message: &Message) -> Option<String> {
        let ids = [&message.from, &message.from_user_id];
        let same = |id: &Option<String>| id.is_some() && ids.contains(&id);
        self.contacts
            .iter()
            .find(|contact| same(&contact.wa_id) || same(&contact.user_id))
            .and_then(|contact| contact.profile.name.clone())
    }

    /// The contact, if there is no other.
    pub(super) fn only_contact(&self) -> Option<&Contact> {
        match self.contacts.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Whether our own number wrote it: then it is nobody's answer.
    fn is_own(&self, message: &Message) -> bool {
        let from = message
            .from
            .as_deref()
            .map(|from| from.trim_start_matches('+'));
        from.is_some() && from == self.own_number.as_deref()
    }
}

/// The event of one item of `messages[]`.
pub(super) fn event(item: &Value, around: &Around) -> InboundEvent {
    let Ok(message) = Message::deserialize(item) else {
        return unreadable(item);
    };
    if around.is_own(&message) {
        return echo(item);
    }
    let (kind, text) = content(&message);
    let kind = if message.group_id.is_some() {
        InboundKind::Group
    } else if message.context.forwarded || message.context.frequently_forwarded {
        InboundKind::Forwarded
    } else {
        kind
    };
    InboundEvent::Message(IncomingMessage {
        recipient: None,
        kind,
        sender: sender(&message),
        name: around.name_of(&message),
        text,
        dedupe: dedupe(&message, item),
        provider_message_id: message.id,
        sent_at: message.timestamp,
        alone: Some(item.to_string()),
    })
}

/// The event of one item of `message_echoes[]`: written by our own staff in the
/// Business app on the same number (Meta, webhook field `smb_message_echoes`).
pub(super) fn echo(item: &Value) -> InboundEvent {
    let Ok(message) = Message::deserialize(item) else {
        return unreadable(item);
    };
    let (_, text) = content(&message);
    InboundEvent::Message(IncomingMessage {
        recipient: None,
        kind: InboundKind::Echo,
        sender: None,
        name: None,
        text,
        dedupe: dedupe(&message, item),
        provider_message_id: message.id,
        sent_at: message.timestamp,
        alone: Some(item.to_string()),
    })
}

/// The kind of a message, and the words of the person in it: never those of the provider.
fn content(message: &Message) -> (InboundKind, String) {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    match message.kind.as_deref() {
        Some("text") => (InboundKind::Text, text(&message.text.body)),
        // What the person saw and tapped; what we named it (`payload`) only in its place.
        Some("button") => {
            let button = &message.button;
            let tapped = button.text.as_ref().or(button.payload.as_ref());
            (InboundKind::Button, tapped.cloned().unwrap_or_default())
        }
        Some("interactive") => {
            let interactive = &message.interactive;
            let choice = interactive
                .button_reply
                .as_ref()
                .or(interactive.list_reply.as_ref());
            match choice {
                Some(choice) => (InboundKind::Button, tapped(choice)),
                None => (InboundKind::Other, String::new()),
            }
        }
        Some("image") => (InboundKind::Media, text(&message.image.caption)),
        Some("video") => (InboundKind::Media, text(&message.video.caption)),
        Some("document") => (InboundKind::Media, text(&message.document.caption)),
        Some("audio" | "voice" | "sticker") => (InboundKind::Media, String::new()),
        Some("location") => (InboundKind::Location, String::new()),
        Some("reaction") => (InboundKind::Reaction, text(&message.reaction.emoji)),
        Some("order") => (InboundKind::Other, text(&message.order.text)),
        // Among them `contacts`, `system` (its body is written by Meta) and `unsupported`.
        _ => (InboundKind::Other, String::new()),
    }
}

fn tapped(choice: &Choice) -> String {
    let tapped = choice.title.as_ref().or(choice.id.as_ref());
    tapped.cloned().unwrap_or_default()
}

/// The phone number if it is shown, else the business-scoped user id. Since 2026 `from` may be
/// missing, and may hold either (Meta, "Business-scoped user IDs").
fn sender(message: &Message) -> Option<Address> {
    address_of(&[&message.from, &message.from_user_id])
}

/// The address that the first usable of some ids names.
pub(super) fn address_of(ids: &[&Option<String>]) -> Option<Address> {
    ids.iter().find_map(|id| id.as_deref().and_then(address))
}

fn address(id: &str) -> Option<Address> {
    match PhoneNumber::from_gateway(id) {
        Some(phone) => Some(Address::Phone(phone)),
        None => is_user_id(id).then(|| Address::Opaque(format!("bsuid:{id}"))),
    }
}

/// `CC.` and letters or digits; `CC.ENT.` where several portfolios share their users.
pub(super) fn is_user_id(id: &str) -> bool {
    let Some((country, rest)) = id.split_once('.') else {
        return false;
    };
    let rest = rest.strip_prefix("ENT.").unwrap_or(rest);
    country.len() == 2
        && country.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !rest.is_empty()
        && id.len() <= LONGEST_USER_ID
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn unreadable(item: &Value) -> InboundEvent {
    InboundEvent::Message(IncomingMessage {
        recipient: None,
        kind: InboundKind::Unreadable,
        sender: None,
        name: None,
        text: String::new(),
        provider_message_id: None,
        dedupe: digest(item),
        sent_at: None,
        alone: Some(item.to_string()),
    })
}

/// The id, on whose uniqueness all known receivers rely; without one, the content.
fn dedupe(message: &Message, item: &Value) -> String {
    message.id.clone().unwrap_or_else(|| digest(item))
}

fn digest(item: &Value) -> String {
    let hash = keys::digest(&[b"meta message", item.to_string().as_bytes()]);
    format!("sha256:{}", hex::encode(hash))
}
