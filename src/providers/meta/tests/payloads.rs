//! Every payload in `tests/payloads/meta` becomes what its `.expected.json` says.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{ACCESS_TOKEN, account, account_with, meta, signed};
use crate::inbound::event::InboundEvent;
use crate::people::Address;
use crate::providers::meta::wire::events_of_value;
use crate::providers::{Account, Provider};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/payloads/meta")
}

fn cases() -> BTreeSet<String> {
    fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| Some(name.strip_suffix(".json")?.to_owned()))
        .map(|name| name.trim_end_matches(".expected").to_owned())
        .collect()
}

fn in_json(event: &InboundEvent) -> Value {
    match event {
        InboundEvent::Message(message) => json!({ "message": {
            "kind": message.kind.as_str(),
            "sender": message.sender.as_ref().map(Address::as_str),
            "name": message.name,
            "text": message.text,
            "id": message.provider_message_id,
            "dedupe": message.dedupe,
            "sent_at": message.sent_at,
        }}),
        InboundEvent::Receipt(receipt) => json!({ "receipt": {
            "id": receipt.provider_message_id,
            "status": receipt.status.as_str(),
            "error": receipt.error,
            "dedupe": receipt.dedupe,
        }}),
        InboundEvent::Preference(preference) => json!({ "preference": {
            "person": preference.person.as_ref().map(Address::as_str),
            "rule": preference.choice.rule(),
            "reported": preference.reported,
            "dedupe": preference.dedupe,
            "set_at": preference.set_at,
        }}),
        InboundEvent::Device(device) => json!({ "device": device.connected }),
        InboundEvent::Ignored { what } => json!({ "ignored": what }),
    }
}

/// What becomes of a signed post.
fn outcome(body: &[u8], account: &Account) -> Value {
    let meta = meta();
    let Ok(verified) = meta.verify(signed(body), account, super::NOW) else {
        return json!({ "not_authentic": true });
    };
    match meta.parse(&verified, account) {
        Ok(parsed) => json!({ "events": parsed.events.iter().map(in_json).collect::<Value>() }),
        Err(_) => json!({ "unreadable": true }),
    }
}

#[test]
fn every_payload_becomes_what_is_expected_of_it() {
    let cases = cases();
    assert!(cases.len() >= 60, "only {} cases", cases.len());
    for case in cases {
        let read = |suffix: &str| {
            let path = folder().join(format!("{case}{suffix}"));
            fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        let expected: Value = serde_json::from_slice(&read(".expected.json")).unwrap();
        let found = outcome(&read(".json"), &account());
        assert_eq!(found, expected, "{case}");
    }
}

#[test]
fn what_is_no_json_is_unreadable_and_says_nothing_of_the_content() {
    let bodies: [&[u8]; 5] = [
        b"",
        b"rahasia",
        b"{\"entry\": [rahasia",
        b"\xff\xfe",
        b"phone=62",
    ];
    for body in bodies {
        let verified = meta().verify(signed(body), &account(), super::NOW).unwrap();
        let error = meta().parse(&verified, &account()).unwrap_err();
        assert!(!error.to_string().contains("rahasia"), "{error}");
    }
}

#[test]
fn nesting_without_end_is_unreadable() {
    let body = "[".repeat(100_000);
    let found = outcome(body.as_bytes(), &account());
    assert_eq!(found, json!({ "unreadable": true }));
}

#[test]
fn the_body_is_kept_as_json_without_secrets() {
    let body = json!({ "object": "whatsapp_business_account", "entry": [],
        "note": format!("Ya 🙏 {ACCESS_TOKEN}") });
    let body = serde_json::to_vec_pretty(&body).unwrap();
    let verified = meta()
        .verify(signed(&body), &account(), super::NOW)
        .unwrap();
    let raw = meta().parse(&verified, &account()).unwrap().raw;
    let kept: Value = serde_json::from_str(&raw).unwrap();
    assert_eq!(kept["note"], "Ya 🙏 …");
}

#[test]
fn an_account_that_knows_no_number_takes_every_post_of_its_app() {
    let body = fs::read(folder().join("other_number_only.json")).unwrap();
    let account = account_with(None, &[("phone_number_id", "")]);
    assert!(outcome(&body, &account)["events"][0]["message"].is_object());
}

#[test]
fn a_value_alone_is_read_as_well() {
    let post = fs::read(folder().join("text.json")).unwrap();
    let post: Value = serde_json::from_slice(&post).unwrap();
    let events = events_of_value(&post["entry"][0]["changes"][0]["value"]);
    assert_eq!(events.len(), 1);
    assert_eq!(in_json(&events[0])["message"]["text"], "YA");
}

fn any_json() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        prop::sample::select(vec![
            "messages",
            "message_echoes",
            "statuses",
            "errors",
            "contacts",
            "metadata",
            "profile",
            "from",
            "from_user_id",
            "id",
            "timestamp",
            "type",
            "text",
            "body",
            "button",
            "payload",
            "interactive",
            "list_reply",
            "context",
            "forwarded",
            "group_id",
            "status",
            "failed",
            "code",
            "title",
            "wa_id",
            "name",
            "phone_number_id",
            "image",
            "caption",
            "read",
        ])
        .prop_map(str::to_owned),
        ".{0,12}",
        "[0-9]{1,20}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(word.clone(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        outcome(&body, &account());
    }

    #[test]
    fn no_value_makes_it_panic_or_lets_a_nul_through(value in any_json()) {
        let body = json!({ "entry": [{ "changes": [{ "field": "messages", "value": value }] }] });
        let found = outcome(body.to_string().as_bytes(), &account());
        prop_assert!(!found.to_string().contains("\\u0000"));
    }

    #[test]
    fn no_item_is_lost_and_each_has_a_key_of_its_own(
        items in prop::collection::hash_set("[a-z]{1,8}", 0..5),
        odd in any_json(),
    ) {
        let mut messages: Vec<Value> = items
            .iter()
            .map(|id| json!({ "id": id, "type": "text", "text": { "body": "YA" } }))
            .collect();
        messages.push(odd);
        let events = events_of_value(&json!({ "messages": messages }));
        prop_assert_eq!(events.len(), messages.len());
        for id in items {
            let with_id = |event: &&InboundEvent| {
                matches!(event, InboundEvent::Message(message) if message.dedupe == id)
            };
            prop_assert!(events.iter().any(|event| with_id(&event)));
        }
    }
}
