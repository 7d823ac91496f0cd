//! The figures of the office: consent, messages, queues. Counting a million messages takes longer
//! than anybody waits for a page, so a count is kept for a while, longer the longer it took; a
//! small office always sees the figures of this moment.

use std::sync::Arc;
use std::time::Duration;

use chrono::{NaiveTime, TimeZone};
use entity::words::{AccountKind, AccountState, ConsentStatus, MessageStatus};
use tokio::sync::{Mutex, watch};
use tokio::time::{Instant, timeout};

use crate::broadcast::estimate::{Rests, end_of};
use crate::consent::course;
pub use crate::consent::course::Week;
use crate::core::Core;
use crate::database::StoreError;
use crate::outbound::cap::Allowance;
use crate::outbound::tally::{self, Tally};
use crate::outbound::{history, pace::Pace};
use crate::people::contact;
use crate::providers::{overview, registry};
use crate::time::Timestamp;

/// What takes less is counted anew each time.
const CHEAP: Duration = Duration::from_millis(20);
/// A count is good for so many times what it took, and never longer than [`LONGEST`].
const WORTH: u32 = 100;
const LONGEST: Duration = Duration::from_mins(2);
/// How many weeks back the course of consent goes.
const WEEKS: u32 = 12;

/// The latest count; cheap to clone.
#[derive(Clone)]
pub struct Figures {
    kept: Arc<watch::Sender<Option<Arc<Count>>>>,
    counting: Arc<Mutex<()>>,
}

impl Default for Figures {
    fn default() -> Self {
        Self {
            kept: Arc::new(watch::Sender::new(None)),
            counting: Arc::default(),
        }
    }
}

/// What was counted.
#[derive(Clone, Debug)]
pub struct Count {
    /// When.
    pub at: Timestamp,
    /// Numbers by consent status.
    pub consent: Vec<(ConsentStatus, i64)>,
    /// How many of those who have agreed did so in the simulator only.
    pub played: i64,
    /// Messages by what they came to: all, and those of 30 days, 7 days, and today.
    pub messages: Vec<Tally>,
    /// The course of consent.
    pub weeks: Vec<Week>,
    begun: Instant,
    took: Duration,
}

impl Count {
    /// How many numbers have this status.
    pub fn of(&self, status: ConsentStatus) -> i64 {
        let found = self.consent.iter().find(|(known, _)| *known == status);
        found.map_or(0, |(_, count)| *count)
    }

    /// How many messages have this status.
    pub fn tally(&self, status: MessageStatus) -> Tally {
        let found = self.messages.iter().find(|tally| tally.status == status);
        found.copied().unwrap_or(Tally {
            status,
            all: 0,
            since: [0; 3],
        })
    }

    fn is_good(&self) -> bool {
        let good_for = match self.took {
            took if took < CHEAP => return false,
            took => (took * WORTH).min(LONGEST),
        };
        self.begun.elapsed() < good_for
    }
}

impl Figures {
    /// The latest count. If it is old, a new one is begun; who waits longer than `patience` gets
    /// the old one, or none if nothing was ever counted.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn latest(
        &self,
        core: &Core,
        patience: Duration,
    ) -> Result<Option<Arc<Count>>, StoreError> {
        if let Some(kept) = self.kept().filter(|kept| kept.is_good()) {
            return Ok(Some(kept));
        }
        let (this, core, asked) = (self.clone(), core.clone(), Instant::now());
        // It goes on when nobody waits any more, so that the next one finds it.
        let counting = tokio::spawn(async move {
            let _alone = this.counting.lock().await;
            if this.kept().is_some_and(|kept| kept.begun >= asked) {
                return Ok(());
            }
            let count = count(&core).await?;
            this.kept.send_replace(Some(Arc::new(count)));
            Ok(())
        });
        match timeout(patience, counting).await {
            Ok(Ok(Err(error))) => Err(error),
            _ => Ok(self.kept()),
        }
    }

    /// How many messages have each status: those that wait or are being sent at this moment, the
    /// others as they were last counted. None if nothing was ever counted, and `patience` is over.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn messages(
        &self,
        core: &Core,
        patience: Duration,
    ) -> Result<Option<Vec<(MessageStatus, i64)>>, StoreError> {
        let Some(count) = self.latest(core, patience).await? else {
            return Ok(None);
        };
        let db = core.db.reader();
        let queued = tally::waiting(db).await?;
        let queued = queued.iter().map(|(_, count, _)| count).sum();
        let settled = count.messages.iter().map(|tally| (tally.status, tally.all));
        let mut messages: Vec<_> = settled.collect();
        messages.push((MessageStatus::Queued, queued));
        messages.push((MessageStatus::Sending, tally::sending(db).await?));
        Ok(Some(messages))
    }

    fn kept(&self) -> Option<Arc<Count>> {
        self.kept.borrow().clone()
    }
}

