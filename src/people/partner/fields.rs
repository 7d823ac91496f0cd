//! What a partner is made of, and what is wrong with it.

use entity::ids::PartnerId;
use unicode_normalization::UnicodeNormalization;

use crate::database::StoreError;
use crate::edit::Edit;
use crate::lang::{Lang, Say};
use crate::people::{Address, Email, PhoneError, PhoneNumber};
use crate::visible::one_line;

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 200;
/// The longest id of another program, in characters.
pub const LONGEST_REF: usize = 200;

/// A partner to be entered.
#[derive(Clone, Debug, Default)]
pub struct NewPartner {
    /// The name, as the office writes it.
    pub name: String,
    /// The number, as typed; `None` if none is known.
    pub phone: Option<String>,
    /// The id of another program.
    pub external_ref: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
}

/// What is to be changed.
#[derive(Clone, Debug, Default)]
pub struct PartnerChange {
    /// Another name.
    pub name: Option<String>,
    /// Another number.
    pub phone: Edit<String>,
    /// Another id of another program.
    pub external_ref: Edit<String>,
    /// Another e-mail address.
    pub email: Edit<String>,
}

/// Why a partner cannot be entered or changed.
#[derive(Debug, thiserror::Error)]
pub enum PartnerError {
    /// The number cannot be one.
    #[error(transparent)]
    Phone(#[from] PhoneError),
    /// There is no name.
    #[error("the name is empty")]
    EmptyName,
    /// The name has more than [`LONGEST_NAME`] characters.
    #[error("the name has more than {LONGEST_NAME} characters")]
    NameTooLong,
    /// The id of another program is empty, too long, or holds control characters.
    #[error("an external_ref has 1 to {LONGEST_REF} characters")]
    BadRef,
    /// Another partner has this id of another program.
    #[error("another partner has this external_ref")]
    RefTaken,
    /// The e-mail address has not the form of one.
    #[error("not an e-mail address; write it like name@example.org")]
    BadEmail,
    /// There is no such partner.
    #[error("there is no partner {0}")]
    NotFound(PartnerId),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PartnerError {
    /// The field that is wrong, if it is one.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Phone(_) => Some("phone"),
            Self::EmptyName | Self::NameTooLong => Some("name"),
            Self::BadRef | Self::RefTaken => Some("external_ref"),
            Self::BadEmail => Some("email"),
            Self::NotFound(_) | Self::Store(_) => None,
        }
    }
}

impl Say for PartnerError {
    fn say(&self, lang: Lang) -> String {
        match self {
            Self::Phone(error) => error.say(lang),
            _ if lang == Lang::En => self.to_string(),
            Self::EmptyName => "nama kosong".to_owned(),
            Self::NameTooLong => format!("nama lebih dari {LONGEST_NAME} karakter"),
            Self::BadRef => format!("external_ref terdiri dari 1 sampai {LONGEST_REF} karakter"),
            Self::RefTaken => "external_ref sudah dipakai mitra lain".to_owned(),
            Self::BadEmail => "bukan alamat surel; tulis seperti nama@contoh.id".to_owned(),
            Self::NotFound(id) => format!("tidak ada mitra {id}"),
            Self::Store(_) => "basis data tidak dapat dipakai saat ini".to_owned(),
        }
    }
}

/// A number as it was typed, and as it is.
pub(super) struct Typed {
    pub(super) typed: String,
    pub(super) address: Address,
}

impl Typed {
    pub(super) fn parse(raw: &str) -> Result<Self, PhoneError> {
        Ok(Self {
            typed: raw.trim().to_owned(),
            address: PhoneNumber::parse_mobile(raw)?.into(),
        })
    }
}

/// A name that can be seen, its words apart by one space.
pub(in crate::people) fn check_name(raw: &str) -> Result<String, PartnerError> {
    let name = one_line(raw);
    match name.chars().count() {
        0 => Err(PartnerError::EmptyName),
        length if length > LONGEST_NAME => Err(PartnerError::NameTooLong),
        _ => Ok(name),
    }
}

pub(in crate::people) fn check_ref(raw: &str) -> Result<String, PartnerError> {
    let text = raw.trim();
    let is_good =
        (1..=LONGEST_REF).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if is_good {
        Ok(text.to_owned())
    } else {
        Err(PartnerError::BadRef)
    }
}

pub(in crate::people) fn check_email(raw: &str) -> Result<String, PartnerError> {
    let email = Email::parse(raw).ok_or(PartnerError::BadEmail)?;
    Ok(email.as_str().to_owned())
}

/// The form in which names are compared: compatibility forms and case make no difference.
pub(in crate::people) fn fold(name: &str) -> String {
    name.nfkc().collect::<String>().to_lowercase()
}
