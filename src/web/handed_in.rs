//! Tables that are handed in on a page: they are checked, and saved only after a yes, beside the
//! request, so that no request hangs on a large one.

use std::borrow::Borrow;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use entity::ids::StagedId;
use entity::words::StagedState;
use serde::{Deserialize, Serialize};

use super::frame::Frame;
use crate::core::Core;
use crate::database::StoreError;
use crate::people::import::{Outcome, Report};
use crate::staged;

/// A file that is done within this time is shown at once.
const PATIENCE: Duration = Duration::from_secs(3);
/// So many rejected rows are shown; all of them are in the file for download.
const MOST_SHOWN: usize = 100;

/// What became of a file, or would.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Found {
    pub(super) created: u64,
    pub(super) updated: u64,
    pub(super) unchanged: u64,
    pub(super) rejected: u64,
    /// The first of the rejected rows: line, field, reason.
    pub(super) rows: Vec<(u64, String, String)>,
    pub(super) notes: Vec<String>,
    /// Why the file cannot be read.
    pub(super) error: Option<String>,
}

impl Found {
    /// What is known of a file; nothing if that is not known yet.
    pub(super) fn read(json: Option<&str>) -> Self {
        let found = json.and_then(|json| serde_json::from_str(json).ok());
        found.unwrap_or_default()
    }

    fn of(report: Report) -> Self {
        Self {
            created: report.created,
            updated: report.updated,
            unchanged: report.unchanged,
            rejected: u64::try_from(report.rejected.len()).unwrap_or(u64::MAX),
            rows: report
                .rejected
                .into_iter()
                .take(MOST_SHOWN)
                .map(|row| (row.line, row.field.to_owned(), row.reason))
                .collect(),
            notes: report.notes,
            error: None,
        }
    }

    /// How many rows there are to be saved.
    pub(super) fn taken(&self) -> u64 {
        self.created + self.updated
    }
}

/// A count as the language writes it.
pub(super) fn count(frame: &Frame, number: impl Borrow<u64>) -> String {
    frame.number(&i64::try_from(*number.borrow()).unwrap_or(i64::MAX))
}

/// Why a file was not worked through.
pub(super) enum Failure {
    /// The database; the work can be taken up again.
    Store(StoreError),
    /// The file is no such table, in the words of people.
    Said(String),
}

/// How much of a file is read.
#[derive(Clone, Default)]
pub(super) struct Progress(Arc<[AtomicU64; 2]>);

impl Progress {
    /// So much of so much.
    pub(super) fn note(&self, done: u64, total: u64) {
        let [so_far, whole] = &*self.0;
        so_far.store(done, Ordering::Relaxed);
        whole.store(total, Ordering::Relaxed);
    }

    fn read(&self) -> (i64, i64) {
        let number = |number: &AtomicU64| i64::try_from(number.load(Ordering::Relaxed));
        let [done, total] = &*self.0;
        (number(done).unwrap_or(0), number(total).unwrap_or(0))
    }
}

/// Takes up the work on a file, beside the request, and waits a moment for its end. Nothing is
/// done if it is being done, or is done.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn work<W>(
    core: &Core,
    id: StagedId,
    (from, to): (StagedState, StagedState),
    job: impl FnOnce(Vec<u8>, Progress) -> W + Send + 'static,
) -> Result<(), StoreError>
where
    W: Future<Output = Result<Outcome, Failure>> + Send,
{
    if !staged::take_up(core, id, from, to).await? {
        return Ok(());
    }
    let core = core.clone();
    let task = tokio::spawn(async move {
        if let Err(error) = run(&core, id, to, job).await {
            // The row says that nobody works on it any more, and it can be taken up again.
            tracing::error!(error = ?error, "a file could not be worked on");
        }
    });
    if tokio::time::timeout(PATIENCE, task).await.is_err() {
        // It goes on; the page shows how far it is.
        tracing::debug!("a file takes longer than one waits");
    }
    Ok(())
}

async fn run<W>(
    core: &Core,
    id: StagedId,
    to: StagedState,
    job: impl FnOnce(Vec<u8>, Progress) -> W,
) -> Result<(), StoreError>
where
    W: Future<Output = Result<Outcome, Failure>>,
{
    let Some(content) = staged::content(core.db.reader(), id).await? else {
        return Ok(());
    };
    let progress = Progress::default();
    let heard = progress.clone();
    let work = job(content.content, progress);
    let (found, state, rejected) = match staged::beating(core, id, move || heard.read(), work).await
    {
        Err(Failure::Store(error)) => return Err(error),
        Err(Failure::Said(error)) => {
            let found = Found {
                error: Some(error),
                ..Found::default()
            };
            (found, StagedState::Failed, None)
        }
        Ok(outcome) => {
            let state = match to {
                StagedState::Saving => StagedState::Saved,
                _ => StagedState::Checked,
            };
            (Found::of(outcome.report), state, outcome.rejected_csv)
        }
    };
    let outcome = staged::Outcome {
        state,
        report: serde_json::to_string(&found).unwrap_or_default(),
        rejected,
    };
    staged::finish(core, id, outcome).await
}
