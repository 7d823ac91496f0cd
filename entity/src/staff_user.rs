//! A person who may sign in.

use crate::ids::StaffId;
use crate::words::Role;
use sea_orm::entity::prelude::*;

/// A person who may sign in.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staff_user")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StaffId,
    /// The address that signs in, in lower case.
    #[sea_orm(unique)]
    pub email: String,
    /// What the person may do.
    pub role: Role,
    /// The password, hashed with argon2id.
    pub password_hash: String,
    /// When it was made.
    pub created_at: i64,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
