//! What Meta posts to a webhook: `entry[].changes[].value` (Meta, "Webhooks > messages" and
//! "Webhooks > status"; Meta's published interface v23.0; the page on business-scoped user ids).
//!
//! Every field is optional, and a field of another type counts as absent: one odd item never
//! costs the others of its post.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::{message, receipt};
use crate::inbound::event::InboundEvent;
use crate::time::Timestamp;

/// One item of `messages[]` or `message_echoes[]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Message {
    #[serde(deserialize_with = "text")]
    pub(super) id: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) from: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) from_user_id: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) group_id: Option<String>,
    #[serde(deserialize_with = "moment")]
    pub(super) timestamp: Option<Timestamp>,
    #[serde(rename = "type", deserialize_with = "text")]
    pub(super) kind: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) text: Body,
    #[serde(deserialize_with = "lenient")]
    pub(super) button: Button,
    #[serde(deserialize_with = "lenient")]
    pub(super) interactive: Interactive,
    #[serde(deserialize_with = "lenient")]
    pub(super) image: Media,
    #[serde(deserialize_with = "lenient")]
    pub(super) video: Media,
    #[serde(deserialize_with = "lenient")]
    pub(super) document: Media,
    #[serde(deserialize_with = "lenient")]
    pub(super) reaction: Reaction,
    #[serde(deserialize_with = "lenient")]
    pub(super) order: Order,
    #[serde(deserialize_with = "lenient")]
    pub(super) context: Context,
}

/// A typed text.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Body {
    #[serde(deserialize_with = "text")]
    pub(super) body: Option<String>,
}

/// A tap on a quick reply of a template.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Button {
    #[serde(deserialize_with = "text")]
    pub(super) text: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) payload: Option<String>,
}

/// A tap on an interactive message.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Interactive {
    #[serde(deserialize_with = "lenient")]
    pub(super) button_reply: Option<Choice>,
    #[serde(deserialize_with = "lenient")]
    pub(super) list_reply: Option<Choice>,
}

/// What was tapped.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Choice {
    #[serde(deserialize_with = "text")]
    pub(super) id: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) title: Option<String>,
}

/// A picture or a file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Media {
    #[serde(deserialize_with = "text")]
    pub(super) caption: Option<String>,
}

/// An emoji on an earlier message; none when it is taken back.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Reaction {
    #[serde(deserialize_with = "text")]
    pub(super) emoji: Option<String>,
}

/// An order from a catalogue, with the words that went along.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Order {
    #[serde(deserialize_with = "text")]
    pub(super) text: Option<String>,
}

/// What a message refers to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Context {
    #[serde(deserialize_with = "lenient")]
    pub(super) forwarded: bool,
    #[serde(deserialize_with = "lenient")]
    pub(super) frequently_forwarded: bool,
}

/// One item of `contacts[]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Contact {
    #[serde(deserialize_with = "text")]
    pub(super) wa_id: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) user_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) profile: Profile,
}

/// How somebody shows to others.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Profile {
    #[serde(deserialize_with = "text")]
    pub(super) name: Option<String>,
}

/// One item of `statuses[]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Status {
    #[serde(deserialize_with = "text")]
    pub(super) id: Option<String>,
    #[serde(rename = "status", deserialize_with = "text")]
    pub(super) word: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) errors: Vec<Fault>,
}

/// One item of `user_preferences[]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Setting {
    #[serde(deserialize_with = "text")]
    pub(super) wa_id: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) user_id: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) category: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) detail: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) value: Option<String>,
    #[serde(deserialize_with = "moment")]
    pub(super) timestamp: Option<Timestamp>,
}

/// One item of `errors[]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fault {
    #[serde(deserialize_with = "lenient")]
    pub(super) code: Option<i64>,
    #[serde(deserialize_with = "text")]
    pub(super) title: Option<String>,
}

/// The events of one `value`, whatever wraps it.
pub(in crate::providers) fn events_of_value(value: &Value) -> Vec<InboundEvent> {
    let around = message::Around::of(value);
    let messages = items(value, "messages").map(|item| message::event(item, &around));
    let echoes = items(value, "message_echoes").map(message::echo);
    let receipts = items(value, "statuses").map(receipt::event);
    // An error that belongs to no message (Meta, "Error codes": webhooks at the value level).
    let faults = items(value, "errors").map(receipt::fault);
    messages
        .chain(echoes)
        .chain(receipts)
        .chain(faults)
        .collect()
}

/// The `value`s of a post, each with the name of its field.
pub(super) fn changes(post: &Value) -> impl Iterator<Item = (Option<&str>, &Value)> {
    items(post, "entry")
        .flat_map(|entry| items(entry, "changes"))
        .map(|change| {
            let field = change.get("field").and_then(Value::as_str);
            (field, change.get("value").unwrap_or(&Value::Null))
        })
}

/// The phone number of ours that a `value` is about, by its id.
pub(super) fn phone_number_id(value: &Value) -> Option<&str> {
    value
        .get("metadata")?
        .get("phone_number_id")?
        .as_str()
        .filter(|id| !id.is_empty())
}

/// The items of a list; none if it is not there, or not a list.
pub(super) fn items<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value
        .get(name)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// A text without NUL characters, which no database column takes.
pub(super) fn without_nul(text: &str) -> String {
    text.replace('\0', "")
}

/// A text, or a number where a text is due; an empty one counts as absent.
fn text<'de, D: Deserializer<'de>>(field: D) -> Result<Option<String>, D::Error> {
    let text = match Value::deserialize(field)? {
        Value::String(text) => without_nul(&text),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// Unix seconds as a string; some posts carry milliseconds, or a number.
fn moment<'de, D: Deserializer<'de>>(field: D) -> Result<Option<Timestamp>, D::Error> {
    let count = text(field)?.and_then(|text| text.trim().parse().ok());
    Ok(count.and_then(|count: i64| {
        Timestamp::from_unix_seconds(count).or_else(|| {
            Timestamp::from_unix_seconds(count / 1000).map(|_| Timestamp::from_millis(count))
        })
    }))
}

/// A value of the usual type, or the one that stands for its absence.
fn lenient<'de, T, D>(field: D) -> Result<T, D::Error>
where
    T: DeserializeOwned + Default,
    D: Deserializer<'de>,
{
    let value = Value::deserialize(field)?;
    Ok(T::deserialize(value).unwrap_or_default())
}
