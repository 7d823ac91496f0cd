//! How the office presents itself to citizens: name, address, number, and the sentence with which
//! one says yes. Administrators write it; everybody may read it.

use std::collections::BTreeMap;

use sea_orm::ConnectionTrait;

use crate::consent::reply::{self, Context, Intent};
use crate::core::Core;
use crate::database::StoreError;
use crate::lang::{Lang, Say};
use crate::people::{Line, PhoneError, PhoneNumber};
use crate::providers::Account;
use crate::setting;
use crate::staff::audit;

/// The longest value, in characters.
pub const LONGEST: usize = 300;
/// The name in the texts that come with the program.
const USUAL_NAME: &str = "DPMPTSP Kabupaten Karo";
/// What every key in the table of settings begins with.
const PREFIX: &str = "office_";

/// How the office presents itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Office {
    /// Its whole name.
    pub name: String,
    /// Its name in the sentence of the yes.
    pub short_name: String,
    /// Where it is; several lines.
    pub address: String,
    /// When it is open.
    pub hours: String,
    /// Its telephone, as written on a letter head.
    pub telephone: String,
    /// Its e-mail address.
    pub email: String,
    /// Its web site.
    pub website: String,
    /// The number of the service, where the account does not tell it.
    pub whatsapp: Option<PhoneNumber>,
}

/// A field, and what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Which field.
    pub field: &'static str,
    /// What.
    pub what: What,
}

/// What can be wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It is needed.
    Missing,
    /// It has more than [`LONGEST`] characters.
    TooLong,
    /// With this name the sentence of the yes would not be read as one.
    NotAYes,
    /// It is no number of a mobile phone.
    Phone(PhoneError),
    /// It is no address on the web.
    NotAnAddress,
}

impl Say for What {
    fn say(&self, lang: Lang) -> String {
        match self {
            Self::Missing => lang.pick("Wajib diisi.", "This is needed.").to_owned(),
            Self::TooLong => match lang {
                Lang::Id => format!("Paling banyak {LONGEST} karakter."),
                Lang::En => format!("At most {LONGEST} characters."),
            },
            Self::NotAYes => lang
                .pick(
                    "Dengan nama ini kalimat persetujuan tidak akan terbaca sebagai setuju. Pakai singkatan, misalnya DPMPTSP.",
                    "With this name the sentence would not be read as a yes. Use an abbreviation such as DPMPTSP.",
                )
                .to_owned(),
            Self::Phone(error) => error.say(lang),
            Self::NotAnAddress => lang
                .pick(
                    "Tulis lengkap dengan https:// di depannya.",
                    "Write it with https:// before it.",
                )
                .to_owned(),
        }
    }
}

/// The sentence with which one says yes without having been asked.
pub fn sentence_of(short_name: &str) -> String {
    format!("Ya Saya Setuju Menerima Pesan Notifikasi dari {short_name}")
}

impl Office {
    /// The sentence with which one says yes without having been asked.
    pub fn sentence(&self) -> String {
        sentence_of(&self.short_name)
    }

    /// The number to write to: that of the account that sends, where it is known.
    pub fn number(&self, account: Option<&Account>) -> Option<PhoneNumber> {
        account
            .and_then(own_number)
            .or_else(|| self.whatsapp.clone())
    }

