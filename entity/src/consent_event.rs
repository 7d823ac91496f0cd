//! One entry of the consent ledger: the database refuses to change or delete it.

use crate::ids::{ContactId, EventId};
use crate::words::{EventKind, EventSource};
use sea_orm::entity::prelude::*;

/// One entry of the consent ledger: the database refuses to change or delete it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "consent_event")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EventId,
    /// Whose consent.
    pub contact_id: ContactId,
    /// Its place in the chain of the contact, from 1.
    pub seq: i64,
    /// What it says.
    pub kind: EventKind,
    /// Where it comes from.
    pub source: EventSource,
    /// Who brought it about.
    pub actor: String,
    /// When it was recorded.
    pub at: i64,
    /// What proves it, as canonical JSON.
    pub evidence: String,
    /// The hash of the entry before it; empty for the first.
    pub previous_hash: Vec<u8>,
    /// `HMAC-SHA256(ledger key, previous hash || canonical entry)`.
    pub hash: Vec<u8>,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
