//! Phone numbers and WhatsApp addresses: values that cannot be wrong once made.

use std::fmt;

use rlibphonenumber::{PHONE_NUMBER_UTIL, ParseError, PhoneNumberFormat, PhoneNumberType, Region};

use crate::lang::{Lang, Say};

/// The region in which a number without a country code is read.
const HOME: Region = Region::ID;
/// More than any number in any notation needs.
const LONGEST_INPUT: usize = 64;

/// A phone number in E.164 form, always with the leading plus (ITU-T E.164: at most 15 digits).
///
/// Numbers are equal only when every digit is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhoneNumber(String);

/// What kind of line a number belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// A mobile number, or one of a country that does not tell them apart.
    Mobile,
    /// A fixed line.
    Landline,
    /// Anything else: toll-free, premium, voice mail.
    Special,
}

/// Why a text is not a phone number that we can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneError {
    /// Nothing was given.
    Empty,
    /// Letters or signs that no number has.
    NotANumber,
    /// Two numbers in one field.
    SeveralNumbers,
    /// Fewer digits than a number of that country has.
    TooShort,
    /// More digits than a number of that country has.
    TooLong,
    /// The digits after the plus are no country code.
    UnknownCountry,
    /// The right length, but no such range of numbers exists.
    NoSuchNumber,
    /// A fixed line, which cannot receive WhatsApp.
    Landline,
}

impl Say for PhoneError {
    fn say(&self, lang: Lang) -> String {
        match self {
            Self::Empty => lang.pick("nomor telepon kosong", "the phone number is empty"),
            Self::NotANumber => lang.pick(
                "bukan nomor telepon; tulis seperti 0812-3456-7890 atau +62 812-3456-7890",
                "not a phone number; write it like 0812-3456-7890 or +62 812-3456-7890",
            ),
            Self::SeveralNumbers => lang.pick(
                "berisi dua nomor; pilih satu nomor untuk satu mitra",
                "holds two numbers; choose one number for one partner",
            ),
            Self::TooShort => lang.pick(
                "nomor terlalu pendek; periksa apakah ada angka yang hilang",
                "the number is too short; check whether digits are missing",
            ),
            Self::TooLong => lang.pick(
                "nomor terlalu panjang; periksa apakah ada angka yang berlebih",
                "the number is too long; check whether there are digits too many",
            ),
            Self::UnknownCountry => lang.pick(
                "kode negara tidak dikenal; nomor Indonesia diawali 0, 62 atau +62",
                "unknown country code; Indonesian numbers start with 0, 62 or +62",
            ),
            Self::NoSuchNumber => lang.pick(
                "nomor tidak ada dalam rencana penomoran negaranya; periksa angka-angkanya",
                "no such number exists in the country's numbering plan; check the digits",
            ),
            Self::Landline => lang.pick(
                "ini nomor telepon rumah atau kantor (landline), bukan nomor seluler; WhatsApp memerlukan nomor seluler",
                "this is a landline, not a mobile number; WhatsApp needs a mobile number",
            ),
        }
        .to_owned()
    }
}

impl fmt::Display for PhoneError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Lang::En))
    }
}

impl std::error::Error for PhoneError {}

