//! Taking over permits from a spreadsheet, CSV or Excel. Nobody is told of what is taken over:
//! a file speaks of what was decided long ago.

use std::collections::HashSet;

use super::columns::{COLUMNS, read};
use super::fields::{FieldError, Given};
use super::merge::{self, Merged};
use crate::core::Core;
use crate::database::StoreError;
use crate::lang::{Lang, Say};
use crate::sheet::Source;
use crate::sheet::import::{self, ImportError, Kind, Refusal, Taker};
use crate::sheet::report::{Outcome, Taken};
use crate::sheet::table::Row;

/// How often a batch is tried again when somebody else has just entered the same permit.
const TRIES: usize = 5;

const KIND: Kind = Kind {
    columns: COLUMNS,
    action: "permits.imported",
    subject: "permits",
};

/// Takes over the permits of a file; `progress` is told how much of how much is done.
///
/// A permit is known by its `registration_id`. Empty cells leave what is known as it is. A bad
/// row never stops the rest.
///
/// # Errors
/// [`ImportError`] if the file is no such table, or the database does not answer.
pub async fn permits(
    core: &Core,
    source: Source,
    actor: &str,
    lang: Lang,
    progress: impl FnMut(u64, u64),
) -> Result<Outcome, ImportError> {
    let desk = Desk {
        core,
        lang,
        way: Way::Write(actor),
    };
    import::save(core, source, &KIND, (actor, lang), desk, progress).await
}

/// Says what [`permits`] would make of a file, and writes nothing.
///
/// # Errors
/// [`ImportError`] if the file is no such table, or the database does not answer.
pub async fn check(
    core: &Core,
    source: Source,
    lang: Lang,
    progress: impl FnMut(u64, u64),
) -> Result<Outcome, ImportError> {
    let way = Way::Rehearse(HashSet::new());
    let desk = Desk { core, lang, way };
    import::check(source, &KIND, lang, desk, progress).await
}

/// What is done with the rows.
enum Way<'a> {
    /// They are written, by this person.
    Write(&'a str),
    /// It is only said what would become of them. These are the new ones so far.
    Rehearse(HashSet<String>),
}

struct Desk<'a> {
    core: &'a Core,
    lang: Lang,
    way: Way<'a>,
}

impl Taker for Desk<'_> {
    async fn take(&mut self, rows: &[Row]) -> Result<Vec<Result<Taken, Refusal>>, ImportError> {
        let read: Vec<_> = rows.iter().map(read).collect();
        let given: Vec<_> = read.iter().flatten().cloned().collect();
        let merged = match &self.way {
            Way::Write(actor) => merge(self.core, actor, &given).await?,
            Way::Rehearse(_) => merge::rehearse(self.core, self.core.db.reader(), &given).await?,
        };
        let mut merged = merged.into_iter();
        let lang = self.lang;
        let refuse = |error: FieldError| Refusal {
            field: error.field,
            reason: error.say(lang),
        };
        let answers = read.into_iter().map(|read| {
            // There is one for each that could be read.
            let merged = read.and_then(|_| merged.next().transpose());
            let merged = merged.map_err(refuse)?;
            Ok(self.became(merged.as_ref()))
        });
        Ok(answers.collect())
    }
}

impl Desk<'_> {
    fn became(&mut self, merged: Option<&Merged>) -> Taken {
        let Some(merged) = merged else {
            return Taken::Unchanged;
        };
        // What was not written is not found by the rows that follow.
        let is_new = match &mut self.way {
            Way::Rehearse(seen) if merged.before.is_none() => {
                seen.insert(merged.row.registration_id.clone())
            }
            _ => true,
        };
        if !is_new {
            Taken::Updated
        } else if merged.before.is_none() {
            Taken::Created
        } else if merged.is_changed {
            Taken::Updated
        } else {
            Taken::Unchanged
        }
    }
}

/// All of a batch, or, when somebody else was quicker with a permit of it, once more.
async fn merge(
    core: &Core,
    actor: &str,
    given: &[Given],
) -> Result<Vec<Result<Merged, FieldError>>, StoreError> {
    let mut tries = 1;
    loop {
        let txn = core.db.begin_write().await?;
        match merge::merge(core, &*txn, actor, given).await {
            Ok(merged) => {
                txn.commit_rows(given.len()).await?;
                return Ok(merged);
            }
            Err(StoreError::Conflict(_)) if tries < TRIES => tries += 1,
            Err(error) => return Err(error),
        }
        txn.rollback().await?;
    }
}
