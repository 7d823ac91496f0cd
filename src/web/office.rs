//! How the office presents itself to citizens.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::error::PageError;
use super::form::Form;
use super::frame::{self, Frame};
use super::nav::Section;
use super::visitor::{Admin, Reader, Visitor};
use crate::lang::Say;
use crate::office::{self, NotSaved, Office};
use crate::people::PhoneNumber;
use crate::services::Services;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/pengaturan/kantor", web::get().to(show))
        .route("/pengaturan/kantor", web::post().to(save));
}

#[derive(Template)]
#[template(path = "office.html")]
struct OfficePage {
    frame: Frame,
    form: Form,
    /// The number that the account tells.
    own_number: Option<PhoneNumber>,
    sentence: String,
}

fn page(services: &Services, visitor: &Visitor, form: Form) -> Result<HttpResponse, PageError> {
    let status = if form.is_bad() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let reading = services.live.latest();
    let account = reading.choose(None).map(AsRef::as_ref);
    let page = OfficePage {
        frame: Frame::new(services, visitor, Section::Settings),
        own_number: Office::default().number(account),
        sentence: office::sentence_of(form.value("short_name").trim()),
        form,
    };
    frame::show_as(status, &page)
}

async fn show(reader: Reader, services: web::Data<Services>) -> Result<HttpResponse, PageError> {
    let office = office::find(&services.core).await?;
    let whatsapp = office.whatsapp.as_ref();
    let form = Form::filled([
        ("name", office.name.clone()),
        ("short_name", office.short_name.clone()),
        ("address", office.address.clone()),
        ("hours", office.hours.clone()),
        ("telephone", office.telephone.clone()),
        ("email", office.email.clone()),
        ("website", office.website.clone()),
        (
            "whatsapp",
            whatsapp
                .map(|phone| phone.as_str().to_owned())
                .unwrap_or_default(),
        ),
    ]);
    page(&services, &reader, form)
}

async fn save(
    admin: Admin,
    mut form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let text = |name| form.given(name).unwrap_or_default().to_owned();
    let number = office::check_number(form.value("whatsapp"));
    let office = Office {
        name: text("name"),
        short_name: text("short_name"),
        address: text("address"),
        hours: text("hours"),
        telephone: text("telephone"),
        email: text("email"),
        website: text("website"),
        whatsapp: number.as_ref().ok().cloned().flatten(),
    };
    if let Err(wrong) = number {
        form.fail(wrong.field, wrong.what.say(admin.lang));
        return page(&services, &admin, form);
    }
    match office::save(&services.core, &office, &admin.person.actor()).await {
        Ok(()) => {
            let news = admin.lang.pick("Tersimpan.", "Saved.");
            Ok(frame::done("/pengaturan/kantor", news))
        }
        Err(NotSaved::Wrong(wrongs)) => {
            for wrong in wrongs {
                form.fail(wrong.field, wrong.what.say(admin.lang));
            }
            page(&services, &admin, form)
        }
        Err(NotSaved::Store(error)) => Err(error.into()),
    }
}
