//! Something that outgoing webhooks will tell; noted by triggers in the transaction of what it
//! reports, and gone once there is a delivery for every endpoint.

use crate::words::HookKind;
use sea_orm::entity::prelude::*;

/// Something that outgoing webhooks will tell.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hook_event")]
pub struct Model {
    /// Its place in the queue.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// What it tells.
    pub kind: HookKind,
    /// The id of the row it is about: a ledger entry, a message, an account.
    pub subject: String,
    /// The kind of the entry, the status of the message, the fault of the account.
    pub detail: Option<String>,
    /// When it happened.
    pub at: i64,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
