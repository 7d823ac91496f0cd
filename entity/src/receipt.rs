//! What a provider said of the fate of a message, kept also when it came too early.

use crate::ids::ReceiptId;
use crate::words::MessageStatus;
use sea_orm::entity::prelude::*;

/// What a provider said of the fate of a message, kept also when it came too early.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "receipt")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReceiptId,
    /// The account that reported it.
    pub account_id: String,
    /// What makes it unique within the account.
    pub dedupe_key: Vec<u8>,
    /// The id of the send answer.
    pub provider_message_id: Option<String>,
    /// The id of later receipts (Fonnte `stateid`).
    pub provider_state_id: Option<String>,
    /// What became of the message.
    pub status: MessageStatus,
    /// The reason of a failure.
    pub error: Option<String>,
    /// When it reached us.
    pub received_at: i64,
    /// When it was applied to its message, or given up.
    pub applied_at: Option<i64>,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
