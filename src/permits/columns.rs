//! The columns of a table of permits, and what their cells say.

use std::str::FromStr;

use entity::ids::PartnerId;

use super::dates::{self, Written};
use super::fields::{self, FieldError, Given, check_days, registration_id, text};
use super::words::{read_document, read_status, read_yes_no};
use crate::day::Day;
use crate::edit::Edit;
use crate::lang::{Lang, Say};
use crate::people::partner::link::{By, Wanted};
use crate::people::{Address, PhoneNumber};
use crate::sheet::table::{Column, Row};

/// The columns, in the order of [`Cells`].
pub(super) const COLUMNS: &[Column] = &[
    column(
        "registration_id",
        &[
            "pendaftaran_id",
            "id_pendaftaran",
            "no_pendaftaran",
            "nomor_pendaftaran",
            "no_registrasi",
        ],
    ),
    optional(
        "permit_number",
        &["no_izin", "nomor_izin", "no_surat", "nomor_surat"],
    ),
    optional(
        "permit_type",
        &[
            "jenis_izin",
            "n_perizinan",
            "jenis_perizinan",
            "nama_izin",
            "permit_type_name",
        ],
    ),
    optional(
        "applicant_name",
        &["nama_pemohon", "n_pemohon", "pemohon", "nama"],
    ),
    optional("partner_id", &["id_mitra"]),
    optional(
        "partner_external_ref",
        &["external_ref", "ref_mitra", "id_eksternal"],
    ),
    optional(
        "phone",
        &[
            "telepon",
            "no_telepon",
            "nomor_telepon",
            "telp",
            "no_telp",
            "telp_pemohon",
            "hp",
            "no_hp",
            "nomor_hp",
            "handphone",
            "wa",
            "no_wa",
            "nomor_wa",
            "nomor_whatsapp",
            "whatsapp",
            "mobile",
        ],
    ),
    optional("status", &["status_izin"]),
    optional(
        "issue_date",
        &["tanggal_terbit", "tgl_terbit", "tgl_surat", "tanggal_izin"],
    ),
    optional(
        "expiry_date",
        &[
            "tanggal_berakhir",
            "tgl_berakhir",
            "masa_berlaku",
            "berlaku_sampai",
            "d_berlaku_izin",
            "tanggal_kedaluwarsa",
        ],
    ),
    optional("is_renewal", &["perpanjangan"]),
    optional("document_status", &["status_dokumen"]),
];

const fn column(name: &'static str, also: &'static [&'static str]) -> Column {
    Column {
        name,
        also,
        required: true,
    }
}

const fn optional(name: &'static str, also: &'static [&'static str]) -> Column {
    Column {
        name,
        also,
        required: false,
    }
}

/// The cells of a row that say something.
struct Cells<'a>(&'a Row);

impl<'a> Cells<'a> {
    fn get(&self, name: &'static str) -> Option<&'a str> {
        let place = COLUMNS.iter().position(|column| column.name == name)?;
        Some(self.0.cell(place).trim()).filter(|cell| !cell.is_empty())
    }

    fn text(&self, name: &'static str) -> Result<Edit<String>, FieldError> {
        let cell = self.get(name).map(|cell| text(name, cell)).transpose()?;
        Ok(cell.map_or(Edit::Keep, Edit::Set))
    }

    fn day(&self, name: &'static str) -> Result<Edit<Day>, FieldError> {
        match self.get(name).map(dates::read) {
            None => Ok(Edit::Keep),
            Some(Some(Written::Never)) => Ok(Edit::Clear),
            Some(Some(Written::On(day))) => fields::day(name, day).map(Edit::Set),
            Some(None) => Err(FieldError::new(
                name,
                "no day; write it like 2026-12-31 or 31/12/2026",
                "bukan tanggal; tulis seperti 31/12/2026 atau 31 Desember 2026",
            )),
        }
    }

    fn word<T>(
        &self,
        name: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
        words: &str,
    ) -> Result<Option<T>, FieldError> {
        let Some(cell) = self.get(name) else {
            return Ok(None);
        };
        let wrong = || {
            FieldError::new(
                name,
                format!("is none of {words}"),
                format!("bukan salah satu dari {words}"),
            )
        };
        read(cell).map(Some).ok_or_else(wrong)
    }

    fn owner(&self, name: &Edit<String>, id: &str) -> Result<Edit<Wanted>, FieldError> {
        let partner = self.word(
            "partner_id",
            |cell| PartnerId::from_str(cell).ok(),
            "1, 2, 3 …",
        )?;
        let external_ref = self.get("partner_external_ref");
        let external_ref = external_ref
            .map(|cell| text("partner_external_ref", cell))
            .transpose()?;
        let number = self.get("phone").map(number).transpose()?;
        let by = match (partner, external_ref, number) {
            (Some(id), ..) => By::Id(id),
            (None, None, None) => return Ok(Edit::Keep),
            (None, external_ref, number) => By::Outside {
                external_ref,
                number,
            },
        };
        Ok(Edit::Set(wanted(by, name, id)))
    }
}

/// Who is meant, with the applicant's name where one is known.
pub fn wanted(by: By, applicant: &Edit<String>, registration_id: &str) -> Wanted {
    Wanted {
        by,
        name: match applicant {
            Edit::Set(name) => Some(name.clone()),
            _ => None,
        },
        stand_in: format!("Pemohon {registration_id}"),
    }
}

/// A number as it was typed, and as it is.
///
/// # Errors
/// [`FieldError`] says why it is none.
pub fn number(typed: &str) -> Result<(String, Address), FieldError> {
    match PhoneNumber::parse_mobile(typed) {
        Ok(number) => Ok((typed.trim().to_owned(), Address::Phone(number))),
        Err(error) => Err(FieldError::new(
            "phone",
            error.say(Lang::En),
            error.say(Lang::Id),
        )),
    }
}

/// Reads a row.
///
/// # Errors
/// [`FieldError`] says what is wrong with it.
pub(super) fn read(row: &Row) -> Result<Given, FieldError> {
    if let Some(damage) = row.damage {
        return Err(FieldError::new(
            "registration_id",
            damage.say(Lang::En),
            damage.say(Lang::Id),
        ));
    }
    let cells = Cells(row);
    let id = registration_id(cells.get("registration_id").unwrap_or_default())?;
    let applicant_name = cells.text("applicant_name")?;
    let given = Given {
        permit_number: cells.text("permit_number")?,
        permit_type: cells.text("permit_type")?,
        owner: cells.owner(&applicant_name, &id)?,
        applicant_name,
        status: cells.word(
            "status",
            read_status,
            "draft, active, expired, renewed, cancelled",
        )?,
        issue_date: cells.day("issue_date")?,
        expiry_date: cells.day("expiry_date")?,
        is_renewal: cells.word("is_renewal", read_yes_no, "ya, tidak, true, false")?,
        document: cells
            .word(
                "document_status",
                read_document,
                "pending_signature, pending_approval, signed",
            )?
            .map_or(Edit::Keep, Edit::Set),
        registration_id: id,
    };
    // Before anything is entered for the row: a row that is not taken leaves no trace.
    if let (Edit::Set(issue), Edit::Set(expiry)) = (&given.issue_date, &given.expiry_date) {
        check_days(Some(&issue.to_string()), Some(&expiry.to_string()))?;
    }
    Ok(given)
}
