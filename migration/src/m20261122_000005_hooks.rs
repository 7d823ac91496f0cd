//! Outgoing webhooks: endpoints, deliveries, and the events between them.
//!
//! The database itself notes an event, in the transaction of what it reports, by triggers: so no
//! writer can forget it, whichever process or statement it is, and without an endpoint that wants
//! the event nothing is written. A later step that makes one of these tables anew (`consent_event`,
//! `message`, `account`) must make its triggers anew.

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
        dialect::run(manager.get_connection(), include_str!("hooks.sql")).await
    }
}
