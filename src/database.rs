//! The database: opening it, and the one way to write to it.
//!
//! SQLite takes one writer at a time and lets the others wait by polling, which is slow and
//! unfair. So inside the process every writer first queues at a fair lock, and each write
//! transaction is `BEGIN IMMEDIATE`; other processes (commands beside a running service) meet us
//! at SQLite's own lock, which `busy_timeout` lets them wait for.

use std::fmt::Display;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use migration::{Migrator, MigratorTrait};
use sea_orm::sqlx::Connection;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnAcquireErr, ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction,
    DbErr, EntityTrait, Select, SqliteTransactionMode, TransactionOptions, TransactionTrait, sqlx,
};
use secrecy::ExposeSecret;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::timeout;

use self::checkpoint::Checkpointer;
use self::writer::{CACHE_KIB, Commit, Settings, WideCache};
use crate::config::DatabaseUrl;

mod checkpoint;
mod error;
mod writer;

pub(crate) use self::checkpoint::CHECKPOINT_PAGES;
pub use self::error::StoreError;

/// How long a writer waits for another process on the same SQLite file.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a writer waits for the others of this process, each of which may wait for another
/// process. Whoever begins a second transaction within the first would wait for itself; after so
/// long it gives up, and lets the others go on.
const QUEUE_TIMEOUT: Duration = Duration::from_secs(20);
/// About as many rows does a transaction write that does not say how many.
const FEW_ROWS: usize = 4;
/// One more than a small machine has cores: none is held for longer than a statement takes.
const READERS: u32 = 3;
/// Bytes in a page of a new SQLite file. A webhook changes a few rows in as many places, and each
/// costs a page in the log and one in the database: with 8,192 they are a tenth slower. Whoever
/// enters very many rows at once would be a little faster with it.
const PAGE_SIZE: u32 = 4_096;
const POSTGRES_CONNECTIONS: u32 = 12;
/// How long to wait for a connection to PostgreSQL.
pub(crate) const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(4);
/// A connection to PostgreSQL that was good so short a time ago is not asked whether it still is:
/// that would be a round trip before each statement.
pub(crate) const TRUSTED_FOR: Duration = Duration::from_secs(1);

/// Which database it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A file.
    Sqlite(PathBuf),
    /// A server.
    Postgres,
}

/// An open database.
#[derive(Clone)]
pub struct Database {
    backend: Backend,
    read: DatabaseConnection,
    write: DatabaseConnection,
    queue: Arc<Mutex<()>>,
    settings: Arc<Settings>,
    checkpoints: Option<Arc<Checkpointer>>,
}

impl Database {
    /// Opens the database; an SQLite file is made if it is not there.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if that is not possible.
    pub async fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let (backend, read, write) = match url {
            DatabaseUrl::Sqlite(path) => {
                let write = sea_orm::Database::connect(sqlite(path, Access::Write)).await?;
                // Makes the file and its journal, which readers then find.
                write.execute_unprepared("SELECT 1").await?;
                let read = sea_orm::Database::connect(sqlite(path, Access::Read)).await?;
                (Backend::Sqlite(path.clone()), read, write)
            }
            DatabaseUrl::Postgres(url) => {
                let mut options = ConnectOptions::new(url.expose_secret());
                options
                    .max_connections(POSTGRES_CONNECTIONS)
                    .min_connections(1)
                    .acquire_timeout(ACQUIRE_TIMEOUT)
                    .connect_timeout(ACQUIRE_TIMEOUT)
                    .test_before_acquire_if_idle_for(TRUSTED_FOR)
                    .sqlx_logging(false);
                let pool = sea_orm::Database::connect(options).await?;
                (Backend::Postgres, pool.clone(), pool)
            }
        };
        let queue = Arc::new(Mutex::new(()));
        let checkpoints = match &backend {
            Backend::Sqlite(path) => {
                let checkpointer = Checkpointer::new(path.clone(), Arc::clone(&queue));
                Some(Arc::new(checkpointer))
            }
            Backend::Postgres => None,
        };
        Ok(Self {
            backend,
            read,
            write,
            queue,
            settings: Arc::default(),
            checkpoints,
        })
    }

    /// Brings the schema up to date; two processes may try at the same time.
    ///
    /// # Errors
    /// [`StoreError`] if a step fails.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        if let Backend::Postgres = self.backend {
            let guard = self.begin_write().await?;
            guard
                .execute_unprepared("SELECT pg_advisory_xact_lock(7366736)")
                .await?;
            Migrator::up(&self.write, None).await?;
            return guard.commit().await;
        }
        let _queued = Arc::clone(&self.queue).lock_owned().await;
        Ok(Migrator::up(&self.write, None).await?)
    }

    /// Whether the schema is the one this program knows.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn is_ready(&self) -> Result<bool, StoreError> {
        Ok(Migrator::get_pending_migrations_read_only(&self.read)
            .await?
            .is_empty())
    }

    /// Which database it is.
    pub fn backend(&self) -> &Backend {
        &self.backend
    }

    /// For reading.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.read
    }

    /// Begins a transaction that will write. Hold no network call inside.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if the database does not let us.
    pub async fn begin_write(&self) -> Result<WriteTransaction, StoreError> {
        self.begin_within(QUEUE_TIMEOUT, Commit::OnDisk).await
    }

    /// Begins a transaction that will write what nobody is told of, and what can be written again:
    /// its commit does not wait for the disk. A crash of the machine may take it back, with all
    /// that was committed in this way after it; but nothing that was committed later and did wait,
    /// for both databases write their logs in order.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if the database does not let us.
    pub async fn begin_repeatable(&self) -> Result<WriteTransaction, StoreError> {
        let transaction = self.begin_within(QUEUE_TIMEOUT, Commit::InLog).await?;
        if let Backend::Postgres = self.backend {
            transaction
                .execute_unprepared("SET LOCAL synchronous_commit = off")
                .await?;
        }
        Ok(transaction)
    }

    async fn begin_within(
        &self,
        most: Duration,
        commit: Commit,
    ) -> Result<WriteTransaction, StoreError> {
        let queued = match self.backend {
            Backend::Sqlite(_) => {
                let turn = Arc::clone(&self.queue).lock_owned();
                let Ok(queued) = timeout(most, turn).await else {
                    return Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout).into());
                };
                self.settings.settle(&self.write, commit).await?;
                Some(queued)
            }
            Backend::Postgres => None,
        };
        #[expect(
            clippy::disallowed_methods,
            reason = "the one home of write transactions"
        )]
        let transaction = self
            .write
            .begin_with_options(TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..Default::default()
            })
            .await?;
        Ok(WriteTransaction {
            transaction,
            checkpoints: self.checkpoints.clone(),
            _queued: queued,
        })
    }

    /// Lets the writer keep more of an SQLite file in memory until what is returned is dropped:
    /// whoever enters very many rows would otherwise read the same pages again and again. The
    /// next write transaction after either settles it.
    pub(crate) fn widen_writer_cache(&self) -> WideCache {
        WideCache::new(&self.settings)
    }

    /// Notes what the one writer has written that brings its own connection.
    pub(crate) fn note_rows(&self, rows: usize) {
        if let Some(checkpoints) = &self.checkpoints {
            checkpoints.note(rows);
        }
    }

    /// The queue of the writers of this process, for the one writer that brings its own
    /// connection.
    pub(crate) fn writer_queue(&self) -> Arc<Mutex<()>> {
        Arc::clone(&self.queue)
    }

    /// Closes all connections.
    pub async fn close(self) {
        for pool in [self.read, self.write] {
            if let Err(error) = pool.close().await {
                tracing::debug!(%error, "closing the database");
            }
        }
    }
}

