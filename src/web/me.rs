//! One's own account: name, password, second factor, and where one is signed in.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use entity::ids::SessionId;
use entity::session::Model as SessionRow;
use qrcode::QrCode;
use qrcode::render::svg;
use secrecy::{ExposeSecret, SecretString};

use super::agent::browser;
use super::cookies;
use super::error::PageError;
use super::form::Form;
use super::frame::{self, Frame};
use super::nav::Section;
use super::sign_in::sentence;
use super::visitor::{Person, Reader};
use crate::services::Services;
use crate::staff::own::{NotDone, Owner};
use crate::staff::totp::Factor;
use crate::staff::user::{self, UserError, edit};
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

impl MePage {
    fn browser(&self, session: &SessionRow) -> String {
        browser(self.frame.lang, &session.agent)
    }
}

#[derive(Template)]
#[template(path = "me_factor.html")]
struct FactorPage {
    frame: Frame,
    form: Form,
    secret: String,
    picture: String,
    /// There is one, which this one takes the place of.
    has_factor: bool,
    /// Nothing else opens until there is one.
    is_demanded: bool,
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
            .without("current_password")
            .without("code"),
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

fn owner<'a>(reader: &'a Reader, actor: &'a str) -> Owner<'a> {
    let Person {
        id, session, email, ..
    } = &reader.person;
    Owner {
        id: *id,
        actor,
        email,
        session: *session,
        origin: &reader.origin,
    }
}

/// The form with what is wrong in it; `proof` is the field that shows who it is.
fn not_done(
    form: Form,
    error: NotDone,
    proof: &'static str,
    lang: crate::lang::Lang,
) -> Result<Form, PageError> {
    match error {
        NotDone::Unproven(UserError::Store(error)) => Err(error.into()),
        NotDone::Unproven(error) => Ok(form.failed(proof, sentence(&error, lang))),
        NotDone::Refused(error) => refused(form, error, lang),
    }
}

/// Tells what was done, and hands the browser the new token of its session.
fn renewed(services: &Services, path: &str, news: &str, token: &SecretString) -> HttpResponse {
    let mut response = frame::done(path, news);
    let cookie = cookies::session(services, token.expose_secret());
    cookies::add(&mut response, &cookie);
    response
}

async fn change_password(
    reader: Reader,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let new = form.value("password");
    if new != form.value("password_again") {
        let said = reader.lang.pick(
            "Kedua kata sandi tidak sama.",
            "The two passwords are not the same.",
        );
        let form = form.failed("password_again", said);
        return page(&reader, &services, None, form).await;
    }
    let actor = reader.person.actor();
    let present = form.value("current_password");
    let rng = &mut rand::rng();
    let done =
        services
            .door
            .change_password(&services.core, owner(&reader, &actor), present, new, rng);
    match done.await {
        Ok(token) => {
            let news = reader.lang.pick(
                "Kata sandi diganti. Di tempat lain Anda harus masuk lagi.",
                "The password is changed. Elsewhere you have to sign in again.",
            );
            Ok(renewed(&services, "/saya", news, &token))
        }
        Err(error) => {
            let form = not_done(form, error, "current_password", reader.lang)?;
            page(&reader, &services, None, form).await
        }
    }
}

async fn factor_page(
    reader: &Reader,
    services: &Services,
    form: Form,
    factor: &Factor,
) -> Result<HttpResponse, PageError> {
    let row = user::get(services.core.db.reader(), reader.person.id).await?;
    let uri = factor.uri(&reader.person.email).unwrap_or_default();
    let status = if form.is_bad() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = FactorPage {
        frame: Frame::new(services, reader, Section::Me),
        form: form.without("code").without("present"),
        secret: factor.base32().to_owned(),
        picture: qr(&uri),
        has_factor: row.ok_or(PageError::SignIn)?.totp.is_some(),
        is_demanded: reader.lacks_factor,
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
    factor_page(&reader, &services, Form::default(), &factor).await
}

async fn set_factor(
    reader: Reader,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let Some(factor) = Factor::from_base32(form.value("secret")) else {
        return Ok(frame::see_other("/saya/faktor"));
    };
    let actor = reader.person.actor();
    let rng = &mut rand::rng();
    let done = services.door.set_factor(
        &services.core,
        owner(&reader, &actor),
        form.value("present"),
        &factor,
        form.value("code"),
        rng,
    );
    match done.await {
        Ok(token) => {
            let news = reader.lang.pick(
                "Kode keamanan aktif. Mulai sekarang Anda memerlukannya setiap kali masuk.",
                "The security code is active. From now on you need it whenever you sign in.",
            );
            let to = if reader.lacks_factor { "/" } else { "/saya" };
            Ok(renewed(&services, to, news, &token))
        }
        Err(error) => {
            let form = not_done(form, error, "present", reader.lang)?;
            factor_page(&reader, &services, form, &factor).await
        }
    }
}

async fn remove_factor(
    reader: Reader,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let actor = reader.person.actor();
    let owner = owner(&reader, &actor);
    let done = services
        .door
        .remove_factor(&services.core, owner, form.value("code"));
    match done.await {
        Ok(()) => {
            let news = reader
                .lang
                .pick("Kode keamanan dimatikan.", "The security code is off.");
            Ok(frame::done("/saya", news))
        }
        Err(error) => {
            let form = not_done(form, error, "code", reader.lang)?;
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
