//! Signing in and out, and the pages of one-time links.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use entity::staff_user;
use secrecy::ExposeSecret;

use super::cookies;
use super::error::PageError;
use super::form::{Form, Query};
use super::frame::{self, Frame};
use super::kept::{self, Kept};
use super::visitor::{Anyone, Reader, Visitor};
use crate::lang::{Lang, Say};
use crate::services::Services;
use crate::staff::audit;
use crate::staff::session::{self, Stage};
use crate::staff::sign_in::{Entered, NotIn};
use crate::staff::user::{self, UserError, enrol};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/masuk", web::get().to(ask))
        .route("/masuk", web::post().to(enter))
        .route("/masuk/kode", web::get().to(ask_code))
        .route("/masuk/kode", web::post().to(enter_code))
        .route("/keluar", web::post().to(leave))
        .route("/bahasa", web::post().to(choose_language))
        .route("/mulai/{token}", web::get().to(open_link))
        .route("/mulai/{token}", web::post().to(use_link));
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    frame: Frame,
    form: Form,
    /// Nobody was ever added.
    is_new: bool,
}

#[derive(Template)]
#[template(path = "sign_in_code.html")]
struct CodePage {
    frame: Frame,
    form: Form,
}

#[derive(Template)]
#[template(path = "sign_in_link.html")]
struct LinkPage {
    frame: Frame,
    form: Form,
    /// Who it is for; `None`: the first administrator.
    person: Option<staff_user::Model>,
}

/// Where to go after signing in: only to a page of ours.
fn back(form: &Form) -> &str {
    form.given("kembali")
        .filter(|path| kept::is_own_path(path))
        .unwrap_or("/")
}

/// Asks somebody to sign in who has just sent a form: with what was typed, sealed, or with what
/// was lost of it.
///
/// # Errors
/// [`PageError::Template`] if the page could not be written.
pub(super) fn ask_late(
    services: &Services,
    visitor: &Visitor,
    held: (&str, String),
) -> Result<HttpResponse, PageError> {
    let page = SignInPage {
        frame: Frame::of_visitor(services, visitor),
        form: Form::filled([("kembali", visitor.page.clone()), held]),
        is_new: false,
    };
    frame::show_as(StatusCode::FORBIDDEN, &page)
}

async fn ask(
    visitor: Anyone,
    Query(query): Query,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    if visitor.person.is_some() {
        return Ok(frame::see_other(back(&query)));
    }
    frame::show(&SignInPage {
        frame: Frame::of_visitor(&services, &visitor),
        form: query,
        is_new: user::is_nobody(services.core.db.reader()).await?,
    })
}

async fn enter(
    visitor: Anyone,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let browser = visitor.browser();
    let (email, password) = (form.value("email"), form.value("password"));
    let entered = services
        .door
        .password(&services.core, email, password, browser, &mut rand::rng())
        .await;
    match entered {
        Ok(entered) => go_on(&services, &visitor, &entered, form).await,
        Err(error) => ask_again(&services, &visitor, form, &error),
    }
}

/// The page for address and password, with the reason why it is shown again.
fn ask_again(
    services: &Services,
    visitor: &Visitor,
    form: Form,
    error: &NotIn,
) -> Result<HttpResponse, PageError> {
    let page = SignInPage {
        frame: Frame::of_visitor(services, visitor),
        form: form
            .without("password")
            .failed("password", said(error, visitor.lang)),
        is_new: false,
    };
    frame::show_as(status_of(error), &page)
}

/// Goes on with what is to be held: to the code that is still to come, to what was typed before,
/// or back to the page.
async fn go_on(
    services: &Services,
    visitor: &Visitor,
    entered: &Entered,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let token = entered.token.expose_secret();
    let frame = Frame::of_visitor(services, visitor);
    let kept = Kept::open(&services.core, form.value(kept::FIELD));
    if entered.stage == Stage::AwaitsCode {
        let mut response = if kept.is_some() {
            let form = form.without("email").without("password");
            frame::show(&CodePage { frame, form })?
        } else {
            let back = form_urlencoded::byte_serialize(back(&form).as_bytes());
            frame::see_other(&format!("/masuk/kode?kembali={}", back.collect::<String>()))
        };
        cookies::add(&mut response, &cookies::half_session(services, token));
        return Ok(response);
    }
    // The browser forgets the session it had, so nobody could end it any more.
    if let Some(person) = &visitor.person {
        session::end(&services.core, person.id, person.session).await?;
    }
    let mut response = match kept {
        Some(kept) => kept::show(frame, kept)?,
        None => frame::see_other(back(&form)),
    };
    cookies::add(&mut response, &cookies::session(services, token));
    cookies::add(&mut response, &cookies::half_session(services, ""));
    Ok(response)
}

