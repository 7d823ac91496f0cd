//! Planning: from an audience to messages that wait, chunk by chunk.
//!
//! A chunk is one transaction: the broadcast's row is locked, the contacts behind its place are
//! planned by one statement, and the place moves. Killed at any moment, the next run goes on where
//! the last commit was; two at once take turns at the row.

use std::time::Duration;

use entity::broadcast::Model;
use entity::ids::{BroadcastId, ContactId};
use entity::words::{AccountKind, BroadcastStatus};
use sea_orm::{ConnectionTrait, DbBackend};
use tokio::time::Instant;

use super::audience::Audience;
use super::candidates::{Candidates, Verdict, Which};
use super::dry_run::{self, Withheld};
use super::marks::Text;
use super::store;
use crate::consent::gate::{self, Request};
use crate::core::Core;
use crate::database::StoreError;
use crate::outbound::bulk::{self, Batch, Order, Twice};
use crate::sql::Sql;
use crate::time::Timestamp;

/// How long a chunk should hold the only writer of SQLite while nobody else waits for it: the
/// longer, the less is handed over between threads.
const HOLD_ALONE: Duration = Duration::from_millis(60);
/// How long it should while webhooks come in.
const HOLD_BESIDE: Duration = Duration::from_millis(5);
/// How long it should hold the row of its broadcast on PostgreSQL, where nobody waits for it.
const HOLD_ROW: Duration = Duration::from_millis(40);
/// Who got the writer only after so long is not alone.
const ALONE: Duration = Duration::from_micros(500);
/// How many contacts a chunk has at first, at least, and at most.
const SIZES: (u32, u32, u32) = (1000, 100, 20_000);

/// How many contacts the next chunk should have, by how long the last one took.
#[derive(Clone, Copy, Debug)]
pub struct ChunkSize {
    size: u32,
    alone: Duration,
    beside: Duration,
}

impl ChunkSize {
    /// The first one.
    pub fn new(backend: DbBackend) -> Self {
        let (alone, beside) = match backend {
            DbBackend::Sqlite => (HOLD_ALONE, HOLD_BESIDE),
            _ => (HOLD_ROW, HOLD_ROW),
        };
        Self {
            size: SIZES.0,
            alone,
            beside,
        }
    }

    /// How many.
    pub fn get(self) -> u32 {
        self.size
    }

    /// Learns from a chunk, which waited for the writer and then held it: at most twice as many, at
    /// least a quarter.
    pub fn learn(&mut self, delay: Duration, held: Duration) {
        let goal = if delay < ALONE {
            self.alone
        } else {
            self.beside
        };
        let goal = goal.as_micros().max(1);
        let took = held.as_micros().clamp(goal / 2, goal * 4).max(1);
        let size = u128::from(self.size) * goal / took;
        self.size = u32::try_from(size)
            .unwrap_or(SIZES.2)
            .clamp(SIZES.1, SIZES.2);
    }
}

/// What a chunk came to.
#[derive(Clone, Copy, Debug)]
pub struct Chunk {
    /// How long others held the writer before.
    pub waited: Duration,
    /// How long the transaction was open.
    pub held: Duration,
    /// How many messages were planned.
    pub planned: u64,
    /// There is nothing left to plan, or the broadcast does not run any more.
    pub is_last: bool,
}

/// Plans the contacts behind the place of a broadcast that has no daily limit.
///
/// # Errors
/// [`StoreError`] if the database does not answer; then nothing of the chunk was planned.
pub async fn plan_chunk(
    core: &Core,
    id: BroadcastId,
    kind: Option<AccountKind>,
    size: u32,
) -> Result<Chunk, StoreError> {
    // Nobody behind the place has a message, or something was restored or moved by hand.
    match try_chunk(core, id, kind, size, Twice::Refuse).await {
        Err(StoreError::Conflict(_)) => try_chunk(core, id, kind, size, Twice::Skip).await,
        done => done,
    }
}

async fn try_chunk(
    core: &Core,
    id: BroadcastId,
    kind: Option<AccountKind>,
    size: u32,
    twice: Twice,
) -> Result<Chunk, StoreError> {
    let asked = Instant::now();
    // A crash of the machine may take back the place together with the messages, but never one that
    // a lane has claimed, for the claim waits for the disk.
    let txn = core.db.begin_repeatable().await?;
    let begun = Instant::now();
    let mut chunk = Chunk {
        waited: begun - asked,
        held: Duration::ZERO,
        planned: 0,
        is_last: true,
    };
    let row = store::lock_to_plan(&*txn, id).await?;
    let Some(mut row) = row.filter(|row| may_plan(row) && row.daily_limit.is_none()) else {
        return Ok(chunk);
    };
    let now = core.now();
    set_for_a_chunk(&*txn).await?;
    let (last, contacts) = look_ahead(&*txn, row.planned_to, size).await?;
    if let Some(last) = last {
        let plan = Plan::of(&row);
        let candidates = plan.candidates(core, &*txn, kind, now);
        let which = Which::Numbered(row.planned_to, last);
        let batch = Batch {
            broadcast: &row,
            ids: core.reserve_ids(contacts),
            order: Order::Place,
            twice,
            not_before: not_before(core, &row, kind, now),
            now,
        };
        let planned = bulk::plan(&*txn, batch, |sql| {
            candidates.write(sql, which, Verdict::Any);
        })
        .await?;
        let left_out = u64::from(contacts).saturating_sub(planned);
        if left_out > 0 {
            let which = Which::Between(row.planned_to, last);
            let withheld = dry_run::count_withheld(&*txn, &candidates, which, left_out).await?;
            add_withheld(&mut row, withheld);
        }
        row.planned_to = last;
        row.planned += i64::try_from(planned).unwrap_or(i64::MAX);
        chunk.planned = planned;
    }
    chunk.is_last = contacts < size;
    let done = core.now();
    if chunk.is_last {
        row.planned_at = Some(done.millis());
    }
    row.updated_at = done.millis();
    store::note_planned(&*txn, &row).await?;
    txn.commit_rows(chunk.planned).await?;
    chunk.held = begun.elapsed();
    Ok(chunk)
}

