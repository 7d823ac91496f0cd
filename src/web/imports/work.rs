//! The work on a file that is handed in: beside the request, so that none hangs on a large one.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use entity::ids::StagedId;
use entity::words::StagedState;
use serde::{Deserialize, Serialize};

use crate::core::Core;
use crate::database::StoreError;
use crate::lang::Lang;
use crate::sheet::{ImportError, Outcome, Report};
use crate::staff::origin;
use crate::staged;
use crate::web::sign_in::sentence;

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

    /// Whether not all of the rejected rows are shown.
    pub(super) fn has_more(&self) -> bool {
        self.rejected > u64::try_from(self.rows.len()).unwrap_or(u64::MAX)
    }

    /// How many rows there are to be saved.
    pub(super) fn taken(&self) -> u64 {
        self.created + self.updated
    }
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
pub(super) async fn take_up<W>(
    core: &Core,
    id: StagedId,
    (from, to): (StagedState, StagedState),
    lang: Lang,
    job: impl FnOnce(Vec<u8>, Progress) -> W + Send + 'static,
) -> Result<(), StoreError>
where
    W: Future<Output = Result<Outcome, ImportError>> + Send,
{
    if !staged::take_up(core, id, from, to).await? {
        return Ok(());
    }
    let core = core.clone();
    let task = tokio::spawn(origin::carry(async move {
        if let Err(error) = run(&core, id, to, lang, job).await {
            // The row says that nobody works on it any more, and it can be taken up again.
            tracing::error!(error = ?error, "a file could not be worked on");
        }
    }));
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
    lang: Lang,
    job: impl FnOnce(Vec<u8>, Progress) -> W,
) -> Result<(), StoreError>
where
    W: Future<Output = Result<Outcome, ImportError>>,
{
    let Some(content) = staged::content(core.db.reader(), id).await? else {
        return Ok(());
    };
    let progress = Progress::default();
    let heard = progress.clone();
    let work = job(content.content, progress);
    let (found, state, rejected) = match staged::beating(core, id, move || heard.read(), work).await
    {
        Err(ImportError::Store(error)) => return Err(error),
        Err(error) => {
            let found = Found {
                error: Some(sentence(&error, lang)),
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
