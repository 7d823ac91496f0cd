//! A file that was handed in on a page and waits for a yes.

use crate::ids::StagedId;
use crate::words::StagedState;
use sea_orm::entity::prelude::*;

/// A file that was handed in on a page and waits for a yes.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staged_file")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StagedId,
    /// What it holds, such as `partners`.
    pub kind: String,
    /// How it is called on the machine it came from.
    pub name: String,
    /// How far it got.
    pub state: StagedState,
    /// How much of it is done at the moment.
    pub done: i64,
    /// Of how much.
    pub total: i64,
    /// What became of it, or would, as JSON.
    pub report: Option<String>,
    /// Who handed it in.
    pub actor: String,
    /// When.
    pub created_at: i64,
    /// When whoever works on it was last heard of.
    pub beat_at: i64,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
