//! Running one job, by whoever asks, and what is known of all of them.

use std::time::Duration;

use entity::scheduled_job::Model;
use entity::words::JobOutcome;
use serde_json::Value;

use super::job::{Desk, Job};
use super::store::{self, Ended};
use crate::core::Core;
use crate::database::StoreError;
use crate::day::Day;
use crate::lang::{Lang, Say};
use crate::staff::audit;
use crate::time::Timestamp;

/// After a bad end a job is tried again after this long.
const RETRY_AFTER: Duration = Duration::from_mins(5);
/// How often the holder of a job says that it still runs.
const RENEW_EVERY: Duration = Duration::from_mins(1);

/// Why a job did not run to its end.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// There is no job with this name.
    #[error("there is no such job")]
    NotFound,
    /// It runs already.
    #[error("the job is running already")]
    Running,
    /// It broke off.
    #[error("the job broke off: {0}")]
    Failed(String),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Say for RunError {
    fn say(&self, lang: Lang) -> String {
        match self {
            _ if lang == Lang::En => self.to_string(),
            Self::NotFound => "tugas terjadwal itu tidak ada".to_owned(),
            Self::Running => "tugas ini sedang berjalan".to_owned(),
            Self::Failed(why) => format!("tugas ini terhenti: {why}"),
            Self::Store(_) => "basis data tidak dapat dipakai saat ini".to_owned(),
        }
    }
}

/// What is known of a job.
#[derive(Clone, Debug)]
pub struct JobView {
    /// Which.
    pub job: Job,
    /// Its row, once it has one.
    pub row: Option<Model>,
    /// When it runs next by itself, or should have by now.
    pub next_run_at: Option<Timestamp>,
    /// Whether it runs at this moment.
    pub is_running: bool,
}

/// All jobs.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn list(core: &Core) -> Result<Vec<JobView>, StoreError> {
    let rows = store::all(core.db.reader()).await?;
    let of = |job: &Job| {
        let row = rows.iter().find(|row| row.name == job.name());
        view(core, *job, row.cloned())
    };
    Ok(Job::ALL.iter().map(of).collect())
}

fn view(core: &Core, job: Job, row: Option<Model>) -> JobView {
    let now = core.now();
    let held_until = row.as_ref().and_then(|row| row.held_until);
    JobView {
        job,
        next_run_at: next_run(core, job, row.as_ref()),
        is_running: held_until.is_some_and(|until| until > now.millis()),
        row,
    }
}

/// When a job is to run next; it is due once that is past.
pub(super) fn next_run(core: &Core, job: Job, row: Option<&Model>) -> Option<Timestamp> {
    if row.is_some_and(|row| row.wanted_by.is_some()) {
        return Some(core.now());
    }
    let pattern = job.pattern(&core.policy.timetable)?;
    if let Some(retry_at) = row.and_then(|row| row.retry_at) {
        return Some(Timestamp::from_millis(retry_at));
    }
    let seen_at = row.map_or(core.now(), |row| Timestamp::from_millis(row.seen_at));
    pattern.next_after(seen_at, core.policy.rules.zone)
}

/// The day on which permits are reminded of next: today if that is nowhere written.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn next_reminders(core: &Core) -> Result<Day, StoreError> {
    let now = core.now();
    let views = list(core).await?;
    let view = views.iter().find(|view| view.job == Job::ExpiryReminders);
    let next = view.and_then(|view| view.next_run_at).unwrap_or(now);
    Ok(Day::of(next.max(now), core.policy.rules.zone))
}

/// Lets the scheduler run a job as soon as it can.
///
/// # Errors
/// [`RunError`] says why not.
pub async fn want(core: &Core, name: &str, actor: &str) -> Result<JobView, RunError> {
    let job = Job::named(name).ok_or(RunError::NotFound)?;
    let txn = core.db.begin_write().await?;
    store::enter(&*txn, job, core.now()).await?;
    let rows = store::all(&*txn).await?;
    let row = rows.into_iter().find(|row| row.name == job.name());
    if view(core, job, row).is_running {
        return Err(RunError::Running);
    }
    store::want(&*txn, job, actor).await?;
    audit::record(&*txn, core, actor, "job.run", job.name(), None).await?;
    txn.commit().await?;
    core.jobs.ring();
    let views = list(core).await?;
    let found = views.into_iter().find(|view| view.job == job);
    found.ok_or(RunError::NotFound)
}

/// Runs a job here and now, and says what came of it.
///
/// # Errors
/// [`RunError`] says why not.
pub async fn run_now(desk: &Desk, job: Job, actor: &str) -> Result<Value, RunError> {
    let core = &desk.core;
    let txn = core.db.begin_write().await?;
    store::enter(&*txn, job, core.now()).await?;
    audit::record(&*txn, core, actor, "job.run", job.name(), None).await?;
    txn.commit().await?;
    let holder = format!("{:016x}", rand::random::<u64>());
    run(desk, job, &holder, actor).await
}

/// Claims a job, runs it, and writes down how it ended.
pub(super) async fn run(
    desk: &Desk,
    job: Job,
    holder: &str,
    actor: &str,
) -> Result<Value, RunError> {
    let core = &desk.core;
    let begun = core.now();
    if !store::claim(core, job, holder, actor).await? {
        return Err(RunError::Running);
    }
    let worked = work(desk, job, holder).await;
    let (outcome, detail) = match &worked {
        Ok(value) => (JobOutcome::Done, value.to_string()),
        Err(why) => (JobOutcome::Failed, why.clone()),
    };
    let ended = Ended {
        outcome,
        detail,
        seen_at: begun,
        retry_at: core.now().plus(RETRY_AFTER),
    };
    store::finish(core, job, holder, ended).await?;
    worked.map_err(RunError::Failed)
}

/// The work itself, in a task of its own: a fault in it ends neither us nor the claim's end.
async fn work(desk: &Desk, job: Job, holder: &str) -> Result<Value, String> {
    let own = desk.clone();
    let mut task = tokio::spawn(async move { job.work(&own).await });
    loop {
        tokio::select! {
            ended = &mut task => {
                return match ended {
                    Ok(Ok(value)) => Ok(value),
                    Ok(Err(error)) => Err(format!("{error:#}")),
                    Err(error) => {
                        tracing::error!(job = job.name(), %error, "a job broke off");
                        Err("a fault of this program; the log says more".to_owned())
                    }
                };
            }
            () = tokio::time::sleep(RENEW_EVERY) => {
                if let Err(error) = store::renew(&desk.core, job, holder).await {
                    tracing::warn!(job = job.name(), %error, "keeping a job");
                }
            }
        }
    }
}
