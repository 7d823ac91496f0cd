//! What is in a file that was handed in on a page.

use crate::ids::StagedId;
use sea_orm::entity::prelude::*;

/// What is in a file that was handed in on a page.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staged_content")]
pub struct Model {
    /// Of which file.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StagedId,
    /// The file as it came; empty once it is saved.
    pub content: Vec<u8>,
    /// The rows that are not taken, each with its reason.
    pub rejected: Option<Vec<u8>>,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
