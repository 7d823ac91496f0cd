//! A request that was already answered, so that a repeat gets the same answer.

use crate::ids::MessageId;
use sea_orm::entity::prelude::*;

/// A request that was already answered, so that a repeat gets the same answer.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    /// Who asked, and the key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// SHA-256 of the request.
    pub request_hash: Vec<u8>,
    /// The message that it made.
    pub message_id: MessageId,
    /// When.
    pub created_at: i64,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
