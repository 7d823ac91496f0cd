//! What a permit is made of, and what is wrong with it.

use std::borrow::Cow;

use entity::words::{DocumentStatus, PermitStatus};

use super::dates::{YEARS, is_possible};
use crate::database::StoreError;
use crate::day::Day;
use crate::edit::Edit;
use crate::lang::{Lang, Say};
use crate::people::partner::link::{NotFound, Wanted};
use crate::visible::one_line;

/// The longest id, number, type or name, in characters.
pub const LONGEST_TEXT: usize = 200;

/// A permit as somebody tells of it: what is not said stays as it is.
#[derive(Clone, Debug)]
pub struct Given {
    /// The id of the application.
    pub registration_id: String,
    /// The number of the permit.
    pub permit_number: Edit<String>,
    /// What kind of permit.
    pub permit_type: Edit<String>,
    /// Who applied.
    pub applicant_name: Edit<String>,
    /// Whose it is.
    pub owner: Edit<Wanted>,
    /// Where it stands; a new one is a draft.
    pub status: Option<PermitStatus>,
    /// The day it was issued.
    pub issue_date: Edit<Day>,
    /// Its last day.
    pub expiry_date: Edit<Day>,
    /// It renews an earlier one.
    pub is_renewal: Option<bool>,
    /// Where its document stands.
    pub document: Edit<DocumentStatus>,
}

impl Given {
    /// A permit of which nothing but the id is told.
    pub fn new(registration_id: String) -> Self {
        Self {
            registration_id,
            permit_number: Edit::Keep,
            permit_type: Edit::Keep,
            applicant_name: Edit::Keep,
            owner: Edit::Keep,
            status: None,
            issue_date: Edit::Keep,
            expiry_date: Edit::Keep,
            is_renewal: None,
            document: Edit::Keep,
        }
    }
}

/// A field is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct FieldError {
    /// Which.
    pub field: &'static str,
    /// What is wrong with it.
    pub reason: Cow<'static, str>,
    /// The same in Indonesian.
    pub alasan: Cow<'static, str>,
}

impl FieldError {
    /// A field is wrong, in English and Indonesian.
    pub fn new(
        field: &'static str,
        reason: impl Into<Cow<'static, str>>,
        alasan: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            field,
            reason: reason.into(),
            alasan: alasan.into(),
        }
    }
}

impl Say for FieldError {
    fn say(&self, lang: Lang) -> String {
        lang.pick(&self.alasan, &self.reason).to_owned()
    }
}

/// Why a permit cannot be entered, changed or found.
#[derive(Debug, thiserror::Error)]
pub enum PermitError {
    /// A field is wrong.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// There is no such permit.
    #[error("there is no permit {0:?}")]
    NotFound(String),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Say for PermitError {
    fn say(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Field(error), _) => format!("{} ({})", error.say(lang), error.field),
            (Self::NotFound(id), Lang::Id) => format!("tidak ada izin {id}"),
            (Self::NotFound(id), Lang::En) => format!("there is no permit {id}"),
            (Self::Store(_), _) => lang
                .pick(
                    "basis data tidak dapat dipakai saat ini",
                    "the database is not available at the moment",
                )
                .to_owned(),
        }
    }
}

/// A text that can be seen, on one line.
///
/// # Errors
/// [`FieldError`] if nothing is left of it, or too much.
pub fn text(field: &'static str, raw: &str) -> Result<String, FieldError> {
    let text = one_line(raw);
    match text.chars().count() {
        0 => Err(FieldError::new(field, "is empty", "kosong")),
        length if length > LONGEST_TEXT => Err(FieldError::new(
            field,
            format!("has more than {LONGEST_TEXT} characters"),
            format!("lebih dari {LONGEST_TEXT} karakter"),
        )),
        _ => Ok(text),
    }
}

/// A day of which a permit may speak.
///
/// # Errors
/// [`FieldError`] if its year is one that no permit has.
pub fn day(field: &'static str, day: Day) -> Result<Day, FieldError> {
    let (first, last) = (YEARS.start(), YEARS.end());
    is_possible(day).then_some(day).ok_or_else(|| {
        FieldError::new(
            field,
            format!("the year must be one of {first} to {last}"),
            format!("tahunnya harus {first} sampai {last}"),
        )
    })
}

/// The id of an application: kept as it is, for it is compared whole.
///
/// # Errors
/// [`FieldError`] if it is empty, too long, or holds signs that cannot be seen.
pub fn registration_id(raw: &str) -> Result<String, FieldError> {
    let id = raw.trim();
    let is_good =
        (1..=LONGEST_TEXT).contains(&id.chars().count()) && !id.chars().any(char::is_control);
    if is_good {
        return Ok(id.to_owned());
    }
    Err(FieldError::new(
        "registration_id",
        format!("1 to {LONGEST_TEXT} visible characters are expected"),
        format!("1 sampai {LONGEST_TEXT} karakter"),
    ))
}

/// Nobody was found to whom a permit could belong.
pub fn not_linked(wanted: &Wanted, why: NotFound) -> FieldError {
    use crate::people::partner::link::By;

    match (why, &wanted.by) {
        (NotFound::Id, By::Id(id)) => FieldError::new(
            "partner_id",
            format!("there is no partner {id}"),
            format!("tidak ada mitra {id}"),
        ),
        (NotFound::Shared, _) => FieldError::new(
            "phone",
            "several partners share this number; say which one by partner_id or partner_external_ref",
            "nomor ini dipakai beberapa mitra; sebutkan partner_id atau partner_external_ref",
        ),
        _ => FieldError::new(
            "partner_external_ref",
            "there is no partner with this external_ref, and no phone to enter one with",
            "tidak ada mitra dengan external_ref ini, dan tidak ada nomor untuk mencatatnya",
        ),
    }
}

/// A permit does not end before it begins.
pub(super) fn check_days(issue: Option<&str>, expiry: Option<&str>) -> Result<(), FieldError> {
    match (issue, expiry) {
        // Days are written so that they sort as texts.
        (Some(issue), Some(expiry)) if expiry < issue => Err(FieldError::new(
            "expiry_date",
            format!("{expiry} is before the issue date {issue}"),
            format!("{expiry} lebih awal daripada tanggal terbit {issue}"),
        )),
        _ => Ok(()),
    }
}
