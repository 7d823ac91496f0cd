//! How the schema came to be, one step a file. A step that has been released is never changed.

use sea_orm_migration::MigrationTrait;
pub use sea_orm_migration::MigratorTrait;

mod dialect;
mod m20261122_000001_first;
mod m20261122_000002_broadcast;
mod m20261122_000003_lanes;
mod m20261122_000004_permit;
mod m20261122_000005_hooks;
mod m20261122_000006_permits;
mod m20261122_000007_reminders;
mod m20261122_000008_sign_in;
mod m20261122_000009_partner_pages;
mod m20261122_000010_planning;
mod m20261122_000011_pages;
mod m20261122_000012_played;
mod m20261122_000013_uses;
mod m20261122_000014_permit_ends;
mod m20261123_000015_contact_wrote;
mod m20261123_000016_played_window;
mod m20261123_000017_trail;

/// All steps, in order.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_first::Migration),
            Box::new(m20261122_000002_broadcast::Migration),
            Box::new(m20261122_000003_lanes::Migration),
            Box::new(m20261122_000004_permit::Migration),
            Box::new(m20261122_000005_hooks::Migration),
            Box::new(m20261122_000006_permits::Migration),
            Box::new(m20261122_000007_reminders::Migration),
            Box::new(m20261122_000008_sign_in::Migration),
            Box::new(m20261122_000009_partner_pages::Migration),
            Box::new(m20261122_000010_planning::Migration),
            Box::new(m20261122_000011_pages::Migration),
            Box::new(m20261122_000012_played::Migration),
            Box::new(m20261122_000013_uses::Migration),
            Box::new(m20261122_000014_permit_ends::Migration),
            Box::new(m20261123_000015_contact_wrote::Migration),
            Box::new(m20261123_000016_played_window::Migration),
            Box::new(m20261123_000017_trail::Migration),
        ]
    }
}
