//! A trial: one delivery, made and tried at once, whose outcome the person who asked for it sees.
//! It changes nothing about the endpoint, and works also for one that is switched off.

use entity::hook_delivery::Model;
use entity::ids::HookId;
use entity::words::{DeliveryStatus, HookKind};
use rand::Rng;

use super::delivery::{self, CLAIM};
use super::endpoint;
use super::error::HookError;
use super::send::Caller;
use super::{payload, settle};
use crate::core::Core;
use crate::staff::audit;

/// Sends an event of the type `hook.test`; returns the delivery with what came of it. It is not
/// tried again.
///
/// # Errors
/// [`HookError`] if there is no such endpoint, or the database does not answer.
pub async fn run(
    core: &Core,
    caller: &Caller,
    id: HookId,
    actor: &str,
    rng: &mut (impl Rng + Send),
) -> Result<Model, HookError> {
    let endpoint = endpoint::find(core, id).await?;
    let now = core.now();
    let body = payload::of_test(now);
    let mut row = delivery::new(core, id, core.next_id(), HookKind::Test, body);
    row.claimed_until = Some(now.plus(CLAIM).millis());
    let txn = core.db.begin_write().await?;
    delivery::insert(&*txn, vec![row.clone()]).await?;
    audit::record(&*txn, core, actor, "hook.tested", &id.to_string(), None).await?;
    txn.commit().await?;

    let outcome = caller.call(&endpoint, &row, now).await;
    let claimed_until = row.claimed_until;
    let mut row = settle::after(row, &outcome, core.now(), rng);
    if row.status == DeliveryStatus::Pending {
        row.status = DeliveryStatus::Failed;
        row.settled_at = Some(row.updated_at);
    }
    let txn = core.db.begin_write().await?;
    delivery::write(&*txn, row.clone(), claimed_until).await?;
    txn.commit().await?;
    Ok(row)
}
