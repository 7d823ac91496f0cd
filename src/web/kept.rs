//! What somebody had typed into a form when the session was over. Nothing of it is done: it goes
//! to the page for signing in and comes back from there, sealed, so that neither that page nor its
//! address shows it; after signing in it is shown again, and put into the form it was typed into.

use std::time::Duration;

use actix_web::dev::{Payload, ServiceRequest};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpMessage, HttpResponse};
use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::StreamExt;
use rand::Rng;

use super::error::PageError;
use super::form::{self, Form};
use super::frame::{self, Frame};
use super::upload;
use crate::core::Core;
use crate::lang::Lang;
use crate::providers::vault::Credentials;
use crate::time::Timestamp;

/// The field of the pages for signing in that holds it.
pub(super) const FIELD: &str = "titipan";
/// The field of the pages for signing in that says what could not be kept.
pub(super) const LOST: &str = "hilang";
/// The largest form that is kept.
const LARGEST: usize = 16 << 10;
/// How long what is not kept may take to come.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long it is kept: as long as somebody may look for the password.
const GOOD_FOR: Duration = Duration::from_mins(30);
/// What it is sealed for, so that nothing else that is sealed with the same key can be taken for it.
const SEALED_FOR: &str = "kept form";
/// Forms of which nothing is kept, because of the secrets in them.
const NEVER: [&str; 6] = [
    "/masuk",
    "/saya",
    "/penyedia",
    "/mulai",
    "/keluar",
    "/bahasa",
];
/// Fields of which nothing is kept.
const SECRET: [&str; 6] = ["password", "sandi", "secret", "token", "code", "kode"];
/// Fields that nobody typed.
const UNTYPED: [&str; 4] = ["once", "act", "kembali", FIELD];

/// A form that was sent too late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    /// The page it was on.
    pub(super) page: String,
    /// Where it was to go.
    pub(super) action: String,
    /// What was typed.
    pub(super) fields: Vec<(String, String)>,
}

impl Kept {
    /// What is worth keeping of a form; `None` if there is nothing.
    fn of(page: &str, action: &str, form: Form) -> Option<Self> {
        let is_kept = |name: &str| {
            let name = name.to_lowercase();
            !UNTYPED.contains(&name.as_str()) && !SECRET.iter().any(|word| name.contains(word))
        };
        let fields: Vec<_> = form
            .into_values()
            .into_iter()
            .filter(|(name, value)| is_kept(name) && !value.trim().is_empty())
            .collect();
        (!fields.is_empty()).then(|| Self {
            page: page.to_owned(),
            action: action.to_owned(),
            fields,
        })
    }

    /// As it travels through the pages for signing in.
    fn seal(&self, core: &Core, rng: &mut impl Rng) -> String {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(&self.fields);
        let mut sealed = Credentials::default();
        sealed.set("at", &core.now().millis().to_string());
        sealed.set("page", &self.page);
        sealed.set("action", &self.action);
        sealed.set("form", &form.finish());
        URL_SAFE_NO_PAD.encode(sealed.seal(&core.keys.vault, SEALED_FOR, rng))
    }

    /// As it came back; `None` for what we have not sealed, or too long ago.
    pub(super) fn open(core: &Core, sealed: &str) -> Option<Self> {
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let opened = Credentials::open(&sealed, &core.keys.vault, SEALED_FOR).ok()?;
        let at = Timestamp::from_millis(opened.get("at")?.parse().ok()?);
        let form = Form::parse(opened.get("form")?.as_bytes());
        (core.now().since(at) < GOOD_FOR).then_some(())?;
        Some(Self {
            page: opened.get("page")?.to_owned(),
            action: opened.get("action")?.to_owned(),
            fields: form.into_values(),
        })
    }
}

