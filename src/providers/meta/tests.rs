//! The gateway from outside: posts as Meta makes them, and a Graph API on this machine.

mod authentic;
mod graph_api;
mod payloads;
mod sending;

use std::sync::LazyLock;

use bytes::Bytes;
use entity::account::Model;
use entity::words::{AccountKind, AccountState};

use super::Meta;
use crate::keys::{self, Key};
use crate::providers::account::WEBHOOK_SEED;
use crate::providers::vault::Credentials;
use crate::providers::{Account, Unverified};
use crate::time::Timestamp;

const APP_SECRET: &str = "sample-app-secret";
const ACCESS_TOKEN: &str = "EAAG-sample-token";
const PHONE_NUMBER_ID: &str = "100000000000001";
const NOW: Timestamp = Timestamp::from_millis(1_795_312_900_000);

/// An account with every setting, some of them changed; an empty value takes one away.
fn account_with(base_url: Option<&str>, changes: &[(&str, &str)]) -> Account {
    let vault = Key::from_bytes([3; 32]);
    let mut credentials = Credentials::default();
    let usual = [
        (WEBHOOK_SEED, "seed-of-the-webhook-token"),
        ("access_token", ACCESS_TOKEN),
        ("phone_number_id", PHONE_NUMBER_ID),
        ("app_secret", APP_SECRET),
        ("waba_id", "200000000000001"),
        ("verify_token", "sample-verify-token"),
    ];
    for (name, value) in usual.iter().chain(changes) {
        credentials.set(name, value);
    }
    let row = Model {
        id: "karo".to_owned(),
        kind: AccountKind::Meta,
        name: "Karo".to_owned(),
        base_url: base_url.map(str::to_owned),
        sealed: credentials.seal(&vault, "karo", &mut rand::rng()),
        token_generation: 1,
        previous_token_until: None,
        is_default: true,
        position: 0,
        active: true,
        paused: false,
        down_until: None,
        down_count: 0,
        state: AccountState::Draft,
        last_error: None,
        pace_ms: None,
        next_send_at: 0,
        daily_cap: None,
        warm_up: None,
        warm_up_since: None,
        sent_day: 0,
        sent_today: 0,
        last_webhook_at: None,
        created_at: 0,
        updated_at: 0,
    };
    Account::open(row, &vault).unwrap()
}

fn account() -> Account {
    account_with(None, &[])
}

fn meta() -> &'static Meta {
    static META: LazyLock<Meta> = LazyLock::new(|| {
        // It fails only if one is installed already.
        drop(rustls::crypto::ring::default_provider().install_default());
        Meta::new(reqwest::Client::builder().no_proxy().build().unwrap())
    });
    &META
}

fn signature(body: &[u8]) -> String {
    let mac = keys::mac(APP_SECRET.as_bytes(), &[body]);
    format!("sha256={}", hex::encode(mac))
}

/// A post on the path without a token, with this signature.
fn post(body: &[u8], signature: Option<&str>) -> Unverified {
    Unverified {
        token: None,
        signature: signature.map(str::to_owned),
        content_type: Some("application/json".to_owned()),
        body: Bytes::copy_from_slice(body),
    }
}

fn signed(body: &[u8]) -> Unverified {
    post(body, Some(&signature(body)))
}
