//! The rows of the jobs: only here are they read and written.

use std::time::Duration;

use entity::scheduled_job::{ActiveModel, Column, Entity, Model};
use entity::words::JobOutcome;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, Set,
};

use super::job::Job;
use crate::core::Core;
use crate::database::StoreError;
use crate::time::Timestamp;

/// How long a claim holds when its holder says nothing.
pub(super) const TERM: Duration = Duration::from_mins(3);

/// All rows there are.
pub(super) async fn all(db: &impl ConnectionTrait) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::Name).all(db).await?)
}

/// Makes the row of a job that has none: what came before was nobody's time.
pub(super) async fn enter(
    db: &impl ConnectionTrait,
    job: Job,
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = Model {
        name: job.name().to_owned(),
        seen_at: now.millis(),
        started_at: None,
        started_by: None,
        finished_at: None,
        outcome: None,
        detail: None,
        retry_at: None,
        wanted_by: None,
        holder: None,
        held_until: None,
    };
    Entity::insert(row.into_active_model().reset_all())
        .on_conflict(OnConflict::column(Column::Name).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Notes that somebody wants a job to run now.
pub(super) async fn want(
    db: &impl ConnectionTrait,
    job: Job,
    actor: &str,
) -> Result<(), StoreError> {
    let wanted = ActiveModel {
        wanted_by: Set(Some(actor.to_owned())),
        ..Default::default()
    };
    change(db, wanted, Column::Name.eq(job.name()).into()).await?;
    Ok(())
}

/// Claims a job for a run that begins now, unless another holds it.
pub(super) async fn claim(
    core: &Core,
    job: Job,
    holder: &str,
    actor: &str,
) -> Result<bool, StoreError> {
    let now = core.now();
    let begun = ActiveModel {
        holder: Set(Some(holder.to_owned())),
        held_until: Set(Some(now.plus(TERM).millis())),
        started_at: Set(Some(now.millis())),
        started_by: Set(Some(actor.to_owned())),
        wanted_by: Set(None),
        ..Default::default()
    };
    let is_free = Condition::all().add(Column::Name.eq(job.name())).add(
        Condition::any()
            .add(Column::HeldUntil.is_null())
            .add(Column::HeldUntil.lte(now.millis())),
    );
    let txn = core.db.begin_write().await?;
    let claimed = change(&*txn, begun, is_free).await? == 1;
    txn.commit().await?;
    Ok(claimed)
}

/// Says that a job still runs.
pub(super) async fn renew(core: &Core, job: Job, holder: &str) -> Result<(), StoreError> {
    let held = ActiveModel {
        held_until: Set(Some(core.now().plus(TERM).millis())),
        ..Default::default()
    };
    let txn = core.db.begin_write().await?;
    change(&*txn, held, held_by(job, holder)).await?;
    txn.commit().await
}

/// How a run ended.
pub(super) struct Ended {
    pub(super) outcome: JobOutcome,
    pub(super) detail: String,
    /// With a good end: every time up to this one is done with.
    pub(super) seen_at: Timestamp,
    /// With a bad end: when it is tried again.
    pub(super) retry_at: Timestamp,
}

/// Writes down how a run ended, and lets go of the job.
pub(super) async fn finish(
    core: &Core,
    job: Job,
    holder: &str,
    ended: Ended,
) -> Result<(), StoreError> {
    let mut row = ActiveModel {
        finished_at: Set(Some(core.now().millis())),
        outcome: Set(Some(ended.outcome)),
        detail: Set(Some(ended.detail)),
        holder: Set(None),
        held_until: Set(None),
        ..Default::default()
    };
    match ended.outcome {
        JobOutcome::Done => {
            row.seen_at = Set(ended.seen_at.millis());
            row.retry_at = Set(None);
        }
        JobOutcome::Failed => row.retry_at = Set(Some(ended.retry_at.millis())),
    }
    let txn = core.db.begin_write().await?;
    change(&*txn, row, held_by(job, holder)).await?;
    txn.commit().await
}

fn held_by(job: Job, holder: &str) -> Condition {
    Condition::all()
        .add(Column::Name.eq(job.name()))
        .add(Expr::col(Column::Holder).eq(holder))
}

async fn change(
    db: &impl ConnectionTrait,
    row: ActiveModel,
    which: Condition,
) -> Result<u64, StoreError> {
    let done = Entity::update_many()
        .set(row)
        .filter(which)
        .exec(db)
        .await?;
    Ok(done.rows_affected)
}
