//! The simulator: a phone on the right, the office on the left. Whoever plays the citizen writes
//! through our own webhook; whoever plays the office sends through the outbox; so everything that
//! is seen here is what a real number would meet.

mod page;
mod people;
mod send;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use self::page::{Said, Shown};
use super::error::PageError;
use super::form::{Form, Query};
use super::frame;
use super::sign_in::sentence;
use super::visitor::{Reader, Sender};
use crate::inbound::play::{self, PlayError};
use crate::people::PhoneNumber;
use crate::services::Services;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/simulator", web::get().to(show))
        .route("/simulator/warga-baru", web::get().to(somebody_new))
        .route("/simulator/balas", web::post().to(reply))
        .route("/simulator/balas", web::get().to(back))
        .route("/simulator/kirim", web::post().to(send_message))
        .route("/simulator/kirim", web::get().to(back));
}

async fn show(
    reader: Reader,
    Query(query): Query,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let shown = Shown::new(&reader, query);
    page::answer(&services, shown, StatusCode::OK).await
}

/// A form that was refused is at an address of its own; reloading it begins again.
async fn back(_: Reader) -> HttpResponse {
    frame::see_other("/simulator")
}

/// A number that nobody has played with yet: what the ledger holds is not taken back.
async fn somebody_new(_: Reader) -> HttpResponse {
    let number = people::new_number(&mut rand::rng());
    frame::see_other(&people::address_of(&number))
}

async fn reply(
    sender: Sender,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let number = match page::number_of(&services, &form, sender.lang).await? {
        Ok(number) => number,
        Err(form) => return refused(&services, Shown::new(&sender, form)).await,
    };
    let text = form.value("text").to_owned();
    if text.trim().is_empty() {
        return Ok(frame::see_other(&people::address_of(&number)));
    }
    let actor = sender.person.actor();
    match play::reply(services.stage(), &number, text, &actor).await {
        Ok(_) => {
            // The answer is on its way; without scripts it is to be seen at once as well.
            send::wait_for_answer(&services, &number).await?;
            Ok(frame::see_other(&people::address_of(&number)))
        }
        Err(PlayError::Store(error)) => Err(error.into()),
        Err(error) => {
            let said = sentence(&error, sender.lang);
            let form = form.failed("text", said);
            refused(&services, Shown::new(&sender, form)).await
        }
    }
}

async fn send_message(
    sender: Sender,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let number = match page::number_of(&services, &form, sender.lang).await? {
        Ok(number) => number,
        Err(form) => return refused(&services, Shown::new(&sender, form)).await,
    };
    match send::send(&services, &sender, &number, &form).await? {
        Ok(told) => Ok(frame::done(&people::address_of(&number), &told)),
        Err(said) => {
            let mut shown = Shown::new(&sender, form);
            shown.said = Some(Said::withheld(said));
            refused(&services, shown).await
        }
    }
}

async fn refused(services: &Services, shown: Shown<'_>) -> Result<HttpResponse, PageError> {
    page::answer(services, shown, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// The number that a form or an address names.
fn named(form: &Form) -> Option<Result<PhoneNumber, crate::people::PhoneError>> {
    form.given("nomor").map(PhoneNumber::parse_mobile)
}
