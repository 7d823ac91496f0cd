//! Keys of programs.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use entity::api_key::Model;
use entity::ids::ApiKeyId;
use entity::words::Role;

use super::error::PageError;
use super::form::Form;
use super::frame::{self, Frame};
use super::nav::Section;
use super::sign_in::sentence;
use super::users::roles;
use super::visitor::{Admin, Reader, Visitor};
use super::words::Word;
use crate::services::Services;
use crate::staff::api_key::{self, KeyError};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/kunci-api", web::get().to(list))
        .route("/kunci-api", web::post().to(create))
        .route("/kunci-api/{id}/cabut", web::post().to(revoke));
}

#[derive(Template)]
#[template(path = "keys.html")]
struct KeysPage {
    frame: Frame,
    form: Form,
    rows: Vec<Model>,
    roles: [(&'static str, &'static str); 3],
}

#[derive(Template)]
#[template(path = "keys_new.html")]
struct NewKeyPage {
    frame: Frame,
    row: Model,
    key: String,
    url: String,
}

async fn page(
    visitor: &Visitor,
    services: &Services,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let status = if form.is_bad() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = KeysPage {
        frame: Frame::new(services, visitor, Section::ApiKeys),
        form,
        rows: api_key::list(services.core.db.reader()).await?,
        roles: roles(visitor.lang),
    };
    frame::show_as(status, &page)
}

async fn list(reader: Reader, services: web::Data<Services>) -> Result<HttpResponse, PageError> {
    if reader.person.role == Role::Officer {
        return Err(PageError::Forbidden);
    }
    page(&reader, &services, Form::default()).await
}

async fn create(
    admin: Admin,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let core = &services.core;
    let name = form.value("name").trim();
    let role = form.value("role").parse().unwrap_or(Role::Auditor);
    // A form that was sent twice makes no second key either: its name is taken then.
    match api_key::create(core, name, role, &admin.person.actor()).await {
        Ok((row, key)) => frame::show(&NewKeyPage {
            frame: Frame::new(&services, &admin, Section::ApiKeys),
            row,
            key,
            url: core.policy.public_url.clone(),
        }),
        Err(KeyError::Store(error)) => Err(error.into()),
        Err(error @ (KeyError::BadName | KeyError::NameTaken)) => {
            let said = sentence(&error, admin.lang);
            page(&admin, &services, form.failed("name", said)).await
        }
    }
}

async fn revoke(
    admin: Admin,
    id: web::Path<i64>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let (core, id) = (&services.core, ApiKeyId(*id));
    api_key::revoke(core, id, &admin.person.actor()).await?;
    let news = admin.lang.pick(
        "Kunci itu dicabut dan tidak berlaku lagi.",
        "The key is withdrawn and no longer good.",
    );
    Ok(frame::done("/kunci-api", news))
}
