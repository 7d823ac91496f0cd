//! People who may sign in: invited, given a role, let out, and let in again.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use entity::ids::StaffId;
use entity::staff_user::Model;
use entity::words::Role;
use secrecy::{ExposeSecret, SecretString};

use super::agent::browser;
use super::error::PageError;
use super::form::Form;
use super::frame::{self, Frame};
use super::me::refused;
use super::nav::Section;
use super::visitor::{Admin, Reader, Visitor};
use super::words::Word;
use crate::lang::Lang;
use crate::services::Services;
use crate::staff::session;
use crate::staff::user::{self, edit, enrol, factor};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/pengguna", web::get().to(list))
        .route("/pengguna", web::post().to(invite))
        .route("/pengguna/{id}", web::get().to(show))
        .route("/pengguna/{id}", web::post().to(change))
        .route("/pengguna/{id}/tautan", web::post().to(new_link))
        .route("/pengguna/{id}/nonaktifkan", web::post().to(disable))
        .route("/pengguna/{id}/aktifkan", web::post().to(enable))
        .route("/pengguna/{id}/hapus-kode", web::post().to(remove_factor));
}

#[derive(Template)]
#[template(path = "users.html")]
struct ListPage {
    frame: Frame,
    form: Form,
    rows: Vec<Model>,
    roles: [(&'static str, &'static str); 3],
}

#[derive(Template)]
#[template(path = "users_show.html")]
struct ShowPage {
    frame: Frame,
    form: Form,
    row: Model,
    roles: [(&'static str, &'static str); 3],
    /// Where the person is signed in: browser, from where, last used.
    sessions: Vec<(String, String, i64)>,
}

impl ShowPage {
    /// Whether somebody looks at oneself.
    fn is_oneself(&self) -> bool {
        let person = self.frame.person.as_ref();
        person.is_some_and(|person| person.id == self.row.id)
    }
}

#[derive(Template)]
#[template(path = "users_link.html")]
struct LinkPage {
    frame: Frame,
    row: Model,
    link: String,
}

/// The roles, with what each may do.
pub(super) fn roles(lang: Lang) -> [(&'static str, &'static str); 3] {
    [
        (
            Role::Officer.as_str(),
            lang.pick(
                "Petugas: mitra, izin, pesan, siaran, kotak masuk",
                "Officer: partners, permits, messages, broadcasts, inbox",
            ),
        ),
        (
            Role::Auditor.as_str(),
            lang.pick(
                "Auditor: melihat semuanya, tidak mengirim apa pun",
                "Auditor: sees everything, sends nothing",
            ),
        ),
        (
            Role::Admin.as_str(),
            lang.pick("Admin: semuanya", "Administrator: everything"),
        ),
    ]
}

/// The role that was chosen; somebody who sent none becomes what may do least.
fn role(form: &Form) -> Role {
    form.value("role").parse().unwrap_or(Role::Auditor)
}

async fn list_page(
    visitor: &Visitor,
    services: &Services,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let status = if form.is_bad() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = ListPage {
        frame: Frame::new(services, visitor, Section::Users),
        form,
        rows: user::list(services.core.db.reader()).await?,
        roles: roles(visitor.lang),
    };
    frame::show_as(status, &page)
}

/// Administrators and auditors see who may sign in; officers have no business there.
fn may_see(reader: &Reader) -> Result<(), PageError> {
    if reader.person.role == Role::Officer {
        return Err(PageError::Forbidden);
    }
    Ok(())
}

async fn list(reader: Reader, services: web::Data<Services>) -> Result<HttpResponse, PageError> {
    may_see(&reader)?;
    list_page(&reader, &services, Form::default()).await
}

async fn invite(
    admin: Admin,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let (email, name) = (form.value("email"), form.value("name"));
    let rng = &mut rand::rng();
    let actor = admin.person.actor();
    match enrol::invite(&services.core, &actor, email, name, role(&form), rng).await {
        Ok((row, token)) => show_link(&admin, &services, row, &token),
        Err(error) => {
            let form = refused(form, error, admin.lang)?;
            list_page(&admin, &services, form).await
        }
    }
}

/// The link is shown once and is in no address: neither history nor logs have it.
fn show_link(
    admin: &Admin,
    services: &Services,
    row: Model,
    token: &SecretString,
) -> Result<HttpResponse, PageError> {
    let public = &services.core.policy.public_url;
    frame::show(&LinkPage {
        frame: Frame::new(services, admin, Section::Users),
        row,
        link: format!("{public}/mulai/{}", token.expose_secret()),
    })
}

