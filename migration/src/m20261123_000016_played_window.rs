//! When a reply was last played in the simulator, apart from when the owner of the number wrote:
//! only that opens the window in which the office may answer freely. What was played before this
//! step opens a window for the day that it still lasts.

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
        dialect::run(
            connection,
            "ALTER TABLE contact ADD COLUMN last_played_at {int}",
        )
        .await
    }
}
