//! What a send is, and what its outcome allows next.

use std::time::Duration;

use crate::people::Address;

/// One text on its way out.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'a> {
    /// Who gets it.
    pub to: &'a Address,
    /// The text.
    pub text: &'a str,
}

/// The provider took the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Its id of the message, where it gives one.
    pub provider_message_id: Option<String>,
}

/// The provider's health call went well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// What it told, in one sentence for people, without secrets.
    pub detail: String,
    /// The number or id that webhooks of this account carry, if the call told it.
    pub device: Option<String>,
}

/// Why a send did not succeed: each class is a decision about what comes next.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Nothing left this machine, or the provider said that it took nothing: may be tried again.
    #[error("not sent: {detail}")]
    NotSent {
        /// Why, without secrets.
        detail: String,
        /// When the provider wants to be asked again.
        retry_after: Option<Duration>,
    },
    /// The provider will never take this message.
    #[error("rejected: {detail}")]
    Rejected {
        /// Why.
        detail: String,
    },
    /// The number is not on WhatsApp.
    #[error("bad recipient: {detail}")]
    BadRecipient {
        /// Why.
        detail: String,
    },
    /// The account cannot send at all now: bad token, disconnected, out of quota, unpaid.
    #[error("the account is down: {detail}")]
    AccountDown {
        /// Why.
        detail: String,
    },
    /// The provider may or may not have taken it.
    #[error("outcome unknown: {detail}")]
    Unknown {
        /// What was seen.
        detail: String,
    },
}

impl SendError {
    /// What kind of failure it is: all that may be logged, because in the reason a provider may
    /// quote the number or the text.
    pub fn class(&self) -> &'static str {
        match self {
            Self::NotSent { .. } => "not sent",
            Self::Rejected { .. } => "rejected",
            Self::BadRecipient { .. } => "bad recipient",
            Self::AccountDown { .. } => "the account is down",
            Self::Unknown { .. } => "outcome unknown",
        }
    }

    /// The reason, for people.
    pub fn detail(&self) -> &str {
        match self {
            Self::NotSent { detail, .. }
            | Self::Rejected { detail }
            | Self::BadRecipient { detail }
            | Self::AccountDown { detail }
            | Self::Unknown { detail } => detail,
        }
    }
}
