//! Messages of a broadcast, many with one statement: planning them, and calling back, or letting
//! expire, what still waits. Each call writes no more than it was told, so that no writer waits
//! long.

use entity::broadcast;
use entity::ids::BroadcastId;
use entity::words::MessageStatus;
use sea_orm::{ConnectionTrait, DbBackend};

use super::message::priority;
use crate::database::StoreError;
use crate::ids::IdRange;
use crate::sql::Sql;
use crate::time::Timestamp;

/// In which order messages are planned, and so leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// By contact.
    Contact,
    /// By the `place` that each row has already.
    Place,
    /// Who was never asked first, then who was asked longest ago.
    OldestAsked,
}

impl Order {
    /// The order over rows `s`.
    pub const fn sql(self) -> &'static str {
        match self {
            Self::Contact => "s.contact_id",
            Self::Place => "s.place",
            Self::OldestAsked => {
                "CASE WHEN s.last_asked_at IS NULL THEN 0 ELSE 1 END, s.last_asked_at, s.contact_id"
            }
        }
    }
}

/// What to do with somebody who has a message of the broadcast already; there is never a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Twice {
    /// Pass over him.
    Skip,
    /// Refuse the whole call. That is for who knows that there is nobody: PostgreSQL is a fifth
    /// faster if it need not be ready to pass over a row.
    Refuse,
}

/// What all messages of one call have in common.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// Of which broadcast.
    pub broadcast: &'a broadcast::Model,
    /// Their ids, at least as many as there are rows.
    pub ids: IdRange,
    /// In which order.
    pub order: Order,
    /// What to do with somebody who has a message of the broadcast already.
    pub twice: Twice,
    /// None leaves before.
    pub not_before: Timestamp,
    /// The time.
    pub now: Timestamp,
}

/// Plans a message for each row of a query that no gate refuses; `write_rows` writes it, in
/// parentheses, with the columns `contact_id`, `address`, `last_asked_at`, `partner_id`,
/// `permit_id`, `text` and `refusal`. Who has a message of the broadcast already gets no second.
///
/// # Errors
/// [`StoreError::Conflict`] if somebody has one and that is to be refused, or the database.
pub async fn plan(
    db: &impl ConnectionTrait,
    batch: Batch<'_>,
    write_rows: impl FnOnce(&mut Sql),
) -> Result<u64, StoreError> {
    let Batch {
        broadcast,
        ids,
        order,
        twice,
        not_before,
        now,
    } = batch;
    let mut sql = Sql::new(
        "INSERT INTO message (id, contact_id, address, partner_id, permit_id, broadcast_id, \
         account_id, forced, purpose, template_key, template_version, text, status, priority, \
         not_before, not_after, attempt, actor, created_at, updated_at) SELECT ",
    );
    // A row's id stands in the middle of an expression over its place.
    let id = IdRange::sql("?", "s.place");
    let (before, after) = id.split_once('?').unwrap_or((&id, ""));
    sql.push(before).bind(ids.first()).push(after);
    sql.push(", s.contact_id, s.address, s.partner_id, s.permit_id, ")
        .bind(broadcast.id)
        .push(", ")
        .bind(broadcast.account_id.as_str())
        .push(", ")
        .bind(broadcast.forced)
        .push(", ")
        .bind(broadcast.purpose.as_str())
        .push(", ")
        .bind(broadcast.template_key.clone())
        .push(", ")
        .bind(broadcast.template_version)
        .push(", s.text, 'queued', ")
        .push(&priority(broadcast.purpose).to_string())
        .push(", ")
        .bind(not_before.millis())
        .push(", ")
        .bind(broadcast.not_after)
        .push(", 0, ")
        .bind(
            broadcast
                .started_by
                .as_deref()
                .unwrap_or(&broadcast.created_by),
        )
        .push(", ")
        .bind(now.millis())
        .push(", ")
        .bind(now.millis())
        .push(" FROM ");
    if order == Order::Place {
        write_rows(&mut sql);
        sql.push(" s WHERE s.refusal IS NULL");
    } else {
        sql.push("(SELECT s.*, row_number() OVER (ORDER BY ")
            .push(order.sql())
            .push(") - 1 AS place FROM ");
        write_rows(&mut sql);
        sql.push(" s WHERE s.refusal IS NULL) s WHERE 1 = 1");
    }
    if twice == Twice::Skip {
        sql.push(
            " ON CONFLICT (broadcast_id, contact_id) WHERE broadcast_id IS NOT NULL DO NOTHING",
        );
    }
    let done = db.execute_raw(sql.statement(db.get_database_backend()));
    Ok(done.await?.rows_affected())
}

/// Gives up to `most` messages of a broadcast that still wait the status that ends them; says how
/// many. Those in the hands of a lane at this moment are left to it.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn end_queued(
    db: &impl ConnectionTrait,
    broadcast: BroadcastId,
    status: MessageStatus,
    most: u32,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let backend = db.get_database_backend();
    let mut sql = Sql::new("UPDATE message SET status = ");
    sql.bind(status.as_str())
        .push(", updated_at = ")
        .bind(now.millis())
        .push(" WHERE status = 'queued' AND id ")
        // PostgreSQL may run a subquery with a lock more than once, and then exceeds its limit; an
        // array it makes once.
        .push(match backend {
            DbBackend::Postgres => "= ANY (ARRAY",
            _ => "IN ",
        })
        .push("(SELECT id FROM message WHERE broadcast_id = ")
        .bind(broadcast)
        .push(" AND status = 'queued' LIMIT ")
        .push(&most.to_string());
    sql.push(match backend {
        DbBackend::Postgres => " FOR UPDATE SKIP LOCKED))",
        _ => ")",
    });
    Ok(db
        .execute_raw(sql.statement(backend))
        .await?
        .rows_affected())
}

/// Whether messages of a broadcast wait or are being sent.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn any_open(
    db: &impl ConnectionTrait,
    broadcast: BroadcastId,
) -> Result<bool, StoreError> {
    // Few messages are being sent at any time: `+` keeps SQLite from walking through all of the
    // broadcast instead.
    let mut sql = Sql::new("SELECT CASE WHEN EXISTS (SELECT 1 FROM message WHERE broadcast_id = ");
    sql.bind(broadcast)
        .push(" AND status = 'queued') OR EXISTS (SELECT 1 FROM message WHERE +broadcast_id = ")
        .bind(broadcast)
        .push(" AND status = 'sending') THEN 1 ELSE 0 END");
    let row = db
        .query_one_raw(sql.statement(db.get_database_backend()))
        .await?;
    let any: Option<i32> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(any == Some(1))
}

/// How many messages of a broadcast wait.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn waiting(db: &impl ConnectionTrait, broadcast: BroadcastId) -> Result<i64, StoreError> {
    let mut sql = Sql::new("SELECT count(*) FROM message WHERE broadcast_id = ");
    sql.bind(broadcast).push(" AND status = 'queued'");
    let row = db
        .query_one_raw(sql.statement(db.get_database_backend()))
        .await?;
    let count: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(count.unwrap_or(0))
}
