//! Deciding a reply that no rule could read, and going on to the next.

use actix_web::{HttpResponse, web};
use entity::ids::InboundId;

use super::address_of;
use crate::inbound::inbox::{self, Resolution, ResolveError};
use crate::inbound::waiting;
use crate::lang::Lang;
use crate::services::Services;
use crate::web::error::PageError;
use crate::web::form::Form;
use crate::web::frame;
use crate::web::sign_in::sentence;
use crate::web::visitor::Sender;

pub(super) async fn decide(
    sender: Sender,
    id: web::Path<String>,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let id = id.parse().map(InboundId).or(Err(PageError::NotFound))?;
    let resolution = match form.value("baca") {
        "grant" => Resolution::Grant,
        "deny" => Resolution::Deny,
        "none" => Resolution::None,
        _ => return Err(PageError::BadForm("no decision")),
    };
    let note = match form.given("catatan") {
        Some(note) => note.to_owned(),
        // The ledger is the office's, so its own words are in the language of the office.
        None => usual_note(Lang::Id, resolution).to_owned(),
    };
    let person = &sender.person;
    let done = inbox::resolve(&services.core, id, resolution, &note, &person.actor()).await;
    let lang = sender.lang;
    let told = match done {
        Ok(row) if row.event_id.is_none() && resolution != Resolution::None => lang
            .pick(
                "Dicatat. Statusnya tetap: sudah ada keputusan yang sama atau yang lebih baru.",
                "Recorded. The status stays: there is the same decision already, or a later one.",
            )
            .to_owned(),
        Ok(_) => told(lang, resolution).to_owned(),
        Err(ResolveError::Store(error)) => return Err(error.into()),
        Err(ResolveError::NotFound(_)) => return Err(PageError::NotFound),
        Err(error @ ResolveError::BadNote) => {
            let status = actix_web::http::StatusCode::UNPROCESSABLE_ENTITY;
            return Err(PageError::Refused(status, sentence(&error, lang)));
        }
        // Pressed twice, or somebody else was quicker.
        Err(ResolveError::NotUnclear) => lang
            .pick(
                "Balasan itu sudah diputuskan.",
                "That reply has been decided already.",
            )
            .to_owned(),
    };
    let next = waiting::next(services.core.db.reader(), id).await?;
    let next = next.and_then(|next| Some((next.contact_id?, next.id)));
    let Some((contact, reply)) = next else {
        let rest = lang.pick(
            "Tidak ada lagi yang menunggu keputusan.",
            "Nothing else waits for a decision.",
        );
        return Ok(frame::done("/kotak-masuk", &format!("{told} {rest}")));
    };
    let rest = lang.pick("Ini balasan berikutnya.", "Here is the next one.");
    let there = format!("{}#b-{reply}", address_of(contact));
    Ok(frame::done(&there, &format!("{told} {rest}")))
}

/// What the ledger says when the officer wrote nothing.
pub(super) const fn usual_note(lang: Lang, resolution: Resolution) -> &'static str {
    match resolution {
        Resolution::Grant => lang.pick(
            "Dibaca petugas sebagai setuju.",
            "Read by an officer as a yes.",
        ),
        Resolution::Deny => lang.pick(
            "Dibaca petugas sebagai penolakan.",
            "Read by an officer as a no.",
        ),
        Resolution::None => "",
    }
}

const fn told(lang: Lang, resolution: Resolution) -> &'static str {
    match resolution {
        Resolution::Grant => lang.pick("Dicatat: setuju.", "Recorded: a yes."),
        Resolution::Deny => lang.pick("Dicatat: menolak.", "Recorded: a no."),
        Resolution::None => lang.pick("Dicatat: bukan jawaban.", "Recorded: no answer."),
    }
}
