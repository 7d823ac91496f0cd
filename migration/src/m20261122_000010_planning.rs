//! Fewer and narrower indexes for what a broadcast plans. What it queues is found by its contact
//! through the unique index of broadcasts; SQLite ends every index with the id by itself.

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
        dialect::run(manager.get_connection(), include_str!("planning.sql")).await
    }
}
