//! Meta: not written yet.

use async_trait::async_trait;
use entity::words::AccountKind;

pub(in crate::providers) mod wire;

use super::{
    Accepted, Account, AccountSetting, Health, NotAuthentic, Outgoing, Parsed, Provider, SendError,
    Unreadable, Unverified, Verified,
};
use crate::time::Timestamp;

/// The gateway.
pub struct Meta {
    #[expect(dead_code, reason = "used by send")]
    client: reqwest::Client,
}

impl Meta {
    /// Speaks through this client.
    pub fn new(client: reqwest::Client) -> Self {
        Self { client }
    }
}

#[async_trait]
impl Provider for Meta {
    fn kind(&self) -> AccountKind {
        AccountKind::Meta
    }
    fn label(&self) -> &'static str {
        "Meta"
    }
    fn settings(&self) -> &'static [AccountSetting] {
        &[]
    }
    fn verify(&self, _: Unverified, _: &Account, _: Timestamp) -> Result<Verified, NotAuthentic> {
        Err(NotAuthentic)
    }
    fn parse(&self, _: &Verified, _: &Account) -> Result<Parsed, Unreadable> {
        Err(Unreadable {
            reason: String::new(),
        })
    }
    async fn send(&self, _: &Outgoing<'_>, _: &Account) -> Result<Accepted, SendError> {
        Err(SendError::Rejected {
            detail: String::new(),
        })
    }
    async fn test(&self, _: &Account) -> Result<Health, SendError> {
        Err(SendError::Rejected {
            detail: String::new(),
        })
    }
}
