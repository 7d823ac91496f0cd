//! The gateway inside this program: the whole conversation can be played without an account
//! anywhere. Replies reach us the way a real gateway's do, as an HTTP post to our own webhook.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use entity::words::{AccountKind, Authenticity, InboundKind};
use serde::{Deserialize, Serialize};

use super::authenticity::{self, NotAuthentic, Unverified, Verified};
use super::{
    Accepted, Account, AccountSetting, Health, Outgoing, Parsed, Provider, SendError, Unreadable,
};
use crate::inbound::event::{InboundEvent, IncomingMessage};
use crate::people::{Address, PhoneNumber};
use crate::time::Timestamp;

/// How numbers with certain last digits fail, so that every outcome can be tried.
pub const FAILURES: &[(&str, &str)] = &[
    ("0001", "rejected: the message is refused for good"),
    ("0002", "timeout: the outcome stays unknown"),
    (
        "0003",
        "disconnected: the account pauses; the message is given up when it is back",
    ),
    ("0004", "not on WhatsApp"),
    ("0005", "busy: tried again later"),
];

/// The sandbox.
#[derive(Default)]
pub struct Sandbox {
    /// Numbers whose message found the device disconnected. A real device comes back when a
    /// person sees to it; here nobody does, and one message must not hold up all others for ever.
    disconnected: Mutex<HashSet<String>>,
}

impl Sandbox {
    /// The first try finds the device disconnected, the next one gives the message up.
    fn disconnect(&self, number: &str) -> SendError {
        let mut numbers = self
            .disconnected
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if numbers.remove(number) {
            SendError::Rejected {
                detail: "given up: the sandbox device was disconnected".into(),
            }
        } else {
            numbers.insert(number.to_owned());
            SendError::AccountDown {
                detail: "the sandbox device is disconnected".into(),
            }
        }
    }
}

/// A reply as the sandbox posts it to our webhook.
#[derive(Debug, Serialize, Deserialize)]
pub struct SandboxReply {
    /// The id of the reply.
    pub id: String,
    /// Who wrote, in E.164.
    pub from: String,
    /// What was written.
    pub text: String,
    /// When, in Unix milliseconds.
    pub sent_at: i64,
}

#[async_trait]
impl Provider for Sandbox {
    fn kind(&self) -> AccountKind {
        AccountKind::Sandbox
    }

    fn label(&self) -> &'static str {
        "Sandbox"
    }

    fn settings(&self) -> &'static [AccountSetting] {
        &[]
    }

    fn verify(
        &self,
        post: Unverified,
        account: &Account,
        now: Timestamp,
    ) -> Result<Verified, NotAuthentic> {
        let secret = account.setting(super::account::WEBHOOK_SECRET);
        let verified = authenticity::check(post, account, secret, now)?;
        Ok(verified.with_authenticity(Authenticity::Internal))
    }

    fn parse(&self, body: &Verified, _account: &Account) -> Result<Parsed, Unreadable> {
        let reply: SandboxReply =
            serde_json::from_slice(body.body()).map_err(|error| Unreadable {
                reason: error.to_string(),
            })?;
        let sender = PhoneNumber::parse(&reply.from).map_err(|error| Unreadable {
            reason: format!("from: {error}"),
        })?;
        // PostgreSQL takes no NUL in a text.
        let id = reply.id.replace('\0', "");
        let raw = serde_json::to_string(&reply).map_err(|error| Unreadable {
            reason: error.to_string(),
        })?;
        Ok(Parsed {
            events: vec![InboundEvent::Message(IncomingMessage {
                recipient: None,
                kind: InboundKind::Text,
                sender: Some(Address::Phone(sender)),
                name: None,
                text: reply.text.replace('\0', ""),
                provider_message_id: Some(id.clone()),
                dedupe: id,
                sent_at: Some(Timestamp::from_millis(reply.sent_at)),
                alone: None,
            })],
            raw,
        })
    }

    async fn send(
        &self,
        message: &Outgoing<'_>,
        _account: &Account,
    ) -> Result<Accepted, SendError> {
        let number = message.to.as_str();
        let fails_as = FAILURES.iter().find(|(digits, _)| number.ends_with(digits));
        match fails_as.map(|(digits, _)| *digits) {
            Some("0001") => Err(SendError::Rejected {
                detail: "rejected by the sandbox".into(),
            }),
            Some("0002") => {
                tokio::time::sleep(Duration::from_millis(300)).await;
                Err(SendError::Unknown {
                    detail: "the sandbox did not answer in time".into(),
                })
            }
            Some("0003") => Err(self.disconnect(number)),
            Some("0004") => Err(SendError::BadRecipient {
                detail: "the number is not on WhatsApp".into(),
            }),
            Some("0005") => Err(SendError::NotSent {
                detail: "the sandbox is busy".into(),
                retry_after: Some(Duration::from_secs(5)),
            }),
            _ => Ok(Accepted {
                provider_message_id: Some(format!("sandbox-{:016x}", rand::random::<u64>())),
            }),
        }
    }

    async fn test(&self, _account: &Account) -> Result<Health, SendError> {
        Ok(Health {
            detail: "the sandbox is always ready".into(),
            device: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::testing::account;

    #[tokio::test]
    async fn a_disconnected_number_holds_the_lane_once_and_is_then_given_up() {
        let sandbox = Sandbox::default();
        let account = account(AccountKind::Sandbox, &[]);
        let to = Address::Phone(PhoneNumber::parse("081234560003").unwrap());
        let message = Outgoing {
            to: &to,
            text: "Kabar",
        };
        for _ in 0..2 {
            let first = sandbox.send(&message, &account).await;
            assert!(matches!(first, Err(SendError::AccountDown { .. })));
            let second = sandbox.send(&message, &account).await;
            assert!(matches!(second, Err(SendError::Rejected { .. })));
        }
    }
}
