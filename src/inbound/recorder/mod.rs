//! The recorder: makes webhooks durable, many at a time.
//!
//! A commit costs an fsync, so a transaction a message would be the limit. Handlers hand their
//! deliveries over a bounded channel; a writer takes what has gathered, never waiting for more,
//! writes it in one transaction and commits. Each handler is told when the disk has it, and not
//! before (invariant 2).
//!
//! What a delivery comes to is decided by [`batch`], in memory, alike for both databases. SQLite
//! is written by a plain thread that owns its connection, because a hand-over between threads for
//! each statement would cost more than the statements; another waits for the disk ([`disk`]).
//! PostgreSQL is written by two tasks, in two round trips a batch.

mod batch;
mod converse;
mod dedupe;
mod disk;
mod heed;
mod mailbox;
mod postgres;
mod postgres_statement;
mod sqlite;
mod sqlite_contact;
mod sqlite_statements;
mod stats;

use std::sync::Arc;

use entity::words::{AccountKind, Authenticity};
use tokio::sync::mpsc;

use self::dedupe::DedupeKey;
use self::mailbox::Reply;
pub use self::stats::RecorderStats;
use super::event::InboundEvent;
use crate::core::Core;
use crate::database::{Backend, StoreError};
use crate::live::Live;
use crate::time::Timestamp;

/// The most deliveries that go into one transaction.
const LARGEST_BATCH: usize = 256;
/// How many deliveries may wait.
const QUEUE: usize = 2048;
/// Writers on PostgreSQL: while one waits for its commit, the other decides. A third only made the
/// batches smaller, and the statement costs nearly as much for few rows as for many.
const POSTGRES_WRITERS: usize = 2;

/// One authentic webhook post.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The account it was posted to.
    pub account_id: Arc<str>,
    /// The kind of that account.
    pub provider: AccountKind,
    /// How it was shown to be authentic.
    pub authenticity: Authenticity,
    /// When it reached us.
    pub received_at: Timestamp,
    /// What it says; empty if that could not be read.
    pub events: Vec<InboundEvent>,
    /// The reason why it could not be read.
    pub unreadable: Option<String>,
    /// The body to keep, without secrets.
    pub raw: String,
}

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// At least one event of it is new.
    New,
    /// All of it was recorded before.
    Duplicate,
}

/// Why a delivery was not recorded: nothing of it was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRecorded {
    /// Too many deliveries are waiting.
    #[error("too many deliveries are waiting")]
    Busy,
    /// The database did not take it.
    #[error("the database did not take it")]
    Unavailable,
}

struct Job {
    delivery: Delivery,
    /// Made by the handler, as whatever the writer does all wait for.
    keys: Vec<Option<DedupeKey>>,
    reply: Reply,
}

/// The way to the writer; cheap to clone.
#[derive(Clone)]
pub struct Recorder {
    lanes: Arc<[mpsc::Sender<Job>]>,
    stats: RecorderStats,
}

impl Recorder {
    /// Starts the writer. It ends, its work done, when the last clone of the recorder is gone.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be opened.
    pub fn start(core: &Core, live: &Live) -> Result<Self, StoreError> {
        let stats = RecorderStats::default();
        let lanes = match core.db.backend() {
            Backend::Sqlite(path) => {
                let (sender, receiver) = mpsc::channel(QUEUE);
                sqlite::start(path, core.clone(), live.clone(), stats.clone(), receiver)?;
                vec![sender]
            }
            Backend::Postgres => (0..POSTGRES_WRITERS)
                .map(|_| {
                    let (sender, receiver) = mpsc::channel(QUEUE);
                    postgres::start(core.clone(), live.clone(), stats.clone(), receiver);
                    sender
                })
                .collect(),
        };
        Ok(Self {
            lanes: lanes.into(),
            stats,
        })
    }

    /// Records a delivery; returns after the commit.
    ///
    /// # Errors
    /// [`NotRecorded`]: nothing was stored, the provider should try again.
    pub async fn record(&self, delivery: Delivery) -> Result<Recorded, NotRecorded> {
        let (reply, expected) = mailbox::expect_reply();
        let lane = self.lane(&delivery).ok_or(NotRecorded::Unavailable)?;
        let keys = dedupe::keys_of(&delivery);
        let job = Job {
            delivery,
            keys,
            reply,
        };
        lane.try_send(job).map_err(|error| {
            self.stats.failed();
            match error {
                mpsc::error::TrySendError::Full(_) => NotRecorded::Busy,
                mpsc::error::TrySendError::Closed(_) => NotRecorded::Unavailable,
            }
        })?;
        expected.await.unwrap_or(Err(NotRecorded::Unavailable))
    }

    /// Counts of what was written.
    pub fn stats(&self) -> &RecorderStats {
        &self.stats
    }

    /// Deliveries of one sender always take the same lane, so that writers do not meet.
    fn lane(&self, delivery: &Delivery) -> Option<&mpsc::Sender<Job>> {
        let sender = delivery
            .events
            .iter()
            .find_map(batch::address_of)
            .unwrap_or_default();
        let hash = sender.bytes().fold(0_usize, |hash, byte| {
            hash.wrapping_mul(31).wrapping_add(usize::from(byte))
        });
        self.lanes.get(hash % self.lanes.len().max(1))
    }
}

/// Takes what has gathered: no more than is there already.
fn gather(first: Job, receiver: &mut mpsc::Receiver<Job>) -> Vec<Job> {
    let mut jobs = vec![first];
    while jobs.len() < LARGEST_BATCH {
        match receiver.try_recv() {
            Ok(job) => jobs.push(job),
            Err(_) => break,
        }
    }
    jobs
}

/// Tells every waiting handler.
fn answer_all(jobs: Vec<Job>, outcome: Result<Vec<Recorded>, NotRecorded>) {
    let jobs = jobs.into_iter();
    match outcome {
        Ok(recorded) => mailbox::send_all(jobs.zip(recorded.into_iter().map(Ok))),
        Err(error) => mailbox::send_all(jobs.map(|job| (job, Err(error)))),
    }
}