fn status_of(error: &NotIn) -> StatusCode {
    match error {
        NotIn::Wrong | NotIn::WrongCode | NotIn::TooLate => StatusCode::UNPROCESSABLE_ENTITY,
        NotIn::TooOften => StatusCode::TOO_MANY_REQUESTS,
        NotIn::Busy => StatusCode::SERVICE_UNAVAILABLE,
        NotIn::Store(error) => {
            tracing::error!(%error, "nobody can sign in");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

fn said(error: &NotIn, lang: Lang) -> &'static str {
    match error {
        NotIn::Wrong => lang.pick(
            "Alamat surel atau kata sandi tidak cocok.",
            "E-mail address or password are not right.",
        ),
        NotIn::WrongCode => lang.pick(
            "Kode tidak cocok. Tunggu kode berikutnya dan periksa jam ponsel Anda.",
            "The code is not right. Wait for the next one and check the clock of your phone.",
        ),
        NotIn::TooLate => lang.pick(
            "Terlalu lama. Masuklah sekali lagi dari awal.",
            "That took too long. Sign in once more from the start.",
        ),
        NotIn::TooOften => lang.pick(
            "Terlalu banyak percobaan. Tunggu beberapa menit, lalu coba lagi.",
            "Too many tries. Wait a few minutes, then try again.",
        ),
        NotIn::Busy => lang.pick(
            "Layanan sedang sibuk. Coba lagi beberapa detik lagi.",
            "Too much is going on at the moment. Try again in a few seconds.",
        ),
        NotIn::Store(_) => lang.pick(
            "Basis data sedang tidak dapat dipakai.",
            "The database is not available.",
        ),
    }
}

async fn ask_code(
    visitor: Anyone,
    Query(query): Query,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    frame::show(&CodePage {
        frame: Frame::of_visitor(&services, &visitor),
        form: query,
    })
}

async fn enter_code(
    visitor: Anyone,
    request: HttpRequest,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let half = request.cookie(cookies::half_name(&services));
    let half = half.as_ref().map_or("", |cookie| cookie.value());
    let browser = visitor.browser();
    let entered = services
        .door
        .code(
            &services.core,
            half,
            form.value("code"),
            browser,
            &mut rand::rng(),
        )
        .await;
    match entered {
        Ok(entered) => go_on(&services, &visitor, &entered, form).await,
        Err(NotIn::TooLate) => ask_again(&services, &visitor, form, &NotIn::TooLate),
        Err(error) => {
            let status = status_of(&error);
            let page = CodePage {
                frame: Frame::of_visitor(&services, &visitor),
                form: form
                    .without("code")
                    .failed("code", said(&error, visitor.lang)),
            };
            frame::show_as(status, &page)
        }
    }
}

async fn leave(reader: Reader, services: web::Data<Services>) -> Result<HttpResponse, PageError> {
    let (core, person) = (&services.core, &reader.person);
    if session::end(core, person.id, person.session).await? {
        audit::note(core, &person.actor(), "user.signed_out", &person.email).await?;
    }
    Ok(HttpResponse::SeeOther()
        .insert_header(("Location", "/masuk"))
        .cookie(cookies::session(&services, ""))
        .finish())
}

async fn choose_language(form: Form, services: web::Data<Services>) -> HttpResponse {
    let lang = form.value("bahasa").parse().unwrap_or_default();
    HttpResponse::SeeOther()
        .insert_header(("Location", back(&form)))
        .cookie(cookies::language(&services, lang))
        .finish()
}

async fn open_link(
    visitor: Anyone,
    token: web::Path<String>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    show_link(&services, &visitor, &token, Form::default()).await
}

async fn show_link(
    services: &Services,
    visitor: &Anyone,
    token: &str,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let found = enrol::look_up(&services.core, token).await;
    let person = match found {
        Ok(enrol::For::FirstAdmin) => None,
        Ok(enrol::For::Person(row)) => Some(row),
        Err(error) => return Err(gone(error, visitor.lang)),
    };
    let status = if form.is_bad() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = LinkPage {
        frame: Frame::of_visitor(services, visitor),
        form: form.without("password").without("password_again"),
        person,
    };
    frame::show_as(status, &page)
}

fn gone(error: UserError, lang: Lang) -> PageError {
    match error {
        UserError::Store(error) => error.into(),
        UserError::Busy => PageError::Refused(
            StatusCode::SERVICE_UNAVAILABLE,
            sentence(&UserError::Busy, lang),
        ),
        error => PageError::Refused(StatusCode::GONE, sentence(&error, lang)),
    }
}

/// What an error says, as a sentence.
pub(super) fn sentence(error: &impl Say, lang: Lang) -> String {
    let said = error.say(lang);
    let mut letters = said.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    let dot = if said.ends_with(['.', '?', '!']) {
        ""
    } else {
        "."
    };
    format!("{}{}{dot}", first.unwrap_or_default(), letters.as_str())
}

async fn use_link(
    visitor: Anyone,
    token: web::Path<String>,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let core = &services.core;
    let found = enrol::look_up(core, &token).await;
    let found = found.map_err(|error| gone(error, visitor.lang))?;
    if form.value("password") != form.value("password_again") {
        let said = visitor.lang.pick(
            "Kedua kata sandi tidak sama.",
            "The two passwords are not the same.",
        );
        let form = form.failed("password_again", said);
        return show_link(&services, &visitor, &token, form).await;
    }
    let password = form.value("password");
    let done = match found {
        enrol::For::FirstAdmin => {
            let (email, name) = (form.value("email"), form.value("name"));
            enrol::first_admin(core, &token, email, name, password).await
        }
        enrol::For::Person(_) => enrol::set_password(core, &token, password).await,
    };
    let person = match done {
        Ok(person) => person,
        Err(error) => {
            let Some(field) = error.field() else {
                return Err(gone(error, visitor.lang));
            };
            let form = form.failed(field, sentence(&error, visitor.lang));
            return show_link(&services, &visitor, &token, form).await;
        }
    };
    // A link replaces the password, never the second factor.
    if person.totp.is_some() {
        return Ok(frame::done(
            "/masuk",
            visitor.lang.pick(
                "Kata sandi tersimpan. Silakan masuk.",
                "The password is saved. Please sign in.",
            ),
        ));
    }
    let entered = services
        .door
        .let_in(core, &person, visitor.browser(), &mut rand::rng())
        .await
        .map_err(|error| {
            PageError::Refused(status_of(&error), said(&error, visitor.lang).to_owned())
        })?;
    // Whoever comes first sees the simulator, where the whole conversation can be played.
    let to = if core.policy.sandbox {
        "/simulator"
    } else {
        "/"
    };
    let form = Form::filled([("kembali", to.to_owned())]);
    go_on(&services, &visitor, &entered, form).await
}
