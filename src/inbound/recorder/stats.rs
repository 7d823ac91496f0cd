//! Counts of what the recorder wrote.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counters since the start of the process; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct RecorderStats(Arc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    events: AtomicU64,
    duplicates: AtomicU64,
    commits: AtomicU64,
    statements: AtomicU64,
    failures: AtomicU64,
}

impl RecorderStats {
    pub(super) fn committed(&self, events: usize, duplicates: usize, statements: u64) {
        let count = |number: usize| u64::try_from(number).unwrap_or(0);
        self.0.events.fetch_add(count(events), Ordering::Relaxed);
        self.0
            .duplicates
            .fetch_add(count(duplicates), Ordering::Relaxed);
        self.0.commits.fetch_add(1, Ordering::Relaxed);
        self.0.statements.fetch_add(statements, Ordering::Relaxed);
    }

    pub(super) fn failed(&self) {
        self.0.failures.fetch_add(1, Ordering::Relaxed);
    }

    /// Events recorded.
    pub fn events(&self) -> u64 {
        self.0.events.load(Ordering::Relaxed)
    }

    /// Events that had been recorded before.
    pub fn duplicates(&self) -> u64 {
        self.0.duplicates.load(Ordering::Relaxed)
    }

    /// Transactions.
    pub fn commits(&self) -> u64 {
        self.0.commits.load(Ordering::Relaxed)
    }

    /// Statements, those that begin and commit included.
    pub fn statements(&self) -> u64 {
        self.0.statements.load(Ordering::Relaxed)
    }

    /// Transactions that failed.
    pub fn failures(&self) -> u64 {
        self.0.failures.load(Ordering::Relaxed)
    }
}
