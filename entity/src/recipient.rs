//! An official who is told of documents. The consent is that of the number.

use crate::ids::{ContactId, RecipientId};
use sea_orm::entity::prelude::*;

/// An official who is told of documents. The consent is that of the number.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recipient")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RecipientId,
    /// The name.
    pub name: String,
    /// The number, as it was typed.
    pub phone: String,
    /// The contact that the number belongs to.
    pub contact_id: ContactId,
    /// Is told that a document waits for a signature.
    pub document_pending: bool,
    /// Is told that a document waits for an approval.
    pub approval_required: bool,
    /// Is told of documents that wait for long.
    pub reminder: bool,
    /// When it was entered.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
