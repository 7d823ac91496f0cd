//! One event for one endpoint: the queue of outgoing webhooks, and their history.

use crate::ids::{DeliveryId, HookId};
use crate::words::{DeliveryStatus, HookKind};
use sea_orm::entity::prelude::*;

/// One event for one endpoint.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hook_delivery")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DeliveryId,
    /// Where it goes.
    pub endpoint_id: HookId,
    /// The event: the same for all endpoints, at every attempt.
    pub event_id: i64,
    /// What it tells.
    pub kind: HookKind,
    /// The body, as it is signed and sent.
    pub payload: String,
    /// How far it has got.
    pub status: DeliveryStatus,
    /// How often it was tried.
    pub attempt: i32,
    /// From when the days are counted after which it is given up.
    pub started_at: i64,
    /// When it is tried next.
    pub next_attempt_at: i64,
    /// Until when a process has it in hand.
    pub claimed_until: Option<i64>,
    /// The HTTP status of the last answer.
    pub last_status: Option<i32>,
    /// What went wrong the last time.
    pub error: Option<String>,
    /// The beginning of the last answer's body.
    pub excerpt: Option<String>,
    /// When it was made.
    pub created_at: i64,
    /// When it was changed.
    pub updated_at: i64,
    /// When it was taken or given up.
    pub settled_at: Option<i64>,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
