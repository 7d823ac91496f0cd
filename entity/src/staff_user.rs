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
    /// The password, hashed with argon2id; empty until one is set.
    pub password_hash: String,
    /// The name that colleagues see.
    pub name: String,
    /// The person's own WhatsApp number, for messages on trial.
    pub phone: Option<String>,
    /// The sealed secret of the second factor.
    pub totp: Option<Vec<u8>>,
    /// The last step of time whose code was used: a code is good once.
    pub totp_step: i64,
    /// Since when the person may not sign in any more.
    pub disabled_at: Option<i64>,
    /// When it was made.
    pub created_at: i64,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
