//! How far a broadcast got.

use std::collections::BTreeMap;
use std::time::Duration;

use entity::broadcast::Model;
use entity::ids::BroadcastId;
use entity::words::{AccountKind, BroadcastStatus, MessageStatus};
use sea_orm::ConnectionTrait;

use super::estimate::{self, Rests};
use crate::consent::gate::Rules;
use crate::database::StoreError;
use crate::sql::Sql;
use crate::time::Timestamp;

/// The rate is that of the last minutes.
const RATE_OF: Duration = Duration::from_mins(5);
/// In less than this a rate means nothing.
const LEAST: Duration = Duration::from_secs(5);
const DAY: Duration = Duration::from_hours(24);

/// How far a broadcast got.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// How many of its messages have each status.
    pub counts: BTreeMap<MessageStatus, i64>,
    /// How many left in the last five minutes, a minute.
    pub per_minute: f64,
    /// When it will be done, if it goes on like this.
    pub estimated_end: Option<Timestamp>,
}

/// Looks.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn of(
    db: &impl ConnectionTrait,
    row: &Model,
    kind: Option<AccountKind>,
    rules: &Rules,
    now: Timestamp,
) -> Result<Progress, StoreError> {
    let counts = counts(db, row.id).await?;
    let per_minute = per_minute(db, row, now).await?;
    let estimated_end = estimated_end(row, &counts, per_minute, kind, rules, now);
    Ok(Progress {
        counts,
        per_minute,
        estimated_end,
    })
}

async fn counts(
    db: &impl ConnectionTrait,
    id: BroadcastId,
) -> Result<BTreeMap<MessageStatus, i64>, StoreError> {
    // Each half is answered from an index alone.
    let mut sql = Sql::new("SELECT status, count(*) FROM message WHERE broadcast_id = ");
    sql.bind(id)
        .push(" AND status <> 'queued' GROUP BY status UNION ALL ")
        .push("SELECT 'queued', count(*) FROM message WHERE broadcast_id = ")
        .bind(id)
        .push(" AND status = 'queued'");
    let rows = db
        .query_all_raw(sql.statement(db.get_database_backend()))
        .await?;
    let mut counts = BTreeMap::new();
    for row in rows {
        counts.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    }
    Ok(counts)
}

async fn per_minute(
    db: &impl ConnectionTrait,
    row: &Model,
    now: Timestamp,
) -> Result<f64, StoreError> {
    let Some(resumed_at) = row.resumed_at.map(Timestamp::from_millis) else {
        return Ok(0.0);
    };
    let end = row.finished_at.map_or(now, Timestamp::from_millis);
    let since = end.minus(RATE_OF).max(resumed_at);
    let time = end.since(since);
    if time < LEAST {
        return Ok(0.0);
    }
    let mut sql = Sql::new("SELECT count(*) FROM message WHERE broadcast_id = ");
    sql.bind(row.id)
        .push(" AND settled_at IS NOT NULL AND settled_at >= ")
        .bind(since.millis())
        .push(" AND status IN ('sent', 'delivered', 'read', 'failed', 'uncertain')");
    let found = db
        .query_one_raw(sql.statement(db.get_database_backend()))
        .await?;
    let count: Option<i64> = found.map(|row| row.try_get_by_index(0)).transpose()?;
    let count = u32::try_from(count.unwrap_or(0)).unwrap_or(u32::MAX);
    let rate = f64::from(count) / time.as_secs_f64() * 60.0;
    Ok((rate * 10.0).round() / 10.0)
}

fn estimated_end(
    row: &Model,
    counts: &BTreeMap<MessageStatus, i64>,
    per_minute: f64,
    kind: Option<AccountKind>,
    rules: &Rules,
    now: Timestamp,
) -> Option<Timestamp> {
    let is_planned = row.planned_at.is_some() || row.daily_limit.is_some();
    if row.status != BroadcastStatus::Running || !is_planned || per_minute <= 0.0 {
        return None;
    }
    let open = [MessageStatus::Queued, MessageStatus::Sending];
    let left: i64 = open.iter().filter_map(|status| counts.get(status)).sum();
    let left = f64::from(u32::try_from(left).ok()?);
    let work = Duration::try_from_secs_f64(left / per_minute * 60.0).ok()?;
    let rests = match kind {
        Some(AccountKind::Sandbox) => Rests::No,
        _ => Rests::Yes,
    };
    let end = estimate::end_of(work, rules, rests, now)?;
    Some(end.plus(DAY * days_to_come(row)))
}

/// How many more days a daily limit makes of what is not planned yet.
fn days_to_come(row: &Model) -> u32 {
    let Some(limit) = row.daily_limit.filter(|_| row.planned_at.is_none()) else {
        return 0;
    };
    let allowed = super::draft::dry_run_of(row).allowed;
    let left = (allowed - row.planned).max(0);
    u32::try_from((left + limit - 1) / limit.max(1)).unwrap_or(u32::MAX)
}
