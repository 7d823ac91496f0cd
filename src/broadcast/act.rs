//! What people do with a broadcast: start, pause, resume, cancel. Each act is one transaction on
//! its row, entered in the audit trail; done twice it changes nothing the second time.

use entity::broadcast::Model;
use entity::ids::BroadcastId;
use entity::words::{BroadcastStatus, MessageStatus};
use sea_orm::ConnectionTrait;

use super::planner::ChunkSize;
use super::store;
use crate::core::Core;
use crate::database::StoreError;
use crate::lang::{Lang, Say};
use crate::outbound::bulk;
use crate::staff::audit;
use crate::time::Timestamp;

/// Whoever acts when nobody does.
pub const SYSTEM: &str = "system";

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Lets it run, at once or at its time.
    Start,
    /// Stops it for now.
    Pause,
    /// Lets it go on.
    Resume,
    /// Calls it back for good.
    Cancel,
}

impl Act {
    const fn action(self) -> &'static str {
        match self {
            Self::Start => "broadcast.started",
            Self::Pause => "broadcast.paused",
            Self::Resume => "broadcast.resumed",
            Self::Cancel => "broadcast.cancelled",
        }
    }
}

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// There is no such broadcast.
    #[error("there is no such broadcast")]
    NotFound,
    /// Its status does not allow it.
    #[error("the broadcast is {0}; that cannot be done with it now")]
    WrongStatus(BroadcastStatus),
    /// It would be over before it began.
    #[error("the time after which none of it may leave has passed")]
    TooLate,
    /// Who drafted it cannot start it.
    #[error("another person than who drafted this broadcast, or changed it last, has to start it")]
    SecondPerson,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Say for ActError {
    fn say(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::NotFound => "tidak ada siaran dengan ID ini".to_owned(),
            Self::WrongStatus(status) => {
                format!("status siaran ini {status}; tindakan ini tidak dapat dilakukan sekarang")
            }
            Self::TooLate => "batas waktu pengiriman siaran ini sudah lewat".to_owned(),
            Self::SecondPerson => "siaran harus dimulai oleh orang lain daripada yang menyusun \
                                   atau terakhir mengubahnya"
                .to_owned(),
            Self::Store(_) => "basis data tidak dapat dipakai saat ini".to_owned(),
        }
    }
}

/// Does it, and says what the broadcast is then.
///
/// # Errors
/// [`ActError`] says why not; then nothing has changed.
pub async fn act(core: &Core, id: BroadcastId, what: Act, actor: &str) -> Result<Model, ActError> {
    let txn = core.db.begin_write().await?;
    let row = store::lock(&*txn, id).await?;
    let mut row = row.ok_or(ActError::NotFound)?;
    let before = row.clone();
    let now = core.now();
    match what {
        Act::Start => start(core, &mut row, actor, now)?,
        Act::Pause => pause(&mut row)?,
        Act::Resume => resume(&mut row, now)?,
        Act::Cancel => cancel(&mut row, now)?,
    }
    if row == before {
        // What follows writes in transactions of its own, which wait for this one.
        txn.rollback().await?;
    } else {
        row.updated_at = now.millis();
        store::update(&*txn, &row).await?;
        let subject = row.id.to_string();
        audit::record(&*txn, core, actor, what.action(), &subject, Some(&row.name)).await?;
        txn.commit().await?;
        core.broadcasts.ring();
        core.wake.ring();
    }
    if row.status == BroadcastStatus::Cancelled && row.finished_at.is_none() {
        // What few messages wait are called back at once; the rest follows.
        clear_some(core, id, MessageStatus::Cancelled, &mut first_size(core)).await?;
    }
    Ok(row)
}

fn start(core: &Core, row: &mut Model, actor: &str, now: Timestamp) -> Result<(), ActError> {
    match row.status {
        BroadcastStatus::Running | BroadcastStatus::Scheduled => return Ok(()),
        BroadcastStatus::Draft => {}
        status => return Err(ActError::WrongStatus(status)),
    }
    let wrote = row.created_by == actor || row.edited_by.as_deref() == Some(actor);
    if core.policy.two_person_broadcasts && wrote {
        return Err(ActError::SecondPerson);
    }
    if row.not_after.is_some_and(|last| last < now.millis()) {
        return Err(ActError::TooLate);
    }
    row.started_by = Some(actor.to_owned());
    run_when_due(row, now);
    Ok(())
}

/// Running, or waiting for its time.
fn run_when_due(row: &mut Model, now: Timestamp) {
    let is_early = row.scheduled_at.is_some_and(|at| at > now.millis());
    if is_early && row.started_at.is_none() {
        row.status = BroadcastStatus::Scheduled;
    } else {
        row.status = BroadcastStatus::Running;
        row.started_at = row.started_at.or(Some(now.millis()));
        row.resumed_at = Some(now.millis());
    }
}

