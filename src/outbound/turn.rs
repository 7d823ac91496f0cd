//! One turn of a lane: one transaction that writes down what the provider answered to the sends
//! that have ended, and claims the messages that leave next. Everything is read first, decided in
//! memory, and written in a few statements, however many messages there are.

use std::time::Duration;

use entity::ids::MessageId;
use entity::message::Model;
use entity::words::{AccountKind, Purpose};
use tokio::time::Instant;

use super::desk::Desk;
use super::dispatcher::lease_of;
use super::queue::{self, Wanted};
use super::settle::{self, Outcome};
use super::stats::LaneStats;
use crate::consent::gate::{self, Request};
use crate::core::Core;
use crate::counted::Counted;
use crate::database::StoreError;
use crate::fault;
use crate::lease::Leases;
use crate::providers::Account;
use crate::time::Timestamp;

/// How many messages one turn looks at, at least: some of them may not leave.
const LOOKED_AT: usize = 16;

/// What one call of a provider came to.
#[derive(Clone, Debug)]
pub(super) struct Done {
    /// The message.
    pub(super) id: MessageId,
    /// Which claim of it this was: another process may have claimed it again since.
    pub(super) claimed_at: Option<i64>,
    /// What the provider answered.
    pub(super) outcome: Outcome,
}

/// What a lane brings to its turn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish<'a> {
    /// Whose lane.
    pub(super) account: &'a Account,
    /// The sends that have ended.
    pub(super) done: &'a [Done],
    /// Other accounts that may take over what this one cannot send, in their order.
    pub(super) others: &'a [String],
    /// How many more sends may begin.
    pub(super) free: usize,
    /// The pause since the latest send ends then.
    pub(super) free_at: Timestamp,
    /// The lane has not claimed anything since it was opened.
    pub(super) is_first: bool,
    /// How long ago the lane was opened.
    pub(super) open_for: Duration,
    /// How many sends in a row ended nobody knows how.
    pub(super) doubts: u32,
}

/// What a turn came to.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    /// These are ours to send, now.
    pub(super) claimed: Vec<Model>,
    /// The pause until the next one.
    pub(super) pause: Duration,
    /// When the next turn may claim something.
    pub(super) next: Next,
    /// Messages were handed to another lane.
    pub(super) handed_over: bool,
}

/// When the next turn may claim something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// There may be more.
    Now,
    /// Nothing before then.
    NotBefore(Timestamp),
    /// The account was down; ask its provider before going on.
    AskProvider,
    /// Nothing to do until the bell rings.
    Idle,
}

/// Takes a turn.
///
/// # Errors
/// [`StoreError`] if the database does not answer; then nothing was settled and nothing claimed.
pub(super) async fn take(
    core: &Core,
    stats: &LaneStats,
    leases: &Leases,
    wish: Wish<'_>,
) -> Result<Turn, StoreError> {
    let begun = Instant::now();
    let txn = core.db.begin_write().await?;
    let db = Counted::new(&txn);
    let mut desk = Desk::open(core, &db, &wish.account.id).await?;
    let now = desk.now;
    desk.load(wish.done).await?;
    let pace = wish.account.pace.unwrap_or(core.policy.pace);
    desk.shorten_pause(pace.longest());
    let is_doubtful = desk.is_doubtful(&wish);
    let mut turn = desk.whose_turn(&wish, pace.longest());
    if turn != Next::Idle && !leases.confirm(&db, &lease_of(&wish.account.id)).await? {
        turn = Next::Idle;
    }
    let most = if pace.longest().is_zero() && !desk.is_trial() {
        wish.free
    } else {
        1
    };
    if let Next::Now = turn {
        let wanted = Wanted {
            account: &wish.account.id,
            now,
            count: most.max(LOOKED_AT),
            bulk: desk.allowance().wait_for(Purpose::Broadcast).is_none()
                && !is_quiet(core, wish.account, now),
        };
        desk.candidates = queue::due(&db, wanted).await?;
    }
    let saw_all = desk.candidates.len() < most.max(LOOKED_AT);
    desk.lock_contacts(wish.done).await?;
    let handed_over = settle::all(&mut desk, &wish.account.id, wish.done, wish.others).await?;
    if is_doubtful {
        desk.go_down_in_doubt(wish.done);
    }
    let handed_over = desk.hand_over(wish.others).await? || handed_over;
    let mut today = desk.allowance();
    let (claimed, next) = if let Next::Now = turn {
        desk.claim(wish.account, most, saw_all, &mut today)
    } else {
        (Vec::new(), turn)
    };
    let pause = pace.draw(&mut rand::rng());
    if let Some(lane) = desk.lane.as_mut().filter(|_| !claimed.is_empty()) {
        today.keep(lane, now);
    }
    desk.keep_pause(wish.free_at, (!claimed.is_empty()).then_some(pause));
    desk.write().await?;
    let statements = db.statements();
    let step = |claim, settle| {
        if !claimed.is_empty() {
            fault::point(claim);
        }
        if !wish.done.is_empty() {
            fault::point(settle);
        }
    };
    step("claim.before_commit", "settle.before_commit");
    txn.commit().await?;
    step("claim.after_commit", "settle.after_commit");
    core.settled.ring();
    stats.committed(statements, claimed.len(), begun.elapsed());
    Ok(Turn {
        claimed,
        pause,
        next,
        handed_over,
    })
}

/// Whether messages to many rest: none of them is then looked at, however many are due.
fn is_quiet(core: &Core, account: &Account, now: Timestamp) -> bool {
    let request = Request {
        purpose: Purpose::Broadcast,
        confirms_stop: false,
        is_sandbox: account.kind == AccountKind::Sandbox,
    };
    gate::quiet_until(request, &core.policy.rules, now).is_some()
}

/// Writes down outcomes, and claims nothing.
///
/// # Errors
/// [`StoreError`] if the database does not answer; then nothing was settled.
pub(super) async fn settle_only(
    core: &Core,
    account: &str,
    done: &[Done],
) -> Result<(), StoreError> {
    let txn = core.db.begin_write().await?;
    let db = Counted::new(&txn);
    let mut desk = Desk::open(core, &db, account).await?;
    desk.load(done).await?;
    desk.lock_contacts(done).await?;
    settle::all(&mut desk, account, done, &[]).await?;
    desk.write().await?;
    txn.commit().await?;
    core.settled.ring();
    Ok(())
}
