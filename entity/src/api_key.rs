//! The key of a program that uses the API; only its hash is kept.

use crate::ids::ApiKeyId;
use crate::words::Role;
use sea_orm::entity::prelude::*;

/// The key of a program that uses the API; only its hash is kept.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_key")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApiKeyId,
    /// The name people see.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// SHA-256 of the key.
    #[sea_orm(unique)]
    pub hash: Vec<u8>,
    /// When it was made.
    pub created_at: i64,
    /// When it was withdrawn.
    pub revoked_at: Option<i64>,
    /// When a request last came with it, to within some minutes.
    pub last_used_at: Option<i64>,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
