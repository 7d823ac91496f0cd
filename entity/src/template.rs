//! A text with marks to fill in.

use sea_orm::entity::prelude::*;

/// A text with marks to fill in.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "template")]
pub struct Model {
    /// The name programs use.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// The name people see.
    pub name: String,
    /// The text, with `{{name}}` marks.
    pub body: String,
    /// Its language.
    pub language: String,
    /// Comes with the program: may be edited, not deleted.
    pub built_in: bool,
    /// The name of its twin at Meta.
    pub meta_name: Option<String>,
    /// What Meta decided about the twin.
    pub meta_state: Option<String>,
    /// Counts the changes.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: i64,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
