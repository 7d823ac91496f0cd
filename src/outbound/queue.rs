//! The queue: which messages of a lane are due, and when the next one is. Single messages go before
//! those of broadcasts, and among themselves by priority. Written by hand, with the words that the
//! partial indexes `message_due` and `message_bulk_due` are about.

use std::fmt::Write as _;
use std::sync::LazyLock;

use entity::ids::BroadcastId;
use entity::message::{Entity, Model};
use entity::words::Purpose;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Statement};

use super::message::priority;
use crate::broadcast;
use crate::core::Core;
use crate::database::StoreError;
use crate::time::Timestamp;

/// Every priority that a single message may have, most urgent first, with a purpose that has it.
pub(super) const OF_PRIORITY: [(Purpose, i32); 4] = [
    of_purpose(Purpose::Reply),
    of_purpose(Purpose::Custom),
    of_purpose(Purpose::Notification),
    of_purpose(Purpose::Broadcast),
];

const fn of_purpose(purpose: Purpose) -> (Purpose, i32) {
    (purpose, priority(purpose))
}

/// The earliest single message: one step into the index for each priority.
static EARLIEST: LazyLock<String> = LazyLock::new(|| {
    let of = |(_, priority): (Purpose, i32)| {
        format!(
            "SELECT min(not_before) FROM message WHERE account_id = $1 AND status = 'queued' \
             AND broadcast_id IS NULL AND priority = {priority}"
        )
    };
    OF_PRIORITY.map(of).join(" UNION ALL ")
});
const EARLIEST_OF_BROADCAST: &str = "SELECT min(not_before) FROM message \
    WHERE broadcast_id = $2 AND account_id = $1 AND status = 'queued'";

/// The due single messages: of each priority the first few, and of these the first few.
static DUE: LazyLock<String> = LazyLock::new(|| {
    let mut sql = "SELECT * FROM message WHERE id IN (SELECT id FROM (".to_owned();
    for (index, (_, priority)) in OF_PRIORITY.iter().enumerate() {
        let union = if index == 0 { "" } else { " UNION ALL " };
        // Writing to a text cannot fail.
        write!(
            sql,
            "{union}SELECT id, priority, not_before FROM (SELECT id, priority, not_before \
             FROM message WHERE account_id = $1 AND status = 'queued' AND broadcast_id IS NULL \
             AND priority = {priority} AND not_before <= $2 ORDER BY not_before, id LIMIT $3) \
             AS p{index}"
        )
        .unwrap_or_default();
    }
    sql.push_str(
        ") AS due ORDER BY priority, not_before, id LIMIT $3) AND status = 'queued' \
         ORDER BY priority, not_before, id",
    );
    sql
});
const DUE_OF_BROADCAST: &str = "SELECT * FROM message WHERE id IN (SELECT id FROM message \
    WHERE broadcast_id = $4 AND account_id = $1 AND status = 'queued' AND not_before <= $2 \
    ORDER BY not_before, id LIMIT $3) AND status = 'queued' ORDER BY not_before, id";

/// When a lane has something to do at the earliest; a cheap look without a lock.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn next_due(core: &Core, account: &str) -> Result<Option<Timestamp>, StoreError> {
    let db = core.db.reader();
    let backend = db.get_database_backend();
    let mut due = None;
    let mut look = async |sql: &str, broadcast: Option<BroadcastId>| {
        let mut values = vec![account.into()];
        values.extend(broadcast.map(|id| id.0.into()));
        let statement = Statement::from_sql_and_values(backend, sql, values);
        for row in db.query_all_raw(statement).await? {
            let at: Option<i64> = row.try_get_by_index(0)?;
            due = [due, at].into_iter().flatten().min();
        }
        Ok::<_, StoreError>(())
    };
    look(&EARLIEST, None).await?;
    for broadcast in broadcast::store::running(db).await? {
        look(EARLIEST_OF_BROADCAST, Some(broadcast)).await?;
    }
    Ok(due.map(Timestamp::from_millis))
}

/// Of each broadcast, an account that stands in for another one has so many messages at most: what
/// it will send soon. The rest stays where it was, for the account may come back.
const STAND_IN: i64 = 100;

