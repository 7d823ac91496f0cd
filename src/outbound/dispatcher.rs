//! The dispatcher: keeps one lane an account, and sees to receipts.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::lane::{LONGEST_WAIT, Lane, REST};
use super::receipts;
use super::stats::LaneStats;
use crate::core::Core;
use crate::live::Live;
use crate::providers::Providers;
use crate::time::Timestamp;

/// How long a lane pauses when its device is reported to be gone.
pub const DEVICE_PAUSE: Duration = Duration::from_mins(1);
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
        tasks: TaskTracker,
        stop: CancellationToken,
    ) -> Self {
        Self {
            core,
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

    /// Keeps a lane for every account, and sees to receipts, until the end.
    pub async fn run(self) {
        let mut bell = self.core.wake.listen();
        let mut receipts_bell = self.core.receipts.listen();
        let (mut seen, mut looked_at_all) = (i64::MIN, Instant::now());
        loop {
            bell.mark_unchanged();
            receipts_bell.mark_unchanged();
            self.open_lanes();
            // Most are looked at once; all that are left, from time to time.
            if looked_at_all.elapsed() > ALL_RECEIPTS {
                (seen, looked_at_all) = (i64::MIN, Instant::now());
            }
            match receipts::apply_waiting(&self.core, seen).await {
                Ok(last) => seen = last,
                Err(error) => tracing::warn!(%error, "receipts wait for the database"),
            }
            tokio::select! {
                () = self.stop.cancelled() => return,
                _ = bell.changed() => {}
                _ = receipts_bell.changed() => {}
                () = tokio::time::sleep(LONGEST_WAIT * 10) => {}
            }
            tokio::time::sleep(REST).await;
        }
    }

    fn open_lanes(&self) {
        for account in self.live.latest().accounts() {
            let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
            if lanes.insert(account.id.clone()) {
                let lane = Lane::new(self.clone(), account.id.clone());
                self.tasks.spawn(lane.run());
            }
        }
    }

    /// A lane has ended.
    pub(super) fn close_lane(&self, account: &str) {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        lanes.remove(account);
    }
}

/// Until when a message that is being sent may be in the hands of a living process.
pub fn stale_before(now: Timestamp) -> Timestamp {
    now.minus(LONGEST_SEND)
}
