//! One lane: an account's messages on their way to its provider. Several sends may be under way
//! together where the pace allows it; each turn settles those that have ended and begins others.

use std::time::Duration;

use entity::message;
use entity::words::AccountKind;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::dispatcher::{Dispatcher, lease_of};
use super::turn::{self, Done, Next, Wish};
use super::{queue, settle};
use crate::database::StoreError;
use crate::fault;
use crate::people::Address;
use crate::providers::{Account, Outgoing, SendError, registry};
use crate::time::Timestamp;

/// How many sends of one account may be under way at the same time.
pub(super) const MOST_UNDER_WAY: usize = 16;
/// How long a lane waits at most before it looks again: messages of other processes ring no bell.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(1);
/// How long a lane rests after the bell before it looks.
pub(super) const REST: Duration = Duration::from_millis(5);
/// How long it rests at most, where the bell rings on and on for others.
const LONGEST_REST: Duration = Duration::from_millis(40);
/// How long a provider's answer waits for the database at most.
const LONGEST_SETTLE: Duration = Duration::from_secs(90);
/// What was claimed longer ago than this is not sent any more: another process may think by then
/// that the sender is gone.
const LONGEST_DELAY: Duration = Duration::from_secs(5);

/// One lane, in the hands of one task.
pub(super) struct Lane {
    of: Dispatcher,
    account: String,
    sends: JoinSet<Done>,
    /// Sends that have ended and are not yet written down.
    done: Vec<Done>,
    /// Since when they could not be.
    stuck_since: Option<Instant>,
    /// When the pause since the latest send ends.
    free_at: Timestamp,
    is_first: bool,
    opened: Instant,
    /// How many sends in a row ended nobody knows how.
    doubts: u32,
    /// How long it rests after the next bell.
    rest: Duration,
    is_closed: bool,
}

/// What waits for an account whose provider is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waiting {
    Nothing,
    Messages,
}

/// What a lane does next.
enum Then {
    /// Look at once.
    Go,
    /// Wait for a send to end, for the bell, or so long.
    Wait(Duration),
    /// Wait so long, whatever rings.
    Pause(Duration),
}

impl Lane {
    pub(super) fn new(of: Dispatcher, account: String) -> Self {
        Self {
            of,
            account,
            sends: JoinSet::new(),
            done: Vec::new(),
            stuck_since: None,
            free_at: Timestamp::from_millis(0),
            is_first: true,
            opened: Instant::now(),
            doubts: 0,
            rest: REST,
            is_closed: false,
        }
    }

    /// Sends until the end of the program, or of the account; what is under way then is settled.
    pub(super) async fn run(mut self) {
        let mut bell = self.of.core.wake.listen();
        let mut last = None;
        loop {
            bell.mark_unchanged();
            self.gather();
            let account = self.of.live.latest().account(&self.account).cloned();
            let lease = lease_of(&self.account);
            let is_over =
                self.of.stop.is_cancelled() || account.is_none() || !self.of.leases.holds(&lease);
            if is_over && self.sends.is_empty() && self.done.is_empty() {
                break;
            }
            // An account that was taken away still has its sends to settle.
            let Some(account) = account.or(last) else {
                break;
            };
            let then = match self.step(&account, is_over).await {
                Ok(then) => then,
                Err(error) => self.excuse(&error).await,
            };
            last = Some(account);
            self.wait(&mut bell, then, is_over).await;
        }
        self.close();
        if let Err(error) = self.of.leases.release(&lease_of(&self.account)).await {
            tracing::debug!(account.id = %self.account, %error, "giving a lane back");
        }
    }

    fn close(&mut self) {
        self.of.close_lane(&self.account);
        self.is_closed = true;
    }

    fn gather(&mut self) {
        while let Some(ended) = self.sends.try_join_next() {
            self.note_end(ended);
        }
    }

    fn note_end(&mut self, ended: Result<Done, tokio::task::JoinError>) {
        match ended {
            Ok(done) => {
                match &done.outcome {
                    Err(SendError::Unknown { .. }) => self.doubts = self.doubts.saturating_add(1),
                    // It says nothing of the provider.
                    Err(SendError::NotSent { .. }) => {}
                    Ok(_) | Err(_) => self.doubts = 0,
                }
                self.done.push(done);
            }
            Err(error) => {
                tracing::error!(account.id = %self.account, %error, "a send broke off; its message becomes uncertain");
            }
        }
    }

