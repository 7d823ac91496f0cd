//! Somebody was reminded of a permit that ends, or could not be.

use crate::ids::{ContactId, MessageId, NoticeId, PermitId};
use crate::words::ReminderOutcome;
use sea_orm::entity::prelude::*;

/// Somebody was reminded of a permit that ends, or could not be.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "permit_notice")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: NoticeId,
    /// Of which permit.
    pub permit_id: PermitId,
    /// What kind of notice.
    pub kind: String,
    /// So many days before the end.
    pub threshold: i64,
    /// The end that it speaks of: another one is reminded of again.
    pub expiry_date: String,
    /// Who was told, or would have been.
    pub contact_id: Option<ContactId>,
    /// The day, in the zone of the office.
    pub day: String,
    /// What became of it.
    pub outcome: ReminderOutcome,
    /// Why it was withheld: a code.
    pub reason: Option<String>,
    /// The message; several permits may share one.
    pub message_id: Option<MessageId>,
    /// When it was entered.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