/// Hands single messages of an account that is down to another one: those whose turn it is, and
/// whose sender did not demand the account.
pub(super) async fn hand_over(
    db: &impl ConnectionTrait,
    from: &str,
    to: &str,
    priority: i32,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let sql = "UPDATE message SET account_id = $2, updated_at = $3 WHERE id IN (SELECT id \
        FROM message WHERE account_id = $1 AND status = 'queued' AND broadcast_id IS NULL \
        AND priority = $4 AND not_before <= $3 AND NOT forced \
        ORDER BY not_before, id LIMIT 200) AND status = 'queued'";
    let values = [from.into(), to.into(), now.millis().into(), priority.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(db.execute_raw(statement).await?.rows_affected())
}

/// Hands over some of what broadcasts have for an account that is down, a little at a time.
pub(crate) async fn hand_over_some(
    db: &impl ConnectionTrait,
    from: &str,
    to: &str,
    most: i64,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let backend = db.get_database_backend();
    // PostgreSQL may run a subquery with a lock more than once, and then exceeds its limit; an
    // array it makes once.
    let (these, lock, end) = match backend {
        DbBackend::Postgres => ("= ANY (ARRAY", " FOR UPDATE SKIP LOCKED", ")"),
        _ => ("IN ", "", ""),
    };
    let mut handed_over = 0;
    for broadcast in broadcast::store::running_while_claimed(db).await? {
        let has = format!(
            "SELECT count(*) FROM (SELECT 1 FROM message WHERE broadcast_id = $1 \
             AND account_id = $2 AND status = 'queued' LIMIT {STAND_IN}) AS found"
        );
        let values = [broadcast.0.into(), to.into()];
        let row = db
            .query_one_raw(Statement::from_sql_and_values(backend, has, values))
            .await?;
        let has: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?;
        let room = STAND_IN.min(most) - has.unwrap_or(0);
        if room <= 0 {
            continue;
        }
        let hand = format!(
            "UPDATE message SET account_id = $3, updated_at = $4 WHERE id {these}(SELECT id \
             FROM message WHERE broadcast_id = $1 AND account_id = $2 AND status = 'queued' \
             AND not_before <= $4 AND NOT forced ORDER BY not_before, id LIMIT {room}{lock}){end} \
             AND status = 'queued'"
        );
        let values = [
            broadcast.0.into(),
            from.into(),
            to.into(),
            now.millis().into(),
        ];
        let hand = Statement::from_sql_and_values(backend, hand, values);
        handed_over += db.execute_raw(hand).await?.rows_affected();
    }
    Ok(handed_over)
}

/// Which messages a lane may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    pub(super) account: &'a str,
    pub(super) now: Timestamp,
    pub(super) count: usize,
    /// Also those of running broadcasts.
    pub(super) bulk: bool,
}

/// The messages whose turn it is, in their order, locked for the transaction. Those that somebody
/// else holds are left to him.
pub(super) async fn due(
    db: &impl ConnectionTrait,
    wanted: Wanted<'_>,
) -> Result<Vec<Model>, StoreError> {
    let mut found = fetch(db, &DUE, wanted, wanted.count, None).await?;
    if !wanted.bulk || found.len() >= wanted.count {
        return Ok(found);
    }
    // Asked in the claiming transaction: pausing a broadcast is one row.
    for broadcast in broadcast::store::running_while_claimed(db).await? {
        let left = wanted.count.saturating_sub(found.len());
        if left == 0 {
            break;
        }
        found.extend(fetch(db, DUE_OF_BROADCAST, wanted, left, Some(broadcast)).await?);
    }
    Ok(found)
}

async fn fetch(
    db: &impl ConnectionTrait,
    sql: &str,
    wanted: Wanted<'_>,
    count: usize,
    broadcast: Option<BroadcastId>,
) -> Result<Vec<Model>, StoreError> {
    let backend = db.get_database_backend();
    let lock = match backend {
        DbBackend::Postgres => " FOR UPDATE SKIP LOCKED",
        _ => "",
    };
    let mut values = vec![
        wanted.account.into(),
        wanted.now.millis().into(),
        i64::try_from(count).unwrap_or(i64::MAX).into(),
    ];
    values.extend(broadcast.map(|id| id.0.into()));
    let statement = Statement::from_sql_and_values(backend, format!("{sql}{lock}"), values);
    Ok(Entity::find().from_raw_sql(statement).all(db).await?)
}
