//! Whether somebody was told of a change of a permit.

use crate::ids::{MessageId, PermitChangeId, PermitId, PermitNoticeId, RecipientId};
use crate::words::{NoticeKind, NoticeOutcome};
use sea_orm::entity::prelude::*;

/// Whether somebody was told of a change of a permit.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "permit_change_notice")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PermitNoticeId,
    /// Of which change.
    pub change_id: PermitChangeId,
    /// Of which permit.
    pub permit_id: PermitId,
    /// What.
    pub kind: NoticeKind,
    /// Who was to be told; 0 for the applicant.
    pub recipient_id: RecipientId,
    /// On which day, if once a day, `YYYY-MM-DD`; else empty.
    pub day: String,
    /// What became of it.
    pub outcome: NoticeOutcome,
    /// Why no message was made.
    pub reason: Option<String>,
    /// The message.
    pub message_id: Option<MessageId>,
    /// When.
    pub at: i64,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
