//! Adding and changing an endpoint, and its secret, which is seen once.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use entity::ids::HookId;
use rand::rngs::StdRng;

use super::words::{event, hint};
use super::{HERE, Line, found, refused};
use crate::hooks::endpoint::{self, Change, Endpoint, NewEndpoint};
use crate::hooks::events::{EVENTS, events_of, parse_events};
use crate::hooks::{HookError, Secret};
use crate::services::Services;
use crate::web::error::PageError;
use crate::web::form::Form;
use crate::web::frame::{self, Frame};
use crate::web::nav::Section;
use crate::web::sign_in::sentence;
use crate::web::visitor::Admin;

#[derive(Template)]
#[template(path = "hooks_edit.html")]
struct EditPage {
    frame: Frame,
    form: Form,
    events: [(&'static str, &'static str, &'static str); 4],
    /// Which is changed; `None` for a new one.
    hook: Option<Line>,
}

#[derive(Template)]
#[template(path = "hooks_secret.html")]
struct SecretPage {
    frame: Frame,
    hook: Line,
    secret: String,
    is_new: bool,
}

fn page(frame: Frame, hook: Option<Line>, form: Form) -> Result<HttpResponse, PageError> {
    let status = if form.is_bad() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let lang = frame.lang;
    let page = EditPage {
        frame,
        form,
        events: EVENTS.map(|kind| (kind.as_str(), event(lang, kind), hint(lang, kind))),
        hook,
    };
    frame::show_as(status, &page)
}

/// The form with what is wrong beside the field.
fn marked(form: Form, error: HookError, frame: &Frame) -> Result<Form, PageError> {
    let field = match &error {
        HookError::BadUrl(_) => "url",
        HookError::BadEvent(_) => "events",
        HookError::BadDescription => "description",
        _ => return Err(refused(error, frame.lang)),
    };
    Ok(form.failed(field, sentence(&error, frame.lang)))
}

pub(super) async fn ask_new(
    admin: Admin,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let frame = Frame::new(&services, &admin, Section::Hooks);
    page(frame, None, Form::default())
}

/// The secret is in this answer and in no address: neither history nor logs have it.
fn show_secret(
    frame: Frame,
    made: &Endpoint,
    secret: &Secret,
    is_new: bool,
) -> Result<HttpResponse, PageError> {
    frame::show(&SecretPage {
        hook: Line::new(&frame, &made.row),
        secret: secret.expose().to_owned(),
        is_new,
        frame,
    })
}

pub(super) async fn add(
    admin: Admin,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let (core, caller) = (&services.core, &services.hooks);
    let frame = Frame::new(&services, &admin, Section::Hooks);
    // A form that was sent twice makes no second endpoint.
    let url = form.value("url").trim();
    let rows = endpoint::list(core.db.reader()).await?;
    let is_same = |known: &str| known.trim_end_matches('/') == url.trim_end_matches('/');
    if rows.iter().any(|row| is_same(&row.url)) {
        let said = frame.t(
            "Alamat ini sudah terdaftar. Bila rahasianya terlewat, buat rahasia baru di halamannya.",
            "This address is entered already. If its secret was missed, make a new one on its page.",
        );
        let form = form.failed("url", said);
        return page(frame, None, form);
    }
    let made = async {
        let names: Vec<_> = form.all("events").collect();
        let new = NewEndpoint {
            url: url.to_owned(),
            description: form.value("description").to_owned(),
            events: parse_events(&names)?,
            active: true,
        };
        let rng = &mut rand::make_rng::<StdRng>();
        endpoint::create(core, caller, new, &admin.person.actor(), rng).await
    };
    match made.await {
        Ok((made, secret)) => show_secret(frame, &made, &secret, true),
        Err(error) => {
            let form = marked(form, error, &frame)?;
            page(frame, None, form)
        }
    }
}

pub(super) async fn ask_change(
    admin: Admin,
    id: web::Path<i64>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let row = found(&services, HookId(*id)).await?;
    let frame = Frame::new(&services, &admin, Section::Hooks);
    let fields = [
        ("url", row.url.clone()),
        ("description", row.description.clone()),
    ];
    let events = events_of(&row).into_iter();
    let events = events.map(|kind| ("events", kind.as_str().to_owned()));
    let form = Form::filled(fields.into_iter().chain(events));
    let hook = Line::new(&frame, &row);
    page(frame, Some(hook), form)
}

pub(super) async fn change(
    admin: Admin,
    id: web::Path<i64>,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let row = found(&services, HookId(*id)).await?;
    let frame = Frame::new(&services, &admin, Section::Hooks);
    let (core, caller) = (&services.core, &services.hooks);
    let changed = async {
        let names: Vec<_> = form.all("events").collect();
        let change = Change {
            url: Some(form.value("url").to_owned()),
            description: Some(form.value("description").to_owned()),
            events: Some(parse_events(&names)?),
            active: None,
        };
        endpoint::change(core, caller, row.id, change, &admin.person.actor()).await
    };
    match changed.await {
        Ok(_) => {
            let path = format!("{HERE}/{}", row.id);
            Ok(frame::done(&path, frame.t("Tersimpan.", "Saved.")))
        }
        Err(error) => {
            let form = marked(form, error, &frame)?;
            let hook = Line::new(&frame, &row);
            page(frame, Some(hook), form)
        }
    }
}

/// Makes another secret; the one before signs as well for a day.
pub(super) async fn rotate(
    admin: Admin,
    id: web::Path<i64>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let rng = &mut rand::make_rng::<StdRng>();
    let actor = admin.person.actor();
    let made = endpoint::rotate_secret(&services.core, HookId(*id), &actor, rng).await;
    let (made, secret) = made.map_err(|error| refused(error, admin.lang))?;
    let frame = Frame::new(&services, &admin, Section::Hooks);
    show_secret(frame, &made, &secret, false)
}
