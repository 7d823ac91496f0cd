//! Where the document of a permit stands.

use crate::ids::PermitId;
use crate::words::DocumentStatus;
use sea_orm::entity::prelude::*;

/// Where the document of a permit stands.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "permit_document")]
pub struct Model {
    /// Of which permit.
    #[sea_orm(primary_key, auto_increment = false)]
    pub permit_id: PermitId,
    /// Where it stands.
    pub status: DocumentStatus,
    /// Since when.
    pub since: i64,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
