//! What differs between gateways, and nothing else: one folder a gateway.
//!
//! A webhook body is [`Unverified`] until [`Provider::verify`] returns it as [`Verified`]; only
//! that can be parsed. `verify` and `parse` do no I/O; `send` and `test` do nothing else.

use std::sync::Arc;

use async_trait::async_trait;
use entity::words::AccountKind;

pub mod account;
pub mod authenticity;
mod body;
pub mod fonnte;
mod http;
mod jid;
pub mod meta;
pub mod overview;
mod redaction;
pub mod registration;
pub mod registry;
pub mod sandbox;
pub mod send;
pub mod vault;
pub mod watzap;

#[cfg(test)]
mod contract_tests;
#[cfg(test)]
mod fake;
#[cfg(test)]
mod payload_tests;
#[cfg(test)]
mod testing;

pub use account::Account;
pub use authenticity::{NotAuthentic, Unverified, Verified};
pub(crate) use http::retry_after;
pub use redaction::kept_body;
pub use send::{Accepted, Health, Outgoing, SendError};

use crate::inbound::event::InboundEvent;
use crate::time::Timestamp;

/// One gateway's way of speaking.
#[async_trait]
pub trait Provider: Send + Sync {
    /// Which gateway this is.
    fn kind(&self) -> AccountKind;

    /// The name people see, as in the result of a send.
    fn label(&self) -> &'static str;

    /// The settings that `account add --set` takes, besides those of every account.
    fn settings(&self) -> &'static [AccountSetting];

    /// Proves that the bytes came from the provider, for this account.
    ///
    /// # Errors
    /// [`NotAuthentic`], for every reason alike.
    fn verify(
        &self,
        post: Unverified,
        account: &Account,
        now: Timestamp,
    ) -> Result<Verified, NotAuthentic>;

    /// Turns proven bytes into events.
    ///
    /// # Errors
    /// [`Unreadable`] if they are in no form this provider is known to use.
    fn parse(&self, body: &Verified, account: &Account) -> Result<Parsed, Unreadable>;

    /// Sends one text.
    ///
    /// # Errors
    /// [`SendError`] says what may be done next.
    async fn send(&self, message: &Outgoing<'_>, account: &Account) -> Result<Accepted, SendError>;

    /// The provider's own health call; never sends a message.
    ///
    /// # Errors
    /// [`SendError::AccountDown`] with the reason, or [`SendError::NotSent`] if the provider could
    /// not be reached.
    async fn test(&self, account: &Account) -> Result<Health, SendError>;
}

/// One setting of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountSetting {
    /// Its name.
    pub name: &'static str,
    /// Whether the account can do without.
    pub required: bool,
}

impl AccountSetting {
    /// A setting that the account cannot do without.
    pub const fn required(name: &'static str) -> Self {
        Self {
            name,
            required: true,
        }
    }

    /// A setting that may be left out.
    pub const fn optional(name: &'static str) -> Self {
        Self {
            name,
            required: false,
        }
    }
}

/// What a webhook post says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The events, in order.
    pub events: Vec<InboundEvent>,
    /// The body to keep, without secrets.
    pub raw: String,
}

/// An authentic body in no form that is known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the body cannot be read: {reason}")]
pub struct Unreadable {
    /// What was wrong, without the content.
    pub reason: String,
}

/// Every gateway, by kind.
#[derive(Clone)]
pub struct Providers {
    fonnte: Arc<dyn Provider>,
    watzap: Arc<dyn Provider>,
    meta: Arc<dyn Provider>,
    sandbox: Arc<dyn Provider>,
}

impl Providers {
    /// The gateways, speaking through `client`.
    pub fn new(client: &reqwest::Client) -> Self {
        Self {
            fonnte: Arc::new(fonnte::Fonnte::new(client.clone())),
            watzap: Arc::new(watzap::Watzap::new(client.clone())),
            meta: Arc::new(meta::Meta::new(client.clone())),
            sandbox: Arc::<sandbox::Sandbox>::default(),
        }
    }

    /// The gateway of a kind.
    pub fn get(&self, kind: AccountKind) -> &dyn Provider {
        match kind {
            AccountKind::Fonnte => &*self.fonnte,
            AccountKind::Watzap => &*self.watzap,
            AccountKind::Meta => &*self.meta,
            AccountKind::Sandbox => &*self.sandbox,
        }
    }
}
