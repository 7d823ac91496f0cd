//! What attempts came to: for the deliveries, and for their endpoints.

use std::collections::BTreeMap;
use std::time::Duration;

use entity::hook_delivery;
use entity::hook_endpoint;
use entity::ids::HookId;
use entity::words::DeliveryStatus;
use rand::Rng;
use sea_orm::ConnectionTrait;

use super::delivery;
use super::endpoint;
use super::error::HookError;
use super::schedule::{LONGEST_FAILURE, LONGEST_PAUSE, wait_after};
use super::send::{Outcome, Verdict};
use crate::core::Core;
use crate::database::StoreError;
use crate::time::Timestamp;

/// An outage of at least this is over when something is taken: what waits is then tried at once.
const OUTAGE: Duration = Duration::from_mins(5);

/// One attempt that has ended.
#[derive(Clone, Debug)]
pub(super) struct Done {
    /// The delivery as it was claimed.
    pub(super) row: hook_delivery::Model,
    /// What came of it.
    pub(super) outcome: Outcome,
}

/// Writes down what attempts came to; returns the endpoints that are back after an outage.
///
/// # Errors
/// [`StoreError`] if the database does not answer; the attempts are then made again when their
/// claims lapse.
pub(super) async fn settle(
    core: &Core,
    done: &[Done],
    rng: &mut (impl Rng + Send),
) -> Result<Vec<HookId>, StoreError> {
    let now = core.now();
    let txn = core.db.begin_write().await?;
    let mut by_endpoint: BTreeMap<HookId, Vec<&Outcome>> = BTreeMap::new();
    for Done { row, outcome } in done {
        let claimed_until = row.claimed_until;
        let row = after(row.clone(), outcome, now, rng);
        by_endpoint
            .entry(row.endpoint_id)
            .or_default()
            .push(outcome);
        delivery::write(&*txn, row, claimed_until).await?;
    }
    let mut back = Vec::new();
    for (id, outcomes) in by_endpoint {
        if note(&*txn, id, &outcomes, now).await? {
            back.push(id);
        }
    }
    txn.commit().await?;
    Ok(back)
}

/// The delivery after an attempt.
pub(super) fn after(
    mut row: hook_delivery::Model,
    outcome: &Outcome,
    now: Timestamp,
    rng: &mut impl Rng,
) -> hook_delivery::Model {
    row.attempt += 1;
    row.claimed_until = None;
    row.updated_at = now.millis();
    row.last_status = outcome.status.map(i32::from);
    row.error.clone_from(&outcome.error);
    row.excerpt.clone_from(&outcome.excerpt);
    let next = match outcome.verdict {
        Verdict::Failed { retry_after } => {
            let asked = retry_after.unwrap_or_default().min(LONGEST_PAUSE);
            wait_after(row.attempt, rng).map(|wait| now.plus(wait.max(asked)))
        }
        Verdict::Taken | Verdict::Gone => None,
    };
    if let Some(next) = next {
        row.next_attempt_at = next.millis();
    } else {
        row.settled_at = Some(now.millis());
        row.status = if outcome.verdict == Verdict::Taken {
            DeliveryStatus::Delivered
        } else {
            DeliveryStatus::Failed
        };
    }
    row
}

/// What the attempts tell about the endpoint; true if it is back after an outage.
async fn note(
    db: &impl ConnectionTrait,
    id: HookId,
    outcomes: &[&Outcome],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let is_taken = outcomes.iter().any(|one| one.verdict == Verdict::Taken);
    let is_troubled = outcomes.iter().any(|one| one.verdict != Verdict::Taken);
    // The lock, which others wait for, only where there is something to write.
    if !is_troubled && !endpoint::is_troubled(db, id).await? {
        return Ok(false);
    }
    let row = match endpoint::lock(db, id).await {
        Ok(row) => row,
        Err(HookError::Store(error)) => return Err(error),
        // Taken away meanwhile.
        Err(_) => return Ok(false),
    };
    let since = row.failing_since.map(Timestamp::from_millis);
    let is_back = is_taken && since.is_some_and(|since| now.since(since) >= OUTAGE);
    endpoint::write(db, judged(row, outcomes, is_taken, now)).await?;
    Ok(is_back)
}

fn judged(
    mut row: hook_endpoint::Model,
    outcomes: &[&Outcome],
    is_taken: bool,
    now: Timestamp,
) -> hook_endpoint::Model {
    if is_taken {
        row.failing_since = None;
        row.hold_until = None;
        row.last_error = None;
    } else {
        row.failing_since.get_or_insert(now.millis());
        row.last_error = outcomes.iter().rev().find_map(|one| one.error.clone());
    }
    for outcome in outcomes {
        if let Verdict::Failed {
            retry_after: Some(pause),
        } = outcome.verdict
        {
            let until = now.plus(pause.min(LONGEST_PAUSE)).millis();
            row.hold_until = row.hold_until.max(Some(until));
        }
    }
    let failing = row.failing_since.map(Timestamp::from_millis);
    let reason = if outcomes.iter().any(|one| one.verdict == Verdict::Gone) {
        Some("the receiver answered 410 Gone: it wants nothing any more")
    } else if failing.is_some_and(|since| now.since(since) >= LONGEST_FAILURE) {
        Some("nothing was taken for five days")
    } else {
        None
    };
    if let Some(reason) = reason
        && row.active
    {
        row.active = false;
        row.disabled_reason = Some(reason.to_owned());
        tracing::error!(hook.id = %row.id, reason, "an endpoint of outgoing webhooks was switched off");
    }
    row
}
