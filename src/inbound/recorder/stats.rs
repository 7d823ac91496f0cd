//! Counts of what the recorder wrote.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use prometheus_client::metrics::counter::Counter;
use prometheus_client::registry::Registry;

/// Counters since the start of the process; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct RecorderStats {
    events: Counter,
    duplicates: Counter,
    commits: Counter,
    statements: Counter,
    failures: Counter,
    /// By account; of those that exist only, so there are not many.
    refusals: Arc<Mutex<HashMap<String, u64>>>,
}

impl RecorderStats {
    pub(super) fn committed(&self, events: usize, duplicates: usize, statements: u64) {
        self.events.inc_by(u64::try_from(events).unwrap_or(0));
        self.duplicates
            .inc_by(u64::try_from(duplicates).unwrap_or(0));
        self.commits.inc();
        self.statements.inc_by(statements);
    }

    pub(crate) fn failed(&self) {
        self.failures.inc();
    }

    /// A post for an account was not authentic.
    pub(crate) fn refused(&self, account: &str) {
        let mut refusals = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
        *refusals.entry(account.to_owned()).or_default() += 1;
    }

    /// How many posts for each account were not authentic.
    pub fn refusals(&self) -> HashMap<String, u64> {
        let refusals = self.refusals.lock();
        refusals.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many batches were not stored, or posts not taken.
    pub fn failures(&self) -> u64 {
        self.failures.get()
    }

    /// Makes them visible.
    pub fn register(&self, registry: &mut Registry) {
        let registry = registry.sub_registry_with_prefix("recorder");
        registry.register("events", "Events recorded", self.events.clone());
        registry.register(
            "duplicates",
            "Events recorded before",
            self.duplicates.clone(),
        );
        registry.register("commits", "Transactions", self.commits.clone());
        registry.register(
            "statements",
            "Statements, begin and commit included",
            self.statements.clone(),
        );
        registry.register(
            "failures",
            "Transactions that failed, and posts that were not taken",
            self.failures.clone(),
        );
    }
}
