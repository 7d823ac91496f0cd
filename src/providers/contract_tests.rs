//! What every gateway has to keep, whatever it is: who is believed, and that no body whatever
//! brings the program down. A new gateway is one more [`Case`].

use std::sync::LazyLock;
use std::time::Duration;

use bytes::Bytes;
use entity::words::{AccountKind, Authenticity, InboundKind};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::account::WEBHOOK_SECRET;
use super::payload_tests::{owner_of_samples, samples};
use super::testing::{NOW, account, client, post, rotated_account, signature};
use super::{Account, Parsed, Provider, Providers, Unreadable, Unverified};
use crate::inbound::event::InboundEvent;

const JSON: &str = "application/json";
const SECRET: &str = "rahasia-penandatanganan";
static PROVIDERS: LazyLock<Providers> =
    LazyLock::new(|| Providers::new(&client(Duration::from_secs(1))));

/// What the harness has to know of a gateway.
struct Case {
    kind: AccountKind,
    /// The setting that holds the secret of signatures.
    secret: &'static str,
    /// How a post with nothing but the token is called; `None` where a signature is always due.
    token_alone: Option<Authenticity>,
    /// How a post with a signature is called.
    signed: Authenticity,
    /// Two messages that differ in nothing but their text.
    messages: [&'static str; 2],
    /// Something that no version of the gateway is known to post.
    unknown: &'static str,
}

const CASES: &[Case] = &[
    Case {
        kind: AccountKind::Fonnte,
        secret: WEBHOOK_SECRET,
        token_alone: Some(Authenticity::UrlToken),
        signed: Authenticity::Signature,
        messages: [
            r#"{"device":"081200000001","sender":"6281311112222","message":"YA","inboxid":0,"timestamp":1795312800}"#,
            r#"{"device":"081200000001","sender":"6281311112222","message":"STOP","inboxid":0,"timestamp":1795312800}"#,
        ],
        unknown: r#"{"device":"081200000001","sender":"6281311112222","reaction":"👍"}"#,
    },
    Case {
        kind: AccountKind::Watzap,
        secret: WEBHOOK_SECRET,
        token_alone: Some(Authenticity::UrlToken),
        signed: Authenticity::Signature,
        messages: [
            r#"{"type":"incoming_chat","data":{"chat_id":"6281200000001@s.whatsapp.net","message_body":"YA","timestamp":1795312800,"is_from_me":false}}"#,
            r#"{"type":"incoming_chat","data":{"chat_id":"6281200000001@s.whatsapp.net","message_body":"STOP","timestamp":1795312800,"is_from_me":false}}"#,
        ],
        unknown: r#"{"type":"something_new","data":{"total":4}}"#,
    },
    Case {
        kind: AccountKind::Meta,
        secret: "app_secret",
        token_alone: None,
        signed: Authenticity::Signature,
        messages: [
            r#"{"entry":[{"changes":[{"field":"messages","value":{"messages":[{"from":"6281200000001","id":"wamid.SAMPLE0001","timestamp":"1795312800","type":"text","text":{"body":"YA"}}]}}]}]}"#,
            r#"{"entry":[{"changes":[{"field":"messages","value":{"messages":[{"from":"6281200000001","id":"wamid.SAMPLE0002","timestamp":"1795312800","type":"text","text":{"body":"STOP"}}]}}]}]}"#,
        ],
        unknown: r#"{"entry":[{"changes":[{"field":"something_new","value":{}}]}]}"#,
    },
    Case {
        kind: AccountKind::Sandbox,
        secret: WEBHOOK_SECRET,
        token_alone: Some(Authenticity::Internal),
        signed: Authenticity::Internal,
        messages: [
            r#"{"id":"1","from":"+6281311112222","text":"YA","sent_at":1795312800000}"#,
            r#"{"id":"2","from":"+6281311112222","text":"STOP","sent_at":1795312800000}"#,
        ],
        unknown: "",
    },
];

impl Case {
    fn provider(&self) -> &'static dyn Provider {
        PROVIDERS.get(self.kind)
    }

    /// What an account of this gateway needs for its posts to be believed.
    fn settings(&self) -> Vec<(&'static str, &'static str)> {
        match self.token_alone {
            Some(_) => Vec::new(),
            None => vec![(self.secret, SECRET)],
        }
    }