async fn found(services: &Services, id: i64) -> Result<Model, PageError> {
    let row = user::get(services.core.db.reader(), StaffId(id)).await?;
    row.ok_or(PageError::NotFound)
}

async fn show_page(
    visitor: &Visitor,
    services: &Services,
    row: Model,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let status = if form.is_bad() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let sessions = session::list(&services.core, row.id).await?.into_iter();
    let sessions = sessions.map(|one| (browser(visitor.lang, &one.agent), one.origin, one.seen_at));
    let page = ShowPage {
        sessions: sessions.collect(),
        frame: Frame::new(services, visitor, Section::Users),
        form,
        row,
        roles: roles(visitor.lang),
    };
    frame::show_as(status, &page)
}

async fn show(
    reader: Reader,
    id: web::Path<i64>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    may_see(&reader)?;
    let row = found(&services, *id).await?;
    let form = Form::filled([
        ("name", row.name.clone()),
        ("role", row.role.as_str().to_owned()),
    ]);
    show_page(&reader, &services, row, form).await
}

async fn change(
    admin: Admin,
    id: web::Path<i64>,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let row = found(&services, *id).await?;
    let change = edit::Change {
        name: form.value("name").to_owned(),
        role: role(&form),
    };
    match edit::change(&services.core, &admin.person.actor(), row.id, change).await {
        Ok(_) => Ok(frame::done(
            "/pengguna",
            admin.lang.pick("Tersimpan.", "Saved."),
        )),
        Err(error) => {
            let form = refused(form, error, admin.lang)?;
            show_page(&admin, &services, row, form).await
        }
    }
}

/// What opens the account of somebody who lost the way in is for others only: one's own password
/// and code are changed by showing them once more, or whoever finds an open browser could keep it.
fn not_oneself(admin: &Admin, row: &Model) -> Result<(), PageError> {
    if row.id != admin.person.id {
        return Ok(());
    }
    let said = admin.lang.pick(
        "Kata sandi dan kode keamanan Anda sendiri diganti di halaman Akun saya.",
        "Your own password and security code are changed on the page My account.",
    );
    Err(PageError::Refused(StatusCode::CONFLICT, said.to_owned()))
}

async fn new_link(
    admin: Admin,
    id: web::Path<i64>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let row = found(&services, *id).await?;
    not_oneself(&admin, &row)?;
    let actor = admin.person.actor();
    match enrol::new_link(&services.core, &actor, row.id, &mut rand::rng()).await {
        Ok(token) => show_link(&admin, &services, row, &token),
        Err(error) => Err(refused(Form::default(), error, admin.lang)
            .err()
            .unwrap_or(PageError::NotFound)),
    }
}

async fn disable(
    admin: Admin,
    id: web::Path<i64>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    set_disabled(&admin, &services, *id, true).await
}

async fn enable(
    admin: Admin,
    id: web::Path<i64>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    set_disabled(&admin, &services, *id, false).await
}

async fn set_disabled(
    admin: &Admin,
    services: &Services,
    id: i64,
    is_disabled: bool,
) -> Result<HttpResponse, PageError> {
    let row = found(services, id).await?;
    let actor = admin.person.actor();
    match edit::set_disabled(&services.core, &actor, row.id, is_disabled).await {
        Ok(_) => {
            let (id, en) = if is_disabled {
                (
                    "Orang itu tidak dapat masuk lagi; semua sesinya berakhir.",
                    "That person cannot sign in any more; all sessions have ended.",
                )
            } else {
                (
                    "Orang itu dapat masuk lagi.",
                    "That person can sign in again.",
                )
            };
            Ok(frame::done("/pengguna", admin.lang.pick(id, en)))
        }
        Err(error) => {
            let form = Form::filled([
                ("name", row.name.clone()),
                ("role", row.role.as_str().to_owned()),
            ]);
            let form = refused(form, error, admin.lang)?;
            show_page(admin, services, row, form).await
        }
    }
}

async fn remove_factor(
    admin: Admin,
    id: web::Path<i64>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let row = found(&services, *id).await?;
    not_oneself(&admin, &row)?;
    match factor::remove(&services.core, &admin.person.actor(), row.id, None).await {
        Ok(()) => {
            let news = admin.lang.pick(
                "Kode keamanan orang itu dihapus.",
                "That person's security code is removed.",
            );
            Ok(frame::done(&format!("/pengguna/{}", row.id), news))
        }
        Err(error) => Err(refused(Form::default(), error, admin.lang)
            .err()
            .unwrap_or(PageError::NotFound)),
    }
}