/// A chunk is a small part of large tables, which PostgreSQL does not see in a statement that it
/// has planned once for all values: it would read all partners for every chunk. Nor is a chunk worth
/// compiling, which takes longer than running it.
async fn set_for_a_chunk(db: &impl ConnectionTrait) -> Result<(), StoreError> {
    if db.get_database_backend() == DbBackend::Postgres {
        db.execute_unprepared(
            "SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL enable_hashjoin = off; \
             SET LOCAL enable_mergejoin = off; SET LOCAL jit = off",
        )
        .await?;
    }
    Ok(())
}

/// The last of the next contacts behind one, and how many they are.
async fn look_ahead(
    db: &impl ConnectionTrait,
    after: ContactId,
    size: u32,
) -> Result<(Option<ContactId>, u32), StoreError> {
    let mut sql = Sql::new("SELECT max(n.id), count(*) FROM (SELECT id FROM contact WHERE id > ");
    sql.bind(after)
        .push(" ORDER BY id LIMIT ")
        .bind(i64::from(size))
        .push(") n");
    let row = db
        .query_one_raw(sql.statement(db.get_database_backend()))
        .await?;
    let Some(row) = row else {
        return Ok((None, 0));
    };
    let (last, count): (Option<ContactId>, i64) =
        (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    Ok((last, u32::try_from(count).unwrap_or(size)))
}

/// Whether more of a broadcast may be planned.
pub(super) fn may_plan(row: &Model) -> bool {
    row.status == BroadcastStatus::Running && row.planned_at.is_none()
}

/// From when on messages planned now may leave: a rest of the office is known at once, instead of
/// being found out message by message.
pub(super) fn not_before(
    core: &Core,
    row: &Model,
    kind: Option<AccountKind>,
    now: Timestamp,
) -> Timestamp {
    let request = Request {
        purpose: row.purpose,
        confirms_stop: false,
        is_sandbox: kind == Some(AccountKind::Sandbox),
    };
    gate::quiet_until(request, &core.policy.rules, now).unwrap_or(now)
}

pub(super) fn add_withheld(row: &mut Model, more: Withheld) {
    let mut withheld = withheld(row);
    for (reason, count) in more {
        *withheld.entry(reason).or_default() += count;
    }
    row.withheld = serde_json::to_string(&withheld).unwrap_or_default();
}

/// Whom the gate refused when they were to be planned.
pub fn withheld(row: &Model) -> Withheld {
    serde_json::from_str(&row.withheld).unwrap_or_default()
}

/// What a kept broadcast plans.
pub struct Plan {
    audience: Audience,
    text: Text,
    row: Model,
}

impl Plan {
    /// Reads it from its row.
    pub fn of(row: &Model) -> Self {
        Self {
            audience: Audience::from_json(&row.audience),
            // Its marks were checked when it was drafted.
            text: Text::parse(&row.text).unwrap_or_default(),
            row: row.clone(),
        }
    }

    /// Who is meant, at this moment, if an account of this kind sends it. Should another one send
    /// it in the end, the gate is asked again then.
    pub fn candidates<'a>(
        &'a self,
        core: &'a Core,
        db: &impl ConnectionTrait,
        kind: Option<AccountKind>,
        now: Timestamp,
    ) -> Candidates<'a> {
        Candidates {
            audience: &self.audience,
            text: &self.text,
            purpose: self.row.purpose,
            is_sandbox: kind == Some(AccountKind::Sandbox),
            rules: &core.policy.rules,
            now,
            backend: db.get_database_backend(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_become_as_large_as_the_time_allows_and_never_too_large() {
        let mut size = ChunkSize::new(DbBackend::Sqlite);
        let at_once = Duration::ZERO;
        for _ in 0..20 {
            size.learn(at_once, Duration::from_millis(1));
        }
        assert_eq!(size.get(), SIZES.2);
        size.learn(at_once, Duration::from_secs(1));
        assert_eq!(size.get(), SIZES.2 / 4, "one slow commit is not the end");
        for _ in 0..20 {
            size.learn(at_once, Duration::from_secs(1));
        }
        assert_eq!(size.get(), SIZES.1);
        let mut size = ChunkSize::new(DbBackend::Sqlite);
        size.learn(at_once, HOLD_ALONE);
        assert_eq!(size.get(), SIZES.0);
        size.learn(ALONE, HOLD_BESIDE * 4);
        assert_eq!(size.get(), SIZES.0 / 4, "somebody waits");
        size.learn(ALONE, HOLD_BESIDE);
        assert_eq!(size.get(), SIZES.0 / 4);
        let mut size = ChunkSize::new(DbBackend::Postgres);
        size.learn(ALONE, HOLD_ROW);
        assert_eq!(size.get(), SIZES.0, "nobody waits there");
    }
}