async fn count(core: &Core) -> Result<Count, StoreError> {
    let (begun, now) = (Instant::now(), core.now());
    let (db, zone) = (core.db.reader(), core.policy.rules.zone);
    let consent = contact::count_by_status(db).await?;
    let played = contact::count_played(db).await?;
    let agreed = consent
        .iter()
        .find(|(status, _)| *status == ConsentStatus::Granted)
        .map_or(0, |(_, count)| *count - played);
    let day = Duration::from_hours(24);
    let today = zone.from_local_datetime(
        &now.to_utc()
            .with_timezone(&zone)
            .date_naive()
            .and_time(NaiveTime::MIN),
    );
    let today = today.earliest().map_or(now, |midnight| {
        Timestamp::from_millis(midnight.timestamp_millis())
    });
    // Today and the days before it.
    let since = [today.minus(day * 29), today.minus(day * 6), today];
    let messages = tally::settled(db, since).await?;
    let weeks = course::weeks(db, WEEKS, agreed, now, zone).await?;
    Ok(Count {
        at: now,
        consent,
        played,
        messages,
        weeks,
        begun,
        took: begun.elapsed(),
    })
}

/// The pace and the health of an account.
#[derive(Clone, Debug)]
pub struct Lane {
    /// The account.
    pub id: String,
    /// The name people see.
    pub name: String,
    /// Which gateway.
    pub kind: AccountKind,
    /// What is known of its credentials.
    pub state: AccountState,
    /// Switched on.
    pub active: bool,
    /// Stopped by a person.
    pub paused: bool,
    /// How many messages wait for it.
    pub queued: i64,
    /// When the first of them was accepted.
    pub oldest_at: Option<Timestamp>,
    /// The pause between two messages.
    pub pace: Pace,
    /// What it has sent today, and may.
    pub today: Allowance,
    /// When it may send again, if that is not now.
    pub next_send_at: Option<Timestamp>,
    /// Until when it pauses after a fault.
    pub down_until: Option<Timestamp>,
    /// The latest fault.
    pub last_error: Option<String>,
    /// When the latest webhook came.
    pub last_webhook_at: Option<Timestamp>,
    /// When its queue will be empty at this pace; `None` if nothing waits, or it does not send.
    pub done_at: Option<Timestamp>,
}

/// All accounts that this master key opens, with what waits for them.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn lanes(core: &Core) -> Result<Vec<Lane>, StoreError> {
    let (db, now) = (core.db.reader(), core.now());
    let waiting = history::queues(db).await?;
    let times = overview::lanes(db).await?;
    let later = |at: i64| (at > now.millis()).then_some(Timestamp::from_millis(at));
    let accounts = registry::open_all(db, &core.keys.vault).await?;
    let lanes = accounts.into_iter().map(|account| {
        let queue = waiting.iter().find(|(id, ..)| *id == account.id);
        let (queued, oldest_at) = queue.map_or((0, None), |(_, count, oldest)| (*count, *oldest));
        let time = times.iter().find(|(id, ..)| *id == account.id);
        let (next, down) = time.map_or((0, None), |(_, next, down)| (*next, *down));
        let pace = account.pace.unwrap_or(core.policy.pace);
        let down_until = down.and_then(later);
        let rests = match account.kind {
            AccountKind::Sandbox => Rests::No,
            _ => Rests::Yes,
        };
        let work = pace.mean() * u32::try_from(queued).unwrap_or(u32::MAX);
        let begins = down_until.unwrap_or(now);
        let sends = account.active && !account.paused && queued > 0;
        let done_at = sends
            .then(|| end_of(work, &core.policy.rules, rests, begins))
            .flatten();
        Lane {
            queued,
            oldest_at: oldest_at.map(Timestamp::from_millis),
            pace,
            today: Allowance::of(&account.limits, now, core.policy.rules.zone),
            next_send_at: later(next),
            down_until,
            done_at,
            id: account.id,
            name: account.name,
            kind: account.kind,
            state: account.state,
            active: account.active,
            paused: account.paused,
            last_error: account.last_error,
            last_webhook_at: account.last_webhook_at,
        }
    });
    Ok(lanes.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestCore;

    #[tokio::test]
    async fn what_is_cheap_is_counted_anew_and_what_is_dear_is_kept() {
        let test = TestCore::new().await;
        let figures = Figures::default();
        let patience = Duration::from_secs(10);
        let look = async || figures.latest(&test.core, patience).await.unwrap().unwrap();
        let first = look().await;
        assert_eq!(first.of(ConsentStatus::Granted), 0);
        assert_eq!(first.weeks.len(), 12);
        let dear = Count {
            took: Duration::from_secs(1),
            begun: Instant::now(),
            consent: vec![(ConsentStatus::Granted, 7)],
            ..(*first).clone()
        };
        figures.kept.send_replace(Some(Arc::new(dear)));
        assert_eq!(look().await.of(ConsentStatus::Granted), 7);
        let cheap = Count {
            took: Duration::from_millis(1),
            ..(*look().await).clone()
        };
        figures.kept.send_replace(Some(Arc::new(cheap)));
        assert_eq!(look().await.of(ConsentStatus::Granted), 0);
    }
}
