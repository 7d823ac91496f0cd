//! Somebody who has signed in, in one browser.

use crate::ids::{SessionId, StaffId};
use sea_orm::entity::prelude::*;

/// Somebody who has signed in, in one browser.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    /// SHA-256 of what the browser holds.
    #[sea_orm(unique)]
    pub token_hash: Vec<u8>,
    /// Who.
    pub staff_id: StaffId,
    /// 1 while only the password was given and the code of the second factor is missing.
    pub awaits_code: i64,
    /// When it began.
    pub created_at: i64,
    /// When it was last used, to a few minutes.
    pub seen_at: i64,
    /// When it ends by itself.
    pub expires_at: i64,
    /// From which network address it began.
    pub origin: String,
    /// Which browser says it is.
    pub agent: String,
    /// When it was ended, by its owner or by somebody else.
    pub ended_at: Option<i64>,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
