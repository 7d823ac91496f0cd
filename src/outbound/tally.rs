//! How many messages have come to what. A message that waits is counted by the indexes of what is
//! due, every other one by the index of what is settled, so that no row is read.

use entity::message::{Column, Entity};
use entity::words::MessageStatus;
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::database::StoreError;
use crate::ids;
use crate::time::Timestamp;

/// The condition of the index of what is settled, in its words.
pub(super) const IS_SETTLED: &str = "status <> 'queued' AND status <> 'sending'";

/// The condition of the index of what is due, broadcasts aside, in its words.
pub(super) const WAITS_ALONE: &str = "status = 'queued' AND broadcast_id IS NULL";

/// The statuses that this index holds.
const SETTLED: [MessageStatus; 8] = [
    MessageStatus::Sent,
    MessageStatus::Delivered,
    MessageStatus::Read,
    MessageStatus::Failed,
    MessageStatus::Withheld,
    MessageStatus::Uncertain,
    MessageStatus::Cancelled,
    MessageStatus::Expired,
];

/// How many messages of one status there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The status.
    pub status: MessageStatus,
    /// All of them.
    pub all: i64,
    /// Those accepted since each of the moments that were asked about.
    pub since: [i64; 3],
}

/// Counts all messages that neither wait nor are being sent, and those since some moments.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn settled(
    db: &impl ConnectionTrait,
    since: [Timestamp; 3],
) -> Result<Vec<Tally>, StoreError> {
    let mut tallies = Vec::with_capacity(SETTLED.len());
    for status in SETTLED {
        let mut query = Entity::find()
            .select_only()
            .column_as(Column::Id.count(), "all")
            .filter(Column::Status.eq(status))
            .filter(Expr::cust(IS_SETTLED));
        for (name, moment) in ["a", "b", "c"].into_iter().zip(since) {
            query = query.column_as(sum_since(moment), name);
        }
        let row: Option<(i64, i64, i64, i64)> = query.into_tuple().one(db).await?;
        let (all, a, b, c) = row.unwrap_or_default();
        tallies.push(Tally {
            status,
            all,
            since: [a, b, c],
        });
    }
    Ok(tallies)
}

/// How many were accepted at that moment or later; ids ascend with time.
fn sum_since(moment: Timestamp) -> SimpleExpr {
    let least = ids::least_of(moment);
    Expr::cust(format!(
        "CAST(COALESCE(SUM(CASE WHEN id >= {least} THEN 1 ELSE 0 END), 0) AS BIGINT)"
    ))
}

/// How many messages of each account wait, and the first of them.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn waiting(db: &impl ConnectionTrait) -> Result<Vec<(String, i64, i64)>, StoreError> {
    let mut found: Vec<(String, i64, i64)> = Vec::new();
    // Each in the words of the index that answers it.
    for condition in [
        WAITS_ALONE,
        "status = 'queued' AND broadcast_id IS NOT NULL",
    ] {
        let rows: Vec<(String, i64, i64)> = Entity::find()
            .select_only()
            .column(Column::AccountId)
            .column_as(Column::Id.count(), "count")
            .column_as(Column::Id.min(), "first")
            .filter(Expr::cust(condition))
            .group_by(Column::AccountId)
            .into_tuple()
            .all(db)
            .await?;
        for (account, count, first) in rows {
            match found.iter_mut().find(|(known, ..)| *known == account) {
                Some((_, known, least)) => {
                    *known += count;
                    *least = first.min(*least);
                }
                None => found.push((account, count, first)),
            }
        }
    }
    Ok(found)
}

/// How many messages are uncertain.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn uncertain(db: &impl ConnectionTrait) -> Result<i64, StoreError> {
    let count: Option<i64> = Entity::find()
        .select_only()
        .column_as(Column::Id.count(), "count")
        .filter(Column::Status.eq(MessageStatus::Uncertain))
        .filter(Expr::cust(IS_SETTLED))
        .into_tuple()
        .one(db)
        .await?;
    Ok(count.unwrap_or(0))
}

/// How many messages are being sent.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn sending(db: &impl ConnectionTrait) -> Result<i64, StoreError> {
    let count: Option<i64> = Entity::find()
        .select_only()
        .column_as(Column::Id.count(), "count")
        .filter(Expr::cust("status = 'sending'"))
        .into_tuple()
        .one(db)
        .await?;
    Ok(count.unwrap_or(0))
}
