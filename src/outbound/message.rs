//! Messages: what is to be sent, to whom, why, and in which order.

use entity::contact;
use entity::ids::{InboundId, MessageId, PartnerId};
use entity::message::Model;
use entity::words::{MessageStatus, Purpose};

use crate::time::Timestamp;

/// The longest text that is accepted, in characters: what WhatsApp takes in one message.
pub const LONGEST_TEXT: usize = 4096;

/// Where a text comes from: what is wrong with it has to be put right there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It was written for this message, or this broadcast.
    Written,
    /// A template, filled in.
    Template,
}

impl Origin {
    /// That of a text which was made from a template, or not.
    pub const fn of(is_from_template: bool) -> Self {
        if is_from_template {
            Self::Template
        } else {
            Self::Written
        }
    }

    /// The field by which programs give it.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Written => "message",
            Self::Template => "template",
        }
    }
}

/// The longest id of a provider that is kept whole, in characters.
const LONGEST_ID: usize = 255;

/// Who asks for the automatic answers.
pub const SYSTEM: &str = "system";

/// A message to be queued.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Why it is sent.
    pub purpose: Purpose,
    /// The text, filled in.
    pub text: String,
    /// The template it was made from.
    pub template_key: Option<String>,
    /// Which version of that template.
    pub template_version: Option<i64>,
    /// The account that sends it.
    pub account_id: String,
    /// The sender demanded this provider, no other may take over.
    pub forced: bool,
    /// For whom.
    pub partner_id: Option<PartnerId>,
    /// About which permit.
    pub permit_id: Option<String>,
    /// Who asked for it.
    pub actor: String,
    /// The inbound message it answers.
    pub answers_id: Option<InboundId>,
    /// Not to be sent after.
    pub not_after: Option<Timestamp>,
}

impl Draft {
    /// The row, ready to be sent from `not_before` on.
    pub fn queued(
        self,
        id: MessageId,
        contact: &contact::Model,
        not_before: Timestamp,
        now: Timestamp,
    ) -> Model {
        Model {
            id,
            contact_id: contact.id,
            address: contact.address.clone(),
            partner_id: self.partner_id,
            permit_id: self.permit_id,
            broadcast_id: None,
            account_id: self.account_id,
            forced: self.forced,
            purpose: self.purpose,
            template_key: self.template_key,
            template_version: self.template_version,
            text: self.text,
            status: MessageStatus::Queued,
            priority: priority(self.purpose),
            not_before: not_before.millis(),
            not_after: self.not_after.map(Timestamp::millis),
            attempt: 0,
            provider_message_id: None,
            provider_state_id: None,
            error: None,
            reason: None,
            answers_id: self.answers_id,
            actor: self.actor,
            created_at: now.millis(),
            claimed_at: None,
            settled_at: None,
            updated_at: now.millis(),
        }
    }
}

/// Smaller goes first: a citizen's answer never waits behind a broadcast.
pub const fn priority(purpose: Purpose) -> i32 {
    match purpose {
        Purpose::Reply => 0,
        Purpose::Custom => 10,
        Purpose::Notification => 20,
        Purpose::OptInRequest | Purpose::ServiceInfo | Purpose::Broadcast => 30,
    }
}

/// A provider's id of a message as it is kept. It is indexed, and PostgreSQL refuses a row whose
/// entry in an index is too long, or that holds a zero; no real id does, or is half as long.
pub fn kept_id(id: &str) -> String {
    id.chars()
        .filter(|char| *char != '\0')
        .take(LONGEST_ID)
        .collect()
}

/// Whether a status may follow another: it only moves forward (invariant 7).
pub const fn may_follow(before: MessageStatus, after: MessageStatus) -> bool {
    use MessageStatus::{Delivered, Failed, Read, Sending, Sent, Uncertain};
    matches!(
        (before, after),
        (Sending | Uncertain, Sent | Delivered | Read | Failed)
            | (Sent, Delivered | Read | Failed)
            | (Delivered, Read)
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rank(status: MessageStatus) -> u8 {
        match status {
            MessageStatus::Sending => 0,
            MessageStatus::Uncertain => 1,
            MessageStatus::Sent => 2,
            MessageStatus::Delivered => 3,
            MessageStatus::Read => 4,
            _ => 5,
        }
    }

    proptest! {
        #[test]
        fn receipts_in_any_order_and_number_never_move_a_message_back(
            receipts in prop::collection::vec(
                prop::sample::select(vec![
                    MessageStatus::Sent,
                    MessageStatus::Delivered,
                    MessageStatus::Read,
                    MessageStatus::Failed,
                ]),
                0..20,
            )
        ) {
            let mut status = MessageStatus::Sending;
            for receipt in receipts {
                if may_follow(status, receipt) {
                    prop_assert!(rank(receipt) > rank(status));
                    status = receipt;
                }
            }
        }
    }

    #[test]
    fn a_failure_never_overwrites_delivered_or_read() {
        assert!(!may_follow(MessageStatus::Delivered, MessageStatus::Failed));
        assert!(!may_follow(MessageStatus::Read, MessageStatus::Failed));
        assert!(!may_follow(MessageStatus::Read, MessageStatus::Sent));
    }
}
