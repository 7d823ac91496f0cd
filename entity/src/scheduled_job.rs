//! What runs by itself: when it last ran, and what came of it.

use crate::words::JobOutcome;
use sea_orm::entity::prelude::*;

/// What runs by itself: when it last ran, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "scheduled_job")]
pub struct Model {
    /// Which job.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// Every time of the timetable up to this moment is done with.
    pub seen_at: i64,
    /// When it last began.
    pub started_at: Option<i64>,
    /// Who asked for that run.
    pub started_by: Option<String>,
    /// When it last ended.
    pub finished_at: Option<i64>,
    /// How it last ended.
    pub outcome: Option<JobOutcome>,
    /// What came of it: JSON after a good end, a sentence after a bad one.
    pub detail: Option<String>,
    /// It failed, and is tried again then.
    pub retry_at: Option<i64>,
    /// Somebody wants it to run now.
    pub wanted_by: Option<String>,
    /// Which process runs it.
    pub holder: Option<String>,
    /// Until when that process has it, unless it says that it still runs.
    pub held_until: Option<i64>,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
