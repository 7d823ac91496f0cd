//! The dispatcher: keeps one lane an account, and sees to receipts.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::echoes::Echoes;
use super::lane::{LONGEST_WAIT, Lane, REST};
use super::stats::LaneStats;
use super::{across, receipts, settle};
use crate::core::Core;
use crate::database::{Backend, StoreError};
use crate::lease::{Held, Leases};
use crate::live::Live;
use crate::providers::Providers;
use crate::time::Timestamp;

/// How long a lane pauses when its device is reported to be gone.
pub const DEVICE_PAUSE: Duration = Duration::from_mins(1);
/// How long the dispatcher rests between two looks for accounts that have no lane yet.
const LANES_REST: Duration = Duration::from_millis(100);
/// How often receipts are looked at again whose message was not there.
const ALL_RECEIPTS: Duration = Duration::from_secs(30);
/// Longer than any call of a provider, and then the wait for the database, may take.
pub const LONGEST_SEND: Duration = Duration::from_mins(3);

/// The lanes.
#[derive(Clone)]
pub struct Dispatcher {
    pub(super) core: Core,
    pub(super) live: Live,
    pub(super) providers: Providers,
    pub(super) leases: Leases,
    lanes: Arc<Mutex<HashSet<String>>>,
    tasks: TaskTracker,
    pub(super) stop: CancellationToken,
    pub(super) stats: LaneStats,
}

impl Dispatcher {
    /// A dispatcher that ends when `stop` is cancelled.
    pub fn new(
        core: Core,
        live: Live,
        providers: Providers,
        leases: Leases,
        tasks: TaskTracker,
        stop: CancellationToken,
    ) -> Self {
        Self {
            core,
            leases,
            live,
            providers,
            lanes: Arc::default(),
            tasks,
            stop,
            stats: LaneStats::default(),
        }
    }

    /// Counts of what the lanes did.
    pub fn stats(&self) -> &LaneStats {
        &self.stats
    }

    /// Keeps a lane for every account that no other process sends for, and sees to receipts, until
    /// the end.
    pub async fn run(self) {
        if *self.core.db.backend() == Backend::Postgres {
            let (core, leases, stop) = (&self.core, &self.leases, &self.stop);
            let tell = across::tell(core.clone(), leases.clone(), stop.clone());
            let hear = across::hear(core.clone(), leases.clone(), stop.clone());
            self.tasks.spawn(tell);
            self.tasks.spawn(hear);
        }
        tokio::join!(self.keep_lanes(), self.apply_receipts());
    }

    async fn keep_lanes(&self) {
        let mut bell = self.core.wake.listen();
        while !self.stop.is_cancelled() {
            bell.mark_unchanged();
            for account in self.live.latest().accounts() {
                if let Err(error) = self.keep_lane(&account.id).await {
                    tracing::warn!(account.id = %account.id, %error, "a lease waits for the database");
                }
            }
            tokio::select! {
                () = self.stop.cancelled() => return,
                _ = bell.changed() => {}
                () = tokio::time::sleep(LONGEST_WAIT) => {}
            }
            tokio::time::sleep(LANES_REST).await;
        }
    }

    /// Opens a lane, or keeps it, if its lease is ours.
    async fn keep_lane(&self, account: &str) -> Result<(), StoreError> {
        let held = self.leases.hold(&lease_of(account)).await?;
        if held == Held::Elsewhere || !self.open_lane(account) {
            return Ok(());
        }
        let left = if held == Held::Anew {
            // Whoever was sending for this account is gone.
            settle::recover(&self.core, Some(account), Timestamp::from_millis(i64::MAX)).await
        } else {
            Ok(0)
        };
        match left {
            Ok(0) => {}
            Ok(left) => {
                tracing::warn!(account.id = %account, messages = left, "messages of an earlier run are uncertain");
            }
            Err(error) => {
                self.close_lane(account);
                self.leases.forget(&lease_of(account));
                return Err(error);
            }
        }
        let lane = Lane::new(self.clone(), account.to_owned());
        self.tasks.spawn(lane.run());
        Ok(())
    }

    async fn apply_receipts(&self) {
        let mut bell = self.core.receipts.listen();
        let (mut seen, mut looked_at_all) = (i64::MIN, Instant::now());
        let mut echoes = Echoes::default();
        loop {
            bell.mark_unchanged();
            // Most are looked at once; all that are left, from time to time.
            if looked_at_all.elapsed() > ALL_RECEIPTS {
                (seen, looked_at_all) = (i64::MIN, Instant::now());
            }
            match receipts::apply_waiting(&self.core, seen).await {
                Ok(last) => seen = last,
                Err(error) => tracing::warn!(%error, "receipts wait for the database"),
            }
            if let Err(error) = echoes.look(&self.core).await {
                tracing::warn!(%error, "copies of messages wait for the database");
            }
            tokio::select! {
                () = self.stop.cancelled() => return,
                _ = bell.changed() => {}
                () = tokio::time::sleep(LONGEST_WAIT * 10) => {}
            }
            tokio::time::sleep(REST).await;
        }
    }

    /// Whether there was no such lane yet; now there is.
    pub(super) fn open_lane(&self, account: &str) -> bool {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        lanes.insert(account.to_owned())
    }

    /// A lane has ended.
    pub(super) fn close_lane(&self, account: &str) {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        lanes.remove(account);
    }
}

/// The name of the lease of an account's lane.
pub(super) fn lease_of(account: &str) -> String {
    format!("lane:{account}")
}

/// Until when a message that is being sent may be in the hands of a living process.
pub fn stale_before(now: Timestamp) -> Timestamp {
    now.minus(LONGEST_SEND)
}
