//! The running part: makes deliveries of events, hands them to their receivers, a few at a time
//! for each, and writes down what came of it. Each receiver has its own places, so that a slow one
//! keeps nobody else waiting. Order is not promised.

use std::collections::HashMap;
use std::time::Duration;

use entity::ids::HookId;
use rand::rngs::StdRng;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::delivery;
use super::endpoint::{self, Endpoint};
use super::fan_out::{self, Left};
use super::send::Caller;
use super::settle::{Done, settle};
use crate::core::Core;
use crate::database::{Backend, StoreError};

/// How many requests one receiver gets from one process at once.
const PLACES: usize = 8;
/// How often new events are looked for.
const POLL: Duration = Duration::from_millis(250);
/// The same where no endpoint is active.
const IDLE_POLL: Duration = Duration::from_secs(1);
/// How many attempts are written down together.
const LARGEST_BATCH: usize = 128;

/// Delivers outgoing webhooks until it is told to stop.
pub struct Worker {
    core: Core,
    caller: Caller,
    tasks: TaskTracker,
    stop: CancellationToken,
    in_hand: HashMap<HookId, usize>,
    done: mpsc::Receiver<Done>,
    report: mpsc::Sender<Done>,
}

impl Worker {
    /// One that has nothing in hand yet.
    pub fn new(core: Core, caller: Caller, tasks: TaskTracker, stop: CancellationToken) -> Self {
        let (report, done) = mpsc::channel(LARGEST_BATCH);
        Self {
            core,
            caller,
            tasks,
            stop,
            in_hand: HashMap::new(),
            done,
            report,
        }
    }

    /// Runs. At the end, attempts in hand are waited for and written down.
    pub async fn run(mut self) {
        // No other process delivers from this file, so what is claimed is left over from a crash.
        if let Backend::Sqlite(_) = self.core.db.backend()
            && let Err(error) = delivery::release_all(&self.core).await
        {
            tracing::warn!(%error, "freeing outgoing webhooks of an earlier run");
        }
        let stop = self.stop.clone();
        while !stop.is_cancelled() {
            let wait = self.pass().await.unwrap_or_else(|error| {
                tracing::warn!(%error, "delivering outgoing webhooks");
                IDLE_POLL
            });
            tokio::select! {
                () = stop.cancelled() => {}
                Some(first) = self.done.recv() => self.write_down(first).await,
                () = tokio::time::sleep(wait) => {}
            }
        }
        while self.in_hand.values().any(|count| *count > 0) {
            let Some(first) = self.done.recv().await else {
                return;
            };
            self.write_down(first).await;
        }
    }

    /// Looks once for everything there is to do; returns how long to wait until the next look.
    async fn pass(&mut self) -> Result<Duration, StoreError> {
        let left = fan_out::run(&self.core).await?;
        let endpoints = endpoint::active(&self.core).await?;
        for endpoint in &endpoints {
            self.start_attempts(endpoint).await?;
        }
        Ok(match left {
            Left::More => Duration::ZERO,
            Left::Nothing if endpoints.is_empty() => IDLE_POLL,
            Left::Nothing => POLL,
        })
    }

    async fn start_attempts(&mut self, endpoint: &Endpoint) -> Result<(), StoreError> {
        let id = endpoint.row.id;
        let hold = endpoint.row.hold_until.unwrap_or(0);
        if hold > self.core.now().millis() {
            return Ok(());
        }
        // One that fails is tried, not pelted.
        let places = if endpoint.row.failing_since.is_some() {
            1
        } else {
            PLACES
        };
        let free = places.saturating_sub(self.in_hand.get(&id).copied().unwrap_or(0));
        if free == 0 {
            return Ok(());
        }
        let most = u64::try_from(free).unwrap_or(1);
        for row in delivery::claim(&self.core, id, most).await? {
            *self.in_hand.entry(id).or_default() += 1;
            let (caller, endpoint) = (self.caller.clone(), endpoint.clone());
            let (report, now) = (self.report.clone(), self.core.now());
            self.tasks.spawn(async move {
                let outcome = caller.call(&endpoint, &row, now).await;
                if report.send(Done { row, outcome }).await.is_err() {
                    tracing::debug!("nobody writes down what came of an outgoing webhook");
                }
            });
        }
        Ok(())
    }

    /// Writes down what has ended by now.
    async fn write_down(&mut self, first: Done) {
        let mut done = vec![first];
        while done.len() < LARGEST_BATCH {
            match self.done.try_recv() {
                Ok(next) => done.push(next),
                Err(_) => break,
            }
        }
        for Done { row, .. } in &done {
            if let Some(count) = self.in_hand.get_mut(&row.endpoint_id) {
                *count = count.saturating_sub(1);
            }
        }
        let settled = settle(&self.core, &done, &mut rand::make_rng::<StdRng>()).await;
        let hastened = match settled {
            Ok(back) => self.hasten(back).await,
            Err(error) => Err(error),
        };
        if let Err(error) = hastened {
            tracing::warn!(%error, "writing down what came of outgoing webhooks");
        }
    }

    async fn hasten(&self, back: Vec<HookId>) -> Result<(), StoreError> {
        for id in back {
            let count = delivery::hasten(&self.core, id).await?;
            tracing::info!(hook.id = %id, deliveries = count, "a receiver is back");
        }
        Ok(())
    }
}
