//! Taking over partners from a spreadsheet. Imported numbers get no consent by it: they are only
//! known, and may be asked.

use serde::Serialize;

use super::partner::PartnerError;
use super::partner::fields::{check_email, check_name, check_ref};
use super::partner::merge::{self, Candidate, Merged, Rehearsal};
use super::rejects::Rejects;
use super::sheet::{Column, Row, Sheet, SheetError};
use super::{Address, PhoneNumber};
use crate::core::Core;
use crate::database::StoreError;
use crate::lang::{Lang, Say};

/// So many rows are written in one transaction: few commits, and no other writer waits long.
const BATCH: usize = 500;
/// How often a batch is tried again when another process has just entered the same partner.
const TRIES: usize = 3;

const COLUMNS: &[Column] = &[
    Column {
        name: "name",
        also: &[
            "nama",
            "nama_lengkap",
            "nama_mitra",
            "nama_pemohon",
            "full_name",
            "partner_name",
        ],
        required: true,
    },
    Column {
        name: "phone",
        also: &[
            "telepon",
            "no_telepon",
            "nomor_telepon",
            "telp",
            "no_telp",
            "hp",
            "no_hp",
            "nomor_hp",
            "nohp",
            "handphone",
            "nomor",
            "wa",
            "no_wa",
            "nomor_wa",
            "whatsapp",
            "mobile",
            "phone_number",
        ],
        required: true,
    },
    Column {
        name: "external_ref",
        also: &["ref", "external_id", "id_eksternal", "referensi"],
        required: false,
    },
    Column {
        name: "email",
        also: &["surel", "e_mail", "alamat_email", "alamat_surel"],
        required: false,
    },
];

/// The most rows that are checked before they are saved: what they would become is kept in memory.
pub const MOST_CHECKED: u64 = 250_000;

/// What became of the rows, as the public interface has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Entered.
    pub created: u64,
    /// Known, and changed.
    pub updated: u64,
    /// Known as they are.
    pub unchanged: u64,
    /// Not taken.
    pub rejected: Vec<Rejected>,
    /// What people should know about the file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// A row that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// Its first line in the file, from 1.
    pub line: u64,
    /// The field that is wrong.
    pub field: &'static str,
    /// What is wrong with it.
    pub reason: String,
}

/// The report, and the rejected rows.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What became of the rows.
    pub report: Report,
    /// The rejected rows as CSV, each with its reason; `None` if there are none.
    pub rejected_csv: Option<Vec<u8>>,
}

/// Why an import ended early. Rows taken until then stay; the import may be repeated.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It is no such table.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// It has more rows than can be checked before they are saved.
    #[error("the file has more than {MOST_CHECKED} rows; split it")]
    TooManyRows,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Say for ImportError {
    fn say(&self, lang: Lang) -> String {
        match self {
            Self::Sheet(error) => error.say(lang),
            Self::TooManyRows => match lang {
                Lang::Id => {
                    format!(
                        "berkas berisi lebih dari {MOST_CHECKED} baris; bagilah menjadi beberapa berkas"
                    )
                }
                Lang::En => self.to_string(),
            },
            Self::Store(_) => lang
                .pick(
                    "basis data tidak dapat dipakai saat ini; ulangi impor nanti",
                    "the database is not available at the moment; repeat the import later",
                )
                .to_owned(),
        }
    }
}

/// Takes over the partners of a CSV file; `progress` is told how many bytes of how many are done.
///
/// A row is a partner known by its `external_ref`, or, where it has none, by number and name.
/// Empty cells leave what is known as it is. A bad row never stops the rest.
///
/// # Errors
/// [`ImportError`] if the file is no such table, or the database does not answer.
pub async fn partners(
    core: &Core,
    csv: &[u8],
    lang: Lang,
    progress: impl FnMut(u64, u64),
) -> Result<Outcome, ImportError> {
    walk(core, csv, lang, progress, Way::Write).await
}

