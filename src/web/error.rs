//! What a visitor is told when a page cannot be shown. A handler says what went wrong; the words,
//! in the language of the visitor, are found when the answer leaves ([`super::gatekeeper`]).

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};

use crate::database::StoreError;
use crate::lang::Lang;

/// Why a page is not shown.
#[derive(Debug, thiserror::Error)]
pub(super) enum PageError {
    /// One has to sign in first, and comes back afterwards.
    #[error("not signed in")]
    SignIn,
    /// The role does not allow it.
    #[error("not allowed")]
    Forbidden,
    /// The request was sent by a page of somebody else.
    #[error("sent by another site")]
    CrossSite,
    /// There is no such page, or no such thing to show on it.
    #[error("not found")]
    NotFound,
    /// What came is not a form, or too large.
    #[error("not a form: {0}")]
    BadForm(&'static str),
    /// What was sent did not arrive in time.
    #[error("too slow")]
    TooSlow,
    /// Something that a form cannot show beside a field; in the language of the visitor.
    #[error("{1}")]
    Refused(StatusCode, String),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A template could not be written; a fault of this program.
    #[error("a page could not be written")]
    Template(#[from] askama::Error),
}

impl PageError {
    /// Heading and explanation.
    pub(super) fn words(&self, lang: Lang) -> (&str, &str) {
        let (id, en) = match self {
            Self::SignIn => (
                ("Silakan masuk", "Anda perlu masuk dahulu."),
                ("Please sign in", "You need to sign in first."),
            ),
            Self::Forbidden => (
                (
                    "Tidak diizinkan",
                    "Peran Anda tidak mengizinkan hal ini. Mintalah kepada admin bila Anda memerlukannya.",
                ),
                (
                    "Not allowed",
                    "Your role does not allow this. Ask an administrator if you need it.",
                ),
            ),
            Self::CrossSite => (
                (
                    "Permintaan ditolak",
                    "Formulir ini tidak dikirim dari halaman Setuju, jadi tidak dijalankan. Buka halamannya di sini dan kirim lagi.",
                ),
                (
                    "Request refused",
                    "This form was not sent from a page of Setuju, so nothing was done. Open the page here and send it again.",
                ),
            ),
            Self::NotFound => (
                (
                    "Halaman tidak ditemukan",
                    "Alamatnya mungkin salah ketik, atau datanya sudah dihapus.",
                ),
                (
                    "Page not found",
                    "The address may be mistyped, or what it showed was removed.",
                ),
            ),
            Self::BadForm(_) => (
                (
                    "Formulir tidak terbaca",
                    "Isinya rusak atau terlalu besar. Muat ulang halamannya dan kirim lagi.",
                ),
                (
                    "The form cannot be read",
                    "It is damaged or too large. Reload the page and send it again.",
                ),
            ),
            Self::TooSlow => (
                (
                    "Kiriman terputus",
                    "Isinya tidak sampai pada waktunya. Periksa sambungan internet Anda, lalu kirim lagi.",
                ),
                (
                    "It did not arrive",
                    "What you sent did not arrive in time. Check your connection, then send it again.",
                ),
            ),
            Self::Refused(_, said) => {
                return (
                    lang.pick("Tidak dapat dilakukan", "This cannot be done"),
                    said,
                );
            }
            Self::Store(StoreError::Unavailable(_)) => (
                (
                    "Basis data sedang tidak dapat dipakai",
                    "Tidak ada yang hilang. Coba lagi sebentar lagi.",
                ),
                (
                    "The database is not available at the moment",
                    "Nothing is lost. Try again in a moment.",
                ),
            ),
            Self::Store(_) | Self::Template(_) => (
                (
                    "Ada yang salah pada Setuju",
                    "Ini bukan kesalahan Anda. Catatannya ada di log layanan.",
                ),
                (
                    "Something is wrong with Setuju",
                    "This is not your fault. The log of the service has the details.",
                ),
            ),
        };
        match lang {
            Lang::Id => id,
            Lang::En => en,
        }
    }
}

impl ResponseError for PageError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::SignIn => StatusCode::SEE_OTHER,
            Self::Forbidden | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::BadForm(_) => StatusCode::BAD_REQUEST,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Refused(status, _) => *status,
            Self::Store(StoreError::Unavailable(_)) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Store(_) | Self::Template(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

impl actix_web::Responder for PageError {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &actix_web::HttpRequest) -> HttpResponse {
        HttpResponse::from_error(self)
    }
}
