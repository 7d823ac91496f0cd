//! Why an endpoint of outgoing webhooks cannot be made, changed or used.

use super::endpoint::{LONGEST_DESCRIPTION, MOST};
use super::events;
use super::target::BadTarget;
use crate::database::StoreError;
use crate::lang::{Lang, Say};

/// Why an endpoint cannot be made, changed or used.
#[derive(Debug, thiserror::Error)]
pub enum HookError {
    /// There is no such endpoint, or no such delivery.
    #[error("there is no such endpoint or delivery")]
    NotFound,
    /// The address may not be called.
    #[error("{0}")]
    BadUrl(#[from] BadTarget),
    /// No event of that name.
    #[error("{0:?} is no event; there are: {all}", all = events::names())]
    BadEvent(String),
    /// A description that is too long, or holds signs that no description has.
    #[error("a description has at most {LONGEST_DESCRIPTION} characters, on one line")]
    BadDescription,
    /// There are too many.
    #[error("there may be at most {MOST} endpoints")]
    TooMany,
    /// It is switched off: nothing would be sent.
    #[error("the endpoint is switched off; switch it on first")]
    Inactive,
    /// The delivery is still being tried.
    #[error("the delivery is still being tried")]
    StillTried,
    /// The sealed secret was made with another master key.
    #[error("the secret of the endpoint cannot be opened with this master key")]
    WrongKey,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Say for HookError {
    fn say(&self, lang: Lang) -> String {
        match self {
            _ if lang == Lang::En => self.to_string(),
            Self::NotFound => "tidak ada titik tujuan atau kiriman itu".to_owned(),
            Self::BadUrl(bad) => bad.say(lang),
            Self::BadEvent(given) => {
                format!("{given:?} bukan kejadian; yang ada: {}", events::names())
            }
            Self::BadDescription => {
                format!("keterangan paling banyak {LONGEST_DESCRIPTION} karakter, satu baris")
            }
            Self::TooMany => format!("titik tujuan paling banyak {MOST}"),
            Self::Inactive => "titik tujuan sedang dimatikan; nyalakan dahulu".to_owned(),
            Self::StillTried => "kiriman itu masih dicoba".to_owned(),
            Self::WrongKey => {
                "rahasia titik tujuan tidak dapat dibuka dengan kunci induk ini".to_owned()
            }
            Self::Store(_) => "basis data tidak dapat dipakai saat ini".to_owned(),
        }
    }
}
