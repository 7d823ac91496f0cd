//! Counts of what the lanes did.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::settle::Outcome;

/// Upper bounds in seconds of what a turn takes.
const BOUNDS: [f64; 12] = [
    0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 1.0, 5.0,
];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    outcome: &'static str,
}

/// Counters since the start of the process; cheap to clone.
#[derive(Clone, Debug)]
pub struct LaneStats {
    sends: Family<Labels, Counter>,
    commits: Counter,
    statements: Counter,
    claims: Histogram,
}

impl Default for LaneStats {
    fn default() -> Self {
        Self {
            sends: Family::default(),
            commits: Counter::default(),
            statements: Counter::default(),
            claims: Histogram::new(BOUNDS),
        }
    }
}

impl LaneStats {
    pub(super) fn sent(&self, outcome: &Outcome) {
        let outcome = match outcome {
            Ok(_) => "sent",
            Err(error) => error.class(),
        };
        self.sends.get_or_create(&Labels { outcome }).inc();
    }

    pub(super) fn committed(&self, statements: u64, claimed: usize, took: Duration) {
        self.commits.inc();
        self.statements.inc_by(statements);
        if claimed > 0 {
            self.claims.observe(took.as_secs_f64());
        }
    }

    /// Makes them visible.
    pub fn register(&self, registry: &mut Registry) {
        registry.register(
            "sends",
            "Calls of a provider to send, by outcome",
            self.sends.clone(),
        );
        let registry = registry.sub_registry_with_prefix("lanes");
        registry.register("commits", "Transactions", self.commits.clone());
        registry.register(
            "statements",
            "Statements, begin and commit included",
            self.statements.clone(),
        );
        registry.register(
            "claim_seconds",
            "How long a transaction took that claimed messages",
            self.claims.clone(),
        );
    }
}
