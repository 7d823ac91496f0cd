//! Entering, changing and taking away a partner.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::named;
use crate::edit::Edit;
use crate::lang::{Lang, Say};
use crate::people::partner::{self, Known, NewPartner, PartnerChange, PartnerError};
use crate::services::Services;
use crate::web::error::PageError;
use crate::web::form::{Form, Query};
use crate::web::frame::{self, Frame};
use crate::web::nav::Section;
use crate::web::visitor::Sender;

#[derive(Template)]
#[template(path = "partners_edit.html")]
struct EditPage {
    frame: Frame,
    form: Form,
    once: String,
    /// Who is changed; `None` for a new one.
    partner: Option<Known>,
}

fn page(
    services: &Services,
    sender: &Sender,
    form: Form,
    partner: Option<Known>,
) -> Result<HttpResponse, PageError> {
    let status = if form.is_bad() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = EditPage {
        frame: Frame::new(services, sender, Section::Partners),
        once: form.once(),
        form,
        partner,
    };
    frame::show_as(status, &page)
}

fn given(form: &Form, name: &str) -> Option<String> {
    form.given(name).map(ToOwned::to_owned)
}

/// A value that a form takes away when its field is empty.
fn edit(form: &Form, name: &str) -> Edit<String> {
    given(form, name).map_or(Edit::Clear, Edit::Set)
}

fn sentence(error: &PartnerError, lang: Lang) -> String {
    let said = match (error, lang) {
        // On a page the field has another name.
        (PartnerError::BadRef, Lang::Id) => "ID program lain paling banyak 200 karakter".to_owned(),
        (PartnerError::RefTaken, Lang::Id) => {
            "ID program lain ini sudah dipakai mitra lain".to_owned()
        }
        _ => error.say(lang),
    };
    let mut signs = said.chars();
    let first = signs.next().map(|sign| sign.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), signs.as_str())
}

fn refused(form: Form, error: PartnerError, lang: Lang) -> Result<Form, PageError> {
    match error {
        PartnerError::Store(error) => Err(error.into()),
        PartnerError::NotFound(_) => Err(PageError::NotFound),
        error => {
            let field = error.field().unwrap_or("name");
            Ok(form.failed(field, sentence(&error, lang)))
        }
    }
}

pub(super) async fn ask_new(
    sender: Sender,
    Query(form): Query,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    page(&services, &sender, form, None)
}

pub(super) async fn enter(
    sender: Sender,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let new = NewPartner {
        name: form.value("name").to_owned(),
        phone: given(&form, "phone"),
        external_ref: given(&form, "external_ref"),
        email: given(&form, "email"),
    };
    let mark = format!("partner:{}:{}", sender.person.id, form.once());
    let actor = sender.person.actor();
    match partner::create_once(&services.core, new, &mark, &actor).await {
        Ok((row, _)) => {
            let news = match sender.lang {
                Lang::Id => format!("{} ditambahkan.", row.name),
                Lang::En => format!("{} was added.", row.name),
            };
            Ok(frame::done(&format!("/mitra/{}", row.id), &news))
        }
        Err(error) => {
            let form = refused(form, error, sender.lang)?;
            page(&services, &sender, form, None)
        }
    }
}

pub(super) async fn ask_change(
    sender: Sender,
    id: web::Path<String>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let known = named(&services, &id).await?;
    let row = known.0.clone();
    let form = Form::filled([
        ("name", row.name),
        ("phone", row.phone.unwrap_or_default()),
        ("external_ref", row.external_ref.unwrap_or_default()),
        ("email", row.email.unwrap_or_default()),
    ]);
    page(&services, &sender, form, Some(known))
}

pub(super) async fn change(
    sender: Sender,
    id: web::Path<String>,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let known = named(&services, &id).await?;
    let change = PartnerChange {
        name: Some(form.value("name").to_owned()),
        // The number as it was typed stays as it is: it need not be read again.
        phone: match given(&form, "phone") {
            phone if phone == known.0.phone => Edit::Keep,
            phone => phone.map_or(Edit::Clear, Edit::Set),
        },
        external_ref: edit(&form, "external_ref"),
        email: edit(&form, "email"),
    };
    let actor = sender.person.actor();
    match partner::change(&services.core, known.0.id, change, &actor).await {
        Ok((row, _)) => {
            let news = sender.lang.pick("Tersimpan.", "Saved.");
            Ok(frame::done(&format!("/mitra/{}", row.id), news))
        }
        Err(error) => {
            let form = refused(form, error, sender.lang)?;
            page(&services, &sender, form, Some(known))
        }
    }
}

pub(super) async fn remove(
    sender: Sender,
    id: web::Path<String>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let (row, _) = named(&services, &id).await?;
    match partner::delete(&services.core, row.id, &sender.person.actor()).await {
        Ok(()) => {}
        Err(PartnerError::Store(error)) => return Err(error.into()),
        Err(_) => return Err(PageError::NotFound),
    }
    let news = match sender.lang {
        Lang::Id => format!(
            "{} dihapus dari daftar mitra. Catatan persetujuan nomornya tetap tersimpan.",
            row.name
        ),
        Lang::En => format!(
            "{} was taken off the list. The consent of the number stays on record.",
            row.name
        ),
    };
    Ok(frame::done("/mitra", &news))
}
