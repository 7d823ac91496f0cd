//! Messages to many, planned together.

use crate::ids::{BroadcastId, ContactId};
use crate::words::{BroadcastStatus, Purpose};
use sea_orm::entity::prelude::*;

/// Messages to many, planned together.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "broadcast")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BroadcastId,
    /// The name people see.
    pub name: String,
    /// Why it is sent.
    pub purpose: Purpose,
    /// The text, with its marks not yet filled in.
    pub text: String,
    /// The template it was made from.
    pub template_key: Option<String>,
    /// Which version of that template.
    pub template_version: Option<i64>,
    /// Whom it is for: the filter as JSON.
    pub audience: String,
    /// The account that sends it.
    pub account_id: String,
    /// The sender demanded this account, no other may take over.
    pub forced: bool,
    /// How far it got.
    pub status: BroadcastStatus,
    /// Why it is paused, when not by a person.
    pub pause_reason: Option<String>,
    /// When it starts by itself.
    pub scheduled_at: Option<i64>,
    /// No message of it leaves after.
    pub not_after: Option<i64>,
    /// At most so many messages a day.
    pub daily_limit: Option<i64>,
    /// Every contact up to this id has been planned.
    pub planned_to: ContactId,
    /// When planning had seen every contact.
    pub planned_at: Option<i64>,
    /// How many messages were planned.
    pub planned: i64,
    /// The day of the office on which some were planned last, `YYYY-MM-DD`: for the daily limit.
    pub planned_day: Option<String>,
    /// How many were planned on that day.
    pub planned_today: i64,
    /// Whom the gate refused when they were to be planned: counts by reason, as JSON.
    pub withheld: String,
    /// What it would come to, as counted when it was last changed: JSON.
    pub dry_run: String,
    /// Who drafted it.
    pub created_by: String,
    /// Who changed the draft last.
    pub edited_by: Option<String>,
    /// Who started it.
    pub started_by: Option<String>,
    /// When it was drafted.
    pub created_at: i64,
    /// When it first started.
    pub started_at: Option<i64>,
    /// Since when it runs without a pause.
    pub resumed_at: Option<i64>,
    /// When it was completed, or nothing of what was cancelled was left.
    pub finished_at: Option<i64>,
    /// When it last changed.
    pub updated_at: i64,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
