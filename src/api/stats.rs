//! Figures: the consent funnel, the messages, the queues, and the health of the accounts.

use std::collections::{BTreeMap, HashMap};

use actix_web::{get, web};
use entity::words::{AccountKind, AccountState, ConsentStatus, MessageStatus};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::auth::Reader;
use super::problem::Problem;
use crate::database::StoreError;
use crate::inbound::inbox;
use crate::outbound::cap::Allowance;
use crate::outbound::history;
use crate::people::contact;
use crate::providers::{Account, registry};
use crate::services::Services;
use crate::time::Timestamp;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(show);
}

/// The figures of this moment.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StatsOut {
    /// Numbers by consent status.
    #[schema(value_type = Object)]
    consent: BTreeMap<&'static str, i64>,
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

async fn gather(services: &Services) -> Result<StatsOut, StoreError> {
    let core = &services.core;
    let db = core.db.reader();
    let mut consent: BTreeMap<_, _> = ConsentStatus::WORDS.iter().map(|word| (*word, 0)).collect();
    for (status, count) in contact::count_by_status(db).await? {
        consent.insert(status.as_str(), count);
    }
    let mut messages: BTreeMap<_, _> = MessageStatus::WORDS.iter().map(|word| (*word, 0)).collect();
    for (status, count) in history::count_by_status(db).await? {
        messages.insert(status.as_str(), count);
    }
    let queues = history::queues(db).await?;
    let oldest = queues.iter().filter_map(|(_, _, oldest)| *oldest).min();
    let queue = QueueOut {
        depth: queues.iter().map(|(_, count, _)| count).sum(),
        oldest_at: oldest.map(Timestamp::from_millis),
    };
    let (unclear, unreadable) = inbox::count_open(db).await?;
    let waiting: HashMap<_, _> = queues
        .into_iter()
        .map(|(account, count, _)| (account, count))
        .collect();
    let lanes: HashMap<_, _> = registry::lanes(db)
        .await?
        .into_iter()
        .map(|(id, next, down)| (id, (next, down)))
        .collect();
    let now = core.now().millis();
    let later = |at: i64| (at > now).then_some(Timestamp::from_millis(at));
    let out = |account: Account| {
        let (next, down) = lanes.get(&account.id).copied().unwrap_or_default();
        let today = Allowance::of(&account.limits, core.now(), core.policy.rules.zone);
        AccountStats {
            sent_today: today.sent,
            daily_cap: today.cap,
            bulk_cap_today: today.bulk_cap,
            queued: waiting.get(&account.id).copied().unwrap_or(0),
            pace_ms: account.pace.unwrap_or(core.policy.pace).to_string(),
            next_send_at: later(next),
            down_until: down.and_then(later),
            id: account.id,
            kind: account.kind,
            state: account.state,
            active: account.active,
            paused: account.paused,
            last_error: account.last_error,
            last_webhook_at: account.last_webhook_at,
        }
    };
    let accounts = registry::open_all(db, &core.keys.vault).await?;
    Ok(StatsOut {
        consent,
        messages,
        queue,
        inbound: InboundStats {
            unclear,
            unreadable,
        },
        accounts: accounts.into_iter().map(out).collect(),
    })
}
