//! Folds SQLite's write-ahead log back into the database beside the writers, so that nobody waits
//! for it. A passive checkpoint blocks nobody (sqlite.org/wal.html); only when the log has grown
//! very long does the automatic checkpoint of whoever commits finish what is left, which then lets
//! the log start anew.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;

use rusqlite::Connection;

use super::BUSY_TIMEOUT;

/// Who commits folds the log back itself only after so many pages of 4 KiB.
pub(crate) const CHECKPOINT_PAGES: u32 = 25_000;
/// A checkpoint is worth it after so many rows.
const ROWS: usize = 1000;

/// Asks for checkpoints of one file. Its thread begins with the first that is worth it, and ends
/// when this is dropped.
pub(crate) struct Checkpointer {
    path: PathBuf,
    rows: AtomicUsize,
    ask: OnceLock<Option<SyncSender<()>>>,
}

impl Checkpointer {
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            path,
            rows: AtomicUsize::new(0),
            ask: OnceLock::new(),
        }
    }

    /// Notes that so many rows were written.
    pub(crate) fn note(&self, rows: usize) {
        if self.rows.fetch_add(rows, Ordering::Relaxed) + rows < ROWS {
            return;
        }
        self.rows.store(0, Ordering::Relaxed);
        let asked = self.ask.get_or_init(|| self.start());
        if asked.as_ref().is_some_and(|ask| ask.try_send(()).is_err()) {
            tracing::trace!("a checkpoint is under way already");
        }
    }

    fn start(&self) -> Option<SyncSender<()>> {
        let (ask, asked) = mpsc::sync_channel(1);
        let path = self.path.clone();
        let started =
            thread::Builder::new()
                .name("checkpoint".to_owned())
                .spawn(move || match open(&path) {
                    Ok(connection) => run(&connection, &asked),
                    Err(error) => tracing::warn!(%error, "no checkpoints of the database"),
                });
        // Without it, the automatic checkpoints still do the work.
        started
            .inspect_err(|error| tracing::warn!(%error, "no thread for checkpoints"))
            .ok()
            .map(|_| ask)
    }
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "cache_size", 0)?;
    Ok(connection)
}

fn run(connection: &Connection, asked: &Receiver<()>) {
    while asked.recv().is_ok() {
        let done = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
        if let Err(error) = done {
            tracing::warn!(%error, "a checkpoint of the database failed");
        }
    }
}
