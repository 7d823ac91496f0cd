//! Accounts at providers: added, tested, paced, paused, and their webhook address.

mod edit;
mod guide;

use actix_web::{HttpResponse, web};
use askama::Template;
use entity::words::{AccountKind, AccountState};

use super::error::PageError;
use super::frame::{self, Frame};
use super::gateway_words::{self, About};
use super::nav::Section;
use super::visitor::{Admin, Reader};
use super::words::pace;
use crate::database::StoreError;
use crate::lang::Lang;
use crate::outbound::cap::Allowance;
use crate::outbound::{history, recall};
use crate::providers::overview;
use crate::providers::registry::{self, AccountError};
use crate::providers::{Account, registration};
use crate::services::Services;
use crate::staff::audit::Deed;
use crate::time::Timestamp;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/penyedia", web::get().to(list))
        .route("/penyedia/tambah", web::get().to(edit::choose))
        .route("/penyedia/tambah/{kind}", web::get().to(edit::ask))
        .route("/penyedia/tambah/{kind}", web::post().to(edit::add))
        .route("/penyedia/{id}", web::get().to(show))
        .route("/penyedia/{id}/ubah", web::get().to(edit::ask_change))
        .route("/penyedia/{id}/ubah", web::post().to(edit::change))
        .route("/penyedia/{id}/{deed}", web::post().to(act));
}

/// What a page shows of an account.
struct Row {
    account: Account,
    kind: &'static str,
    state: (&'static str, &'static str),
    /// Its place among all, in the order in which they are tried.
    place: usize,
    pace: String,
    queued: i64,
    sent_today: i64,
    cap: Option<i64>,
    down_until: Option<Timestamp>,
    /// What was wrong last.
    why: Option<String>,
}

#[derive(Template)]
#[template(path = "accounts.html")]
struct ListPage {
    frame: Frame,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "accounts_show.html")]
struct ShowPage {
    frame: Frame,
    row: Row,
    /// How many accounts there are.
    count: usize,
    webhook: Option<String>,
    /// Until when the address before the present one is good as well.
    rotating_until: Option<Timestamp>,
    steps: Vec<&'static str>,
}

/// How a gateway is called.
pub(super) const fn kind_name(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::Fonnte => "Fonnte",
        AccountKind::Watzap => "Watzap.id",
        AccountKind::Meta => "Meta Cloud API",
        AccountKind::Sandbox => "Sandbox",
    }
}

/// Colour and words of the state of an account.
fn state(lang: Lang, account: &Account, is_down: bool) -> (&'static str, &'static str) {
    if !account.active {
        return ("quiet", lang.pick("Dimatikan", "Switched off"));
    }
    if account.paused {
        return ("wait", lang.pick("Dijeda", "Paused"));
    }
    match account.state {
        _ if is_down => ("bad", lang.pick("Terganggu", "Down")),
        AccountState::Draft => ("wait", lang.pick("Belum diuji", "Not tested")),
        AccountState::Configured => ("good", lang.pick("Siap", "Ready")),
        AccountState::Error => ("bad", lang.pick("Bermasalah", "In trouble")),
    }
}

impl From<AccountError> for PageError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Store(error) => error.into(),
            _ => Self::NotFound,
        }
    }
}

async fn rows(services: &Services, lang: Lang) -> Result<Vec<Row>, StoreError> {
    let core = &services.core;
    let db = core.db.reader();
    let queues = history::queues(db).await?;
    let lanes = overview::lanes(db).await?;
    let now = core.now();
    let row = |account: Account| {
        let waiting = queues.iter().find(|(id, ..)| *id == account.id);
        let state_of = lanes.iter().find(|(id, ..)| *id == account.id);
        let down = state_of
            .and_then(|(_, _, down)| *down)
            .map(Timestamp::from_millis);
        let down_until = down.filter(|down| *down > now);
        let today = Allowance::of(&account.limits, now, core.policy.rules.zone);
        Row {
            kind: kind_name(account.kind),
            state: state(lang, &account, down_until.is_some()),
            place: 0,
            pace: pace(lang, account.pace.unwrap_or(core.policy.pace).mean()),
            queued: waiting.map_or(0, |(_, count, _)| *count),
            sent_today: today.sent,
            cap: today.cap,
            down_until,
            why: account
                .last_error
                .as_deref()
                .map(|fault| gateway_words::said(lang, About::Account, fault)),
            account,
        }
    };
    let accounts = registry::open_all(db, &core.keys.vault).await?;
    let mut rows: Vec<_> = accounts.into_iter().map(row).collect();
    for (place, row) in rows.iter_mut().enumerate() {
        row.place = place + 1;
    }
    Ok(rows)
}

