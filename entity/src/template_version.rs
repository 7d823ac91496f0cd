//! A template as it once was.

use sea_orm::entity::prelude::*;

/// A template as it once was, or still is.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "template_version")]
pub struct Model {
    /// Of which template.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Which one: 1 is the first.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    /// The name people saw.
    pub name: String,
    /// The text.
    pub body: String,
    /// Its language.
    pub language: String,
    /// Who wrote it.
    pub actor: String,
    /// When.
    pub at: i64,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
