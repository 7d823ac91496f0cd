//! Taking over permits from a spreadsheet, CSV or Excel. Nobody is told of what is taken over:
//! a file speaks of what was decided long ago.

use std::collections::HashSet;

use super::columns::{COLUMNS, read};
use super::fields::{FieldError, Given};
use super::merge::{self, Merged};
pub use super::pieces::Source;
use super::pieces::{self, PieceError};
use crate::core::Core;
use crate::database::StoreError;
use crate::lang::{Lang, Say};
use crate::people::import::{Outcome, Rejected, Report};
use crate::people::rejects::Rejects;
use crate::people::sheet::{Row, Sheet, SheetError};
use crate::staff::audit;

/// So many rows are written in one transaction: few commits, and no other writer waits long.
const BATCH: usize = 500;
/// How often a batch is tried again when somebody else has just entered the same permit.
const TRIES: usize = 5;

/// Why an import ended early. Rows taken until then stay; the import may be repeated.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It is no such table.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// The file cannot be read.
    #[error(transparent)]
    Piece(#[from] PieceError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Say for ImportError {
    fn say(&self, lang: Lang) -> String {
        match self {
            Self::Sheet(error) => error.say(lang),
            Self::Piece(PieceError::Workbook(error)) => error.say(lang),
            Self::Piece(PieceError::Read(error)) => match lang {
                Lang::Id => format!("berkas tidak dapat dibaca: {error}"),
                Lang::En => format!("the file cannot be read: {error}"),
            },
            Self::Piece(PieceError::EndlessRow) => lang
                .pick(
                    "berkas ini bukan tabel CSV: satu barisnya tidak berakhir",
                    "the file is no CSV table: one of its rows has no end",
                )
                .to_owned(),
            Self::Store(_) => lang
                .pick(
                    "basis data tidak dapat dipakai saat ini; ulangi impor nanti",
                    "the database is not available at the moment; repeat the import later",
                )
                .to_owned(),
        }
    }
}

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
    let outcome = walk(core, source, Way::Write(actor), lang, progress).await?;
    note(core, actor, &outcome.report).await?;
    Ok(outcome)
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
    walk(core, source, Way::Rehearse(HashSet::new()), lang, progress).await
}

/// What is done with the rows.
enum Way<'a> {
    /// They are written, by this person.
    Write(&'a str),
    /// It is only said what would become of them. These are the new ones so far.
    Rehearse(HashSet<String>),
}

async fn walk(
    core: &Core,
    source: Source,
    way: Way<'_>,
    lang: Lang,
    mut progress: impl FnMut(u64, u64),
) -> Result<Outcome, ImportError> {
    let mut pieces = pieces::read(source);
    let first = pieces.recv().await.ok_or(SheetError::Empty)??;
    let mut sheet = Sheet::open(&first.bytes, COLUMNS, lang)?;
    let mut import = Import {
        core,
        way,
        lang,
        report: Report::default(),
        rejects: Rejects::of(&sheet, lang),
    };
    let mut place = (first.done, first.total);
    drop(first.bytes);
    loop {
        import.take(&mut sheet).await?;
        progress(place.0, place.1);
        let Some(piece) = pieces.recv().await else {
            break;
        };
        let piece = piece?;
        place = (piece.done, piece.total);
        sheet.go_on(&piece.bytes, lang)?;
    }
    let mut report = import.report;
    report.notes = sheet.notes().to_vec();
    Ok(Outcome {
        report,
        rejected_csv: import.rejects.into_bytes(),
    })
}

struct Import<'a> {
    core: &'a Core,
    way: Way<'a>,
    lang: Lang,
    report: Report,
    rejects: Rejects,
}

impl Import<'_> {
    /// Takes the rows of a piece.
    async fn take(&mut self, sheet: &mut Sheet) -> Result<(), StoreError> {
        loop {
            let rows: Vec<_> = std::iter::from_fn(|| sheet.next_row())
                .take(BATCH)
                .collect();
            if rows.is_empty() {
                return Ok(());
            }
            self.write(&rows).await?;
        }
    }

    async fn write(&mut self, rows: &[Row]) -> Result<(), StoreError> {
        let read: Vec<_> = rows.iter().map(read).collect();
        let given: Vec<_> = read.iter().flatten().cloned().collect();
        let merged = match &self.way {
            Way::Write(actor) => merge(self.core, actor, &given).await?,
            Way::Rehearse(_) => merge::rehearse(self.core, self.core.db.reader(), &given).await?,
        };
        let mut merged = merged.into_iter();
        for (row, read) in rows.iter().zip(read) {
            let result = match read {
                Ok(_) => merged.next().transpose(),
                Err(error) => Err(error),
            };
            match result {
                Ok(merged) => self.count(merged.as_ref()),
                Err(error) => self.reject(row, &error),
            }
        }
        Ok(())
    }

    fn count(&mut self, merged: Option<&Merged>) {
        // What was not written is not found by the rows that follow.
        let is_new = match (&mut self.way, merged) {
            (Way::Rehearse(seen), Some(merged)) if merged.before.is_none() => {
                seen.insert(merged.row.registration_id.clone())
            }
            _ => true,
        };
        match merged {
            Some(_) if !is_new => self.report.updated += 1,
            Some(merged) if merged.before.is_none() => self.report.created += 1,
            Some(merged) if merged.is_changed => self.report.updated += 1,
            _ => self.report.unchanged += 1,
        }
    }

    fn reject(&mut self, row: &Row, error: &FieldError) {
        let reason = error.say(self.lang);
        self.rejects.add(row, &reason);
        self.report.rejected.push(Rejected {
            line: row.line,
            field: error.field,
            reason,
        });
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
                txn.commit().await?;
                return Ok(merged);
            }
            Err(StoreError::Conflict(_)) if tries < TRIES => tries += 1,
            Err(error) => return Err(error),
        }
        txn.rollback().await?;
    }
}

async fn note(core: &Core, actor: &str, report: &Report) -> Result<(), StoreError> {
    let counts = format!(
        "created {}, updated {}, unchanged {}, rejected {}",
        report.created,
        report.updated,
        report.unchanged,
        report.rejected.len()
    );
    let txn = core.db.begin_write().await?;
    audit::record(
        &*txn,
        core,
        actor,
        "permits.imported",
        "permits",
        Some(&counts),
    )
    .await?;
    txn.commit().await
}
