//! Every file in `tests/payloads/<provider>/` is a post as the gateway sends it; beside it lies
//! what it means, in `<case>.expected.json`. A new file is a new case.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;
use entity::words::AccountKind;
use serde_json::{Value, json};

use super::testing::{NOW, account, client, post};
use super::{Account, Provider, Providers};
use crate::inbound::event::InboundEvent;

const FONNTE: &[(&str, &str)] = &[("token", "TokenPerangkat01"), ("device", "6281200000001")];
const WATZAP: &[(&str, &str)] = &[
    ("api_key", "AAAABBBBCCCCDDDD"),
    ("number_key", "n1N2n3N4n5N6n7N8"),
    ("phone_number_id", "100000000000001"),
];
const META: &[(&str, &str)] = &[
    ("app_secret", "rahasia-penandatanganan"),
    ("phone_number_id", "100000000000001"),
];

/// One file of payloads.
pub(in crate::providers) struct Sample {
    pub(in crate::providers) name: String,
    pub(in crate::providers) body: Bytes,
    pub(in crate::providers) content_type: &'static str,
    path: PathBuf,
}

/// All samples of one provider, by name.
pub(in crate::providers) fn samples(provider: &str) -> Vec<Sample> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/payloads")
        .join(provider);
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| !path.to_string_lossy().ends_with(".expected.json"))
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| Sample {
            name: path.file_name().unwrap().to_string_lossy().into_owned(),
            body: fs::read(&path).unwrap().into(),
            content_type: match path.extension().and_then(|end| end.to_str()) {
                Some("form") => "application/x-www-form-urlencoded",
                Some("multipart") => "multipart/form-data; boundary=batas",
                _ => "application/json",
            },
            path,
        })
        .collect()
}

/// The account that the samples of a provider are for.
pub(in crate::providers) fn owner_of_samples(kind: AccountKind) -> Account {
    match kind {
        AccountKind::Fonnte => account(kind, FONNTE),
        AccountKind::Watzap => account(kind, WATZAP),
        AccountKind::Meta => account(kind, META),
        AccountKind::Sandbox => account(kind, &[]),
    }
}

fn in_words(event: &InboundEvent) -> Value {
    match event {
        InboundEvent::Message(message) => {
            let mut words = json!({
                "event": "message",
                "kind": message.kind.as_str(),
                "sender": message.sender.as_ref().map(crate::people::Address::as_str),
                "name": message.name,
                "text": message.text,
                "provider_message_id": message.provider_message_id,
                "dedupe": message.dedupe,
                "sent_at": message.sent_at,
            });
            if let Some(recipient) = &message.recipient {
                words["recipient"] = json!(recipient.as_str());
            }
            words
        }
        InboundEvent::Receipt(receipt) => json!({
            "event": "receipt",
            "provider_message_id": receipt.provider_message_id,
            "provider_state_id": receipt.provider_state_id,
            "status": receipt.status.as_str(),
            "error": receipt.error,
            "dedupe": receipt.dedupe,
        }),
        InboundEvent::Preference(preference) => json!({
            "event": "preference",
            "person": preference.person.as_ref().map(crate::people::Address::as_str),
            "rule": preference.choice.rule(),
            "reported": preference.reported,
            "dedupe": preference.dedupe,
            "set_at": preference.set_at,
        }),
        InboundEvent::Device(device) => json!({
            "event": "device",
            "connected": device.connected,
            "reason": device.reason,
            "at": device.at,
        }),
        InboundEvent::Ignored { what } => json!({ "event": "ignored", "what": what }),
    }
}

/// What a provider makes of a sample, in words.
fn read(provider: &dyn Provider, account: &Account, sample: &Sample) -> Value {
    let post = post(account, sample.body.clone(), sample.content_type);
    let Ok(verified) = provider.verify(post, account, NOW) else {
        return json!("not authentic");
    };
    match provider.parse(&verified, account) {
        Ok(parsed) => {
            for secret in account.credentials.named_values().map(|(_, value)| value) {
                let is_a_secret = !["6281200000001", "100000000000001"].contains(&secret);
                assert!(
                    !is_a_secret || !parsed.raw.contains(secret),
                    "{}",
                    sample.name
                );
            }
            assert!(serde_json::from_str::<Value>(&parsed.raw).is_ok());
            parsed.events.iter().map(in_words).collect()
        }
        Err(_) => json!("unreadable"),
    }
}

fn every_sample_means_what_lies_beside_it(kind: AccountKind, at_least: usize) {
    let providers = Providers::new(&client(Duration::from_secs(1)));
    let account = owner_of_samples(kind);
    let samples = samples(kind.as_str());
    let mut wrong = Vec::new();
    for sample in &samples {
        let expected = sample.path.with_extension("expected.json");
        let expected: Value = serde_json::from_slice(&fs::read(&expected).unwrap()).unwrap();
        let found = read(providers.get(kind), &account, sample);
        if found != expected {
            wrong.push(format!(
                "{}:\nfound {found:#}\nexpected {expected:#}",
                sample.name
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    let names: BTreeSet<&str> = samples.iter().map(|sample| sample.name.as_str()).collect();
    assert!(names.len() >= at_least, "{} cases", names.len());
}

#[test]
fn every_post_of_fonnte_means_what_lies_beside_it() {
    every_sample_means_what_lies_beside_it(AccountKind::Fonnte, 25);
}

#[test]
fn every_post_of_watzap_means_what_lies_beside_it() {
    every_sample_means_what_lies_beside_it(AccountKind::Watzap, 25);
}
