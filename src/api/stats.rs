//! Figures: the consent funnel, the messages, the queues, and the health of the accounts.

use std::collections::BTreeMap;
use std::time::Duration;

use actix_web::{get, web};
use entity::words::{AccountKind, AccountState, ConsentStatus, MessageStatus};
use serde::Serialize;
use utoipa::ToSchema;

use super::auth::Reader;
use super::mount::Mount;
use super::problem::{Kind, Problem};
use crate::figures::{self, Lane};
use crate::inbound::waiting;
use crate::services::Services;
use crate::time::Timestamp;

/// How long a count may take; it is then kept for the next who asks.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) fn configure(config: &mut impl Mount) {
    config.service(show);
}

/// The figures of this moment.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StatsOut {
    /// Numbers by consent status.
    #[schema(value_type = Object)]
    consent: BTreeMap<&'static str, i64>,
    /// How many of those who have agreed did so in the simulator only.
    played: i64,
    /// Messages by status.
    #[schema(value_type = Object)]
    messages: BTreeMap<&'static str, i64>,
    queue: QueueOut,
    inbound: InboundStats,
    accounts: Vec<AccountStats>,
}

/// What waits to be sent.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QueueOut {
    /// Messages that wait.
    depth: i64,
    /// When the oldest of them was accepted.
    #[schema(value_type = Option<String>, format = DateTime)]
    oldest_at: Option<Timestamp>,
}

/// What waits for a person.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InboundStats {
    /// Replies that wait for a decision.
    unclear: u64,
    /// Authentic posts that could not be read.
    unreadable: u64,
}

/// The pace and the health of an account.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AccountStats {
    id: String,
    #[schema(value_type = String)]
    kind: AccountKind,
    #[schema(value_type = String)]
    state: AccountState,
    active: bool,
    paused: bool,
    /// Messages that wait for this account.
    queued: i64,
    pace_ms: String,
    /// How many messages it has sent today, replies aside, of how many.
    sent_today: i64,
    daily_cap: Option<i64>,
    /// How many it may have sent today and still send to many.
    bulk_cap_today: Option<i64>,
    /// When it may send again.
    #[schema(value_type = Option<String>, format = DateTime)]
    next_send_at: Option<Timestamp>,
    /// Until when it pauses after a fault.
    #[schema(value_type = Option<String>, format = DateTime)]
    down_until: Option<Timestamp>,
    last_error: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    last_webhook_at: Option<Timestamp>,
}

/// Shows the figures of this moment.
#[utoipa::path(tag = "Figures", responses((status = OK, body = StatsOut)))]
#[get("/stats")]
async fn show(_: Reader, services: web::Data<Services>) -> Result<web::Json<StatsOut>, Problem> {
    Ok(web::Json(gather(&services).await?))
}

async fn gather(services: &Services) -> Result<StatsOut, Problem> {
    let core = &services.core;
    let db = core.db.reader();
    let count = services.figures.latest(core, PATIENCE).await?;
    let count = count.ok_or_else(|| {
        let detail = "The figures are still being counted; ask again in a moment.";
        Problem::new(Kind::Unavailable, detail)
    })?;
    let lanes = figures::lanes(core).await?;
    let depth = lanes.iter().map(|lane| lane.queued).sum();
    let mut consent: BTreeMap<_, _> = ConsentStatus::WORDS.iter().map(|word| (*word, 0)).collect();
    for (status, count) in &count.consent {
        consent.insert(status.as_str(), *count);
    }
    let mut messages: BTreeMap<_, _> = MessageStatus::WORDS.iter().map(|word| (*word, 0)).collect();
    let counted = services.figures.messages(core, PATIENCE).await?;
    for (status, count) in counted.into_iter().flatten() {
        messages.insert(status.as_str(), count);
    }
    let (unclear, unreadable) = waiting::count_open(db).await?;
    Ok(StatsOut {
        consent,
        played: count.played,
        messages,
        queue: QueueOut {
            depth,
            oldest_at: lanes.iter().filter_map(|lane| lane.oldest_at).min(),
        },
        inbound: InboundStats {
            unclear,
            unreadable,
        },
        accounts: lanes.into_iter().map(AccountStats::from).collect(),
    })
}

impl From<Lane> for AccountStats {
    fn from(lane: Lane) -> Self {
        Self {
            id: lane.id,
            kind: lane.kind,
            state: lane.state,
            active: lane.active,
            paused: lane.paused,
            queued: lane.queued,
            pace_ms: lane.pace.to_string(),
            sent_today: lane.today.sent,
            daily_cap: lane.today.cap,
            bulk_cap_today: lane.today.bulk_cap,
            next_send_at: lane.next_send_at,
            down_until: lane.down_until,
            last_error: lane.last_error,
            last_webhook_at: lane.last_webhook_at,
        }
    }
}