    fn fields(&self) -> [(&'static str, &str); 8] {
        let whatsapp = self.whatsapp.as_ref().map_or("", PhoneNumber::as_str);
        [
            ("name", &self.name),
            ("short_name", &self.short_name),
            ("address", &self.address),
            ("hours", &self.hours),
            ("telephone", &self.telephone),
            ("email", &self.email),
            ("website", &self.website),
            ("whatsapp", whatsapp),
        ]
    }

    /// Everything that is wrong.
    fn wrongs(&self) -> Vec<Wrong> {
        let mut wrongs = Vec::new();
        for (field, value) in self.fields() {
            let is_needed = matches!(field, "name" | "short_name");
            if is_needed && value.is_empty() {
                let what = What::Missing;
                wrongs.push(Wrong { field, what });
            } else if value.chars().count() > LONGEST {
                let what = What::TooLong;
                wrongs.push(Wrong { field, what });
            }
        }
        // Whoever sends this sentence unasked must be understood.
        let reading = reply::read(&self.sentence(), Context::Cold);
        if !self.short_name.is_empty() && reading.intent != Intent::Grant {
            wrongs.push(Wrong {
                field: "short_name",
                what: What::NotAYes,
            });
        }
        let is_link = self.website.starts_with("https://") || self.website.starts_with("http://");
        if !self.website.is_empty() && !is_link {
            wrongs.push(Wrong {
                field: "website",
                what: What::NotAnAddress,
            });
        }
        wrongs
    }
}

/// The number that an account sends from, if it tells.
fn own_number(account: &Account) -> Option<PhoneNumber> {
    PhoneNumber::parse_mobile(account.setting("device")?).ok()
}

/// Reads a number for the service.
///
/// # Errors
/// [`Wrong`] says what is wrong with it.
pub fn check_number(text: &str) -> Result<Option<PhoneNumber>, Wrong> {
    let wrong = |error| Wrong {
        field: "whatsapp",
        what: What::Phone(error),
    };
    if text.trim().is_empty() {
        return Ok(None);
    }
    let number = PhoneNumber::parse(text).map_err(wrong)?;
    match number.line() {
        Line::Landline => Err(wrong(PhoneError::Landline)),
        Line::Mobile | Line::Special => Ok(Some(number)),
    }
}

/// What is known of the office.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn find(core: &Core) -> Result<Office, StoreError> {
    let mut known: BTreeMap<_, _> = setting::with_prefix(core.db.reader(), PREFIX)
        .await?
        .into_iter()
        .collect();
    let mut take = |field: &str| known.remove(&format!("{PREFIX}{field}"));
    Ok(Office {
        name: take("name").unwrap_or_else(|| USUAL_NAME.to_owned()),
        short_name: take("short_name").unwrap_or_else(|| "DPMPTSP".to_owned()),
        address: take("address").unwrap_or_default(),
        hours: take("hours").unwrap_or_default(),
        telephone: take("telephone").unwrap_or_default(),
        email: take("email").unwrap_or_default(),
        website: take("website").unwrap_or_default(),
        whatsapp: take("whatsapp").and_then(|text| PhoneNumber::from_stored(&text)),
    })
}

/// Why the office was not changed.
#[derive(Debug, thiserror::Error)]
pub enum NotSaved {
    /// These fields are wrong.
    #[error("fields are wrong")]
    Wrong(Vec<Wrong>),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Keeps how the office presents itself.
///
/// # Errors
/// [`NotSaved`] says what is wrong.
pub async fn save(core: &Core, office: &Office, actor: &str) -> Result<(), NotSaved> {
    let wrongs = office.wrongs();
    if !wrongs.is_empty() {
        return Err(NotSaved::Wrong(wrongs));
    }
    let txn = core.db.begin_write().await?;
    write(&*txn, office).await?;
    audit::record(
        &*txn,
        core,
        actor,
        "setting.office_changed",
        &office.name,
        None,
    )
    .await?;
    txn.commit().await?;
    Ok(())
}

async fn write(db: &impl ConnectionTrait, office: &Office) -> Result<(), StoreError> {
    for (field, value) in office.fields() {
        setting::set(db, &format!("{PREFIX}{field}"), value).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestCore;

    #[tokio::test]
    async fn the_sentence_of_the_yes_is_one_that_is_read_as_a_yes() {
        let test = TestCore::new().await;
        let mut office = find(&test.core).await.unwrap();
        assert_eq!(
            office.sentence(),
            "Ya Saya Setuju Menerima Pesan Notifikasi dari DPMPTSP"
        );
        let reading = reply::read(&office.sentence(), Context::Cold);
        assert_eq!(reading.intent, Intent::Grant);

        office.short_name = "kami? Berapa biayanya".to_owned();
        office.website = "karokab.go.id".to_owned();
        let Err(NotSaved::Wrong(wrongs)) = save(&test.core, &office, "staff:a").await else {
            panic!("a sentence that is no yes was kept");
        };
        let fields: Vec<_> = wrongs.iter().map(|wrong| wrong.field).collect();
        assert_eq!(fields, ["short_name", "website"]);
    }

    #[tokio::test]
    async fn what_was_saved_is_found_again() {
        let test = TestCore::new().await;
        let office = Office {
            name: "DPMPTSP Kabupaten Karo".to_owned(),
            short_name: "DPMPTSP Karo".to_owned(),
            address: "Jl. Letjen Jamin Ginting\nKabanjahe".to_owned(),
            whatsapp: check_number("0812-3456-7890").unwrap(),
            ..Office::default()
        };
        save(&test.core, &office, "staff:a").await.unwrap();
        assert_eq!(find(&test.core).await.unwrap(), office);
        assert!(check_number("0628-20000").is_err(), "a landline");
    }
}
