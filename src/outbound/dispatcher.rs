//! The dispatcher: one lane an account. A lane claims the next message, calls the provider,
//! settles, and goes on; it waits for the bell, the clock, or the end.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use entity::ids::MessageId;
use entity::message;
use entity::words::AccountKind;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::outbox::{self, Claim};
use super::{receipts, settle};
use crate::core::Core;
use crate::database::StoreError;
use crate::live::Live;
use crate::people::Address;
use crate::providers::{Account, Outgoing, Providers, registry};
use crate::time::Timestamp;

/// How long a lane pauses when its device is reported to be gone.
pub const DEVICE_PAUSE: Duration = Duration::from_mins(1);
/// How long a lane waits at most before it looks again: messages of other processes ring no bell.
const LONGEST_WAIT: Duration = Duration::from_secs(1);
/// How often receipts are looked at again whose message was not there.
const ALL_RECEIPTS: Duration = Duration::from_secs(30);
/// How long a lane rests after the bell before it looks.
const REST: Duration = Duration::from_millis(10);
/// How long a provider's answer waits for the database at most.
const LONGEST_SETTLE: Duration = Duration::from_secs(90);
/// Longer than any call of a provider, and then the wait for the database, may take.
pub const LONGEST_SEND: Duration = Duration::from_mins(3);

/// The lanes.
#[derive(Clone)]
pub struct Dispatcher {
    core: Core,
    live: Live,
    providers: Providers,
    lanes: Arc<Mutex<HashSet<String>>>,
    tasks: TaskTracker,
    stop: CancellationToken,
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
        }
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
                let lane = Lane {
                    of: self.clone(),
                    account: account.id.clone(),
                };
                self.tasks.spawn(lane.run());
            }
        }
    }
}

struct Lane {
    of: Dispatcher,
    account: String,
}

impl Lane {
    async fn run(self) {
        let mut bell = self.of.core.wake.listen();
        while !self.of.stop.is_cancelled() {
            bell.mark_unchanged();
            let Some(account) = self.of.live.latest().account(&self.account).cloned() else {
                break;
            };
            let wait = match self.turn(&account).await {
                Ok(None) => continue,
                Ok(Some(wait)) => wait,
                Err(error) => {
                    tracing::warn!(account.id = %account.id, %error, "a lane waits for the database");
                    LONGEST_WAIT
                }
            };
            self.wait(&mut bell, wait).await;
        }
        self.of
            .lanes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.account);
    }

    async fn wait(&self, bell: &mut watch::Receiver<u64>, wait: Duration) {
        let wait = wait.min(LONGEST_WAIT);
        tokio::select! {
            () = self.of.stop.cancelled() => return,
            () = tokio::time::sleep(wait) => return,
            _ = bell.changed() => {}
        }
        // Under load the bell rings all the time; one look then serves for many rings.
        tokio::time::sleep(REST.min(wait)).await;
    }

    /// One step; says how long to wait before the next.
    async fn turn(&self, account: &Account) -> Result<Option<Duration>, StoreError> {
        let core = &self.of.core;
        let now = core.now();
        match outbox::next_due(core, &account.id).await? {
            None => return Ok(Some(LONGEST_WAIT)),
            Some(due) if due > now => return Ok(Some(due.since(now))),
            Some(_) => {}
        }
        match outbox::claim(core, account).await? {
            Claim::Ours(message) => {
                self.send(account, *message).await?;
                Ok(None)
            }
            Claim::NotBefore(then) => {
                // The bell does not shorten a pause; a person who resumes the account does.
                let wait = then.since(core.now()).min(LONGEST_WAIT);
                self.of
                    .stop
                    .run_until_cancelled(tokio::time::sleep(wait))
                    .await;
                Ok(None)
            }
            Claim::AskProvider => self.ask_provider(account).await,
            Claim::Again => Ok(None),
            Claim::Idle => Ok(Some(LONGEST_WAIT)),
        }
    }

    async fn send(&self, account: &Account, message: message::Model) -> Result<(), StoreError> {
        let to = Address::from_stored(&message.address);
        let outgoing = Outgoing {
            to: &to,
            text: &message.text,
        };
        let claimed_at = Timestamp::from_millis(message.claimed_at.unwrap_or(i64::MAX));
        let delay = self.of.core.now().since(claimed_at);
        let outcome = self
            .of
            .providers
            .get(account.kind)
            .send(&outgoing, account)
            .await;
        match &outcome {
            Ok(_) => tracing::info!(message.id = %message.id, account.id = %account.id, "sent"),
            Err(error) => {
                let class = error.class();
                tracing::info!(
                    message.id = %message.id, account.id = %account.id, error = class, "not sent"
                );
                tracing::debug!(message.id = %message.id, %error, "why it was not sent");
            }
        }
        let reading = self.of.live.latest();
        let other = reading
            .accounts()
            .find(|other| {
                // The sandbox sends nothing, and Meta takes free text in an open window only.
                let takes_text = !matches!(other.kind, AccountKind::Sandbox | AccountKind::Meta);
                other.id != account.id && !other.paused && takes_text
            })
            .filter(|_| account.kind != AccountKind::Sandbox);
        let fallback = other.map(|other| other.id.as_str());
        self.settle(message.id, &outcome, fallback, delay).await?;
        if fallback.is_some() && outcome.is_err() {
            self.of.core.wake.ring();
        }
        Ok(())
    }

    /// What the provider answered is told nowhere else, so a database that is away for a while is
    /// waited for.
    async fn settle(
        &self,
        id: MessageId,
        outcome: &settle::Outcome,
        fallback: settle::Fallback<'_>,
        delay: Duration,
    ) -> Result<(), StoreError> {
        let given_up = Instant::now() + LONGEST_SETTLE;
        loop {
            match settle::settle(&self.of.core, id, outcome, fallback, delay).await {
                Err(StoreError::Unavailable(error)) if Instant::now() < given_up => {
                    tracing::warn!(message.id = %id, %error, "an answer waits for the database");
                }
                settled => return settled,
            }
            let pause = tokio::time::sleep(LONGEST_WAIT);
            if self.of.stop.run_until_cancelled(pause).await.is_none() {
                return settle::settle(&self.of.core, id, outcome, fallback, delay).await;
            }
        }
    }

    /// The account was down and its pause is over: the provider's health call decides.
    async fn ask_provider(&self, account: &Account) -> Result<Option<Duration>, StoreError> {
        let core = &self.of.core;
        match self.of.providers.get(account.kind).test(account).await {
            Ok(_) => {
                if let Err(error) = registry::record_test(core, &account.id, Ok(())).await {
                    tracing::warn!(account.id = %account.id, %error, "noting that an account is back");
                    return Ok(Some(LONGEST_WAIT));
                }
                tracing::info!(account.id = %account.id, "an account is back; its lane resumes");
                Ok(None)
            }
            Err(error) => {
                let txn = core.db.begin_write().await?;
                settle::note_fault(&*txn, &account.id, error.detail(), core.now()).await?;
                txn.commit().await?;
                Ok(Some(LONGEST_WAIT))
            }
        }
    }
}

/// Until when a message that is being sent may be in the hands of a living process.
pub fn stale_before(now: Timestamp) -> Timestamp {
    now.minus(LONGEST_SEND)
}
