//! Indexes that a webhook does not have to keep. What a contact wrote is found one from the other,
//! not by an index over contacts; an answer that only waits is found among what is due; and among
//! contacts of one status those that changed together stand together, so that many changes fall on
//! one page.

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
        dialect::run(manager.get_connection(), include_str!("trail.sql")).await
    }
}
