//! From one item of `user_preferences[]` to an event: what a person set about the marketing
//! messages of a business (Meta, webhook field `user_preferences`).

use serde::Deserialize;
use serde_json::Value;

use super::message::{self, Around};
use super::receipt::{ignored, without_people};
use super::wire::{Contact, Setting, items};
use crate::consent::preference::{Choice, Preference};
use crate::inbound::event::{InboundEvent, IncomingPreference};
use crate::keys;
use crate::people::Address;

/// The name of the list, and of the field that it comes in.
pub(super) const FIELD: &str = "user_preferences";

/// The events of one `value` of the field.
pub(super) fn events(value: &Value) -> Vec<InboundEvent> {
    let around = Around::of(value);
    let settings: Vec<_> = items(value, FIELD).collect();
    if settings.is_empty() {
        return vec![ignored(FIELD)];
    }
    // Whom a single report is about may stand beside it only.
    let beside = (settings.len() == 1)
        .then(|| around.only_contact())
        .flatten();
    settings
        .into_iter()
        .map(|item| event(item, beside))
        .collect()
}

fn event(item: &Value, beside: Option<&Contact>) -> InboundEvent {
    let setting = Setting::deserialize(item).unwrap_or_default();
    let of_item = message::address_of(&[&setting.wa_id, &setting.user_id]);
    let person =
        of_item.or_else(|| beside.and_then(|one| message::address_of(&[&one.wa_id, &one.user_id])));
    let in_words = |text: &Option<String>| text.as_deref().map(without_people);
    InboundEvent::Preference(IncomingPreference {
        dedupe: dedupe(person.as_ref(), &setting, item),
        person,
        choice: Choice::of(setting.value.as_deref()),
        reported: Preference {
            category: in_words(&setting.category),
            value: in_words(&setting.value),
            detail: in_words(&setting.detail),
        },
        set_at: setting.timestamp,
        alone: Some(item.to_string()),
    })
}

/// No id is given: who, of what, what and when make one. Without a person or a time, the content.
fn dedupe(person: Option<&Address>, setting: &Setting, item: &Value) -> String {
    let (Some(person), Some(at)) = (person, setting.timestamp) else {
        let hash = keys::digest(&[
            b"meta preference",
            person.map_or("", Address::as_str).as_bytes(),
            item.to_string().as_bytes(),
        ]);
        return format!("sha256:{}", hex::encode(hash));
    };
    let category = setting.category.as_deref().unwrap_or_default();
    let value = setting.value.as_deref().unwrap_or_default();
    format!("{}|{category}|{value}|{}", person.as_str(), at.millis())
}
