//! One change of a permit; its first entry is one.

use crate::ids::{PermitChangeId, PermitId};
use crate::words::{DocumentStatus, PermitStatus};
use sea_orm::entity::prelude::*;

/// One change of a permit; its first entry is one.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "permit_change")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PermitChangeId,
    /// Of which permit.
    pub permit_id: PermitId,
    /// When.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// Where it stood; `None` if it was entered.
    pub status_before: Option<PermitStatus>,
    /// Where it stands.
    pub status_after: PermitStatus,
    /// Where its document stood.
    pub document_before: Option<DocumentStatus>,
    /// Where its document stands.
    pub document_after: Option<DocumentStatus>,
    /// Its last day until then, `YYYY-MM-DD`.
    pub expiry_before: Option<String>,
    /// Its last day from then on, `YYYY-MM-DD`.
    pub expiry_after: Option<String>,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
