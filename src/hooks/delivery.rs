//! The table of deliveries: the queue of outgoing webhooks and, afterwards, their log.

use std::time::Duration;

use entity::hook_delivery::{Column, Entity, Model};
use entity::hook_endpoint;
use entity::ids::{DeliveryId, HookId};
use entity::words::{DeliveryStatus, HookKind};
use sea_orm::sea_query::{Cond, Expr, LockBehavior, LockType};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
};

use super::error::HookError;
use super::send::TIMEOUT;
use crate::core::Core;
use crate::database::StoreError;
use crate::ids;
use crate::staff::audit;
use crate::time::Timestamp;

/// How long a process may have a delivery in hand: longer than a receiver may take. When it is
/// over another process tries again, so at most this long after a crash.
pub(super) const CLAIM: Duration = Duration::from_secs(TIMEOUT.as_secs() + 5);
/// How many rows one transaction changes, so that other writers are not kept waiting.
const CHUNK: u64 = 500;

/// A delivery that was not tried yet.
pub(super) fn new(
    core: &Core,
    endpoint: HookId,
    event_id: i64,
    kind: HookKind,
    payload: String,
) -> Model {
    let now = core.now().millis();
    Model {
        id: DeliveryId(core.next_id()),
        endpoint_id: endpoint,
        event_id,
        kind,
        payload,
        status: DeliveryStatus::Pending,
        attempt: 0,
        started_at: now,
        next_attempt_at: now,
        claimed_until: None,
        last_status: None,
        error: None,
        excerpt: None,
        created_at: now,
        updated_at: now,
        settled_at: None,
    }
}

pub(super) async fn insert(db: &impl ConnectionTrait, rows: Vec<Model>) -> Result<(), StoreError> {
    let rows = rows
        .into_iter()
        .map(|row| row.into_active_model().reset_all());
    let rows: Vec<_> = rows.collect();
    // Each row has 16 values, and SQLite takes 32,766 in a statement.
    for rows in rows.chunks(200) {
        Entity::insert_many(rows.to_vec())
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

fn due(endpoint: HookId, now: Timestamp) -> Cond {
    let is_free = Cond::any()
        .add(Column::ClaimedUntil.is_null())
        .add(Column::ClaimedUntil.lte(now.millis()));
    Cond::all()
        .add(Column::EndpointId.eq(endpoint))
        .add(Column::Status.eq(DeliveryStatus::Pending))
        .add(Column::NextAttemptAt.lte(now.millis()))
        .add(is_free)
}

/// Takes the next deliveries of an endpoint in hand, at most so many. Two processes never get the
/// same one at once.
///
/// # Errors
/// [`StoreError`] if the database does not answer; then nothing was taken.
pub(super) async fn claim(
    core: &Core,
    endpoint: HookId,
    most: u64,
) -> Result<Vec<Model>, StoreError> {
    let now = core.now();
    // A look without a lock first: mostly there is nothing.
    let look = Entity::find().filter(due(endpoint, now)).limit(1);
    if look.one(core.db.reader()).await?.is_none() {
        return Ok(Vec::new());
    }
    let txn = core.db.begin_write().await?;
    let mut rows = Entity::find()
        .filter(due(endpoint, now))
        .order_by_asc(Column::NextAttemptAt)
        .order_by_asc(Column::Id)
        .limit(most)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(&*txn)
        .await?;
    let until = now.plus(CLAIM).millis();
    Entity::update_many()
        .col_expr(Column::ClaimedUntil, Expr::value(until))
        .filter(Column::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(&*txn)
        .await?;
    txn.commit().await?;
    for row in &mut rows {
        row.claimed_until = Some(until);
    }
    Ok(rows)
}

/// Frees what an earlier run had in hand; only where no other process can be.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn release_all(core: &Core) -> Result<(), StoreError> {
    let txn = core.db.begin_write().await?;
    Entity::update_many()
        .col_expr(Column::ClaimedUntil, Expr::value(Option::<i64>::None))
        .filter(Column::Status.eq(DeliveryStatus::Pending))
        .filter(Column::ClaimedUntil.is_not_null())
        .exec(&*txn)
        .await?;
    txn.commit().await
}

/// Writes what came of a delivery, unless another process has it in hand by now.
pub(super) async fn write(
    db: &impl ConnectionTrait,
    row: Model,
    claimed_until: Option<i64>,
) -> Result<(), StoreError> {
    let id = row.id;
    let change = row.into_active_model().reset_all();
    Entity::update_many()
        .set(change)
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(DeliveryStatus::Pending))
        .filter(Column::ClaimedUntil.eq(claimed_until))
        .exec(db)
        .await?;
    Ok(())
}

/// The log of an endpoint, newest first.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn list(
    db: &impl ConnectionTrait,
    endpoint: HookId,
    status: Option<DeliveryStatus>,
    before: Option<DeliveryId>,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let mut query = Entity::find()
        .filter(Column::EndpointId.eq(endpoint))
        .order_by_desc(Column::Id)
        .limit(limit);
    if let Some(status) = status {
        query = query.filter(Column::Status.eq(status));
    }
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    Ok(query.all(db).await?)
}

