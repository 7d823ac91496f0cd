//! The running part: looks once a second whether a job is due.

use std::time::Duration;

use entity::scheduled_job::Model;

use super::job::{Desk, Job};
use super::run::{self, RunError, next_run};
use super::store;
use crate::database::StoreError;
use crate::lease::{Held, Leases};

/// The lease of the scheduler.
const LEASE: &str = "scheduler";
/// How often it looks, besides the bell.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Who runs what nobody asked for.
const ACTOR: &str = "system";

/// The scheduler.
pub struct Scheduler {
    desk: Desk,
    leases: Leases,
}

impl Scheduler {
    /// One that ends when the desk's `stop` is cancelled.
    pub fn new(desk: Desk, leases: Leases) -> Self {
        Self { desk, leases }
    }

    /// Runs until the end.
    pub async fn run(self) {
        let mut bell = self.desk.core.jobs.listen();
        while !self.desk.stop.is_cancelled() {
            bell.mark_unchanged();
            if let Err(error) = self.look().await {
                tracing::warn!(%error, "the scheduler waits for the database");
            }
            tokio::select! {
                () = self.desk.stop.cancelled() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
                _ = bell.changed() => {}
            }
        }
        if let Err(error) = self.leases.release(LEASE).await {
            tracing::debug!(%error, "giving the scheduler back");
        }
    }

    /// Runs what is due, if no other process does.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn look(&self) -> Result<(), StoreError> {
        if self.leases.hold(LEASE).await? == Held::Elsewhere {
            return Ok(());
        }
        let rows = store::all(self.desk.core.db.reader()).await?;
        for job in Job::ALL {
            let row = rows.iter().find(|row| row.name == job.name());
            match row {
                None => self.enter(*job).await?,
                Some(row) if self.is_due(*job, row) => self.start(*job, row).await?,
                Some(_) => {}
            }
        }
        Ok(())
    }

    async fn enter(&self, job: Job) -> Result<(), StoreError> {
        let core = &self.desk.core;
        let txn = core.db.begin_write().await?;
        store::enter(&*txn, job, core.now()).await?;
        txn.commit().await
    }

    fn is_due(&self, job: Job, row: &Model) -> bool {
        let core = &self.desk.core;
        let now = core.now();
        let is_held = row.held_until.is_some_and(|until| until > now.millis());
        !is_held && next_run(core, job, Some(row)).is_some_and(|next| next <= now)
    }

    async fn start(&self, job: Job, row: &Model) -> Result<(), StoreError> {
        let actor = row.wanted_by.as_deref().unwrap_or(ACTOR);
        let name = job.name();
        match run::run(&self.desk, job, self.leases.holder(), actor).await {
            Ok(done) => tracing::info!(job = name, %done, "a job was run"),
            Err(RunError::Store(error)) => return Err(error),
            // Somebody was quicker.
            Err(RunError::Running | RunError::NotFound) => {}
            Err(RunError::Failed(why)) => {
                tracing::warn!(job = name, why, "a job broke off and is tried again");
            }
        }
        Ok(())
    }
}