async fn list(reader: Reader, services: web::Data<Services>) -> Result<HttpResponse, PageError> {
    frame::show(&ListPage {
        frame: Frame::new(&services, &reader, Section::Accounts),
        rows: rows(&services, reader.lang).await?,
    })
}

async fn show(
    reader: Reader,
    id: web::Path<String>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let rows = rows(&services, reader.lang).await?;
    let count = rows.len();
    let row = rows.into_iter().find(|row| row.account.id == *id);
    let row = row.ok_or(PageError::NotFound)?;
    let frame = Frame::new(&services, &reader, Section::Accounts);
    let policy = &services.core.policy;
    // The address holds the secret that makes a post authentic.
    let webhook = frame
        .is_admin()
        .then(|| format!("{}{}", policy.public_url, row.account.webhook_path()));
    frame::show(&ShowPage {
        steps: guide::steps(reader.lang, row.account.kind),
        rotating_until: row
            .account
            .previous_token_until
            .filter(|until| *until > frame.now),
        webhook,
        row,
        count,
        frame,
    })
}

async fn act(
    admin: Admin,
    path: web::Path<(String, String)>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let (id, what) = path.into_inner();
    let (core, lang) = (&services.core, admin.lang);
    let here = format!("/penyedia/{id}");
    let actor = admin.person.actor();
    let deed = |action| Some(Deed::new(&actor, action));
    let (news, to) = match what.as_str() {
        "uji" => {
            let tested = deed("account.tested");
            let providers = &services.providers;
            let (is_fine, said, _) = registration::test(core, providers, &id, tested).await?;
            let said = if is_fine {
                let verdict = lang.pick("Akun berfungsi", "The account works");
                format!("{verdict}: {}.", gateway_words::health(lang, &said))
            } else {
                let verdict = lang.pick("Akun tidak berfungsi.", "The account does not work.");
                let why = gateway_words::said(lang, About::Account, &said);
                format!("{verdict} {why}")
            };
            (said, here)
        }
        "jeda" => {
            registry::set_paused(core, &id, true, deed("account.paused")).await?;
            let news = lang.pick(
                "Akun dijeda; pesannya menunggu.",
                "The account is paused; its messages wait.",
            );
            (news.to_owned(), here)
        }
        "lanjutkan" => {
            registry::set_paused(core, &id, false, deed("account.resumed")).await?;
            let news = lang.pick("Akun mengirim lagi.", "The account sends again.");
            (news.to_owned(), here)
        }
        "ganti-alamat" => {
            registry::rotate_webhook_token(core, &id, deed("account.webhook_token_rotated"))
                .await?;
            let news = lang.pick(
                "Alamat webhook baru dibuat. Yang lama masih berlaku 7 hari: pasang yang baru di penyedia sekarang.",
                "There is a new webhook address. The old one is good for 7 more days: enter the new one at the provider now.",
            );
            (news.to_owned(), here)
        }
        "hapus" => {
            recall::remove_account(core, &id, deed("account.deleted")).await?;
            let news = lang.pick(
                "Akun dihapus. Yang sudah dikirim dan diterima tetap tersimpan.",
                "The account is removed. What it sent and received is kept.",
            );
            (news.to_owned(), "/penyedia".to_owned())
        }
        _ => return Err(PageError::NotFound),
    };
    services.live.reload().await?;
    Ok(frame::done(&to, &news))
}
