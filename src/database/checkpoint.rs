//! Folds SQLite's write-ahead log back into the database beside the writers, so that nobody waits
//! for it. A passive checkpoint blocks nobody (sqlite.org/wal.html), and so never comes to the end
//! of a log that goes on growing; only from its end can the log start anew. When it has grown long,
//! it is folded back again and again, each time less, and brought to the disk; for the rest the
//! writers are kept waiting, which takes a few milliseconds.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, SyncSender};
use std::sync::{Arc, OnceLock};
use std::thread;

use rusqlite::Connection;
use rusqlite::ffi::SQLITE_IOERR_FSYNC;
use tokio::sync::Mutex;

use super::{BUSY_TIMEOUT, give_up};

/// After so many rows it is worth a look how long the log is.
const ROWS: usize = 500;
/// So many pages that are not folded back are worth a checkpoint: a page that was changed many
/// times is written to the database once.
const LONG_PAGES: i64 = 8_000;
/// A log of so many pages is to start anew all the same.
const TOO_LONG_PAGES: i64 = 18_000;
/// So many pages are folded back while the writers wait, or so many if it does not get less.
const FEW_PAGES: i64 = 1_000;
const MANY_PAGES: i64 = 2_500;
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
            .spawn(move || {
                let mut opened = None;
                while asked.recv().is_ok() {
                    match opened.take().map_or_else(|| Log::open(&path), Ok) {
                        Ok(log) => opened.insert(log).look_after(&writers),
                        Err(error) => tracing::warn!(%error, "no checkpoint of the database"),
                    }
                }
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

impl Failure {
    /// Whether the disk did not take what was written to the database. It says so but once; the
    /// log, which still has it, would be written over after the next checkpoint that seems to
    /// succeed.
    fn is_refusal(&self) -> bool {
        match self {
            Self::Disk(_) => true,
            Self::Database(error) => error
                .sqlite_error()
                .is_some_and(|error| error.extended_code == SQLITE_IOERR_FSYNC),
        }
    }
}

/// How long the log is, and how many of its pages are folded back.
#[derive(Clone, Copy, Debug)]
struct State {
    length: i64,
    done: i64,
}

impl State {
    const fn left(self) -> i64 {
        self.length - self.done
    }
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

    fn look_after(&self, writers: &Mutex<()>) {
        match self.fold(writers) {
            Err(error) if error.is_refusal() => give_up(&error),
            Err(error) => tracing::warn!(%error, "a checkpoint of the database failed"),
            Ok(()) => {}
        }
    }

    fn fold(&self, writers: &Mutex<()>) -> Result<(), Failure> {
        if self.state()?.is_none_or(|state| state.left() < LONG_PAGES) {
            return Ok(());
        }
        let Some(mut before) = self.passive()? else {
            return Ok(());
        };
        let mut least = i64::MAX;
        loop {
            let Some(state) = self.passive()? else {
                return Ok(());
            };
            let came = state.length - before.length;
            before = state;
            if came < 0 || state.left() > MOST_LEFT {
                // It has started anew already; or somebody still reads what was there before, and
                // nothing behind that can be folded back.
                return Ok(());
            }
            if came <= FEW_PAGES {
                break;
            }
            if came > least - least / 4 {
                // It does not get less any more. Where very much is entered, that goes on for a
                // while, and the log may grow longer meanwhile.
                if came > MANY_PAGES && state.length < TOO_LONG_PAGES {
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
        let _kept_waiting = writers.blocking_lock();
        if self.state()?.is_some_and(|state| state.left() <= MOST_LEFT) {
            self.passive()?;
        }
        Ok(())
    }

    /// Looks, and folds nothing back; nothing to be seen while somebody else folds.
    fn state(&self) -> rusqlite::Result<Option<State>> {
        self.checkpoint("NOOP")
    }

    /// Folds back what may be, unless somebody else is about it.
    fn passive(&self) -> rusqlite::Result<Option<State>> {
        self.checkpoint("PASSIVE")
    }

    fn checkpoint(&self, mode: &str) -> rusqlite::Result<Option<State>> {
        let pragma = format!("PRAGMA wal_checkpoint({mode})");
        self.connection.query_row(&pragma, [], |row| {
            let is_busy: bool = row.get(0)?;
            let (length, done) = (row.get(1)?, row.get(2)?);
            Ok((!is_busy).then_some(State { length, done }))
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

    /// A database in a log of its own, with what looks after it and what writes to it.
    fn database() -> (tempfile::TempDir, Log, Connection) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("setuju.db");
        let writer = connect(&path).unwrap();
        writer
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; \
                 CREATE TABLE page (bytes BLOB)",
            )
            .unwrap();
        let log = Log::open(&path).unwrap();
        (dir, log, writer)
    }

    fn write(writer: &Connection, pages: i64) {
        writer
            .execute(
                "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) \
                 INSERT INTO page SELECT zeroblob(4090) FROM n",
                [pages],
            )
            .unwrap();
    }

    fn length(log: &Log) -> i64 {
        log.state().unwrap().unwrap().length
    }

    #[test]
    fn a_long_log_starts_anew_and_a_short_one_is_left_alone() {
        let (_dir, log, writer) = database();
        let writers = Mutex::new(());
        write(&writer, 10);
        log.fold(&writers).unwrap();
        let short = log.state().unwrap().unwrap();
        assert_eq!(short.done, 0, "it is not worth it");
        write(&writer, LONG_PAGES);
        let grown = length(&log);
        assert!(grown > LONG_PAGES, "it goes on behind that");
        log.fold(&writers).unwrap();
        write(&writer, 10);
        let anew = length(&log);
        assert!(anew < 100, "{anew} pages");
    }

    #[test]
    fn writers_do_not_wait_for_somebody_who_reads() {
        let (dir, log, writer) = database();
        let reader = connect(&dir.path().join("setuju.db")).unwrap();
        let count = "SELECT count(*) FROM page";
        reader.execute_batch("BEGIN").unwrap();
        let _: i64 = reader.query_row(count, [], |row| row.get(0)).unwrap();
        write(&writer, LONG_PAGES);
        let writers = Mutex::new(());
        let held = writers.try_lock().unwrap();
        // Would wait for ever, did it want the writers to wait.
        log.fold(&writers).unwrap();
        drop(held);
        write(&writer, 10);
        assert!(length(&log) > LONG_PAGES);
        reader.execute_batch("COMMIT").unwrap();
        log.fold(&writers).unwrap();
        write(&writer, 10);
        assert!(length(&log) < 100);
    }

    #[test]
    fn what_the_disk_refuses_is_told_from_what_may_be_tried_again() {
        let failure = |code| {
            let error = rusqlite::ffi::Error::new(code);
            Failure::from(rusqlite::Error::SqliteFailure(error, None))
        };
        assert!(failure(SQLITE_IOERR_FSYNC).is_refusal());
        assert!(!failure(rusqlite::ffi::SQLITE_IOERR_WRITE).is_refusal());
        assert!(!failure(rusqlite::ffi::SQLITE_BUSY).is_refusal());
        assert!(Failure::from(io::Error::other("refused")).is_refusal());
    }
}