/// The row that a unique key finds. What is asked with each request is asked by this: `one` binds a
/// `LIMIT`, and SQLite prepares a statement anew whenever one is bound, as its plan may go by it.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(crate) async fn find_unique<E: EntityTrait>(
    db: &impl ConnectionTrait,
    query: Select<E>,
) -> Result<Option<E::Model>, StoreError> {
    Ok(query.all(db).await?.into_iter().next())
}

/// A transaction that writes; dropped without [`WriteTransaction::commit`] it changes nothing.
pub struct WriteTransaction {
    transaction: DatabaseTransaction,
    checkpoints: Option<Arc<Checkpointer>>,
    _queued: Option<OwnedMutexGuard<()>>,
}

impl WriteTransaction {
    /// Makes it all durable.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not; then nothing has changed.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.commit_rows(FEW_ROWS).await
    }

    /// Makes it all durable; so many rows were written, which says when the log of SQLite is worth
    /// folding back.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not; then nothing has changed.
    pub async fn commit_rows(self, rows: impl TryInto<usize>) -> Result<(), StoreError> {
        self.transaction.commit().await?;
        if let Some(checkpoints) = self.checkpoints {
            checkpoints.note(rows.try_into().unwrap_or(usize::MAX));
        }
        Ok(())
    }

    /// Takes it all back, and waits until that is done.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer; then nothing has changed either.
    pub async fn rollback(self) -> Result<(), StoreError> {
        Ok(self.transaction.rollback().await?)
    }
}

impl Deref for WriteTransaction {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &Self::Target {
        &self.transaction
    }
}

/// Whether no transaction is open on a connection, as far as the driver knows.
///
/// SQLite takes a whole transaction back by itself when the disk is full; the driver's own
/// `ROLLBACK` then fails, and it goes on counting that transaction as open. Every later one would
/// be a savepoint in it, whose commit commits nothing. Such a connection is closed.
fn is_idle(connection: &sqlx::SqliteConnection) -> bool {
    !connection.is_in_transaction()
}

/// Ends the program: of what it has not promised yet, nothing can be trusted any more. The next start
/// folds the log into the database, and brings that to the disk or fails.
pub(crate) fn give_up(error: &impl Display) {
    tracing::error!(
        %error,
        "the disk did not take what was written; the service ends, so that nothing is promised \
         that is not kept: see to the disk, then start again"
    );
    std::process::abort();
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Read,
    Write,
}

fn sqlite(path: &Path, access: Access) -> ConnectOptions {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options
        .max_connections(if access == Access::Read { READERS } else { 1 })
        .min_connections(1)
        .acquire_timeout(BUSY_TIMEOUT)
        // It is a file: there is no other end that could have gone, and to ask costs as much as
        // a question.
        .test_before_acquire(false)
        .sqlx_logging(false);
    options.map_sqlx_sqlite_pool_opts(|options| {
        options.before_acquire(|connection, _| Box::pin(async move { Ok(is_idle(connection)) }))
    });
    let path = path.to_owned();
    options.map_sqlx_sqlite_opts(move |options| {
        let options = options
            .in_memory(false)
            .shared_cache(false)
            .filename(&path)
            .create_if_missing(true)
            .page_size(PAGE_SIZE)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .pragma("cache_size", format!("-{CACHE_KIB}"))
            .pragma("wal_autocheckpoint", CHECKPOINT_PAGES.to_string());
        match access {
            Access::Read => options.pragma("query_only", "on"),
            Access::Write => options,
        }
    });
    options
}

#[cfg(test)]
mod tests;
