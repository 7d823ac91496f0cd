//! The rows of broadcasts.

use std::collections::HashMap;

use entity::broadcast::{Column, Entity, Model};
use entity::ids::BroadcastId;
use entity::words::BroadcastStatus;
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, Select,
};

use crate::database::StoreError;
use crate::time::Timestamp;

/// One broadcast.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn find(db: &impl ConnectionTrait, id: BroadcastId) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// One broadcast, locked for the transaction: nothing of it is planned, and nothing claimed,
/// meanwhile. What is claimed already is waited for.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn lock(db: &impl ConnectionTrait, id: BroadcastId) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(id).lock_exclusive().one(db).await?)
}

/// One broadcast, locked for planning: others may claim of it meanwhile.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn lock_to_plan(
    db: &impl ConnectionTrait,
    id: BroadcastId,
) -> Result<Option<Model>, StoreError> {
    let row = Entity::find_by_id(id).lock(LockType::NoKeyUpdate);
    Ok(row.one(db).await?)
}

/// Broadcasts, newest first.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn list(
    db: &impl ConnectionTrait,
    status: Option<BroadcastStatus>,
    before: Option<BroadcastId>,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let mut query = Entity::find().order_by_desc(Column::Id).limit(limit);
    if let Some(status) = status {
        query = query.filter(Column::Status.eq(status));
    }
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    Ok(query.all(db).await?)
}

/// The names of some.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn names(
    db: &impl ConnectionTrait,
    ids: &[BroadcastId],
) -> Result<HashMap<BroadcastId, String>, StoreError> {
    let rows: Vec<(BroadcastId, String)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Name])
        .filter(Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The ids of those whose messages may leave, oldest first.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn running(db: &impl ConnectionTrait) -> Result<Vec<BroadcastId>, StoreError> {
    Ok(select_running().into_tuple().all(db).await?)
}

/// The same for a transaction that claims: none of them is paused or called back before it ends.
/// One that somebody is about to change is left out.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn running_while_claimed(
    db: &impl ConnectionTrait,
) -> Result<Vec<BroadcastId>, StoreError> {
    Ok(select_running()
        .lock_with_behavior(LockType::KeyShare, LockBehavior::SkipLocked)
        .into_tuple()
        .all(db)
        .await?)
}

fn select_running() -> Select<Entity> {
    Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::FinishedAt.is_null())
        .filter(Column::Status.eq(BroadcastStatus::Running))
        .order_by_asc(Column::Id)
}

/// Those with something to be done, oldest first: to be started, planned, watched, or cleared away.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn open(db: &impl ConnectionTrait) -> Result<Vec<Model>, StoreError> {
    let statuses = [
        BroadcastStatus::Scheduled,
        BroadcastStatus::Running,
        BroadcastStatus::Cancelled,
    ];
    Ok(Entity::find()
        .filter(Column::FinishedAt.is_null())
        .filter(Column::Status.is_in(statuses))
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

/// Enters a broadcast.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn insert(db: &impl ConnectionTrait, row: &Model) -> Result<(), StoreError> {
    Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Writes a broadcast that was locked and changed in this transaction.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn update(db: &impl ConnectionTrait, row: &Model) -> Result<(), StoreError> {
    Entity::update(row.clone().into_active_model().reset_all())
        .validate()?
        .exec(db)
        .await?;
    Ok(())
}

/// Writes how far planning got, of a broadcast that was locked and changed in this transaction.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn note_planned(db: &impl ConnectionTrait, row: &Model) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::PlannedTo, row.planned_to.into())
        .col_expr(Column::PlannedAt, row.planned_at.into())
        .col_expr(Column::Planned, row.planned.into())
        .col_expr(Column::PlannedDay, row.planned_day.clone().into())
        .col_expr(Column::PlannedToday, row.planned_today.into())
        .col_expr(Column::Withheld, row.withheld.clone().into())
        .col_expr(Column::UpdatedAt, row.updated_at.into())
        .filter(Column::Id.eq(row.id))
        .exec(db)
        .await?;
    Ok(())
}

/// Lets a message of a broadcast leave once more: one that was completed runs again until then.
/// Says whether that may be; it may not when the broadcast was cancelled.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn reopen(
    db: &impl ConnectionTrait,
    id: BroadcastId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Some(row) = lock(db, id).await? else {
        return Ok(false);
    };
    if row.status == BroadcastStatus::Completed {
        Entity::update_many()
            .col_expr(Column::Status, Expr::value(BroadcastStatus::Running))
            .col_expr(Column::FinishedAt, Expr::value(None::<i64>))
            .col_expr(Column::UpdatedAt, Expr::value(now.millis()))
            .filter(Column::Id.eq(id))
            .exec(db)
            .await?;
    }
    Ok(row.status != BroadcastStatus::Cancelled)
}
