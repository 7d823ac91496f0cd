//! Who did what, when.

use crate::ids::AuditId;
use sea_orm::entity::prelude::*;

/// Who did what, when.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_event")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuditId,
    /// When.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// What, such as `account.added`.
    pub action: String,
    /// To what.
    pub subject: String,
    /// More, in words; never a secret.
    pub detail: Option<String>,
    /// From where: a network address, or `terminal`.
    pub origin: Option<String>,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
