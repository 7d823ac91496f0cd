//! Folds SQLite's write-ahead log back into the database beside the writers, so that nobody waits
//! for it. A passive checkpoint blocks nobody (sqlite.org/wal.html), and so never comes to the end
//! of a log that goes on growing; only from its end can the log start anew. When it has grown long,
//! it is folded back again and again, each time less, and brought to the disk; for the rest the
//! writers are kept waiting, which takes a few milliseconds.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, OnceLock};
use std::thread;

use rusqlite::Connection;
use tokio::sync::Mutex;

use super::BUSY_TIMEOUT;

/// A checkpoint is worth it after so many rows: a page that many of them changed is written to the
/// database once.
const ROWS: usize = 5_000;
/// A log of so many pages is to start anew, as soon as the writers need not wait long for it.
const LONG_PAGES: i64 = 5_000;
/// A log of so many pages is to start anew all the same.
const TOO_LONG_PAGES: i64 = 25_000;
/// So many pages are folded back while the writers wait.
const FEW_PAGES: i64 = 1_000;
/// They never wait for more than these.
const MOST_LEFT: i64 = 6_000;
/// Who commits folds the log back itself only after so many, should nobody else do it.
pub(crate) const CHECKPOINT_PAGES: u32 = 40_000;

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
        let started = thread::Builder::new()
            .name("checkpoint".to_owned())
            .spawn(move || match Log::open(&path) {
                Ok(log) => log.run(&writers, &asked),
                Err(error) => tracing::warn!(%error, "no checkpoints of the database"),
            });
        // Without it, the automatic checkpoints still do the work.
        started
            .inspect_err(|error| tracing::warn!(%error, "no thread for checkpoints"))
            .ok()
            .map(|_| ask)
    }
}

/// Why the log is not folded back.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Database(#[from] rusqlite::Error),
    #[error(transparent)]
    Disk(#[from] io::Error),
}

struct Log {
    connection: Connection,
    /// What the log is folded back into. It stays open until the process ends: one that closes a
    /// file loses all locks that its other connections have on it (sqlite.org/howtocorrupt.html,
    /// section 2.2).
    database: &'static File,
}

impl Log {
    fn open(path: &Path) -> Result<Self, Failure> {
        let connection = connect(path)?;
        let database = Box::leak(Box::new(File::open(path)?));
        Ok(Self {
            connection,
            database,
        })
    }

    fn run(&self, writers: &Mutex<()>, asked: &Receiver<()>) {
        while asked.recv().is_ok() {
            if let Err(error) = self.fold(writers) {
                tracing::warn!(%error, "a checkpoint of the database failed");
            }
        }
    }

    fn fold(&self, writers: &Mutex<()>) -> Result<(), Failure> {
        let (mut length, _) = self.passive()?;
        if length < LONG_PAGES {
            return Ok(());
        }
        let mut least = i64::MAX;
        loop {
            let (longer, done) = self.passive()?;
            let came = longer - length;
            length = longer;
            if length - done > MOST_LEFT {
                // Somebody still reads what was there before; nothing behind that can be folded
                // back.
                return Ok(());
            }
            if came <= FEW_PAGES {
                break;
            }
            if came > least - least / 4 {
                // It does not get less while very much is entered: that goes on for a while.
                if length < TOO_LONG_PAGES {
                    return Ok(());
                }
                break;
            }
            least = came;
        }
        // SQLite does this at the end of the log, where the writers would wait for it.
        self.database.sync_data()?;
        self.passive()?;
        self.database.sync_data()?;
        let kept_waiting = writers.blocking_lock();
        self.passive()?;
        drop(kept_waiting);
        Ok(())
    }

    /// Folds back what may be; says how many pages the log has, and how many of them are done.
    fn passive(&self) -> rusqlite::Result<(i64, i64)> {
        self.connection
            .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
                Ok((row.get(1)?, row.get(2)?))
            })
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "cache_size", 0)?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_log_starts_anew_although_others_write() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("setuju.db");
        let writer = connect(&path).unwrap();
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
        let beside = Log::open(&path).unwrap();
        let writers = Mutex::new(());
        write(10);
        beside.fold(&writers).unwrap();
        let (short, done) = beside.passive().unwrap();
        assert_eq!(short, done, "all of it is folded back");
        write(LONG_PAGES);
        let (long, _) = beside.passive().unwrap();
        assert!(long > LONG_PAGES, "it went on behind that");
        beside.fold(&writers).unwrap();
        write(10);
        let (anew, _) = beside.passive().unwrap();
        assert!(anew < 100, "{anew} pages");
    }
}
