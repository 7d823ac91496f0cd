//! From an event to one delivery for every endpoint that wants it. Event and deliveries change
//! places in one transaction, so that no crash loses or doubles one.

use entity::hook_event::{Column, Entity};
use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{delivery, endpoint, payload};
use crate::core::Core;
use crate::database::StoreError;

/// How many events one transaction takes, so that other writers are not kept waiting.
const BATCH: u64 = 100;

/// Makes deliveries of all events that wait; says of how many.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn run(core: &Core) -> Result<u64, StoreError> {
    let mut made = 0;
    loop {
        let look = Entity::find().limit(1).one(core.db.reader()).await?;
        if look.is_none() {
            return Ok(made);
        }
        let batch = one_batch(core).await?;
        made += batch;
        // Fewer than there may be: another process has the rest in hand.
        if batch < BATCH {
            return Ok(made);
        }
    }
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
        let receivers = endpoints
            .iter()
            .filter(|row| endpoint::wants(row, event.kind));
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
