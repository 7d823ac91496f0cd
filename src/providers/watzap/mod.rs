//! Watzap: two products behind `api.watzap.id`. Mode U drives a linked device, addressed by its
//! number key; mode W resells Meta's official interface.
//!
//! Nothing is signed in either. The token of the webhook address is the proof; the number key or
//! the phone number id in the body only tells that the post is for this account (`watzap.md` 8).

use std::time::Duration;

use async_trait::async_trait;
use entity::words::AccountKind;

use super::account::WEBHOOK_SECRET;
use super::body::Fields;
use super::{
    Accepted, Account, AccountSetting, Health, NotAuthentic, Outgoing, Parsed, Provider, SendError,
    Unreadable, Unverified, Verified, authenticity, http,
};
use crate::time::Timestamp;

mod call;
mod chat;
#[cfg(test)]
mod send_tests;
mod verdict;
mod wire;

/// The key of the Watzap account; it goes into every body.
const API_KEY: &str = "api_key";
/// The key of one linked number: mode U.
const NUMBER_KEY: &str = "number_key";
/// Meta's id of the sending number: mode W.
const PHONE_NUMBER_ID: &str = "phone_number_id";
/// `u` or `w`; without it, a number key means mode U.
const MODE: &str = "mode";

/// The gateway.
pub struct Watzap {
    client: reqwest::Client,
    timeout: Duration,
}

impl Watzap {
    /// Speaks through this client.
    pub fn new(client: reqwest::Client) -> Self {
        Self {
            client,
            timeout: http::TIMEOUT,
        }
    }
}

#[async_trait]
impl Provider for Watzap {
    fn kind(&self) -> AccountKind {
        AccountKind::Watzap
    }

    fn label(&self) -> &'static str {
        "Watzap"
    }

    fn settings(&self) -> &'static [AccountSetting] {
        const {
            &[
                AccountSetting::required(API_KEY),
                AccountSetting::optional(NUMBER_KEY),
                AccountSetting::optional(PHONE_NUMBER_ID),
                AccountSetting::optional(MODE),
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
        let number_key = account.setting(NUMBER_KEY);
        let number_id = account.setting(PHONE_NUMBER_ID);
        if number_key.is_none() && number_id.is_none() {
            return Ok(verified);
        }
        // A body that cannot be read names no other account.
        let fields = Fields::of(&verified).unwrap_or_default();
        let is_ours = |known: Option<&str>, given: Vec<String>| {
            known.is_none_or(|known| given.iter().all(|given| authenticity::same(known, given)))
        };
        if is_ours(number_key, wire::number_keys(&fields))
            && is_ours(number_id, wire::phone_number_ids(&fields))
        {
            Ok(verified)
        } else {
            Err(NotAuthentic)
        }
    }

    fn parse(&self, body: &Verified, account: &Account) -> Result<Parsed, Unreadable> {
        let fields = Fields::of(body)?;
        wire::parse(fields, body.received_at(), account)
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
