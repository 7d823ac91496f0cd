//! Reminders that still wait when their permit changes: it was renewed, or is no longer in force,
//! and what they say is wrong. They are called back; whatever else they spoke of counts as not
//! told, so that the next run tells it.

use std::collections::BTreeSet;

use entity::ids::{ContactId, MessageId};
use entity::permit_notice::{Column, Entity};
use entity::words::{PermitStatus, ReminderOutcome};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::merge::Merged;
use crate::database::StoreError;
use crate::outbound::recall;
use crate::time::Timestamp;

/// What is said of a message that was called back.
const CHANGED: &str = "the permit has changed";
/// How many permits are looked up at once.
const AT_ONCE: usize = 500;

/// Calls back what waits to be said of permits whose end has changed.
pub(super) async fn recall<'a>(
    db: &impl ConnectionTrait,
    merged: impl Iterator<Item = &'a Merged>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let changed: Vec<_> = merged
        .filter(|one| ends_otherwise(one))
        .map(|one| one.row.id)
        .collect();
    for permits in changed.chunks(AT_ONCE) {
        let told: Vec<(Option<MessageId>, Option<ContactId>, String)> = Entity::find()
            .select_only()
            .columns([Column::MessageId, Column::ContactId, Column::Day])
            .filter(Column::PermitId.is_in(permits.iter().copied()))
            .filter(Column::Outcome.eq(ReminderOutcome::Queued))
            .into_tuple()
            .all(db)
            .await?;
        // One message may speak of several of them.
        let told: BTreeSet<_> = told
            .into_iter()
            .filter_map(|(message, contact, day)| Some((message?, contact?, day)))
            .collect();
        for (message, contact, day) in told {
            if recall::cancel_in(db, message, CHANGED, now).await? {
                Entity::delete_many()
                    .filter(Column::ContactId.eq(contact))
                    .filter(Column::Day.eq(day))
                    .filter(Column::MessageId.eq(message))
                    .exec(db)
                    .await?;
            }
        }
    }
    Ok(())
}

fn ends_otherwise(one: &Merged) -> bool {
    one.before.as_ref().is_some_and(|before| {
        before.status == PermitStatus::Active
            && (one.row.status != PermitStatus::Active || before.expiry_date != one.row.expiry_date)
    })
}