impl PhoneNumber {
    /// Reads a number as people write it: `0812-3456-7890`, `+62 812…`, `62812…`, `812…`, or a
    /// foreign number with its country code.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    pub fn parse(raw: &str) -> Result<Self, PhoneError> {
        let text = raw.trim();
        if text.is_empty() {
            return Err(PhoneError::Empty);
        }
        if text.len() > LONGEST_INPUT || text.chars().any(char::is_alphabetic) {
            return Err(PhoneError::NotANumber);
        }
        if holds_several(text) {
            return Err(PhoneError::SeveralNumbers);
        }
        match parse_one(text) {
            // `62812…` and `39 06…` without their plus are common; the number at home goes first.
            Err(error) if !text.starts_with(['+', '0']) => {
                parse_one(&format!("+{text}")).or(Err(error))
            }
            result => result,
        }
    }

    /// Reads a number that is to receive messages.
    ///
    /// # Errors
    /// As [`PhoneNumber::parse`], and [`PhoneError::Landline`].
    pub fn parse_mobile(raw: &str) -> Result<Self, PhoneError> {
        let number = Self::parse(raw)?;
        match number.line() {
            Line::Landline => Err(PhoneError::Landline),
            Line::Mobile | Line::Special => Ok(number),
        }
    }

    /// Takes the digits that a gateway gives for somebody who wrote: country code first, no plus.
    ///
    /// WhatsApp knows addresses that no numbering plan does (Mexican `521…`), so only the country
    /// code and the length are checked; `None` if the digits cannot be a number at all.
    pub fn from_gateway(digits: &str) -> Option<Self> {
        let digits = digits.strip_prefix('+').unwrap_or(digits);
        if !(8..=15).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        // Written as it is dialled at home; mobiles again without the tables.
        if let Some(rest) = digits.strip_prefix("08") {
            return Some(Self(format!("+628{rest}"))).filter(Self::is_indonesian_mobile);
        }
        if digits.starts_with('0') {
            return Self::parse(digits).ok();
        }
        let number = format!("+{digits}");
        let number = Self(number);
        if number.is_indonesian_mobile() {
            return Some(number);
        }
        PHONE_NUMBER_UTIL.parse(&number.0, None).ok()?;
        Some(number)
    }

    /// Nearly all traffic: known without the tables of the numbering plans, which cost more than
    /// all the rest of a webhook. Indonesian mobiles are `+628` and 8 to 11 digits more.
    fn is_indonesian_mobile(&self) -> bool {
        self.0.starts_with("+628") && (12..=15).contains(&self.0.len())
    }

    /// Takes a number that this program stored.
    pub fn from_stored(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('+')?;
        let plausible = (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        plausible.then(|| Self(text.to_owned()))
    }

    /// The number with its plus: `+6281234567890`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits without the plus, as the gateways want them.
    pub fn digits(&self) -> &str {
        self.0.strip_prefix('+').unwrap_or(&self.0)
    }

    /// Whether the country has numbers of this length. What has the length of no number may be an
    /// id that looks like one.
    pub fn has_a_possible_length(&self) -> bool {
        if self.is_indonesian_mobile() {
            return true;
        }
        PHONE_NUMBER_UTIL
            .parse(&self.0, None)
            .is_ok_and(|number| PHONE_NUMBER_UTIL.is_possible_number(&number))
    }

    /// What kind of line it is.
    pub fn line(&self) -> Line {
        let Ok(number) = PHONE_NUMBER_UTIL.parse(&self.0, None) else {
            return Line::Special;
        };
        match PHONE_NUMBER_UTIL.get_number_type(&number) {
            PhoneNumberType::Mobile | PhoneNumberType::FixedLineOrMobile => Line::Mobile,
            PhoneNumberType::FixedLine => Line::Landline,
            _ => Line::Special,
        }
    }

    /// The number as it may appear in logs: `+62812…890`.
    pub fn masked(&self) -> String {
        mask(&self.0)
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhoneNumber({})", self.masked())
    }
}

fn parse_one(text: &str) -> Result<PhoneNumber, PhoneError> {
    let number = PHONE_NUMBER_UTIL
        .parse(text, Some(HOME))
        .map_err(|error| match error {
            ParseError::InvalidCountryCode => PhoneError::UnknownCountry,
            ParseError::TooShortAfterIdd | ParseError::TooShortNsn => PhoneError::TooShort,
            ParseError::TooLongNsn => PhoneError::TooLong,
            ParseError::NotANumber(_) => PhoneError::NotANumber,
        })?;
    if !PHONE_NUMBER_UTIL.is_valid_number(&number) {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        return Err(match digits {
            0..=8 => PhoneError::TooShort,
            9..=13 => PhoneError::NoSuchNumber,
            _ => PhoneError::TooLong,
        });
    }
    let text = PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164);
    Ok(PhoneNumber(text.into_owned()))
}

/// `0812…/0813…`, `0812…, 0813…`, `0812… 0813…`: each part alone would do for a number.
fn holds_several(text: &str) -> bool {
    let long = |part: &str| part.bytes().filter(u8::is_ascii_digit).count() >= 7;
    if text
        .split(['/', ',', ';', '|', '&', '\n'])
        .filter(|part| long(part))
        .count()
        > 1
    {
        return true;
    }
    text.matches('+').count() > 1 || text.split_whitespace().filter(|part| long(part)).count() > 1
}

fn mask(text: &str) -> String {
    let count = text.chars().count();
    if count < 10 {
        return "…".to_owned();
    }
    let head: String = text.chars().take(6).collect();
    let tail: String = text.chars().skip(count - 3).collect();
    format!("{head}…{tail}")
}

/// Where a WhatsApp message comes from or goes to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Address {
    /// A phone number.
    Phone(PhoneNumber),
    /// An id of WhatsApp that hides the number: `lid:…` (linked device id) or `bsuid:…`
    /// (business-scoped user id). It is kept as it came and never taken for a number.
    Opaque(String),
}

impl Address {
    /// A linked-device id, from its digits with or without `@lid`.
    pub fn lid(id: &str) -> Self {
        Self::Opaque(format!("lid:{}", id.trim_end_matches("@lid")))
    }

    /// Takes an address that this program stored.
    pub fn from_stored(text: &str) -> Self {
        PhoneNumber::from_stored(text).map_or_else(|| Self::Opaque(text.to_owned()), Self::Phone)
    }

    /// Its stored form.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Phone(phone) => phone.as_str(),
            Self::Opaque(id) => id,
        }
    }

    /// The phone number, if it is one.
    pub fn phone(&self) -> Option<&PhoneNumber> {
        match self {
            Self::Phone(phone) => Some(phone),
            Self::Opaque(_) => None,
        }
    }

    /// The address as it may appear in logs.
    pub fn masked(&self) -> String {
        mask(self.as_str())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({})", self.masked())
    }
}

impl From<PhoneNumber> for Address {
    fn from(phone: PhoneNumber) -> Self {
        Self::Phone(phone)
    }
}

#[cfg(test)]
#[path = "phone_tests.rs"]
mod tests;