/// One delivery of an endpoint.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn find(
    db: &impl ConnectionTrait,
    endpoint: HookId,
    id: DeliveryId,
) -> Result<Option<Model>, StoreError> {
    let found = Entity::find_by_id(id).filter(Column::EndpointId.eq(endpoint));
    Ok(found.one(db).await?)
}

/// Delivers one again, whatever came of it before, under the same `webhook-id`.
///
/// # Errors
/// [`HookError::NotFound`], [`HookError::Inactive`], [`HookError::StillTried`], or the database.
pub async fn replay(
    core: &Core,
    endpoint: HookId,
    id: DeliveryId,
    actor: &str,
) -> Result<Model, HookError> {
    let txn = core.db.begin_write().await?;
    must_be_active(&*txn, endpoint).await?;
    let found = Entity::find_by_id(id)
        .filter(Column::EndpointId.eq(endpoint))
        .lock_exclusive()
        .one(&*txn)
        .await
        .map_err(StoreError::from)?;
    let row = found.ok_or(HookError::NotFound)?;
    let now = core.now();
    if row.claimed_until.is_some_and(|until| until > now.millis()) {
        return Err(HookError::StillTried);
    }
    let row = fresh(row, now);
    Entity::update(row.clone().into_active_model().reset_all())
        .validate()
        .map_err(StoreError::from)?
        .exec(&*txn)
        .await
        .map_err(StoreError::from)?;
    let (subject, detail) = (endpoint.to_string(), format!("delivery={id}"));
    audit::record(&*txn, core, actor, "hook.replayed", &subject, Some(&detail)).await?;
    txn.commit().await?;
    Ok(row)
}

fn fresh(row: Model, now: Timestamp) -> Model {
    Model {
        status: DeliveryStatus::Pending,
        attempt: 0,
        started_at: now.millis(),
        next_attempt_at: now.millis(),
        claimed_until: None,
        updated_at: now.millis(),
        settled_at: None,
        ..row
    }
}

