//! From an event to one delivery for every endpoint that wants it. Event and deliveries change
//! places in one transaction, so that no crash loses or doubles one.

use entity::hook_event::{Column, Entity};
use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::events::wants;
use super::{delivery, endpoint, payload};
use crate::core::Core;
use crate::database::StoreError;

/// How many events one transaction takes, so that other writers are not kept waiting.
const BATCH: u64 = 100;

/// How many transactions follow each other before what was made is delivered.
const MOST_BATCHES: u64 = 20;

/// What is left after a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    /// Nothing.
    Nothing,
    /// There may be more.
    More,
}

/// Makes deliveries of the events that wait, the oldest first.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn run(core: &Core) -> Result<Left, StoreError> {
    for _ in 0..MOST_BATCHES {
        let look = Entity::find().limit(1).one(core.db.reader()).await?;
        // Fewer than there may be: another process has the rest in hand.
        if look.is_none() || one_batch(core).await? < BATCH {
            return Ok(Left::Nothing);
        }
    }
    Ok(Left::More)
}

async fn one_batch(core: &Core) -> Result<u64, StoreError> {
    let txn = core.db.begin_write().await?;
    let events = Entity::find()
        .order_by_asc(Column::Id)
        .limit(BATCH)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(&*txn)
        .await?;
    if events.is_empty() {
        return Ok(0);
    }
    let endpoints = endpoint::list(&*txn).await?;
    let bodies = payload::of_events(&*txn, &events).await?;
    let mut rows = Vec::new();
    for (event, body) in events.iter().zip(bodies) {
        let Some(body) = body else { continue };
        let event_id = core.next_id();
        let receivers = endpoints.iter().filter(|row| wants(row, event.kind));
        for receiver in receivers {
            rows.push(delivery::new(
                core,
                receiver.id,
                event_id,
                event.kind,
                body.clone(),
            ));
        }
    }
    delivery::insert(&*txn, rows).await?;
    Entity::delete_many()
        .filter(Column::Id.is_in(events.iter().map(|event| event.id)))
        .exec(&*txn)
        .await?;
    txn.commit().await?;
    Ok(u64::try_from(events.len()).unwrap_or(BATCH))
}
