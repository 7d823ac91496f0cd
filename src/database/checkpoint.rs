//! Folds SQLite's write-ahead log back into the database beside the writers, so that nobody waits
//! for it. A passive checkpoint blocks nobody (sqlite.org/wal.html), and so never comes to the end
//! of a log that goes on growing; only from its end can the log start anew. When it has grown long,
//! the writers are therefore kept waiting for the few milliseconds that the rest takes.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, OnceLock};
use std::thread;

use rusqlite::Connection;
use tokio::sync::Mutex;

use super::BUSY_TIMEOUT;

/// A checkpoint is worth it after so many rows.
const ROWS: usize = 1000;
/// A log of so many pages is to start anew.
const LONG_PAGES: i64 = 10_000;
/// The writers wait for no more pages than these.
const MOST_LEFT: i64 = 3_000;
/// Who commits folds the log back itself only after so many, should nobody else do it.
pub(crate) const CHECKPOINT_PAGES: u32 = 20_000;

/// Asks for checkpoints of one file. Its thread begins with the first that is worth it, and ends
/// when this is dropped.
pub(crate) struct Checkpointer {
    path: PathBuf,
    writers: Arc<Mutex<()>>,
    rows: AtomicUsize,
    ask: OnceLock<Option<SyncSender<()>>>,
}

impl Checkpointer {
    /// Of the file whose writers queue here.
    pub(super) fn new(path: PathBuf, writers: Arc<Mutex<()>>) -> Self {
        Self {
            path,
            writers,
            rows: AtomicUsize::new(0),
            ask: OnceLock::new(),
        }
    }

    /// Notes that so many rows were written.
    pub(crate) fn note(&self, rows: usize) {
        let before = self.rows.fetch_add(rows, Ordering::Relaxed);
        if before.saturating_add(rows) < ROWS {
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
        let (path, writers) = (self.path.clone(), Arc::clone(&self.writers));
        let started =
            thread::Builder::new()
                .name("checkpoint".to_owned())
                .spawn(move || match open(&path) {
                    Ok(connection) => run(&connection, &writers, &asked),
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

fn run(connection: &Connection, writers: &Mutex<()>, asked: &Receiver<()>) {
    while asked.recv().is_ok() {
        if let Err(error) = fold(connection, writers) {
            tracing::warn!(%error, "a checkpoint of the database failed");
        }
    }
}

fn fold(connection: &Connection, writers: &Mutex<()>) -> rusqlite::Result<()> {
    if passive(connection)?.0 < LONG_PAGES {
        return Ok(());
    }
    // What was written meanwhile, and then what was written while that was folded back.
    let (log, done) = passive(connection)?;
    if log - done > MOST_LEFT {
        // Somebody still reads what was there before; nothing behind that can be folded back.
        return Ok(());
    }
    let kept_waiting = writers.blocking_lock();
    passive(connection)?;
    drop(kept_waiting);
    Ok(())
}

/// Folds back what may be; says how many pages the log has, and how many of them are done.
fn passive(connection: &Connection) -> rusqlite::Result<(i64, i64)> {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
        Ok((row.get(1)?, row.get(2)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_log_starts_anew_although_others_write() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("setuju.db");
        let writer = open(&path).unwrap();
        writer
            .execute_batch("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0")
            .unwrap();
        writer
            .execute_batch("CREATE TABLE page (bytes BLOB)")
            .unwrap();
        let write = |pages: i64| {
            writer
                .execute(
                    "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) \
                     INSERT INTO page SELECT zeroblob(4090) FROM n",
                    [pages],
                )
                .unwrap();
        };
        let beside = open(&path).unwrap();
        let writers = Mutex::new(());
        write(10);
        fold(&beside, &writers).unwrap();
        let (short, done) = passive(&beside).unwrap();
        assert_eq!(short, done, "all of it is folded back");
        write(LONG_PAGES);
        let (long, _) = passive(&beside).unwrap();
        assert!(long > LONG_PAGES, "it went on behind that");
        fold(&beside, &writers).unwrap();
        write(10);
        let (anew, _) = passive(&beside).unwrap();
        assert!(anew < 100, "{anew} pages");
    }
}