    fn verify(&self, post: Unverified, account: &Account) -> Option<Authenticity> {
        let verified = self.provider().verify(post, account, NOW);
        verified.ok().map(|verified| verified.authenticity())
    }

    /// A post with this token and this signature.
    fn post(&self, token: Option<&str>, signature: Option<String>) -> Unverified {
        Unverified {
            token: token.map(str::to_owned),
            signature,
            content_type: Some(JSON.to_owned()),
            body: self.messages[0].into(),
        }
    }

    fn parse(
        &self,
        account: &Account,
        body: impl Into<Bytes>,
        content_type: &str,
    ) -> Option<Result<Parsed, Unreadable>> {
        let mut post = post(account, body, content_type);
        post.signature = account
            .setting(self.secret)
            .map(|secret| signature(secret, &post.body));
        let verified = self.provider().verify(post, account, NOW).ok()?;
        Some(self.provider().parse(&verified, account))
    }

    fn dedupe(&self, account: &Account, body: &'static str) -> String {
        let parsed = self.parse(account, body, JSON).unwrap().unwrap();
        match parsed.events.first() {
            Some(InboundEvent::Message(message)) => message.dedupe.clone(),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn only_the_right_token_is_believed() {
    for case in CASES {
        let account = account(case.kind, &case.settings());
        let token = account.webhook_token().to_owned();
        let almost = format!("{}x", token.get(1..).unwrap());
        let short = token.get(1..).unwrap();
        let good = case.post(Some(&token), None);
        assert_eq!(case.verify(good, &account), case.token_alone);
        for token in [Some(almost.as_str()), Some(short), Some(""), None] {
            assert_eq!(case.verify(case.post(token, None), &account), None);
        }
        // A signature proves nothing where no secret is known.
        let signed = signature("", case.messages[0].as_bytes());
        assert_eq!(case.verify(case.post(None, Some(signed)), &account), None);
    }
}

#[test]
fn where_a_signature_is_due_only_the_right_one_is_believed() {
    for case in CASES {
        let account = account(case.kind, &[(case.secret, SECRET)]);
        let token = account.webhook_token();
        let good = signature(SECRET, case.messages[0].as_bytes());
        for token in [Some(token), None] {
            let signed = case.post(token, Some(good.clone()));
            assert_eq!(case.verify(signed, &account), Some(case.signed));
        }
        let of_another_body = signature(SECRET, case.messages[1].as_bytes());
        let with_another_secret = signature("bukan-ini", case.messages[0].as_bytes());
        let bare = good.trim_start_matches("sha256=").to_owned();
        let cut = good.get(..good.len() - 2).unwrap().to_owned();
        for wrong in [
            of_another_body,
            with_another_secret,
            bare,
            cut,
            String::new(),
        ] {
            for token in [Some(token), None] {
                let post = case.post(token, Some(wrong.clone()));
                assert_eq!(case.verify(post, &account), None, "{wrong}");
            }
        }
        assert_eq!(case.verify(case.post(Some(token), None), &account), None);
        let wrong_token = case.post(Some("salah"), Some(good));
        assert_eq!(case.verify(wrong_token, &account), None);
    }
}

#[test]
fn the_token_before_is_good_until_its_time_is_over() {
    let later = NOW.plus(Duration::from_mins(1));
    for case in CASES {
        let settings = case.settings();
        let signed = account(case.kind, &settings)
            .setting(case.secret)
            .map(|secret| signature(secret, case.messages[0].as_bytes()));
        let before = account(case.kind, &settings);
        for (until, good) in [(later, true), (NOW, false)] {
            let renewed = rotated_account(case.kind, &settings, until);
            assert_ne!(before.webhook_token(), renewed.webhook_token());
            let old = case.post(Some(before.webhook_token()), signed.clone());
            assert_eq!(case.verify(old, &renewed).is_some(), good);
            let new = case.post(Some(renewed.webhook_token()), signed.clone());
            assert!(case.verify(new, &renewed).is_some());
        }
    }
}

#[test]
fn one_message_has_one_key_and_two_have_two() {
    for case in CASES {
        let account = account(case.kind, &case.settings());
        let [one, two] = case.messages;
        assert_eq!(case.dedupe(&account, one), case.dedupe(&account, one));
        assert_ne!(case.dedupe(&account, one), case.dedupe(&account, two));
    }
}

#[test]
fn what_is_not_known_is_ignored_or_of_no_known_kind() {
    for case in CASES.iter().filter(|case| !case.unknown.is_empty()) {
        let account = account(case.kind, &case.settings());
        let parsed = case.parse(&account, case.unknown, JSON).unwrap().unwrap();
        for event in parsed.events {
            assert!(
                match &event {
                    InboundEvent::Ignored { .. } => true,
                    InboundEvent::Message(message) => message.kind == InboundKind::Other,
                    InboundEvent::Preference(_)
                    | InboundEvent::Receipt(_)
                    | InboundEvent::Device(_) => false,
                },
                "{event:?}"
            );
        }
    }
}

/// The folder of the samples, for gateways that have one.
fn bodies(case: &Case) -> Vec<(Bytes, &'static str)> {
    let mut bodies: Vec<(Bytes, &'static str)> = case
        .messages
        .iter()
        .map(|body| (Bytes::from(*body), JSON))
        .collect();
    if case.kind != AccountKind::Sandbox {
        let samples = samples(case.kind.as_str());
        bodies.extend(
            samples
                .into_iter()
                .map(|sample| (sample.body, sample.content_type)),
        );
    }
    bodies
}

#[test]
fn a_body_that_breaks_off_anywhere_is_read_or_refused() {
    for case in CASES {
        let account = owner_of_samples(case.kind);
        for (body, content_type) in bodies(case) {
            for end in 0..body.len() {
                let parsed = case.parse(&account, body.slice(..end), content_type);
                let readable = parsed.is_some_and(|parsed| parsed.is_ok());
                // Forms end anywhere; JSON has only blanks after its last brace.
                let is_json = body.starts_with(b"{");
                let rest_is_blank = body.slice(end..).trim_ascii().is_empty();
                assert!(
                    !readable || !is_json || rest_is_blank,
                    "{body:?} up to {end}"
                );
            }
        }
    }
}

/// Every body with one value, at any depth, replaced by another.
fn with_each_value_replaced(value: &Value, by: &Value) -> Vec<Value> {
    let mut all = vec![by.clone()];
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                for replaced in with_each_value_replaced(inner, by) {
                    let mut copy = fields.clone();
                    copy.insert(name.clone(), replaced);
                    all.push(Value::Object(copy));
                }
            }
        }
        Value::Array(values) => {
            for (index, inner) in values.iter().enumerate() {
                for replaced in with_each_value_replaced(inner, by) {
                    let mut copy = values.clone();
                    copy[index] = replaced;
                    all.push(Value::Array(copy));
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    all
}

#[test]
fn a_value_of_any_type_in_any_place_is_read_or_refused() {
    let odd = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!("\0"),
        json!("@"),
        json!([]),
        json!([[{}]]),
        json!({}),
        json!({"": {"": null}}),
    ];
    for case in CASES {
        let account = owner_of_samples(case.kind);
        for (body, _) in bodies(case) {
            let Ok(sample) = serde_json::from_slice::<Value>(&body) else {
                continue;
            };
            for by in &odd {
                for altered in with_each_value_replaced(&sample, by) {
                    if let Some(Ok(parsed)) = case.parse(&account, altered.to_string(), JSON) {
                        assert!(serde_json::from_str::<Value>(&parsed.raw).is_ok());
                        // PostgreSQL takes no NUL in a text.
                        let shown = format!("{:?}", parsed.events);
                        assert!(!shown.contains("\\0"), "{}: {shown}", case.kind);
                    }
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_read_or_refused(
        body in proptest::collection::vec(any::<u8>(), 0..400),
        content_type in prop_oneof![
            Just(JSON),
            Just("application/x-www-form-urlencoded"),
            Just("multipart/form-data; boundary=batas"),
            Just(""),
        ],
    ) {
        for case in CASES {
            let account = account(case.kind, &case.settings());
            prop_assert!(case.parse(&account, body.clone(), content_type).is_some());
        }
    }

    #[test]
    fn arbitrary_forms_are_read_or_refused(
        head in prop_oneof![Just("{"), Just("--batas\r\n"), Just("message="), Just("[")],
        rest in "[-=&%+a-z0-9\":{},;\\r\\n\\[\\] ]{0,200}",
        tail in prop_oneof![Just("}"), Just("\r\n--batas--\r\n"), Just("")],
    ) {
        let body = format!("{head}{rest}{tail}");
        for case in CASES {
            let account = account(case.kind, &case.settings());
            prop_assert!(case.parse(&account, body.clone(), "").is_some());
        }
    }
}
