//! One's own account: name, password, second factor, and where one is signed in.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use entity::ids::SessionId;
use entity::session::Model as SessionRow;
use qrcode::QrCode;
use qrcode::render::svg;

use super::error::PageError;
use super::form::Form;
use super::frame::{self, Frame};
use super::nav::Section;
use super::sign_in::sentence;
use super::visitor::Reader;
use crate::services::Services;
use crate::staff::totp::Factor;
use crate::staff::user::{self, UserError, edit, factor};
use crate::staff::{audit, session};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/saya", web::get().to(show))
        .route("/saya", web::post().to(save))
        .route("/saya/kata-sandi", web::post().to(change_password))
        .route("/saya/faktor", web::get().to(offer_factor))
        .route("/saya/faktor", web::post().to(set_factor))
        .route("/saya/faktor/hapus", web::post().to(remove_factor))
        .route("/saya/sesi/{id}/akhiri", web::post().to(end_session));
}

#[derive(Template)]
#[template(path = "me.html")]
struct MePage {
    frame: Frame,
    profile: Form,
    password: Form,
    sessions: Vec<SessionRow>,
    here: SessionId,
    has_factor: bool,
}

#[derive(Template)]
#[template(path = "me_factor.html")]
struct FactorPage {
    frame: Frame,
    form: Form,
    secret: String,
    picture: String,
}

async fn page(
    reader: &Reader,
    services: &Services,
    profile: Option<Form>,
    password: Form,
) -> Result<HttpResponse, PageError> {
    let person = &reader.person;
    let row = user::get(services.core.db.reader(), person.id).await?;
    let row = row.ok_or(PageError::SignIn)?;
    let is_bad = password.is_bad() || profile.as_ref().is_some_and(Form::is_bad);
    let page = MePage {
        frame: Frame::new(services, reader, Section::Me),
        profile: profile.unwrap_or_else(|| {
            let phone = row.phone.clone().unwrap_or_default();
            Form::filled([("name", row.name.clone()), ("phone", phone)])
        }),
        password: password
            .without("password")
            .without("password_again")
            .without("current_password"),
        sessions: session::list(&services.core, person.id).await?,
        here: person.session,
        has_factor: row.totp.is_some(),
    };
    let status = if is_bad {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    frame::show_as(status, &page)
}

async fn show(reader: Reader, services: web::Data<Services>) -> Result<HttpResponse, PageError> {
    page(&reader, &services, None, Form::default()).await
}

/// The form with what is wrong in it, or the error if no field of the form is to blame.
pub(super) fn refused(
    form: Form,
    error: UserError,
    lang: crate::lang::Lang,
) -> Result<Form, PageError> {
    match error {
        UserError::Store(error) => Err(error.into()),
        UserError::NotFound => Err(PageError::NotFound),
        error => match error.field() {
            Some(field) => Ok(form.failed(field, sentence(&error, lang))),
            None => Err(PageError::Refused(
                StatusCode::CONFLICT,
                sentence(&error, lang),
            )),
        },
    }
}

async fn save(
    reader: Reader,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let (name, phone) = (form.value("name"), form.value("phone"));
    let (core, person) = (&services.core, &reader.person);
    match edit::set_profile(core, &person.actor(), person.id, name, phone).await {
        Ok(()) => Ok(frame::done(
            "/saya",
            reader.lang.pick("Tersimpan.", "Saved."),
        )),
        Err(error) => {
            let form = refused(form, error, reader.lang)?;
            page(&reader, &services, Some(form), Form::default()).await
        }
    }
}

async fn change_password(
    reader: Reader,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let person = &reader.person;
    let new = form.value("password");
    let done = if new == form.value("password_again") {
        let present = form.value("current_password");
        let actor = person.actor();
        edit::set_password(
            &services.core,
            &actor,
            person.id,
            person.session,
            present,
            new,
        )
        .await
    } else {
        let said = reader.lang.pick(
            "Kedua kata sandi tidak sama.",
            "The two passwords are not the same.",
        );
        let form = form.failed("password_again", said);
        return page(&reader, &services, None, form).await;
    };
    match done {
        Ok(()) => {
            let news = reader.lang.pick(
                "Kata sandi diganti. Di tempat lain Anda harus masuk lagi.",
                "The password is changed. Elsewhere you have to sign in again.",
            );
            Ok(frame::done("/saya", news))
        }
        Err(error) => {
            let form = refused(form, error, reader.lang)?;
            page(&reader, &services, None, form).await
        }
    }
}

fn factor_page(
    reader: &Reader,
    services: &Services,
    form: Form,
    factor: &Factor,
) -> Result<HttpResponse, PageError> {
    let uri = factor.uri(&reader.person.email).unwrap_or_default();
    let status = if form.is_bad() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = FactorPage {
        frame: Frame::new(services, reader, Section::Me),
        form: form.without("code"),
        secret: factor.base32().to_owned(),
        picture: qr(&uri),
    };
    frame::show_as(status, &page)
}

/// A QR code as SVG, without declarations, to stand in a page; empty for a text too long for one.
pub(super) fn qr(text: &str) -> String {
    let Ok(code) = QrCode::new(text) else {
        return String::new();
    };
    let picture = code
        .render::<svg::Color<'_>>()
        .min_dimensions(180, 180)
        .build();
    picture
        .find("<svg")
        .and_then(|start| picture.get(start..))
        .unwrap_or_default()
        .to_owned()
}

async fn offer_factor(
    reader: Reader,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let factor = Factor::random(&mut rand::rng());
    factor_page(&reader, &services, Form::default(), &factor)
}

async fn set_factor(
    reader: Reader,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let Some(factor) = Factor::from_base32(form.value("secret")) else {
        return Ok(frame::see_other("/saya/faktor"));
    };
    let person = &reader.person;
    let rng = &mut rand::rng();
    let code = form.value("code");
    let actor = person.actor();
    match factor::set(&services.core, &actor, person.id, &factor, code, rng).await {
        Ok(()) => {
            let news = reader.lang.pick(
                "Kode keamanan aktif. Mulai sekarang Anda memerlukannya setiap kali masuk.",
                "The security code is active. From now on you need it whenever you sign in.",
            );
            Ok(frame::done("/saya", news))
        }
        Err(error) => {
            let form = refused(form, error, reader.lang)?;
            factor_page(&reader, &services, form, &factor)
        }
    }
}

async fn remove_factor(
    reader: Reader,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let person = &reader.person;
    // Whoever sits down at an open browser must not be able to take the factor away.
    let done = match factor::use_code(&services.core, person.id, form.value("code")).await {
        Ok(()) => factor::remove(&services.core, &person.actor(), person.id).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => {
            let news = reader
                .lang
                .pick("Kode keamanan dimatikan.", "The security code is off.");
            Ok(frame::done("/saya", news))
        }
        Err(error) => {
            let form = refused(form.without("code"), error, reader.lang)?;
            page(&reader, &services, None, form).await
        }
    }
}

async fn end_session(
    reader: Reader,
    id: web::Path<i64>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let person = &reader.person;
    let id = SessionId(*id);
    if !session::end(&services.core, person.id, id).await? {
        return Err(PageError::NotFound);
    }
    audit::note(
        &services.core,
        &person.actor(),
        "user.session_ended",
        &person.email,
    )
    .await?;
    let news = reader
        .lang
        .pick("Sesi itu sudah diakhiri.", "That session is ended.");
    Ok(frame::done("/saya", news))
}
