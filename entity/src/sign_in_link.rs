//! A link with which one person once sets a password.

use crate::ids::{LinkId, StaffId};
use sea_orm::entity::prelude::*;

/// A link with which one person once sets a password.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_link")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LinkId,
    /// SHA-256 of what the link holds.
    #[sea_orm(unique)]
    pub token_hash: Vec<u8>,
    /// Whose password; `None`: the first administrator, who is not known yet.
    pub staff_id: Option<StaffId>,
    /// Who made it.
    pub made_by: String,
    /// When it was made.
    pub created_at: i64,
    /// Until when it is good.
    pub expires_at: i64,
    /// When it was used, or withdrawn.
    pub used_at: Option<i64>,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
