//! Taking over partners from a spreadsheet. Imported numbers get no consent by it: they are only
//! known, and may be asked.

use super::partner::PartnerError;
use super::partner::fields::{check_email, check_name, check_ref};
use super::partner::merge::{self, Candidate, Merged, Rehearsal};
use super::{Address, PhoneNumber};
use crate::core::Core;
use crate::database::StoreError;
use crate::lang::{Lang, Say};
use crate::sheet::Source;
use crate::sheet::import::{self, ImportError, Kind, Refusal, Taker};
use crate::sheet::report::{Outcome, Taken};
use crate::sheet::table::{Column, Row};

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
            "nomor_whatsapp",
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

const KIND: Kind = Kind {
    columns: COLUMNS,
    action: "partners.imported",
    subject: "partners",
};

/// Takes over the partners of a file; `progress` is told how much of how much is done.
///
/// A row is a partner known by its `external_ref`, or, where it has none, by number and name.
/// Empty cells leave what is known as it is. A bad row never stops the rest.
///
/// # Errors
/// [`ImportError`] if the file is no such table, or the database does not answer.
pub async fn partners(
    core: &Core,
    source: Source,
    actor: &str,
    lang: Lang,
    progress: impl FnMut(u64, u64),
) -> Result<Outcome, ImportError> {
    let desk = Desk {
        core,
        lang,
        way: Way::Write,
    };
    import::save(core, source, &KIND, (actor, lang), desk, progress).await
}

/// Says what [`partners`] would make of a file, and writes nothing.
///
/// # Errors
/// [`ImportError`] if the file is no such table, or the database does not answer.
pub async fn check(
    core: &Core,
    source: Source,
    lang: Lang,
    progress: impl FnMut(u64, u64),
) -> Result<Outcome, ImportError> {
    let way = Way::Rehearse(Box::default(), 0);
    let desk = Desk { core, lang, way };
    import::check(source, &KIND, lang, desk, progress).await
}

/// What is done with the rows.
enum Way {
    /// They are written.
    Write,
    /// It is only said what would become of them. These are those so far, and how many.
    Rehearse(Box<Rehearsal>, u64),
}

struct Desk<'a> {
    core: &'a Core,
    lang: Lang,
    way: Way,
}

impl Taker for Desk<'_> {
    async fn take(&mut self, rows: &[Row]) -> Result<Vec<Result<Taken, Refusal>>, ImportError> {
        let (core, lang) = (self.core, self.lang);
        let mut answers = Vec::with_capacity(rows.len());
        let mut batch = Vec::with_capacity(rows.len());
        for row in rows {
            // What becomes of the good ones is known when all are merged.
            answers.push(match read(row, lang) {
                Ok(candidate) => {
                    batch.push(candidate);
                    Ok(Taken::Unchanged)
                }
                Err(refusal) => Err(refusal),
            });
        }
        let merged = match &mut self.way {
            Way::Write => write(core, &batch).await?,
            Way::Rehearse(rehearsal, so_far) => {
                *so_far += u64::try_from(batch.len()).unwrap_or(u64::MAX);
                if *so_far > MOST_CHECKED {
                    return Err(ImportError::TooManyRows(MOST_CHECKED));
                }
                rehearsal.go_on(core, core.db.reader(), &batch).await?
            }
        };
        for (answer, merged) in answers.iter_mut().flatten().zip(merged) {
            *answer = match merged {
                Merged::Created => Taken::Created,
                Merged::Updated => Taken::Updated,
                Merged::Unchanged => Taken::Unchanged,
            };
        }
        Ok(answers)
    }
}

/// All of a batch, or, when another process was quicker with a partner of it, once more.
async fn write(core: &Core, batch: &[Candidate]) -> Result<Vec<Merged>, StoreError> {
    if batch.is_empty() {
        return Ok(Vec::new());
    }
    let mut tries = 1;
    loop {
        let txn = core.db.begin_write().await?;
        match merge::merge(core, &*txn, batch).await {
            Ok(merged) => {
                txn.commit_rows(batch.len()).await?;
                return Ok(merged);
            }
            Err(StoreError::Conflict(_)) if tries < TRIES => tries += 1,
            Err(error) => return Err(error),
        }
        txn.rollback().await?;
    }
}

/// Reads a row, or says what is wrong with it.
fn read(row: &Row, lang: Lang) -> Result<Candidate, Refusal> {
    let reject = |field: &'static str, reason: String| Refusal { field, reason };
    let wrong = |error: PartnerError| reject(error.field().unwrap_or("name"), error.say(lang));
    if let Some(damage) = row.damage {
        return Err(reject("name", damage.say(lang)));
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