/// Says what [`partners`] would make of a file, and writes nothing.
///
/// # Errors
/// [`ImportError`] if the file is no such table, or the database does not answer.
pub async fn check(
    core: &Core,
    csv: &[u8],
    lang: Lang,
    progress: impl FnMut(u64, u64),
) -> Result<Outcome, ImportError> {
    let way = Way::Rehearse(Box::default());
    walk(core, csv, lang, progress, way).await
}

/// What is done with a batch.
enum Way {
    Write,
    Rehearse(Box<Rehearsal>),
}

impl Way {
    async fn take(&mut self, core: &Core, batch: &[Candidate]) -> Result<Vec<Merged>, StoreError> {
        match self {
            Self::Write => write(core, batch).await,
            Self::Rehearse(rehearsal) => rehearsal.go_on(core, core.db.reader(), batch).await,
        }
    }
}

async fn walk(
    core: &Core,
    csv: &[u8],
    lang: Lang,
    mut progress: impl FnMut(u64, u64),
    mut way: Way,
) -> Result<Outcome, ImportError> {
    let mut sheet = Sheet::open(csv, COLUMNS, lang)?;
    let mut report = Report {
        notes: sheet.notes().to_vec(),
        ..Report::default()
    };
    let mut rejects = Rejects::of(&sheet, lang);
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        let row = sheet.next_row();
        let is_last = row.is_none();
        if let Some(row) = row {
            match read(&row, lang) {
                Ok(candidate) => batch.push(candidate),
                Err(rejected) => {
                    rejects.add(&row, &rejected.reason);
                    report.rejected.push(rejected);
                }
            }
        }
        if batch.len() >= BATCH || (is_last && !batch.is_empty()) {
            report.count(&way.take(core, &batch).await?);
            if matches!(way, Way::Rehearse(_)) && report.taken() > MOST_CHECKED {
                return Err(ImportError::TooManyRows);
            }
            batch.clear();
            let (done, total) = sheet.progress();
            progress(done, total);
        }
        if is_last {
            break;
        }
    }
    let (_, total) = sheet.progress();
    progress(total, total);
    Ok(Outcome {
        report,
        rejected_csv: rejects.into_bytes(),
    })
}

impl Report {
    /// How many rows were taken.
    pub fn taken(&self) -> u64 {
        self.created + self.updated + self.unchanged
    }

    fn count(&mut self, merged: &[Merged]) {
        for one in merged {
            match one {
                Merged::Created => self.created += 1,
                Merged::Updated => self.updated += 1,
                Merged::Unchanged => self.unchanged += 1,
            }
        }
    }
}

/// All of a batch, or, when another process was quicker with a partner of it, once more.
async fn write(core: &Core, batch: &[Candidate]) -> Result<Vec<Merged>, StoreError> {
    let mut tries = 1;
    loop {
        let txn = core.db.begin_write().await?;
        let result = merge::merge(core, &*txn, batch).await;
        match result {
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

/// Reads a row, or says what is wrong with it.
fn read(row: &Row, lang: Lang) -> Result<Candidate, Rejected> {
    let reject = |field: &'static str, reason: String| Rejected {
        line: row.line,
        field,
        reason,
    };
    let wrong = |error: PartnerError| reject(error.field().unwrap_or("name"), error.say(lang));
    if row.is_torn {
        let reason = lang.pick(
            "tanda kutip dibuka dan tidak ditutup",
            "a quotation mark is opened and not closed",
        );
        return Err(reject("name", reason.to_owned()));
    }
    let given = |place: usize| Some(row.cell(place)).filter(|cell| !cell.is_empty());
    let name = check_name(row.cell(0)).map_err(wrong)?;
    let typed = row.cell(1);
    let number =
        PhoneNumber::parse_mobile(typed).map_err(|error| wrong(PartnerError::Phone(error)))?;
    let external_ref = given(2).map(check_ref).transpose().map_err(wrong)?;
    let email = given(3).map(check_email).transpose().map_err(wrong)?;
    Ok(Candidate {
        name,
        typed: typed.to_owned(),
        address: Address::Phone(number).as_str().to_owned(),
        external_ref,
        email,
    })
}

#[cfg(test)]
#[path = "import_tests.rs"]
mod tests;
