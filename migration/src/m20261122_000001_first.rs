//! The first schema: people, consent, accounts, what came in, what goes out, staff.
//!
//! What refers to a contact from the busy tables is no foreign key: contacts are never deleted,
//! `ledger verify` looks for entries without one, and a key would lock a row for each message.

use sea_orm_migration::prelude::*;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager.get_connection(), include_str!("first.sql")).await
    }
}
