//! One index over the last day of permits, not two: days are scattered, so each index costs a page
//! of its own for every permit that is taken over, and nearly all that end from now on are in force.

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
        let connection = manager.get_connection();
        dialect::run(connection, "DROP INDEX permit_active_expiry;").await
    }
}
