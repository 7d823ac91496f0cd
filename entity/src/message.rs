//! One message to a contact: the outbox and the history.

use crate::ids::{BroadcastId, ContactId, InboundId, MessageId, PartnerId};
use crate::words::{MessageStatus, Purpose};
use sea_orm::entity::prelude::*;

/// One message to a contact: the outbox and the history.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MessageId,
    /// Who gets it.
    pub contact_id: ContactId,
    /// The address it goes to.
    pub address: String,
    /// For whom, when a partner was named.
    pub partner_id: Option<PartnerId>,
    /// The permit it is about.
    pub permit_id: Option<String>,
    /// The broadcast it is part of.
    pub broadcast_id: Option<BroadcastId>,
    /// The account that sends it: its lane.
    pub account_id: String,
    /// The sender demanded this provider, no other may take over.
    pub forced: bool,
    /// Why it is sent.
    pub purpose: Purpose,
    /// The template it was made from.
    pub template_key: Option<String>,
    /// Which version of that template.
    pub template_version: Option<i64>,
    /// The text, filled in.
    pub text: String,
    /// How far it got.
    pub status: MessageStatus,
    /// Smaller goes first.
    pub priority: i32,
    /// Not to be sent before.
    pub not_before: i64,
    /// Not to be sent after.
    pub not_after: Option<i64>,
    /// How often the provider was called.
    pub attempt: i32,
    /// The id the provider gave.
    pub provider_message_id: Option<String>,
    /// The id later receipts use, when it is another one (Fonnte `stateid`).
    pub provider_state_id: Option<String>,
    /// Why it failed or is uncertain, in words.
    pub error: Option<String>,
    /// Why the gate withheld it: a code of the contract.
    pub reason: Option<String>,
    /// The inbound message it answers.
    pub answers_id: Option<InboundId>,
    /// Who asked for it.
    pub actor: String,
    /// When it was accepted.
    pub created_at: i64,
    /// When it was last claimed.
    pub claimed_at: Option<i64>,
    /// When the provider had answered.
    pub settled_at: Option<i64>,
    /// When its status last changed.
    pub updated_at: i64,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
