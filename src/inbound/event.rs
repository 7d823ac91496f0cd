//! The one shape that every provider's payload becomes.

use entity::words::{InboundKind, MessageStatus};

use crate::consent::preference::{Choice, Preference};
use crate::people::Address;
use crate::time::Timestamp;

/// One thing that a webhook post says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InboundEvent {
    /// Somebody wrote, or something that looks like it.
    Message(IncomingMessage),
    /// What became of a message of ours.
    Receipt(IncomingReceipt),
    /// What somebody set about messages like ours, as the provider reports it.
    Preference(IncomingPreference),
    /// The gateway's device came or went.
    Device(DeviceStatus),
    /// Known, and of no interest here.
    Ignored {
        /// The provider's name for it.
        what: String,
    },
}

/// Something that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingMessage {
    /// What it is; only a `text` or a `button` may ever grant.
    pub kind: InboundKind,
    /// Who wrote; `None` where no person can be named (groups of Watzap, status posts).
    pub sender: Option<Address>,
    /// In whose chat a copy of a message of our own stands; only of an `echo`.
    pub recipient: Option<Address>,
    /// The name the sender shows on WhatsApp.
    pub name: Option<String>,
    /// The text; empty where the provider sent a placeholder.
    pub text: String,
    /// The provider's id of the message, when it has a usable one.
    pub provider_message_id: Option<String>,
    /// What makes the message unique within its account, as the provider's rules say.
    pub dedupe: String,
    /// When it was written, by the provider's clock.
    pub sent_at: Option<Timestamp>,
    /// Itself alone, of a post that may hold others: else each would be kept with all of them.
    pub alone: Option<String>,
}

/// What became of a message of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingReceipt {
    /// The id of the send answer, when the receipt carries it.
    pub provider_message_id: Option<String>,
    /// The id that later receipts carry instead (Fonnte `stateid`).
    pub provider_state_id: Option<String>,
    /// `sent`, `delivered`, `read` or `failed`.
    pub status: MessageStatus,
    /// The reason of a failure.
    pub error: Option<String>,
    /// What makes the receipt unique within its account.
    pub dedupe: String,
}

/// What somebody set about messages like ours, as the provider reports it. Nobody wrote anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingPreference {
    /// Who set it; `None` where the report names nobody.
    pub person: Option<Address>,
    /// What it means.
    pub choice: Choice,
    /// What was reported, in the provider's words.
    pub reported: Preference,
    /// What makes the report unique within its account.
    pub dedupe: String,
    /// When it was set, by the provider's clock.
    pub set_at: Option<Timestamp>,
    /// Itself alone, of a post that may hold others.
    pub alone: Option<String>,
}

/// The gateway's device came or went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceStatus {
    /// Whether it is connected now.
    pub connected: bool,
    /// Why it is not.
    pub reason: Option<String>,
    /// When, by the provider's clock.
    pub at: Option<Timestamp>,
}
