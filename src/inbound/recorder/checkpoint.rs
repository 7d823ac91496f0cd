//! Folds SQLite's write-ahead log back into the database beside the writer, so that no webhook
//! waits for it. A passive checkpoint blocks nobody (sqlite.org/wal.html); only when the log has
//! grown very long does the writer's own automatic checkpoint finish what is left, which then
//! lets the log start anew.

use std::path::Path;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;

use rusqlite::Connection;

use crate::database::BUSY_TIMEOUT;

/// A checkpoint is worth it after so many rows.
const ROWS: usize = 1000;

/// Asks for checkpoints; the thread ends when this is dropped.
pub(super) struct Checkpointer {
    ask: SyncSender<()>,
    rows: usize,
}

impl Checkpointer {
    pub(super) fn start(path: &Path) -> Result<Self, rusqlite::Error> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.pragma_update(None, "synchronous", "full")?;
        connection.pragma_update(None, "cache_size", 0)?;
        let (ask, asked) = mpsc::sync_channel(1);
        let started = thread::Builder::new()
            .name("checkpoint".to_owned())
            .spawn(move || run(&connection, &asked));
        if let Err(error) = started {
            // The writer's own checkpoints still do the work.
            tracing::warn!(%error, "no thread for checkpoints");
        }
        Ok(Self { ask, rows: 0 })
    }

    /// Notes that so many rows were written.
    pub(super) fn note(&mut self, rows: usize) {
        self.rows += rows;
        if self.rows >= ROWS {
            self.rows = 0;
            if self.ask.try_send(()).is_err() {
                tracing::trace!("a checkpoint is under way already");
            }
        }
    }
}

fn run(connection: &Connection, asked: &Receiver<()>) {
    while asked.recv().is_ok() {
        let done = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
        if let Err(error) = done {
            tracing::warn!(%error, "a checkpoint of the database failed");
        }
    }
}