fn pause(row: &mut Model) -> Result<(), ActError> {
    match row.status {
        BroadcastStatus::Paused => Ok(()),
        BroadcastStatus::Running | BroadcastStatus::Scheduled => {
            row.status = BroadcastStatus::Paused;
            row.pause_reason = None;
            Ok(())
        }
        status => Err(ActError::WrongStatus(status)),
    }
}

fn resume(row: &mut Model, now: Timestamp) -> Result<(), ActError> {
    match row.status {
        BroadcastStatus::Running | BroadcastStatus::Scheduled => Ok(()),
        BroadcastStatus::Paused => {
            row.pause_reason = None;
            run_when_due(row, now);
            Ok(())
        }
        status => Err(ActError::WrongStatus(status)),
    }
}

fn cancel(row: &mut Model, now: Timestamp) -> Result<(), ActError> {
    match row.status {
        BroadcastStatus::Cancelled => Ok(()),
        BroadcastStatus::Completed => Err(ActError::WrongStatus(row.status)),
        _ => {
            row.status = BroadcastStatus::Cancelled;
            row.pause_reason = None;
            if row.planned == 0 {
                row.finished_at = Some(now.millis());
            }
            Ok(())
        }
    }
}

/// A scheduled broadcast whose time has come runs.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn run_scheduled(core: &Core, id: BroadcastId) -> Result<(), StoreError> {
    let txn = core.db.begin_write().await?;
    let now = core.now();
    let row = store::lock(&*txn, id).await?;
    let Some(mut row) = row.filter(|row| row.status == BroadcastStatus::Scheduled) else {
        return Ok(());
    };
    run_when_due(&mut row, now);
    if row.status == BroadcastStatus::Scheduled {
        return Ok(());
    }
    note_by_itself(core, &*txn, row, "broadcast.began", now).await?;
    txn.commit().await
}

/// A running broadcast stops by itself.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn brake(core: &Core, id: BroadcastId, reason: &str) -> Result<(), StoreError> {
    let txn = core.db.begin_write().await?;
    let row = store::lock(&*txn, id).await?;
    let Some(mut row) = row.filter(|row| row.status == BroadcastStatus::Running) else {
        return Ok(());
    };
    row.status = BroadcastStatus::Paused;
    row.pause_reason = Some(reason.to_owned());
    note_by_itself(core, &*txn, row, "broadcast.braked", core.now()).await?;
    txn.commit().await
}

/// Ends a broadcast of which nothing waits any more: one that was planned is completed, one that
/// was cancelled is cleared away.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn finish(core: &Core, id: BroadcastId) -> Result<(), StoreError> {
    // A look without the lock first: mostly something still waits.
    if bulk::any_open(core.db.reader(), id).await? {
        return Ok(());
    }
    let txn = core.db.begin_write().await?;
    let row = store::lock(&*txn, id).await?;
    let Some(mut row) = row.filter(|row| row.finished_at.is_none()) else {
        return Ok(());
    };
    let is_planned = row.status == BroadcastStatus::Running && row.planned_at.is_some();
    let is_cancelled = row.status == BroadcastStatus::Cancelled;
    if !(is_planned || is_cancelled) || bulk::any_open(&*txn, id).await? {
        return Ok(());
    }
    let now = core.now();
    row.finished_at = Some(now.millis());
    if is_planned {
        row.status = BroadcastStatus::Completed;
        note_by_itself(core, &*txn, row, "broadcast.completed", now).await?;
    } else {
        row.updated_at = now.millis();
        store::update(&*txn, &row).await?;
    }
    txn.commit().await
}

async fn note_by_itself(
    core: &Core,
    db: &impl ConnectionTrait,
    mut row: Model,
    action: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    row.updated_at = now.millis();
    store::update(db, &row).await?;
    let (subject, detail) = (row.id.to_string(), row.pause_reason.unwrap_or(row.name));
    audit::record(db, core, SYSTEM, action, &subject, Some(&detail)).await
}

/// Ends some of what waits; says whether there may be more.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn clear_some(
    core: &Core,
    id: BroadcastId,
    status: MessageStatus,
    size: &mut ChunkSize,
) -> Result<bool, StoreError> {
    let asked = tokio::time::Instant::now();
    let txn = core.db.begin_write().await?;
    let begun = tokio::time::Instant::now();
    let ended = bulk::end_queued(&*txn, id, status, size.get(), core.now()).await?;
    if ended == 0 {
        return Ok(false);
    }
    // Without the wait for the disk, which is the same for few rows and for many.
    let held = begun.elapsed();
    txn.commit_rows(ended).await?;
    size.learn(begun - asked, held);
    core.settled.ring();
    Ok(true)
}

pub(super) fn first_size(core: &Core) -> ChunkSize {
    ChunkSize::new(core.db.reader().get_database_backend())
}
