//! Fonnte: a linked device behind `api.fonnte.com`.
//!
//! Fonnte signs nothing. The token of the webhook address is the proof; the device's own number
//! and the secret that Fonnte can put into the body are demanded as well once they are known
//! (`fonnte.md` 2.6).

use std::time::Duration;

use async_trait::async_trait;
use entity::words::{AccountKind, Authenticity};

use super::account::WEBHOOK_SECRET;
use super::body::Fields;
use super::{
    Accepted, Account, AccountSetting, Health, NotAuthentic, Outgoing, Parsed, Provider, SendError,
    Unreadable, Unverified, Verified, authenticity, http, redaction,
};
use crate::time::Timestamp;

mod call;
#[cfg(test)]
mod send_tests;
mod status;
#[cfg(test)]
mod verify_tests;
mod wire;

/// The device token, which goes into the header `Authorization`.
const TOKEN: &str = "token";
/// The device's number, as it was typed in Fonnte's dashboard.
const DEVICE: &str = "device";
/// The secret that Fonnte was told to put into every body.
const BODY_SECRET: &str = "body_secret";
/// The fields that may carry it: Fonnte does not document the name (`fonnte.md` 2.6).
const SECRET_FIELDS: [&str; 3] = ["secret", "secret_key", "token"];

/// The gateway.
pub struct Fonnte {
    client: reqwest::Client,
    timeout: Duration,
}

impl Fonnte {
    /// Speaks through this client.
    pub fn new(client: reqwest::Client) -> Self {
        Self {
            client,
            timeout: http::TIMEOUT,
        }
    }
}

#[async_trait]
impl Provider for Fonnte {
    fn kind(&self) -> AccountKind {
        AccountKind::Fonnte
    }

    fn label(&self) -> &'static str {
        "Fonnte"
    }

    fn settings(&self) -> &'static [AccountSetting] {
        const {
            &[
                AccountSetting::required(TOKEN),
                AccountSetting::optional(DEVICE),
                AccountSetting::optional(BODY_SECRET),
            ]
        }
    }

    fn verify(
        &self,
        post: Unverified,
        account: &Account,
        now: Timestamp,
    ) -> Result<Verified, NotAuthentic> {
        let verified = authenticity::check(post, account, account.setting(WEBHOOK_SECRET), now)?;
        let device = account.setting(DEVICE);
        let secret = account.setting(BODY_SECRET);
        if device.is_none() && secret.is_none() {
            return Ok(verified);
        }
        let fields = Fields::of(&verified).unwrap_or_default();
        if let (Some(known), Some(given)) = (device, fields.word(&[DEVICE]))
            && wire::device_key(known) != wire::device_key(&given)
        {
            return Err(NotAuthentic);
        }
        let Some(secret) = secret else {
            return Ok(verified);
        };
        let given: Vec<_> = SECRET_FIELDS
            .iter()
            .filter_map(|name| fields.text(&[name]))
            .collect();
        if !authenticity::is_one_of(secret, given.iter().map(AsRef::as_ref)) {
            return Err(NotAuthentic);
        }
        Ok(match verified.authenticity() {
            Authenticity::UrlToken => {
                verified.with_authenticity(Authenticity::UrlTokenAndBodySecret)
            }
            Authenticity::Signature
            | Authenticity::UrlTokenAndBodySecret
            | Authenticity::Internal => verified,
        })
    }

    fn parse(&self, body: &Verified, account: &Account) -> Result<Parsed, Unreadable> {
        let fields = Fields::of(body)?;
        let events = wire::events(&fields, body.received_at())?;
        Ok(Parsed {
            events,
            raw: redaction::kept(body, fields, account),
        })
    }

    async fn send(&self, message: &Outgoing<'_>, account: &Account) -> Result<Accepted, SendError> {
        call::send(self, message, account).await
    }

    async fn test(&self, account: &Account) -> Result<Health, SendError> {
        call::test(self, account)
            .await
            .map_err(http::of_health_call)
    }
}
