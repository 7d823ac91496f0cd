//! Counts of what broadcasts did.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

/// Counters since the start of the process; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct BroadcastStats {
    planned: Counter,
    chunks: Counter,
    braked: Counter,
    longest_chunk: Gauge<f64, AtomicU64>,
}

impl BroadcastStats {
    pub(super) fn planned(&self, messages: u64, held: Duration) {
        self.planned.inc_by(messages);
        self.chunks.inc();
        let held = held.as_secs_f64();
        if held > self.longest_chunk.get() {
            self.longest_chunk.set(held);
        }
    }

    pub(super) fn braked(&self) {
        self.braked.inc();
    }

    /// Makes them visible.
    pub fn register(&self, registry: &mut Registry) {
        let registry = registry.sub_registry_with_prefix("broadcast");
        registry.register("planned", "Messages planned", self.planned.clone());
        registry.register("chunks", "Transactions of planning", self.chunks.clone());
        registry.register(
            "braked",
            "Broadcasts that stopped by themselves",
            self.braked.clone(),
        );
        registry.register(
            "longest_chunk_seconds",
            "The longest that planning held the writer",
            self.longest_chunk.clone(),
        );
    }
}
