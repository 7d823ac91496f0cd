//! A message as programs see it.

use std::sync::Arc;

use entity::ids::{BroadcastId, MessageId, PartnerId};
use entity::message;
use entity::words::{MessageStatus, Purpose};
use serde::Serialize;
use utoipa::ToSchema;

use super::show_phone;
use crate::consent::gate::Reason;
use crate::outbound::wait;
use crate::providers::Account;
use crate::time::Timestamp;

/// A message, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MessageOut {
    /// `true` only once the provider has taken the message, `false` once it is certain that it
    /// never will; `null` as long as nobody knows: it waits, be it for another try, or is
    /// `uncertain`.
    success: Option<bool>,
    /// The gateway, such as `Fonnte`.
    provider: Option<&'static str>,
    /// The id that the provider gave.
    message_id: Option<String>,
    /// Why it failed, or why its outcome is not known.
    error: Option<String>,
    #[schema(value_type = String)]
    id: MessageId,
    /// `queued`, `sending`, `sent`, `delivered`, `read`, `failed`, `withheld`, `uncertain`,
    /// `cancelled` or `expired`.
    #[schema(value_type = String)]
    status: MessageStatus,
    /// In E.164; `null` if the provider hides the number.
    phone: Option<String>,
    #[schema(value_type = Option<String>)]
    partner_id: Option<PartnerId>,
    permit_id: Option<String>,
    #[schema(value_type = Option<String>)]
    broadcast_id: Option<BroadcastId>,
    #[schema(value_type = String)]
    purpose: Purpose,
    /// The key of the template it was made from.
    template: Option<String>,
    /// Which version of that template.
    template_version: Option<i64>,
    text: String,
    /// The account that sends it.
    account: String,
    /// Why it is withheld, or waits.
    reason: Option<String>,
    /// How often the provider was called.
    attempt: i32,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    not_before: Timestamp,
    /// When the provider took it.
    #[schema(value_type = Option<String>, format = DateTime)]
    sent_at: Option<Timestamp>,
}

/// The reason of what waits because people have stopped its account.
const ACCOUNT_PAUSED: &str = "account_paused";

impl MessageOut {
    /// Says that it waits for its account, where nothing else is said already.
    pub(super) fn held_by(mut self, account: Option<&Arc<Account>>) -> Self {
        let is_stopped = account.is_some_and(|account| account.paused || !account.active);
        if is_stopped && self.status == MessageStatus::Queued {
            self.reason.get_or_insert_with(|| ACCOUNT_PAUSED.to_owned());
        }
        self
    }

    /// A message, and the name of the gateway that its account belongs to.
    pub(super) fn new(message: message::Model, provider: Option<&'static str>) -> Self {
        use MessageStatus::{Delivered, Read, Sent, Uncertain, Withheld};

        let message::Model {
            id,
            contact_id: _,
            address,
            partner_id,
            permit_id,
            broadcast_id,
            account_id,
            forced: _,
            purpose,
            template_key,
            template_version,
            text,
            status,
            priority: _,
            not_before,
            not_after: _,
            attempt,
            provider_message_id,
            provider_state_id: _,
            error,
            reason,
            answers_id: _,
            actor: _,
            created_at,
            claimed_at: _,
            settled_at,
            updated_at: _,
        } = message;
        let was_taken = matches!(status, Sent | Delivered | Read);
        // A program that hears `false` may send it again; what may still arrive must not say so.
        let is_known = !wait::is_open(status) && status != Uncertain;
        let why_withheld = reason
            .as_deref()
            .filter(|_| status == Withheld)
            .and_then(|code| {
                let reason = Reason::ALL.iter().find(|reason| reason.code() == code)?;
                Some(reason.sentence().to_owned())
            });
        Self {
            success: is_known.then_some(was_taken),
            provider,
            message_id: provider_message_id,
            error: error.or(why_withheld),
            id,
            status,
            phone: show_phone(&address),
            partner_id,
            permit_id,
            broadcast_id,
            purpose,
            template: template_key,
            template_version,
            text,
            account: account_id,
            reason,
            attempt,
            created_at: Timestamp::from_millis(created_at),
            not_before: Timestamp::from_millis(not_before),
            sent_at: settled_at.filter(|_| was_taken).map(Timestamp::from_millis),
        }
    }
}