    /// Settles, and begins what may begin.
    async fn step(&mut self, account: &Account, is_over: bool) -> Result<Then, StoreError> {
        let core = &self.of.core;
        let mut free = MOST_UNDER_WAY.saturating_sub(self.sends.len());
        if is_over {
            free = 0;
        }
        if self.done.is_empty() {
            if free == 0 {
                return Ok(Then::Wait(LONGEST_WAIT));
            }
            let now = core.now();
            // The clock may have been put back.
            let longest = account.pace.unwrap_or(core.policy.pace).longest();
            self.free_at = self.free_at.min(now.plus(longest));
            if self.free_at > now {
                return Ok(Then::Wait(self.free_at.since(now)));
            }
            // A cheap look first: the write transaction only where there is something to do.
            match queue::next_due(core, &account.id).await? {
                // An account that is down is asked after also while nothing waits for it: others
                // may want to hand over to it.
                None if registry::may_be_back(core.db.reader(), &account.id, now).await? => {
                    return self.ask_provider(account, Waiting::Nothing).await;
                }
                None => return Ok(Then::Wait(LONGEST_WAIT)),
                Some(due) if due > now => return Ok(Then::Wait(due.since(now))),
                Some(_) => {}
            }
        }
        let others = self.others(account);
        let wish = Wish {
            account,
            done: &self.done,
            others: &others,
            free,
            free_at: self.free_at,
            is_first: self.is_first,
            open_for: self.opened.elapsed(),
            doubts: self.doubts,
        };
        let turn = turn::take(core, &self.of.stats, &self.of.leases, wish).await?;
        self.done.clear();
        self.stuck_since = None;
        if turn.handed_over {
            core.wake.ring();
        }
        self.is_first &= turn.claimed.is_empty();
        if !turn.claimed.is_empty() {
            self.rest = REST;
        }
        for message in turn.claimed {
            let begun = self.begin(account, message);
            if !turn.pause.is_zero() {
                // The pause counts from the call, which a busy machine may begin late.
                begun.cancelled().await;
                self.free_at = self.of.core.now().plus(turn.pause);
            }
        }
        match turn.next {
            Next::Now => Ok(Then::Go),
            Next::NotBefore(then) => Ok(Then::Pause(then.since(self.of.core.now()))),
            Next::AskProvider => self.ask_provider(account, Waiting::Messages).await,
            Next::Idle => Ok(Then::Wait(LONGEST_WAIT)),
        }
    }

    /// The accounts that may take over, in the order in which they are tried. The sandbox sends
    /// nothing, and Meta takes free text in an open window only.
    fn others(&self, account: &Account) -> Vec<String> {
        if account.kind == AccountKind::Sandbox {
            return Vec::new();
        }
        let takes_text =
            |other: &Account| !matches!(other.kind, AccountKind::Sandbox | AccountKind::Meta);
        let reading = self.of.live.latest();
        reading
            .accounts()
            .filter(|other| other.id != account.id && !other.paused && takes_text(other))
            .map(|other| other.id.clone())
            .collect()
    }

    /// Begins a send; what is returned tells when the provider is called, or will not be.
    fn begin(&mut self, account: &Account, message: message::Model) -> CancellationToken {
        let (of, account, claimed) = (self.of.clone(), account.clone(), Instant::now());
        let begun = CancellationToken::new();
        let begins = begun.clone().drop_guard();
        self.sends.spawn(async move {
            drop(begins);
            send(&of, &account, &message, claimed).await
        });
        begun
    }

    /// A turn failed. What the provider answered is told nowhere else, so a database that is away
    /// for a while is waited for.
    async fn excuse(&mut self, error: &StoreError) -> Then {
        tracing::warn!(account.id = %self.account, %error, "a lane waits for the database");
        let since = *self.stuck_since.get_or_insert_with(Instant::now);
        let may_pass = matches!(error, StoreError::Unavailable(_));
        if !self.done.is_empty() && (!may_pass || since.elapsed() > LONGEST_SETTLE) {
            self.settle_singly().await;
        }
        Then::Pause(LONGEST_WAIT)
    }

