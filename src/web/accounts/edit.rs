//! Adding and changing an account. Credentials go in and are never shown again.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use entity::words::AccountKind;
use rand::rngs::StdRng;

use super::guide;
use super::kind_name;
use crate::lang::Lang;
use crate::providers::account::is_secret;
use crate::providers::registration::{self, AccountChange, NewAccount};
use crate::providers::registry::{self, AccountError};
use crate::services::Services;
use crate::staff::audit::Deed;
use crate::web::error::PageError;
use crate::web::form::Form;
use crate::web::frame::{self, Frame};
use crate::web::nav::Section;
use crate::web::sign_in::sentence;
use crate::web::visitor::Admin;

/// A field for a setting.
struct Setting {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    required: bool,
    /// Whether nobody may see it again.
    is_secret: bool,
}

#[derive(Template)]
#[template(path = "accounts_choose.html")]
struct ChoosePage {
    frame: Frame,
    kinds: Vec<(&'static str, &'static str, &'static str)>,
}

#[derive(Template)]
#[template(path = "accounts_edit.html")]
struct EditPage {
    frame: Frame,
    form: Form,
    /// The id and the name of the account; `None`: a new one.
    of: Option<(String, String)>,
    kind_name: &'static str,
    settings: Vec<Setting>,
    /// How the webhook is set up afterwards.
    steps: Vec<&'static str>,
}

fn settings(services: &Services, lang: Lang, kind: AccountKind, is_new: bool) -> Vec<Setting> {
    let known = services.providers.get(kind).settings();
    known
        .iter()
        .map(|setting| {
            let (label, hint) = guide::label(lang, setting.name);
            Setting {
                name: setting.name,
                label,
                hint,
                required: setting.required && is_new,
                is_secret: is_secret(setting.name),
            }
        })
        .collect()
}

pub(super) async fn choose(
    admin: Admin,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let lang = admin.lang;
    let kind = |kind: AccountKind, id, en| (kind.as_str(), kind_name(kind), lang.pick(id, en));
    frame::show(&ChoosePage {
        frame: Frame::new(&services, &admin, Section::Accounts),
        kinds: vec![
            kind(
                AccountKind::Fonnte,
                "Gerbang Indonesia dengan nomor tertaut. Mulai cepat, tidak resmi.",
                "Indonesian gateway with a linked number. Quick to start, unofficial.",
            ),
            kind(
                AccountKind::Watzap,
                "Gerbang Indonesia dengan nomor tertaut atau nomor resmi WhatsApp Business (WABA).",
                "Indonesian gateway with a linked number or an official WhatsApp Business number (WABA).",
            ),
            kind(
                AccountKind::Meta,
                "Langsung ke WhatsApp. Resmi; di luar 24 jam hanya templat yang disetujui.",
                "Straight to WhatsApp. Official; outside 24 hours only approved templates.",
            ),
            kind(
                AccountKind::Sandbox,
                "Untuk latihan: tidak ada pesan yang benar-benar keluar.",
                "For practice: no message really leaves.",
            ),
        ],
    })
}

fn kind_of(path: &str) -> Result<AccountKind, PageError> {
    path.parse().or(Err(PageError::NotFound))
}

fn page(
    admin: &Admin,
    services: &Services,
    of: Option<(String, String)>,
    kind: AccountKind,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let status = if form.is_bad() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let settings = settings(services, admin.lang, kind, of.is_none());
    // What was typed into a field for a secret does not come back.
    let form = settings
        .iter()
        .filter(|setting| setting.is_secret)
        .fold(form, |form, setting| form.without(setting.name));
    let page = EditPage {
        frame: Frame::new(services, admin, Section::Accounts),
        form,
        of,
        kind_name: kind_name(kind),
        settings,
        steps: guide::steps(admin.lang, kind),
    };
    frame::show_as(status, &page)
}

pub(super) async fn ask(
    admin: Admin,
    kind: web::Path<String>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let kind = kind_of(&kind)?;
    let id = kind.as_str().to_owned();
    let form = Form::filled([("id", id), ("name", kind_name(kind).to_owned())]);
    page(&admin, &services, None, kind, form)
}

/// The settings that were typed; an empty field of a secret changes nothing.
fn given(services: &Services, kind: AccountKind, form: &Form) -> Vec<(String, String)> {
    let secrets = services.providers.get(kind).settings().iter();
    let secrets = secrets.filter_map(|setting| {
        let value = form.given(setting.name)?;
        Some((setting.name.to_owned(), value.to_owned()))
    });
    let own = ["pace_ms", "daily_cap", "warm_up"].map(|name| {
        let value = form.value(name).trim().to_owned();
        (name.to_owned(), value)
    });
    secrets.chain(own).collect()
}

/// The form with what is wrong beside the field.
fn refused(form: Form, error: AccountError, lang: Lang) -> Result<Form, PageError> {
    let said = sentence(&error, lang);
    Ok(match error {
        AccountError::BadId | AccountError::Taken => form.failed("id", said),
        AccountError::MissingSetting { key, .. } => {
            let said = lang.pick("Isian ini diperlukan.", "This is needed.");
            form.failed(key, said)
        }
        AccountError::BadValue { key, .. } => form.failed(key, said),
        AccountError::UnknownSetting { .. } | AccountError::WrongKey(_) => {
            return Err(PageError::Refused(StatusCode::CONFLICT, said));
        }
        error => return Err(error.into()),
    })
}

pub(super) async fn add(
    admin: Admin,
    kind: web::Path<String>,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let kind = kind_of(&kind)?;
    let new = NewAccount {
        id: form.value("id").trim().to_owned(),
        kind,
        name: form.given("name").map(ToOwned::to_owned),
        default: form.has("is_default", "yes"),
        base_url: None,
        settings: given(&services, kind, &form)
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect(),
    };
    let (core, providers) = (&services.core, &services.providers);
    let rng = &mut rand::make_rng::<StdRng>();
    let actor = admin.person.actor();
    let deed = Some(Deed::new(&actor, "account.added"));
    match registration::add(core, providers, new, rng, deed).await {
        Ok(account) => {
            services.live.reload().await?;
            let news = admin.lang.pick(
                "Akun ditambahkan. Pasang alamat webhooknya, lalu tekan Uji.",
                "The account is added. Set its webhook address up, then press Test.",
            );
            Ok(frame::done(&format!("/penyedia/{}", account.id), news))
        }
        Err(error) => {
            let form = refused(form, error, admin.lang)?;
            page(&admin, &services, None, kind, form)
        }
    }
}

pub(super) async fn ask_change(
    admin: Admin,
    id: web::Path<String>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let account = registry::find(&services.core, &id).await?;
    let text = |value: Option<String>| value.unwrap_or_default();
    let yes = |is_so: bool| if is_so { "yes" } else { "" }.to_owned();
    let plain = services.providers.get(account.kind).settings().iter();
    let plain = plain
        .filter(|setting| !is_secret(setting.name))
        .filter_map(|setting| {
            let value = account.credentials.get(setting.name)?;
            Some((setting.name, value.to_owned()))
        });
    let own = [
        ("name", account.name.clone()),
        ("position", account.position.to_string()),
        ("pace_ms", text(account.pace.map(|pace| pace.to_string()))),
        (
            "daily_cap",
            text(account.limits.daily_cap.map(|cap| cap.to_string())),
        ),
        (
            "warm_up",
            text(account.limits.warm_up.as_ref().map(ToString::to_string)),
        ),
        ("is_default", yes(account.is_default)),
        ("active", yes(account.active)),
    ];
    let form = Form::filled(own.into_iter().chain(plain));
    let of = Some((account.id, account.name));
    page(&admin, &services, of, account.kind, form)
}

pub(super) async fn change(
    admin: Admin,
    id: web::Path<String>,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let account = registry::find(&services.core, &id).await?;
    let Ok(position) = form.value("position").trim().parse() else {
        let said = admin
            .lang
            .pick("Tulislah sebuah bilangan bulat.", "Write a whole number.");
        let form = form.failed("position", said);
        let of = Some((account.id, account.name));
        return page(&admin, &services, of, account.kind, form);
    };
    // A plan for the first days begins anew when it is set, so the same plan is not set again.
    let planned = account.limits.warm_up.as_ref().map(ToString::to_string);
    let is_same_plan = planned.unwrap_or_default() == form.value("warm_up").trim();
    let mut settings = given(&services, account.kind, &form);
    settings.retain(|(name, _)| name != "warm_up" || !is_same_plan);
    // What stays as it is needs no new test of the account.
    settings.retain(|(name, value)| account.credentials.get(name) != Some(value.as_str()));
    let change = AccountChange {
        name: form.given("name").map(ToOwned::to_owned),
        default: form.has("is_default", "yes").then_some(true),
        base_url: None,
        position: Some(position),
        active: Some(form.has("active", "yes")),
        settings,
    };
    let (core, providers) = (&services.core, &services.providers);
    let rng = &mut rand::make_rng::<StdRng>();
    let actor = admin.person.actor();
    let deed = Some(Deed::new(&actor, "account.changed"));
    match registration::change(core, providers, &id, change, rng, deed).await {
        Ok(account) => {
            services.live.reload().await?;
            let news = admin.lang.pick("Tersimpan.", "Saved.");
            Ok(frame::done(&format!("/penyedia/{}", account.id), news))
        }
        Err(error) => {
            let form = refused(form, error, admin.lang)?;
            let of = Some((account.id, account.name));
            page(&admin, &services, of, account.kind, form)
        }
    }
}
