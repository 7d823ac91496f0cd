//! What Prometheus sees.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use crate::broadcast::stats::BroadcastStats;
use crate::database::StoreError;
use crate::inbound::recorder::RecorderStats;
use crate::outbound::history;
use crate::outbound::stats::LaneStats;
use crate::providers::overview;
use crate::services::Services;

/// How long a count may take; the one before it is shown then.
const PATIENCE: Duration = Duration::from_secs(5);

/// What became of a webhook post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookOutcome {
    /// Stored.
    Recorded,
    /// Stored before.
    Duplicate,
    /// Not authentic.
    Refused,
    /// The body is too large.
    TooLarge,
    /// The body did not come whole.
    Broken,
    /// The database did not take it.
    Unavailable,
}

impl WebhookOutcome {
    const fn label(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Duplicate => "duplicate",
            Self::Refused => "refused",
            Self::TooLarge => "too_large",
            Self::Broken => "broken",
            Self::Unavailable => "unavailable",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct WebhookLabels {
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StatusLabels {
    status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct AccountLabels {
    account: String,
}

/// The metrics of one running service.
pub struct Metrics {
    registry: Mutex<Registry>,
    webhooks: Family<WebhookLabels, Counter>,
    messages: Family<StatusLabels, Gauge>,
    accounts_up: Family<AccountLabels, Gauge>,
    queued: Family<AccountLabels, Gauge>,
}

impl Metrics {
    /// New ones, at zero.
    pub fn new(recorder: &RecorderStats, lanes: &LaneStats, broadcasts: &BroadcastStats) -> Self {
        let mut registry = Registry::with_prefix("setuju");
        let webhooks = Family::default();
        let messages = Family::default();
        registry.register("webhooks", "Webhook posts by outcome", webhooks.clone());
        registry.register("messages", "Messages by status", messages.clone());
        let accounts_up = Family::default();
        let queued = Family::default();
        registry.register(
            "account_up",
            "Whether an account can send: on, not stopped, not down",
            accounts_up.clone(),
        );
        registry.register(
            "account_queued",
            "Messages that wait, by account",
            queued.clone(),
        );
        recorder.register(&mut registry);
        broadcasts.register(&mut registry);
        lanes.register(&mut registry);
        Self {
            registry: Mutex::new(registry),
            webhooks,
            messages,
            accounts_up,
            queued,
        }
    }

    /// Counts a webhook post.
    pub fn webhook(&self, outcome: WebhookOutcome) {
        self.webhooks
            .get_or_create(&WebhookLabels {
                outcome: outcome.label(),
            })
            .inc();
    }

    async fn read_accounts(&self, services: &Services) -> Result<(), StoreError> {
        let db = services.core.db.reader();
        let (conditions, queues) = (overview::conditions(db).await?, history::queues(db).await?);
        // Those that are gone, and queues that are empty, are not told any more.
        self.accounts_up.clear();
        self.queued.clear();
        for (account, can_send) in conditions {
            let labels = AccountLabels { account };
            self.accounts_up
                .get_or_create(&labels)
                .set(i64::from(can_send));
            self.queued.get_or_create(&labels).set(0);
        }
        for (account, count, _) in queues {
            self.queued
                .get_or_create(&AccountLabels { account })
                .set(count);
        }
        Ok(())
    }

    /// The text that Prometheus reads. What the database counts is left as it was when the
    /// database does not answer.
    pub async fn render(&self, services: &Services) -> String {
        let core = &services.core;
        match services.figures.messages(core, PATIENCE).await {
            Ok(counts) => {
                for (status, count) in counts.into_iter().flatten() {
                    let labels = StatusLabels {
                        status: status.as_str(),
                    };
                    self.messages.get_or_create(&labels).set(count);
                }
            }
            Err(error) => tracing::warn!(%error, "counting messages for the metrics"),
        }
        if let Err(error) = self.read_accounts(services).await {
            tracing::warn!(%error, "counting what waits for the metrics");
        }
        let mut out = String::new();
        let registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        if text::encode(&mut out, &registry).is_err() {
            tracing::error!("the metrics cannot be written as text");
        }
        out
    }
}
