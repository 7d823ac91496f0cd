//! The writer on SQLite: a plain thread that owns one connection, `BEGIN IMMEDIATE`, prepared
//! statements, one commit a batch. The commit itself does not wait for the disk; `disk` does,
//! before anybody is answered.

use std::collections::HashMap;
use std::path::Path;
use std::thread;

use rusqlite::{Connection, ErrorCode, TransactionBehavior};
use sea_orm::DbErr;
use tokio::sync::mpsc;

use super::batch::{Batch, Surroundings};
use super::disk::{Disk, log_of};
use super::sqlite_statements::Statements;
use super::stats::RecorderStats;
use super::{Delivery, Job, NotRecorded, Recorded, answer_all, gather};
use crate::core::Core;
use crate::database::{BUSY_TIMEOUT, CHECKPOINT_PAGES, StoreError, give_up};
use crate::live::Live;
use crate::time::Timestamp;

/// The page cache in KiB: more gained nothing measurable, and memory is bounded.
const CACHE_KIB: i64 = 12_288;
/// After a batch with an event that was told before, so many look their events up first.
const WARY_BATCHES: u32 = 64;
/// How often the time of an account's latest webhook is written, in milliseconds.
const WEBHOOK_NOTE_INTERVAL: i64 = 10_000;

pub(super) fn start(
    path: &Path,
    core: Core,
    live: Live,
    stats: RecorderStats,
    receiver: mpsc::Receiver<Job>,
) -> Result<(), StoreError> {
    let connection = open(path).map_err(unavailable)?;
    let disk = log_of(path)
        .and_then(|log| Disk::start(log, Committed::answer, give_up))
        .map_err(|error| StoreError::Unavailable(DbErr::Custom(error.to_string())))?;
    let writer = Writer {
        connection,
        disk,
        core,
        live,
        stats,
        noted: HashMap::new(),
        wary: 0,
    };
    thread::Builder::new()
        .name("recorder".to_owned())
        .spawn(move || writer.run(receiver))
        .map_err(|error| StoreError::Unavailable(DbErr::Custom(error.to_string())))?;
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn unavailable(error: rusqlite::Error) -> StoreError {
    StoreError::Unavailable(DbErr::Custom(error.to_string()))
}

fn is_constraint(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    // The wait that `full` adds to each commit is done by `disk`.
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "foreign_keys", "on")?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    connection.set_prepared_statement_cache_capacity(32);
    // What an earlier run left in the log is brought to the disk by way of the database: should it
    // have ended because the disk refused the log, nobody knows what of the log is there. A
    // command that reads for longer than we wait may hinder it this once.
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(connection)
}

/// A batch that is committed, and not yet on the disk.
struct Committed {
    jobs: Vec<Job>,
    recorded: Vec<Recorded>,
}

impl Committed {
    fn answer(self) {
        answer_all(self.jobs, Ok(self.recorded));
    }
}

struct Writer {
    connection: Connection,
    disk: Disk<Committed>,
    core: Core,
    live: Live,
    stats: RecorderStats,
    /// When the time of an account's latest webhook was last written.
    noted: HashMap<String, Timestamp>,
    /// For how many batches to come the keys of events are looked up first.
    wary: u32,
}

impl Writer {
    fn run(mut self, mut receiver: mpsc::Receiver<Job>) {
        let queue = self.core.db.writer_queue();
        while let Some(first) = receiver.blocking_recv() {
            let queued = queue.blocking_lock();
            let jobs = gather(first, &mut receiver);
            let outcome = self.write(&jobs);
            drop(queued);
            match outcome {
                Ok(recorded) => {
                    let more = !receiver.is_empty();
                    self.disk.bring(Committed { jobs, recorded }, more);
                }
                Err(error) => {
                    self.stats.failed();
                    tracing::error!(%error, "a batch of webhooks was not stored");
                    answer_all(jobs, Err(NotRecorded::Unavailable));
                }
            }
        }
    }

    /// Writes a batch. That an event is stored already shows when it is stored again: then the
    /// batch is undone, and decided again with what the database has. Repeats come in swarms, after
    /// an outage of ours; until they are over, each batch looks first.
    fn write(&mut self, jobs: &[Job]) -> rusqlite::Result<Vec<Recorded>> {
        if self.wary == 0 {
            match self.try_write(jobs, false) {
                Err(error) if is_constraint(&error) => self.wary = WARY_BATCHES,
                outcome => return outcome,
            }
        }
        self.wary -= 1;
        self.try_write(jobs, true)
    }

    fn try_write(&mut self, jobs: &[Job], look_up_keys: bool) -> rusqlite::Result<Vec<Recorded>> {
        let reading = self.live.latest();
        let at = Surroundings {
            core: &self.core,
            reading: &reading,
        };
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut statements = Statements::new(&transaction);
        let mut batch = Batch::with_room(jobs.len());
        let mut recorded = Vec::with_capacity(jobs.len());
        for job in jobs {
            if look_up_keys {
                statements.look_up_keys(&mut batch, job)?;
            }
            statements.load_contacts(&mut batch, job)?;
            recorded.push(batch.apply(&at, &job.delivery, &job.keys));
        }
        let contacts = batch.take_contacts();
        for contact in &contacts.new {
            statements.insert_contact(contact)?;
        }
        for contact in &contacts.changed {
            statements.update_contact(contact)?;
        }
        for contact in &contacts.decided {
            statements.update_decided(contact)?;
        }
        for row in &batch.rows.inbound {
            statements.insert_inbound(row)?;
        }
        for event in &batch.rows.events {
            statements.insert_event(event)?;
        }
        for message in &batch.rows.messages {
            statements.insert_message(message)?;
        }
        for receipt in &batch.rows.receipts {
            statements.insert_receipt(receipt)?;
        }
        for (account, status) in &batch.rows.devices {
            statements.note_device(account, status, self.core.now())?;
        }
        for job in jobs {
            let Delivery {
                account_id,
                received_at,
                ..
            } = &job.delivery;
            let noted = self.noted.get(&**account_id);
            if noted.is_none_or(|at| received_at.millis() - at.millis() > WEBHOOK_NOTE_INTERVAL) {
                statements.note_webhook(account_id, *received_at)?;
                self.noted.insert(account_id.to_string(), *received_at);
            }
        }
        let count = statements.count;
        drop(statements);
        transaction.commit()?;
        if batch.duplicates > 0 {
            self.wary = WARY_BATCHES;
        }
        let rows = &batch.rows;
        let events = rows.inbound.len() + rows.receipts.len() + rows.devices.len();
        self.core.db.note_rows(events);
        self.stats.committed(events, batch.duplicates, count);
        if !rows.messages.is_empty() || !rows.devices.is_empty() {
            self.core.wake.ring();
        }
        if !rows.receipts.is_empty() {
            self.core.receipts.ring();
        }
        Ok(recorded)
    }
}
