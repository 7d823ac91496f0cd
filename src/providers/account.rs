//! A configured sender at a provider: the row, opened.

use std::borrow::Cow;

use entity::account::Model;
use entity::words::{AccountKind, AccountState};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use super::vault::{CannotOpen, Credentials};
use crate::keys::{self, Key};
use crate::outbound::cap::Limits;
use crate::outbound::pace::Pace;
use crate::time::Timestamp;

/// The credential that every account gets when it is made: the root of its webhook token.
pub(crate) const WEBHOOK_SEED: &str = "webhook_seed";
/// The secret of a signing relay in front of us; every kind of account may have it.
pub(crate) const WEBHOOK_SECRET: &str = "webhook_secret";

/// Settings that are kept with the credentials and are no secret: they name the sender.
const NO_SECRETS: &[&str] = &["device", "phone_number_id", "waba_id", "mode"];
/// What is shorter cannot be told from the words of a message.
const SHORTEST_SECRET: usize = 6;

/// Whether nobody may see a setting again once it was given.
pub fn is_secret(setting: &str) -> bool {
    !NO_SECRETS.contains(&setting)
}

/// An account with its credentials opened.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its id, chosen by the office.
    pub id: String,
    /// Which gateway.
    pub kind: AccountKind,
    /// The name people see.
    pub name: String,
    /// Another address of the provider's API.
    pub base_url: Option<String>,
    /// The credentials.
    pub credentials: Credentials,
    /// How often the webhook token was renewed.
    pub token_generation: i64,
    /// Until when the token before it is still good.
    pub previous_token_until: Option<Timestamp>,
    /// Used when nobody names an account.
    pub is_default: bool,
    /// The order in which accounts are tried.
    pub position: i32,
    /// Switched on.
    pub active: bool,
    /// Stopped by a person.
    pub paused: bool,
    /// What is known of the credentials.
    pub state: AccountState,
    /// The latest fault.
    pub last_error: Option<String>,
    /// Its own pause between messages.
    pub pace: Option<Pace>,
    /// What it may send a day.
    pub limits: Limits,
    /// When the latest webhook came.
    pub last_webhook_at: Option<Timestamp>,
    token: String,
    previous_token: String,
    /// What must not be kept or shown: every credential but those that are no secret.
    secrets: Vec<SecretString>,
}

impl Account {
    /// Opens a row.
    ///
    /// # Errors
    /// [`CannotOpen`] if the row was sealed with another master key.
    pub fn open(row: Model, vault: &Key) -> Result<Self, CannotOpen> {
        let credentials = Credentials::open(&row.sealed, vault, &row.id)?;
        let seed = credentials.get(WEBHOOK_SEED).ok_or(CannotOpen)?;
        let token = webhook_token(seed, &row.id, row.token_generation);
        let previous_token = webhook_token(seed, &row.id, row.token_generation - 1);
        let secrets = credentials
            .named_values()
            .filter(|(name, secret)| is_secret(name) && secret.len() >= SHORTEST_SECRET)
            .map(|(_, secret)| SecretString::from(secret.to_owned()))
            .collect();
        Ok(Self {
            limits: Limits::from(&row),
            secrets,
            id: row.id,
            kind: row.kind,
            name: row.name,
            base_url: row.base_url,
            credentials,
            token_generation: row.token_generation,
            previous_token_until: row.previous_token_until.map(Timestamp::from_millis),
            is_default: row.is_default,
            position: row.position,
            active: row.active,
            paused: row.paused,
            state: row.state,
            last_error: row.last_error,
            pace: row.pace_ms.as_deref().and_then(|text| text.parse().ok()),
            last_webhook_at: row.last_webhook_at.map(Timestamp::from_millis),
            token,
            previous_token,
        })
    }

    /// The token of the webhook address.
    pub fn webhook_token(&self) -> &str {
        &self.token
    }

    /// The path of the webhook address: with the token, or, for Meta, which signs, without.
    pub fn webhook_path(&self) -> String {
        match self.kind {
            AccountKind::Meta => format!("/webhooks/{}", self.id),
            _ => format!("/webhooks/{}/{}", self.id, self.token),
        }
    }

    /// Whether a token is the current one, or the one before it while that is still good.
    pub fn token_is_good(&self, given: &str, now: Timestamp) -> bool {
        let current = given.as_bytes().ct_eq(self.token.as_bytes());
        let previous = given.as_bytes().ct_eq(self.previous_token.as_bytes());
        let rotating = self.previous_token_until.is_some_and(|until| now < until);
        bool::from(current) || (bool::from(previous) && rotating)
    }

    /// Where its provider is reached.
    pub fn base_url<'a>(&'a self, usual: &'a str) -> &'a str {
        self.base_url
            .as_deref()
            .unwrap_or(usual)
            .trim_end_matches('/')
    }

    /// One of its settings.
    pub fn setting(&self, name: &str) -> Option<&str> {
        self.credentials.get(name)
    }

    /// Takes every secret of the account out of a text.
    pub fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.secrets.iter().map(ExposeSecret::expose_secret).fold(
            Cow::Borrowed(text),
            |text, secret| {
                if text.contains(secret) {
                    Cow::Owned(text.replace(secret, "…"))
                } else {
                    text
                }
            },
        )
    }
}

/// `HMAC-SHA256(seed, "webhook" || id || generation)` in hexadecimal: 32 bytes that only the
/// provider and we know.
fn webhook_token(seed: &str, id: &str, generation: i64) -> String {
    let generation = generation.to_be_bytes();
    hex::encode(keys::mac(
        seed.as_bytes(),
        &[b"webhook\0", id.as_bytes(), b"\0", &generation],
    ))
}
