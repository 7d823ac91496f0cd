//! Messages of which nobody knows whether the provider took them: a person finds out and says.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use entity::ids::{ContactId, MessageId};
use entity::message::Model;

use crate::outbound::by_hand::{self, Finding, NotSettled};
use crate::services::Services;
use crate::time::Timestamp;
use crate::web::error::PageError;
use crate::web::form::Form;
use crate::web::frame::{self, Frame};
use crate::web::gateway_words::{self, About};
use crate::web::sign_in::sentence;
use crate::web::talk;
use crate::web::visitor::Sender;
use crate::web::words;

/// Where they are listed.
const LIST: &str = "/kotak-masuk?saring=tak-pasti";

/// One of them.
pub(super) struct Uncertain {
    pub(super) id: MessageId,
    pub(super) contact: ContactId,
    pub(super) number: String,
    pub(super) purpose: &'static str,
    pub(super) account: String,
    pub(super) at: Timestamp,
    pub(super) text: String,
    pub(super) why: String,
}

impl Uncertain {
    pub(super) fn of(frame: &Frame, row: Model, accounts: &HashMap<String, String>) -> Self {
        let fault = row.error.unwrap_or_default();
        Self {
            id: row.id,
            contact: row.contact_id,
            number: talk::address(frame.lang, &row.address),
            purpose: words::purpose(frame.lang, row.purpose),
            account: accounts
                .get(&row.account_id)
                .cloned()
                .unwrap_or(row.account_id),
            at: Timestamp::from_millis(row.claimed_at.unwrap_or(row.created_at)),
            text: super::rows::snippet(&row.text),
            why: gateway_words::said(frame.lang, About::Message(row.status), &fault),
        }
    }
}

pub(super) async fn settle(
    sender: Sender,
    id: web::Path<String>,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let id = id.parse().map(MessageId).or(Err(PageError::NotFound))?;
    let finding = form.value("nasib").parse::<Finding>();
    let finding = finding.or(Err(PageError::BadForm("no finding")))?;
    let lang = sender.lang;
    let usual = match finding {
        Finding::Sent => "Dilihat petugas: pesan sampai.",
        Finding::NotSent => "Dilihat petugas: pesan tidak sampai.",
        Finding::SendAgain => "Dilihat petugas: pesan tidak sampai, dikirim lagi.",
    };
    let note = form.given("catatan").unwrap_or(usual);
    let actor = sender.person.actor();
    match by_hand::settle(&services.core, id, finding, note, &actor).await {
        Ok(_) => {
            let said = match finding {
                Finding::Sent => lang.pick("Dicatat: terkirim.", "Recorded: sent."),
                Finding::NotSent => lang.pick("Dicatat: tidak terkirim.", "Recorded: not sent."),
                Finding::SendAgain => lang.pick(
                    "Pesan masuk antrean lagi, bila gerbang mengizinkan.",
                    "The message is queued again, if the gate allows it.",
                ),
            };
            Ok(frame::done(LIST, said))
        }
        Err(NotSettled::Store(error)) => Err(error.into()),
        Err(NotSettled::NotFound(_)) => Err(PageError::NotFound),
        // Pressed twice, or a receipt has come meanwhile.
        Err(error @ NotSettled::NotUncertain(_)) => Ok(frame::done(LIST, &sentence(&error, lang))),
        Err(error @ (NotSettled::Cancelled | NotSettled::BadNote)) => Err(PageError::Refused(
            StatusCode::CONFLICT,
            sentence(&error, lang),
        )),
    }
}
