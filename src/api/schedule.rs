//! What runs by itself.

use actix_web::{HttpResponse, get, post, web};
use entity::scheduled_job::Model;
use entity::words::JobOutcome;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::auth::{Admin, Reader};
use super::json::Key;
use super::mount::Mount;
use super::page::Page;
use super::problem::{Kind, Problem};
use crate::lang::{Lang, Say};
use crate::scheduler::{self, JobView, RunError};
use crate::services::Services;
use crate::time::Timestamp;

pub(super) fn configure(config: &mut impl Mount) {
    config.service(list).service(run);
}

/// A job that runs by itself.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct JobOut {
    /// Its name.
    job: &'static str,
    /// When it runs: five fields as cron has them, in the zone of the office; `null` if it runs
    /// only when somebody asks for it.
    pattern: Option<String>,
    /// When it runs next, or should have by now: a time that was missed is caught up.
    #[schema(value_type = Option<String>, format = DateTime)]
    next_run_at: Option<Timestamp>,
    /// It runs at this moment.
    running: bool,
    /// Who wants it to run now.
    wanted_by: Option<String>,
    last_run: Option<RunOut>,
}

/// The last run of a job.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JobRun)]
pub(super) struct RunOut {
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// Who asked for it; `system` if nobody did.
    started_by: Option<String>,
    /// `null` while it runs, or if its process went away.
    #[schema(value_type = Option<String>, format = DateTime)]
    finished_at: Option<Timestamp>,
    /// How the last one that ended ended: `done`, or `failed`, and then it is tried again.
    #[schema(value_type = Option<String>)]
    outcome: Option<JobOutcome>,
    /// What came of it.
    #[schema(value_type = Option<Object>)]
    result: Option<Value>,
    /// Why it failed.
    error: Option<String>,
}

impl RunOut {
    fn of(row: Model) -> Option<Self> {
        let started_at = row.started_at?;
        let is_done = row.outcome == Some(JobOutcome::Done);
        let (result, error) = match row.detail {
            Some(detail) if is_done => (serde_json::from_str(&detail).ok(), None),
            detail => (None, detail),
        };
        Some(Self {
            started_at: Timestamp::from_millis(started_at),
            started_by: row.started_by,
            finished_at: row
                .finished_at
                .filter(|finished| *finished >= started_at)
                .map(Timestamp::from_millis),
            outcome: row.outcome,
            result,
            error,
        })
    }
}

impl JobOut {
    fn new(view: JobView, services: &Services) -> Self {
        let pattern = view.job.pattern(&services.core.policy.timetable);
        Self {
            job: view.job.name(),
            pattern: pattern.map(ToString::to_string),
            next_run_at: view.next_run_at,
            running: view.is_running,
            wanted_by: view.row.as_ref().and_then(|row| row.wanted_by.clone()),
            last_run: view.row.and_then(RunOut::of),
        }
    }
}

impl From<RunError> for Problem {
    fn from(error: RunError) -> Self {
        match error {
            RunError::NotFound => Self::not_found("job"),
            RunError::Running | RunError::Failed(_) => {
                Self::new(Kind::WrongState, format!("{}.", error.say(Lang::En)))
            }
            RunError::Store(error) => error.into(),
        }
    }
}

/// Lists what runs by itself, when it ran last, what came of it, and when it runs next.
#[utoipa::path(tag = "Schedule", responses((status = OK, body = Page<JobOut>)))]
#[get("/schedule")]
async fn list(
    _: Reader,
    services: web::Data<Services>,
) -> Result<web::Json<Page<JobOut>>, Problem> {
    let views = scheduler::list(&services.core).await?;
    let data = views.into_iter().map(|view| JobOut::new(view, &services));
    Ok(web::Json(Page::whole(data.collect())))
}

/// Lets a job run now; the list shows what came of it.
#[utoipa::path(tag = "Schedule", params(("job" = String, Path)), responses((status = ACCEPTED, body = JobOut)))]
#[post("/schedule/{job}/run")]
async fn run(
    who: Admin,
    Key(job): Key,
    services: web::Data<Services>,
) -> Result<HttpResponse, Problem> {
    let view = scheduler::want(&services.core, &job, &who.actor()).await?;
    Ok(HttpResponse::Accepted().json(JobOut::new(view, &services)))
}
