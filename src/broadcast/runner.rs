//! The runner: starts what is due, plans, brakes, completes, and clears away what was cancelled.
//! All it knows is in the rows, so it goes on after a restart where it was; two at once, in two
//! processes, do the same work in turns and no harm.

use std::collections::HashMap;
use std::time::Duration;

use entity::broadcast::Model;
use entity::ids::BroadcastId;
use entity::words::{AccountKind, BroadcastStatus, MessageStatus};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::recent::Recent;
use super::stats::BroadcastStats;
use super::{act, brake, daily, planner, store};
use crate::core::Core;
use crate::database::StoreError;
use crate::inbound::recorder::RecorderStats;
use crate::providers::overview;
use crate::time::Timestamp;

/// How often it looks, besides the bell.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How often lanes are told of more while a broadcast is planned: each looks, and so takes time
/// from planning.
const RING_EVERY: Duration = Duration::from_millis(200);
/// So many batches of webhooks that could not be stored in so long are too many: what was in them
/// may have been a STOP.
const MOST_FAILED_BATCHES: u64 = 3;
/// So many webhooks of an account that were refused, and none that was not, mean that the provider
/// has a wrong address or secret. Anybody can post something that is refused; but not keep away
/// what the provider posts: see [`brake::may_be_refused`].
const MOST_REFUSED: u64 = 10;
/// An account of which something was accepted so lately is in order.
const IN_ORDER_FOR: Duration = Duration::from_mins(1);

/// The runner.
pub struct Runner {
    core: Core,
    recorder: RecorderStats,
    stats: BroadcastStats,
    stop: CancellationToken,
    failures: Recent,
    refusals: HashMap<String, Recent>,
}

impl Runner {
    /// One that ends when `stop` is cancelled.
    pub fn new(
        core: Core,
        recorder: RecorderStats,
        stats: BroadcastStats,
        stop: CancellationToken,
    ) -> Self {
        let failures = Recent::new(recorder.failures());
        Self {
            core,
            recorder,
            stats,
            stop,
            failures,
            refusals: HashMap::new(),
        }
    }

    /// Runs until the end.
    pub async fn run(mut self) {
        let mut bell = self.core.broadcasts.listen();
        while !self.stop.is_cancelled() {
            bell.mark_unchanged();
            if let Err(error) = self.look().await {
                tracing::warn!(%error, "broadcasts wait for the database");
            }
            self.wait(&mut bell).await;
        }
    }

    async fn wait(&self, bell: &mut watch::Receiver<u64>) {
        tokio::select! {
            () = self.stop.cancelled() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = bell.changed() => {}
        }
    }

