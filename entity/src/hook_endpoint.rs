//! An address that outgoing webhooks go to.

use crate::ids::HookId;
use sea_orm::entity::prelude::*;

/// An address that outgoing webhooks go to.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hook_endpoint")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HookId,
    /// The address.
    pub url: String,
    /// What people call it.
    pub description: String,
    /// The events it gets, separated by commas; empty for all of them.
    pub events: String,
    /// Whether events go there.
    pub active: bool,
    /// Why it was switched off by itself.
    pub disabled_reason: Option<String>,
    /// The sealed secrets.
    pub sealed: Vec<u8>,
    /// Until when the secret before the last rotation signs as well.
    pub previous_until: Option<i64>,
    /// Since when nothing was taken.
    pub failing_since: Option<i64>,
    /// The receiver asked not to be called before.
    pub hold_until: Option<i64>,
    /// What went wrong the last time, if it was the last that happened.
    pub last_error: Option<String>,
    /// When it was made.
    pub created_at: i64,
    /// When it was changed.
    pub updated_at: i64,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
