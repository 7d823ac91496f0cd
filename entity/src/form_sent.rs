//! A form that was sent, so that sending it again does nothing again.

use sea_orm::entity::prelude::*;

/// A form that was sent, so that sending it again does nothing again.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "form_sent")]
pub struct Model {
    /// Who sent it, and its mark.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// The id of what it made.
    pub made: i64,
    /// When.
    pub at: i64,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
