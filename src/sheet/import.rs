//! Taking over the rows of a table in batches. A bad row never stops the rest; so many bad rows
//! that it must be the wrong file do.

use std::future::Future;

use super::pieces::{self, PieceError, Source};
use super::rejects::Rejects;
use super::report::{Outcome, Rejected, Report, Taken};
use super::table::{Column, Row, Sheet, SheetError};
use crate::core::Core;
use crate::database::StoreError;
use crate::lang::{Lang, Say};
use crate::staff::audit;

/// So many rows are taken at once: few commits, and no other writer waits long.
const BATCH: usize = 1000;
/// More rejected rows than this are kept by nobody, and read by nobody.
const MOST_REJECTED: usize = 100_000;
/// As many bytes they may have.
const MOST_REJECTED_BYTES: usize = 32 << 20;

/// Why an import ended early. Rows taken until then stay; the import may be repeated.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It is no such table.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// The file cannot be read.
    #[error(transparent)]
    Piece(#[from] PieceError),
    /// It has more rows than can be checked before they are saved.
    #[error("the file has more than {0} rows; split it")]
    TooManyRows(u64),
    /// Hardly a row of it can be taken; this is the last that was looked at.
    #[error("too many rows are rejected, the last of them in line {}: {}", .0.line, .0.reason)]
    TooManyRejected(Rejected),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Say for ImportError {
    fn say(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Sheet(error), _) => error.say(lang),
            (Self::Piece(error), _) => error.say(lang),
            (Self::TooManyRows(most), Lang::Id) => {
                format!("berkas berisi lebih dari {most} baris; bagilah menjadi beberapa berkas")
            }
            (Self::TooManyRejected(Rejected { line, reason, .. }), Lang::Id) => format!(
                "terlalu banyak baris yang ditolak, terakhir baris {line}: {reason}; periksa \
                 apakah ini berkas yang benar"
            ),
            (Self::TooManyRejected(_), Lang::En) => {
                format!("{self}; see whether this is the right file")
            }
            (Self::TooManyRows(_), Lang::En) => self.to_string(),
            (Self::Store(_), _) => lang
                .pick(
                    "basis data tidak dapat dipakai saat ini; ulangi impor nanti",
                    "the database is not available at the moment; repeat the import later",
                )
                .to_owned(),
        }
    }
}

/// Why a row is not taken.
pub(crate) struct Refusal {
    /// The field that is wrong.
    pub(crate) field: &'static str,
    /// What is wrong with it, in the language of the reader.
    pub(crate) reason: String,
}

/// Whoever knows what the rows are.
pub(crate) trait Taker {
    /// Takes the rows, or says what would become of them: one answer a row, in their order.
    fn take(
        &mut self,
        rows: &[Row],
    ) -> impl Future<Output = Result<Vec<Result<Taken, Refusal>>, ImportError>> + Send;
}

/// What a table holds.
pub(crate) struct Kind {
    /// Its columns.
    pub(crate) columns: &'static [Column],
    /// The deed in the audit trail.
    pub(crate) action: &'static str,
    /// What the deed is done to.
    pub(crate) subject: &'static str,
}

/// Says what `taker`, who writes nothing, makes of a file.
pub(crate) async fn check(
    source: Source,
    kind: &Kind,
    lang: Lang,
    mut taker: impl Taker,
    progress: impl FnMut(u64, u64),
) -> Result<Outcome, ImportError> {
    let mut report = Report::default();
    let rejected_csv = walk(source, kind, lang, &mut taker, &mut report, progress).await?;
    Ok(Outcome {
        report,
        rejected_csv,
    })
}

/// Takes over a file. It is in the audit trail also if it ended early: what was taken stays.
pub(crate) async fn save(
    core: &Core,
    source: Source,
    kind: &Kind,
    (actor, lang): (&str, Lang),
    mut taker: impl Taker,
    progress: impl FnMut(u64, u64),
) -> Result<Outcome, ImportError> {
    let mut report = Report::default();
    let wide = core.db.widen_writer_cache();
    let ended = walk(source, kind, lang, &mut taker, &mut report, progress).await;
    drop(wide);
    let noted = if ended.is_ok() || report.taken() > 0 {
        let early = if ended.is_ok() { "" } else { ", ended early" };
        note(core, actor, kind, &format!("{}{early}", report.figures())).await
    } else {
        Ok(())
    };
    let rejected_csv = ended?;
    noted?;
    Ok(Outcome {
        report,
        rejected_csv,
    })
}

async fn note(core: &Core, actor: &str, kind: &Kind, detail: &str) -> Result<(), StoreError> {
    let txn = core.db.begin_write().await?;
    audit::record(&*txn, core, actor, kind.action, kind.subject, Some(detail)).await?;
    txn.commit().await
}

/// Goes through a file; says in `report` what became of its rows, and gives the rejected ones.
async fn walk(
    source: Source,
    kind: &Kind,
    lang: Lang,
    taker: &mut impl Taker,
    report: &mut Report,
    mut progress: impl FnMut(u64, u64),
) -> Result<Option<Vec<u8>>, ImportError> {
    let mut pieces = pieces::read(source);
    let mut piece = pieces.next().await?.ok_or(SheetError::Empty)?;
    let mut sheet = Sheet::open(&piece.bytes, kind.columns, lang)?;
    let mut rejects = Rejects::of(&sheet, lang);
    let mut before = 0;
    loop {
        // The table has its own copy of them.
        piece.bytes = Vec::new();
        loop {
            let rows: Vec<_> = std::iter::from_fn(|| sheet.next_row())
                .take(BATCH)
                .collect();
            if rows.is_empty() {
                break;
            }
            for (row, answer) in rows.iter().zip(taker.take(&rows).await?) {
                match answer {
                    Ok(became) => report.count(became),
                    Err(refusal) => reject(row, refusal, report, &mut rejects)?,
                }
            }
            let here = share(sheet.progress(), piece.done.saturating_sub(before));
            progress(before + here, piece.total);
        }
        before = piece.done;
        let Some(next) = pieces.next().await? else {
            break;
        };
        sheet.go_on(&next.bytes, lang)?;
        piece = next;
    }
    progress(piece.total, piece.total);
    report.notes = sheet.notes().to_vec();
    Ok(rejects.into_bytes())
}

fn reject(
    row: &Row,
    Refusal { field, reason }: Refusal,
    report: &mut Report,
    rejects: &mut Rejects,
) -> Result<(), ImportError> {
    rejects.add(row, &reason);
    let rejected = Rejected {
        line: row.line,
        field,
        reason,
    };
    if report.rejected.len() >= MOST_REJECTED || rejects.length() > MOST_REJECTED_BYTES {
        return Err(ImportError::TooManyRejected(rejected));
    }
    report.rejected.push(rejected);
    Ok(())
}

/// As much of `whole` as `done` is of `total`.
fn share((done, total): (u64, u64), whole: u64) -> u64 {
    let part = u128::from(whole) * u128::from(done) / u128::from(total.max(1));
    u64::try_from(part).unwrap_or(whole)
}

#[cfg(test)]
#[path = "import_tests.rs"]
mod tests;