/// What came of a form that was sent too late.
pub(super) enum Late {
    /// There was nothing in it.
    Nothing,
    /// What was typed, sealed.
    Kept(String),
    /// It is gone: `berkas`, a file, or `panjang`, more than is kept.
    Lost(&'static str),
}

/// What a request of somebody who is not signed in would have had us do. To be called when it is
/// known that a form of ours was sent.
///
/// # Errors
/// [`PageError`] if it cannot be read.
pub(super) async fn of_request(
    core: &Core,
    request: &mut ServiceRequest,
    page: &str,
) -> Result<Late, PageError> {
    let path = request.path().to_owned();
    let is_never = NEVER.iter().any(|start| {
        let rest = path.strip_prefix(start);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    let is_short = match length {
        Some(length) => length <= LARGEST,
        // Of no length that is known, or without anything.
        None => !request.headers().contains_key(header::TRANSFER_ENCODING),
    };
    if is_never || *request.method() != Method::POST {
        return Ok(Late::Nothing);
    }
    let lost = match (form::is_form(request.headers()), is_short) {
        (true, true) => None,
        (true, false) => Some("panjang"),
        (false, _) if upload::is_upload(request.headers()) => Some("berkas"),
        (false, _) => return Ok(Late::Nothing),
    };
    if let Some(lost) = lost {
        let_come(request.take_payload()).await;
        return Ok(Late::Lost(lost));
    }
    let body = form::read(request.take_payload(), LARGEST).await?;
    let kept = Kept::of(page, &path, Form::parse(&body));
    Ok(kept.map_or(Late::Nothing, |kept| {
        Late::Kept(kept.seal(core, &mut rand::rng()))
    }))
}

/// Lets a body come that nobody reads: a browser listens only when it has sent everything.
async fn let_come(mut payload: Payload) {
    let coming = async {
        let mut came = 0;
        while let Some(Ok(part)) = payload.next().await {
            came += part.len();
            if came > upload::LARGEST_BODY {
                break;
            }
        }
    };
    if tokio::time::timeout(PATIENCE, coming).await.is_err() {
        tracing::debug!("a form that came too late takes long");
    }
}

/// The page that a form was on, as browsers say in `Referer` (RFC 9110, 10.1.3); `None` if it was
/// none of ours.
pub(super) fn page_of(headers: &HeaderMap, public_url: &str) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let page = text(header::REFERER)?;
    let (_, rest) = page.split_once("://")?;
    let (authority, _) = rest.split_once('/')?;
    let ours = public_url.split_once("://").map(|(_, ours)| ours);
    if Some(authority) != text(header::HOST) && Some(authority) != ours {
        return None;
    }
    let path = rest.strip_prefix(authority)?;
    is_own_path(path).then(|| path.to_owned())
}

/// Whether this leads to a page of ours. Browsers take `\` for `/`, and leave tabs and line ends
/// out (URL standard, 4.1 and 4.4), so that `/<tab>/elsewhere` would lead elsewhere.
pub(super) fn is_own_path(path: &str) -> bool {
    let is_plain = |sign: char| sign != '\\' && !sign.is_control();
    path.starts_with('/') && !path.starts_with("//") && path.chars().all(is_plain)
}

#[derive(Template)]
#[template(path = "kept.html")]
struct KeptPage {
    frame: Frame,
    kept: Kept,
    /// What people are shown, with its name for them, and its name.
    texts: Vec<(String, String, String)>,
    /// What only the form needs: what was chosen and ticked.
    choices: Vec<(String, String)>,
}

/// Shows what was kept, with the way back to the form.
///
/// # Errors
/// [`PageError::Template`] if it could not be written.
pub(super) fn show(frame: Frame, kept: Kept) -> Result<HttpResponse, PageError> {
    let mut texts = Vec::new();
    let mut choices = Vec::new();
    for (name, value) in kept.fields.iter().cloned() {
        match label(frame.lang, &name) {
            Some(label) => texts.push((label.to_owned(), name, value)),
            None if value.contains(char::is_whitespace) => texts.push((name.clone(), name, value)),
            None => choices.push((name, value)),
        }
    }
    frame::show(&KeptPage {
        frame,
        kept,
        texts,
        choices,
    })
}

/// How people call a field.
fn label(lang: Lang, name: &str) -> Option<&'static str> {
    let (id, en) = match name {
        "text" | "message" | "body" => ("Pesan", "Message"),
        "name" | "applicant_name" => ("Nama", "Name"),
        "note" | "catatan" => ("Catatan", "Note"),
        "alasan" => ("Alasan", "Reason"),
        "phone" | "telephone" | "whatsapp" => ("Nomor", "Number"),
        "email" => ("Alamat surel", "E-mail address"),
        "address" => ("Alamat", "Address"),
        "hours" => ("Jam layanan", "Opening hours"),
        "external_ref" => ("ID di program lain", "Id in another program"),
        "partner_ids" => ("Mitra", "Partners"),
        "permit_number" => ("Nomor izin", "Permit number"),
        "permit_type" => ("Jenis izin", "Kind of permit"),
        "registration_id" => ("ID pendaftaran", "Registration id"),
        "issue_date" => ("Tanggal terbit", "Date of issue"),
        "expiry_date" => ("Berlaku sampai", "Valid until"),
        "scheduled_at" => ("Waktu kirim", "Time to send"),
        "key" => ("Kunci templat", "Key of the template"),
        _ => return None,
    };
    Some(lang.pick(id, en))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestCore;

    const FORM: &[u8] =
        b"text=Loket+tutup&once=abc&act=simpan&current_password=gundaling&code=123456\
        &meta_token=x&kosong=&purpose=broadcast";

    #[tokio::test]
    async fn what_was_typed_comes_back_within_half_an_hour_and_secrets_never() {
        let test = TestCore::new().await;
        let core = &test.core;
        let kept = Kept::of("/siaran/baru?a=b", "/siaran/baru", Form::parse(FORM)).unwrap();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let typed = [pair("text", "Loket tutup"), pair("purpose", "broadcast")];
        assert_eq!(kept.fields, typed);
        let sealed = kept.seal(core, &mut rand::rng());
        assert_eq!(Kept::open(core, &sealed), Some(kept));
        assert_eq!(
            Kept::open(core, &sealed.replace(&sealed[20..24], "AAAA")),
            None
        );
        let mut others = Credentials::default();
        others.set("token", "rahasia");
        let others = others.seal(&core.keys.vault, "karo", &mut rand::rng());
        assert_eq!(Kept::open(core, &URL_SAFE_NO_PAD.encode(others)), None);
        test.pass(GOOD_FOR);
        assert_eq!(Kept::open(core, &sealed), None);
    }

    #[test]
    fn a_form_without_anything_typed_is_not_kept() {
        assert_eq!(
            Kept::of("/", "/siaran/1/jeda", Form::parse(b"once=abc")),
            None
        );
    }

    #[test]
    fn only_a_path_of_ours_leads_back() {
        for good in ["/", "/siaran/baru?a=b", "/kotak-masuk/+6281234"] {
            assert!(is_own_path(good), "{good}");
        }
        for bad in [
            "",
            "x",
            "//jahat.example",
            "/\t/jahat.example",
            "/\\jahat.example",
            "/\n",
        ] {
            assert!(!is_own_path(bad), "{bad:?}");
        }
    }
}
