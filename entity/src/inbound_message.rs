//! What reached us through a webhook.

use crate::ids::{ContactId, EventId, InboundId};
use crate::words::{Authenticity, InboundKind};
use sea_orm::entity::prelude::*;

/// What reached us through a webhook.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inbound_message")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InboundId,
    /// The account whose address it was posted to.
    pub account_id: String,
    /// What makes the event unique within the account: its place in the index (8 bytes), then 16
    /// bytes of a SHA-256.
    pub dedupe_key: Vec<u8>,
    /// Who wrote.
    pub contact_id: Option<ContactId>,
    /// The one of the same contact before it.
    pub previous_id: Option<InboundId>,
    /// The address as the provider gave it, normalised where that is possible.
    pub address: Option<String>,
    /// What kind of thing it is.
    pub kind: InboundKind,
    /// The text.
    pub text: String,
    /// How it was read: `grant`, `deny`, `help`, `none`.
    pub intent: String,
    /// The rule that read it.
    pub rule: String,
    /// What we had sent before: `asked`, `other`, `cold`.
    pub context: String,
    /// Waits for a decision of a person.
    pub unclear: bool,
    /// How the post was shown to be authentic.
    pub authenticity: Authenticity,
    /// The id that the provider gave.
    pub provider_message_id: Option<String>,
    /// When it was written, by the clock of the provider.
    pub sent_at: Option<i64>,
    /// When it reached us.
    pub received_at: i64,
    /// The body as it came, without secrets.
    pub raw: String,
    /// The ledger entry that it led to.
    pub event_id: Option<EventId>,
    /// Who decided an unclear one.
    pub resolved_by: Option<String>,
    /// When it was decided.
    pub resolved_at: Option<i64>,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