    /// One answer that cannot be written must not hold up the others.
    async fn settle_singly(&mut self) {
        for done in std::mem::take(&mut self.done) {
            let one = std::slice::from_ref(&done);
            if let Err(error) = turn::settle_only(&self.of.core, &self.account, one).await {
                tracing::error!(
                    message.id = %done.id, account.id = %self.account, %error,
                    "an answer could not be written down; its message becomes uncertain"
                );
            }
        }
        self.stuck_since = None;
    }

    async fn wait(&mut self, bell: &mut watch::Receiver<u64>, then: Then, is_over: bool) {
        let (longest, rings) = match then {
            Then::Go if self.sends.len() < MOST_UNDER_WAY => return,
            Then::Go => (LONGEST_WAIT, false),
            Then::Wait(longest) => (longest.min(LONGEST_WAIT), true),
            Then::Pause(longest) => (longest.min(LONGEST_WAIT), false),
        };
        let stop = self.of.stop.clone();
        let begun = Instant::now();
        let pause = tokio::time::sleep(longest);
        tokio::select! {
            Some(ended) = self.sends.join_next() => {
                self.note_end(ended);
                return;
            }
            () = stop.cancelled(), if !is_over => return,
            () = pause => return,
            _ = bell.changed(), if rings => {}
        }
        // Under load the bell rings all the time; one look then serves for many rings, and for the
        // more of them the less there was for this lane.
        tokio::time::sleep(self.rest.min(longest)).await;
        self.rest = if begun.elapsed() < 2 * LONGEST_REST {
            LONGEST_REST.min(2 * self.rest)
        } else {
            REST
        };
    }

    /// The account was down and its pause is over: the provider's health call decides whether a
    /// message is tried. Where none waits it decides alone.
    async fn ask_provider(&self, account: &Account, what: Waiting) -> Result<Then, StoreError> {
        let core = &self.of.core;
        match self.of.providers.get(account.kind).test(account).await {
            Ok(_) => {
                let noted = match what {
                    Waiting::Nothing => {
                        registry::record_test(core, &account.id, Ok(()), None).await
                    }
                    Waiting::Messages => registry::let_try(core, &account.id).await,
                };
                if let Err(error) = noted {
                    tracing::warn!(account.id = %account.id, %error, "noting that an account is back");
                    return Ok(Then::Wait(LONGEST_WAIT));
                }
                tracing::info!(account.id = %account.id, "the provider of an account answers again");
                Ok(Then::Go)
            }
            Err(error) => {
                let txn = core.db.begin_write().await?;
                settle::note_fault(&*txn, &account.id, error.detail(), core.now()).await?;
                txn.commit().await?;
                Ok(Then::Wait(LONGEST_WAIT))
            }
        }
    }
}

/// A lane that breaks off is opened anew, by this process or another; what it was sending is
/// uncertain.
impl Drop for Lane {
    fn drop(&mut self) {
        if !self.is_closed {
            self.of.leases.forget(&lease_of(&self.account));
            self.of.close_lane(&self.account);
        }
    }
}

/// Calls the provider.
async fn send(
    of: &Dispatcher,
    account: &Account,
    message: &message::Model,
    claimed: Instant,
) -> Done {
    let to = Address::from_stored(&message.address);
    let outgoing = Outgoing {
        to: &to,
        text: &message.text,
    };
    // Both clocks: one stands still while the machine sleeps, the other counts from the claim itself.
    let at = message.claimed_at.map(Timestamp::from_millis);
    let held_up = at.is_none_or(|at| of.core.now().since(at) > LONGEST_DELAY);
    let outcome = if held_up || claimed.elapsed() > LONGEST_DELAY {
        Err(SendError::NotSent {
            detail: "the program was held up".to_owned(),
            retry_after: None,
        })
    } else {
        fault::point("send.before_call");
        of.providers
            .get(account.kind)
            .send(&outgoing, account)
            .await
    };
    fault::point("send.after_answer");
    of.stats.sent(&outcome);
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
    Done {
        id: message.id,
        claimed_at: message.claimed_at,
        outcome,
    }
}

#[cfg(test)]
#[path = "lane_tests.rs"]
mod tests;