    /// Does for every open broadcast what is to be done now.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn look(&mut self) -> Result<(), StoreError> {
        let open = store::open(self.core.db.reader()).await?;
        self.note_webhooks();
        if open.is_empty() {
            return Ok(());
        }
        let kinds = overview::kinds(self.core.db.reader()).await?;
        let kinds: HashMap<String, AccountKind> = kinds.into_iter().collect();
        for row in open {
            if self.stop.is_cancelled() {
                break;
            }
            let kind = kinds.get(&row.account_id).copied();
            // What is wrong with one broadcast holds up no other.
            if let Err(error) = self.step(&row, kind).await {
                tracing::warn!(broadcast.id = %row.id, %error, "a broadcast waits for the database");
            }
        }
        Ok(())
    }

    fn note_webhooks(&mut self) {
        let now = self.core.now();
        self.failures.note(self.recorder.failures(), now);
        for (account, count) in self.recorder.refusals() {
            self.refusals.entry(account).or_default().note(count, now);
        }
    }

    /// Whether so many webhooks failed lately, since the broadcast runs, that a STOP may be among
    /// them.
    fn are_stops_lost(&self, row: &Model) -> bool {
        self.failures.since(row.resumed_at.unwrap_or(0)) >= MOST_FAILED_BATCHES
    }

    /// Whether all that came lately for the account of a broadcast, since it runs, was refused.
    async fn are_stops_refused(
        &self,
        row: &Model,
        kind: Option<AccountKind>,
    ) -> Result<bool, StoreError> {
        let Some(refusals) = self.refusals.get(&row.account_id) else {
            return Ok(false);
        };
        let runs_since = row.resumed_at.unwrap_or(0);
        if refusals.since(runs_since) < MOST_REFUSED {
            return Ok(false);
        }
        let db = self.core.db.reader();
        if !brake::may_be_refused(db, row, kind, self.core.now()).await? {
            return Ok(false);
        }
        let last_good = brake::last_webhook(db, &row.account_id).await?;
        let Some(last_good) = last_good.map(Timestamp::from_millis) else {
            return Ok(true);
        };
        let is_in_order = self.core.now().since(last_good) < IN_ORDER_FOR;
        let since = runs_since.max(last_good.millis());
        Ok(!is_in_order && refusals.since(since) >= MOST_REFUSED)
    }

    async fn step(&self, row: &Model, kind: Option<AccountKind>) -> Result<(), StoreError> {
        match row.status {
            BroadcastStatus::Scheduled => act::run_scheduled(&self.core, row.id).await?,
            BroadcastStatus::Cancelled => {
                self.clear(row.id, MessageStatus::Cancelled).await?;
                act::finish(&self.core, row.id).await?;
            }
            BroadcastStatus::Running if self.are_stops_lost(row) => {
                let reason = "webhooks could not be stored, so a STOP may be lost";
                self.brake(row, reason).await?;
            }
            BroadcastStatus::Running if self.are_stops_refused(row, kind).await? => {
                let reason = "webhooks of its account were refused and none was accepted, so a \
                              STOP could not arrive; check the webhook address at the provider";
                self.brake(row, reason).await?;
            }
            BroadcastStatus::Running => self.see_to(row, kind).await?,
            _ => {}
        }
        Ok(())
    }

    async fn see_to(&self, row: &Model, kind: Option<AccountKind>) -> Result<(), StoreError> {
        let core = &self.core;
        let now = core.now();
        let rules = core.policy.brake;
        if let Some(reason) = brake::check(core.db.reader(), row, kind, rules, now).await? {
            return self.brake(row, &reason).await;
        }
        if row.not_after.is_some_and(|last| last < now.millis()) {
            self.give_up_planning(row.id).await?;
            self.clear(row.id, MessageStatus::Expired).await?;
        } else if row.daily_limit.is_some() {
            if daily::top_up(core, row, kind).await? {
                core.wake.ring();
            }
        } else if row.planned_at.is_none() {
            self.plan(row.id, kind).await?;
        }
        act::finish(core, row.id).await
    }

    /// Plans all that is left, unless it is told to stop; the lanes begin with the first chunk.
    async fn plan(&self, id: BroadcastId, kind: Option<AccountKind>) -> Result<(), StoreError> {
        let mut size = act::first_size(&self.core);
        let (mut is_news, mut rung) = (false, None::<Instant>);
        while !self.stop.is_cancelled() {
            let chunk = planner::plan_chunk(&self.core, id, kind, size.get()).await?;
            size.learn(chunk.waited, chunk.held);
            self.stats.planned(chunk.planned, chunk.held);
            is_news |= chunk.planned > 0;
            let is_time = rung.is_none_or(|at| at.elapsed() >= RING_EVERY);
            if is_news && (is_time || chunk.is_last) {
                self.core.wake.ring();
                (is_news, rung) = (false, Some(Instant::now()));
            }
            if chunk.is_last {
                break;
            }
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    async fn give_up_planning(&self, id: BroadcastId) -> Result<(), StoreError> {
        let txn = self.core.db.begin_write().await?;
        let row = store::lock_to_plan(&*txn, id).await?;
        let Some(mut row) = row.filter(planner::may_plan) else {
            return Ok(());
        };
        row.planned_at = Some(self.core.now().millis());
        store::note_planned(&*txn, &row).await?;
        txn.commit().await
    }

    async fn clear(&self, id: BroadcastId, status: MessageStatus) -> Result<(), StoreError> {
        let mut size = act::first_size(&self.core);
        while !self.stop.is_cancelled() {
            if !act::clear_some(&self.core, id, status, &mut size).await? {
                break;
            }
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    async fn brake(&self, row: &Model, reason: &str) -> Result<(), StoreError> {
        self.stats.braked();
        tracing::warn!(broadcast.id = %row.id, reason, "a broadcast was stopped by its brake");
        act::brake(&self.core, row.id, reason).await
    }
}
