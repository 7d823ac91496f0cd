//! What the tests of the providers share: accounts, posts, a client.

use std::time::Duration;

use bytes::Bytes;
use entity::account::Model;
use entity::words::{AccountKind, AccountState};

use super::vault::Credentials;
use super::{Account, Unverified};
use crate::keys::{self, Key};
use crate::time::Timestamp;

/// When every post of the tests arrives.
pub(in crate::providers) const NOW: Timestamp = Timestamp::from_millis(1_795_313_100_000);

/// An account with these settings.
pub(in crate::providers) fn account(kind: AccountKind, settings: &[(&str, &str)]) -> Account {
    account_at(kind, settings, None, 1, None)
}

/// An account at another address of the provider's API.
pub(in crate::providers) fn account_at_url(
    kind: AccountKind,
    settings: &[(&str, &str)],
    url: &str,
) -> Account {
    account_at(kind, settings, Some(url), 1, None)
}

/// An account whose token was renewed, with the one before good until then.
pub(in crate::providers) fn rotated_account(
    kind: AccountKind,
    settings: &[(&str, &str)],
    until: Timestamp,
) -> Account {
    account_at(kind, settings, None, 2, Some(until))
}

fn account_at(
    kind: AccountKind,
    settings: &[(&str, &str)],
    base_url: Option<&str>,
    token_generation: i64,
    previous_token_until: Option<Timestamp>,
) -> Account {
    let vault = Key::from_bytes([3; 32]);
    let mut credentials = Credentials::default();
    credentials.set(super::account::WEBHOOK_SEED, "benih-untuk-uji-coba");
    for (name, value) in settings {
        credentials.set(name, value);
    }
    let row = Model {
        id: "karo".to_owned(),
        kind,
        name: "Karo".to_owned(),
        base_url: base_url.map(str::to_owned),
        sealed: credentials.seal(&vault, "karo", &mut rand::rng()),
        token_generation,
        previous_token_until: previous_token_until.map(Timestamp::millis),
        is_default: true,
        position: 0,
        active: true,
        paused: false,
        down_until: None,
        down_count: 0,
        state: AccountState::Configured,
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

/// A post on the token path.
pub(in crate::providers) fn post(
    account: &Account,
    body: impl Into<Bytes>,
    content_type: &str,
) -> Unverified {
    Unverified {
        token: Some(account.webhook_token().to_owned()),
        signature: None,
        content_type: Some(content_type.to_owned()),
        body: body.into(),
    }
}

/// The signature of a body, as in `X-Hub-Signature-256`.
pub(in crate::providers) fn signature(secret: &str, body: &[u8]) -> String {
    format!(
        "sha256={}",
        hex::encode(keys::mac(secret.as_bytes(), &[body]))
    )
}

/// A client that gives up after this long.
pub(in crate::providers) fn client(timeout: Duration) -> reqwest::Client {
    // It fails only if another test installed it before, which is as good.
    if rustls::crypto::ring::default_provider()
        .install_default()
        .is_err()
    {
        assert!(rustls::crypto::CryptoProvider::get_default().is_some());
    }
    reqwest::Client::builder()
        .no_proxy()
        .timeout(timeout)
        .build()
        .unwrap()
}
