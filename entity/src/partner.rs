//! A person or company the office knows.

use crate::ids::{ContactId, PartnerId};
use sea_orm::entity::prelude::*;

/// A person or company the office knows.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "partner")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PartnerId,
    /// The name, as the office writes it.
    pub name: String,
    /// The name in lower case, for search.
    pub name_folded: String,
    /// The number, as it was typed.
    pub phone: Option<String>,
    /// The contact that the number belongs to.
    pub contact_id: Option<ContactId>,
    /// The id of another program, such as `res.partner,42`.
    #[sea_orm(unique)]
    pub external_ref: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
    /// When it was entered.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
