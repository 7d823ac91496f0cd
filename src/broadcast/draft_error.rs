//! Why a draft cannot be so, in words for programs and for people.

use entity::ids::PartnerId;
use entity::words::BroadcastStatus;

use super::audience::{MOST_CHOICES, MOST_PARTNERS};
use super::draft::{LARGEST_LIMIT, LONGEST_NAME};
use super::marks::UnknownMark;
use crate::database::StoreError;
use crate::lang::{Lang, Say};
use crate::outbound::message::{LONGEST_TEXT, Origin};

/// Why a draft cannot be so.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// There is no such broadcast.
    #[error("there is no such broadcast")]
    NotFound,
    /// It was started, or called back.
    #[error("the broadcast is {0}; only a draft can be changed")]
    NotADraft(BroadcastStatus),
    /// No name, or a very long one.
    #[error("1 to {LONGEST_NAME} characters are needed")]
    BadName,
    /// Not for many.
    #[error("a broadcast is for broadcast, opt_in_request or service_info")]
    BadPurpose,
    /// There is nothing to send.
    #[error("the text is empty")]
    EmptyText(Origin),
    /// There is too much to send.
    #[error("the text has more than {LONGEST_TEXT} characters")]
    TextTooLong(Origin),
    /// A mark that nothing fills.
    #[error("{1}")]
    UnknownMark(Origin, UnknownMark),
    /// There is no such template.
    #[error("there is no template {0:?}")]
    NoTemplate(String),
    /// Nobody is meant.
    #[error("say whom it is for, or that it is for all: {{\"all\": true}}")]
    EmptyAudience,
    /// Too many partners are named.
    #[error("at most {MOST_PARTNERS} partners can be named")]
    TooManyPartners,
    /// Too many values are named in this list of the audience.
    #[error("at most {MOST_CHOICES} values can be named")]
    TooManyChoices(&'static str),
    /// Some of the partners are not known.
    #[error("there is no partner {0}")]
    NoPartner(PartnerId),
    /// There is no such account, or it is switched off.
    #[error("there is no active account {0:?}")]
    NoAccount(String),
    /// No account is there to send it.
    #[error("there is no usable account to send with")]
    NoProvider,
    /// Meta takes only templates from who was not written to.
    #[error("Meta takes only an approved template from many; choose a template")]
    TemplateRequired,
    /// It would be over before it began.
    #[error("must lie in the future, and behind scheduled_at")]
    BadNotAfter,
    /// A limit of nothing, or of very many.
    #[error("1 to {LARGEST_LIMIT} are allowed")]
    BadLimit,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Say for DraftError {
    fn say(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return match self {
                // How programs say it is of no use to people.
                Self::EmptyAudience => "say whom it is for".to_owned(),
                Self::BadNotAfter => {
                    "must lie in the future, and after the time at which it starts".to_owned()
                }
                error => error.to_string(),
            };
        }
        match self {
            Self::NotFound => "siaran ini tidak ada".to_owned(),
            Self::NotADraft(_) => "siaran ini sudah dimulai atau dibatalkan; hanya draf yang \
                                   dapat diubah"
                .to_owned(),
            Self::BadName => format!("isi nama, 1 sampai {LONGEST_NAME} huruf"),
            Self::BadPurpose => "pilih salah satu tujuan".to_owned(),
            Self::EmptyText(_) => "teksnya masih kosong".to_owned(),
            Self::TextTooLong(_) => format!("teksnya lebih dari {LONGEST_TEXT} huruf"),
            Self::UnknownMark(_, mark) => mark.say(lang),
            Self::NoTemplate(key) => format!("tidak ada templat {key}"),
            Self::EmptyAudience => "pilih siapa yang akan menerima".to_owned(),
            Self::TooManyPartners => format!("paling banyak {MOST_PARTNERS} mitra dapat disebut"),
            Self::TooManyChoices(_) => format!("paling banyak {MOST_CHOICES} pilihan"),
            Self::NoPartner(id) => format!("tidak ada mitra dengan ID {id}"),
            Self::NoAccount(id) => format!("tidak ada akun aktif {id}"),
            Self::NoProvider => {
                "belum ada akun yang dapat dipakai untuk mengirim; tambahkan di menu Penyedia"
                    .to_owned()
            }
            Self::TemplateRequired => {
                "Meta hanya menerima templat yang disetujui untuk siaran; pilih templat".to_owned()
            }
            Self::BadNotAfter => "harus di masa depan, dan sesudah waktu siaran dimulai".to_owned(),
            Self::BadLimit => format!("isi angka 1 sampai {LARGEST_LIMIT}, atau kosongkan"),
            Self::Store(_) => "basis data tidak dapat dipakai saat ini".to_owned(),
        }
    }
}
