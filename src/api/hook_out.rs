//! Endpoints of outgoing webhooks and their deliveries as programs see them.

use std::time::Duration;

use entity::ids::{DeliveryId, HookId};
use entity::words::{DeliveryStatus, HookKind};
use entity::{hook_delivery, hook_endpoint};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::hooks::events::events_of;
use crate::hooks::{Secret, webhook_id};
use crate::time::Timestamp;

/// An address that outgoing webhooks go to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Hook)]
pub(super) struct HookOut {
    #[schema(value_type = String)]
    id: HookId,
    url: String,
    description: String,
    /// The events it gets; empty for all of them.
    #[schema(value_type = Vec<String>)]
    events: Vec<HookKind>,
    active: bool,
    /// Why it was switched off by itself: the receiver said 410, or took nothing for five days.
    disabled_reason: Option<String>,
    /// Since when every attempt failed; `null` if the last one did not.
    #[schema(value_type = Option<String>, format = DateTime)]
    failing_since: Option<Timestamp>,
    /// Until when the receiver asked to be left alone.
    #[schema(value_type = Option<String>, format = DateTime)]
    hold_until: Option<Timestamp>,
    last_error: Option<String>,
    /// Until when the secret before the last rotation signs as well.
    #[schema(value_type = Option<String>, format = DateTime)]
    previous_secret_until: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

impl From<hook_endpoint::Model> for HookOut {
    fn from(row: hook_endpoint::Model) -> Self {
        let events = events_of(&row);
        let hook_endpoint::Model {
            id,
            url,
            description,
            events: _,
            active,
            disabled_reason,
            sealed: _,
            previous_until,
            failing_since,
            hold_until,
            last_error,
            created_at,
            updated_at,
        } = row;
        Self {
            id,
            url,
            description,
            events,
            active,
            disabled_reason,
            failing_since: failing_since.map(Timestamp::from_millis),
            hold_until: hold_until.map(Timestamp::from_millis),
            last_error,
            previous_secret_until: previous_until.map(Timestamp::from_millis),
            created_at: Timestamp::from_millis(created_at),
            updated_at: Timestamp::from_millis(updated_at),
        }
    }
}

/// An endpoint, with the secret that was just made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HookWithSecret {
    #[serde(flatten)]
    hook: HookOut,
    /// `whsec_…`: the receiver checks signatures with it. It is not shown again.
    secret: String,
}

impl HookWithSecret {
    pub(super) fn new(row: hook_endpoint::Model, secret: &Secret) -> Self {
        Self {
            hook: row.into(),
            secret: secret.expose().to_owned(),
        }
    }
}

/// One event for one endpoint.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Delivery)]
pub(super) struct DeliveryOut {
    #[schema(value_type = String)]
    id: DeliveryId,
    /// The header `webhook-id`: the same at every attempt.
    webhook_id: String,
    /// Such as `consent.changed`.
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    kind: HookKind,
    /// `pending`, `delivered` or `failed`.
    #[schema(value_type = String)]
    status: DeliveryStatus,
    /// How often it was tried.
    attempts: i32,
    /// The HTTP status of the last answer.
    last_status: Option<i32>,
    /// What went wrong the last time.
    error: Option<String>,
    /// The beginning of the last answer.
    response: Option<String>,
    /// When it is tried next; `null` if it is not.
    #[schema(value_type = Option<String>, format = DateTime)]
    next_attempt_at: Option<Timestamp>,
    /// What is sent.
    #[schema(value_type = Object)]
    payload: Value,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was taken or given up.
    #[schema(value_type = Option<String>, format = DateTime)]
    settled_at: Option<Timestamp>,
}

impl From<hook_delivery::Model> for DeliveryOut {
    fn from(row: hook_delivery::Model) -> Self {
        let hook_delivery::Model {
            id,
            endpoint_id: _,
            event_id,
            kind,
            payload,
            status,
            attempt,
            started_at: _,
            next_attempt_at,
            claimed_until: _,
            last_status,
            error,
            excerpt,
            created_at,
            updated_at: _,
            settled_at,
        } = row;
        let is_pending = status == DeliveryStatus::Pending;
        Self {
            id,
            webhook_id: webhook_id(event_id),
            kind,
            status,
            attempts: attempt,
            last_status,
            error,
            response: excerpt,
            next_attempt_at: is_pending.then(|| Timestamp::from_millis(next_attempt_at)),
            payload: serde_json::from_str(&payload).unwrap_or_default(),
            created_at: Timestamp::from_millis(created_at),
            settled_at: settled_at.map(Timestamp::from_millis),
        }
    }
}

/// What came of a trial.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TrialOut {
    /// Whether the receiver took it.
    ok: bool,
    /// How long it took, in milliseconds.
    duration_ms: u64,
    delivery: DeliveryOut,
}

impl TrialOut {
    pub(super) fn new(row: hook_delivery::Model, took: Duration) -> Self {
        Self {
            ok: row.status == DeliveryStatus::Delivered,
            duration_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            delivery: row.into(),
        }
    }
}

/// How much is delivered again.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Replayed {
    /// So many deliveries.
    pub(super) replayed: u64,
}
