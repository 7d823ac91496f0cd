//! What one process at a time does, of all that share a database.

use sea_orm::entity::prelude::*;

/// What one process at a time does, of all that share a database.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lease")]
pub struct Model {
    /// What it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// Which process does it.
    pub holder: String,
    /// Until when, by the clock of the database, unless it is renewed.
    pub until: i64,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