/// Delivers again all that was given up of what was made since then; says how many.
///
/// # Errors
/// [`HookError::NotFound`], [`HookError::Inactive`], or the database.
pub async fn replay_failed(
    core: &Core,
    endpoint: HookId,
    since: Timestamp,
    actor: &str,
) -> Result<u64, HookError> {
    let txn = core.db.begin_write().await?;
    must_be_active(&*txn, endpoint).await?;
    let (subject, detail) = (
        endpoint.to_string(),
        format!("since={}", since.to_rfc3339()),
    );
    audit::record(&*txn, core, actor, "hook.replayed", &subject, Some(&detail)).await?;
    txn.commit().await?;
    let failed = Cond::all()
        .add(Column::EndpointId.eq(endpoint))
        .add(Column::Status.eq(DeliveryStatus::Failed))
        .add(Column::CreatedAt.gte(since.millis()));
    let now = core.now().millis();
    in_chunks(core, failed, 0, |update| {
        update
            .col_expr(Column::Status, Expr::value(DeliveryStatus::Pending))
            .col_expr(Column::Attempt, Expr::value(0))
            .col_expr(Column::StartedAt, Expr::value(now))
            .col_expr(Column::NextAttemptAt, Expr::value(now))
            .col_expr(Column::ClaimedUntil, Expr::value(Option::<i64>::None))
            .col_expr(Column::UpdatedAt, Expr::value(now))
            .col_expr(Column::SettledAt, Expr::value(Option::<i64>::None))
    })
    .await
    .map_err(HookError::from)
}

/// The receiver is back: what waits for its next attempt is tried now.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn hasten(core: &Core, endpoint: HookId) -> Result<u64, StoreError> {
    let now = core.now().millis();
    let waiting = Cond::all()
        .add(Column::EndpointId.eq(endpoint))
        .add(Column::Status.eq(DeliveryStatus::Pending))
        .add(Column::NextAttemptAt.gt(now));
    in_chunks(core, waiting, 0, |update| {
        update.col_expr(Column::NextAttemptAt, Expr::value(now))
    })
    .await
}

/// Changes rows a few at a time, in the order of their ids.
async fn in_chunks(
    core: &Core,
    which: Cond,
    mut after: i64,
    change: impl Fn(sea_orm::UpdateMany<Entity>) -> sea_orm::UpdateMany<Entity>,
) -> Result<u64, StoreError> {
    let mut changed = 0;
    loop {
        let ids: Vec<DeliveryId> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(which.clone())
            .filter(Column::Id.gt(after))
            .order_by_asc(Column::Id)
            .limit(CHUNK)
            .into_tuple()
            .all(core.db.reader())
            .await?;
        let Some(last) = ids.last() else {
            return Ok(changed);
        };
        after = last.0;
        let txn = core.db.begin_write().await?;
        let done = change(Entity::update_many())
            .filter(Column::Id.is_in(ids))
            .filter(which.clone())
            .exec(&*txn)
            .await?;
        txn.commit().await?;
        changed += done.rows_affected;
    }
}

/// Clears the log of what nothing happened to for so long, and of endpoints that are gone.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn prune(core: &Core, keep: Duration) -> Result<u64, StoreError> {
    let before = core.now().minus(keep);
    let endpoints = hook_endpoint::Entity::find()
        .select_only()
        .column(hook_endpoint::Column::Id)
        .into_query();
    let old = Cond::all()
        .add(Column::Id.lt(ids::least_of(before)))
        .add(Column::UpdatedAt.lt(before.millis()));
    let orphaned = Column::EndpointId.not_in_subquery(endpoints);
    Ok(delete(core, old).await? + delete(core, Cond::all().add(orphaned)).await?)
}

async fn delete(core: &Core, which: Cond) -> Result<u64, StoreError> {
    let mut deleted = 0;
    loop {
        let ids: Vec<DeliveryId> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(which.clone())
            .limit(CHUNK)
            .into_tuple()
            .all(core.db.reader())
            .await?;
        if ids.is_empty() {
            return Ok(deleted);
        }
        let txn = core.db.begin_write().await?;
        let done = Entity::delete_many()
            .filter(Column::Id.is_in(ids))
            .filter(which.clone())
            .exec(&*txn)
            .await?;
        txn.commit().await?;
        deleted += done.rows_affected;
    }
}

async fn must_be_active(db: &impl ConnectionTrait, id: HookId) -> Result<(), HookError> {
    let found = hook_endpoint::Entity::find_by_id(id).one(db).await;
    let row = found
        .map_err(StoreError::from)?
        .ok_or(HookError::NotFound)?;
    row.active.then_some(()).ok_or(HookError::Inactive)
}
