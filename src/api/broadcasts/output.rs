//! Broadcasts as programs see them.

use std::collections::BTreeMap;

use entity::broadcast;
use entity::ids::BroadcastId;
use entity::words::{BroadcastStatus, MessageStatus, Purpose};
use sea_orm::Iterable;
use serde::Serialize;
use utoipa::ToSchema;

use crate::broadcast::audience::Audience;
use crate::broadcast::progress::Progress;
use crate::broadcast::watch::State;
use crate::broadcast::{draft, dry_run, planner};
use crate::database::StoreError;
use crate::services::Services;
use crate::time::Timestamp;

/// What a broadcast would come to.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = DryRun)]
struct DryRunOut {
    /// How many numbers the audience has.
    selected: i64,
    /// How many of them the gate lets through.
    allowed: i64,
    /// How many not, by reason.
    withheld: BTreeMap<String, i64>,
}

impl From<dry_run::DryRun> for DryRunOut {
    fn from(outcome: dry_run::DryRun) -> Self {
        let dry_run::DryRun {
            selected,
            allowed,
            withheld,
        } = outcome;
        Self {
            selected,
            allowed,
            withheld,
        }
    }
}

/// A broadcast.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = Broadcast)]
pub(super) struct BroadcastOut {
    #[schema(value_type = String)]
    id: BroadcastId,
    name: String,
    #[schema(value_type = String)]
    purpose: Purpose,
    /// `draft`, `scheduled`, `running`, `paused`, `completed` or `cancelled`.
    #[schema(value_type = String)]
    status: BroadcastStatus,
    /// Why it stopped by itself.
    pause_reason: Option<String>,
    /// The text, with its marks.
    message: String,
    /// The key of the template that the text was taken from.
    template: Option<String>,
    audience: Audience,
    /// The account that sends it.
    account: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    scheduled_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    not_after: Option<Timestamp>,
    /// At most so many a day.
    limit: Option<i64>,
    /// What it would come to, as counted when the draft was last changed.
    dry_run: DryRunOut,
    /// How many messages were planned.
    planned: i64,
    /// Whom the gate refused when they were to be planned, by reason.
    withheld: BTreeMap<String, i64>,
    created_by: String,
    /// Who changed the draft last.
    edited_by: Option<String>,
    started_by: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    started_at: Option<Timestamp>,
    /// When all of it was planned.
    #[schema(value_type = Option<String>, format = DateTime)]
    planned_at: Option<Timestamp>,
    /// When nothing of it waited any more.
    #[schema(value_type = Option<String>, format = DateTime)]
    finished_at: Option<Timestamp>,
}

impl From<broadcast::Model> for BroadcastOut {
    fn from(row: broadcast::Model) -> Self {
        let time = |millis: Option<i64>| millis.map(Timestamp::from_millis);
        Self {
            audience: Audience::from_json(&row.audience),
            dry_run: draft::dry_run_of(&row).into(),
            withheld: planner::withheld(&row),
            id: row.id,
            name: row.name,
            purpose: row.purpose,
            status: row.status,
            pause_reason: row.pause_reason,
            message: row.text,
            template: row.template_key,
            account: row.account_id,
            scheduled_at: time(row.scheduled_at),
            not_after: time(row.not_after),
            limit: row.daily_limit,
            planned: row.planned,
            created_by: row.created_by,
            edited_by: row.edited_by,
            started_by: row.started_by,
            created_at: Timestamp::from_millis(row.created_at),
            started_at: time(row.started_at),
            planned_at: time(row.planned_at),
            finished_at: time(row.finished_at),
        }
    }
}

/// A broadcast, and how far it got.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = BroadcastProgress)]
pub(super) struct BroadcastProgressOut {
    #[serde(flatten)]
    broadcast: BroadcastOut,
    /// How many of its messages have each status.
    #[schema(value_type = BTreeMap<String, i64>)]
    counts: BTreeMap<MessageStatus, i64>,
    /// How many left a minute, in the last five minutes.
    rate: f64,
    /// When it will be done, if it goes on like this.
    #[schema(value_type = Option<String>, format = DateTime)]
    estimated_end: Option<Timestamp>,
}

impl From<State> for BroadcastProgressOut {
    fn from(State { row, progress }: State) -> Self {
        let Progress {
            counts: found,
            per_minute,
            estimated_end,
        } = progress;
        let mut counts: BTreeMap<_, _> = MessageStatus::iter().map(|status| (status, 0)).collect();
        counts.extend(found);
        Self {
            broadcast: row.into(),
            counts,
            rate: per_minute,
            estimated_end,
        }
    }
}

impl BroadcastProgressOut {
    /// Looks how far a broadcast got.
    pub(super) async fn look(
        services: &Services,
        row: broadcast::Model,
    ) -> Result<Self, StoreError> {
        let state = State::look(&services.core, &services.live, row).await?;
        Ok(state.into())
    }
}
