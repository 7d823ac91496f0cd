//! How the connection that writes to an SQLite file is set, which differs from one transaction to
//! the next. All of it happens in the queue of writers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use sea_orm::{ConnectionTrait, DatabaseConnection};

use super::StoreError;

/// The page cache of a connection, in KiB: memory is bounded.
pub(super) const CACHE_KIB: u32 = 2_048;
/// The writer's, while very many rows are entered.
pub(super) const WIDE_CACHE_KIB: u32 = 32_768;

/// What a commit waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Commit {
    /// Until the disk has it.
    OnDisk,
    /// Until the operating system has it, after all that was committed before.
    InLog,
}

/// How the writer is set.
#[derive(Default)]
pub(super) struct Settings {
    /// So many want its cache to be wide.
    wide_wanted: AtomicUsize,
    /// Whether it is.
    is_wide: AtomicBool,
    /// Its commits may not wait for the disk. A new connection does wait, and this is set before
    /// it is told not to, and unset after it is told to: so it is never false by mistake.
    may_not_wait: AtomicBool,
}

impl Settings {
    /// Sets it as the next transaction wants it.
    pub(super) async fn settle(
        &self,
        writer: &DatabaseConnection,
        commit: Commit,
    ) -> Result<(), StoreError> {
        let is_wanted = self.wide_wanted.load(Ordering::Relaxed) > 0;
        if self.is_wide.load(Ordering::Relaxed) != is_wanted {
            let size = if is_wanted { WIDE_CACHE_KIB } else { CACHE_KIB };
            let pragma = format!("PRAGMA cache_size = -{size}");
            writer.execute_unprepared(&pragma).await?;
            self.is_wide.store(is_wanted, Ordering::Relaxed);
        }
        let may_not_wait = self.may_not_wait.load(Ordering::Relaxed);
        match commit {
            Commit::OnDisk if may_not_wait => {
                writer
                    .execute_unprepared("PRAGMA synchronous = FULL")
                    .await?;
                self.may_not_wait.store(false, Ordering::Relaxed);
            }
            Commit::InLog if !may_not_wait => {
                self.may_not_wait.store(true, Ordering::Relaxed);
                writer
                    .execute_unprepared("PRAGMA synchronous = NORMAL")
                    .await?;
            }
            _ => {}
        }
        Ok(())
    }
}

/// As long as it is there, the writer's cache is wide.
pub(crate) struct WideCache(Arc<Settings>);

impl WideCache {
    pub(super) fn new(settings: &Arc<Settings>) -> Self {
        settings.wide_wanted.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(settings))
    }
}

impl Drop for WideCache {
    fn drop(&mut self) {
        self.0.wide_wanted.fetch_sub(1, Ordering::Relaxed);
    }
}
