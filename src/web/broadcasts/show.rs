//! One broadcast: what it says, to whom, how far it got, and what may be done with it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use entity::broadcast::Model;
use entity::ids::BroadcastId;
use entity::words::{BroadcastStatus, MessageStatus};
use sha2::{Digest, Sha256};

use super::outlook::Outlook;
use super::{progress, words};
use crate::broadcast::act::{self, Act, ActError};
use crate::broadcast::audience::Audience;
use crate::broadcast::watch::State;
use crate::broadcast::{brake, trial};
use crate::core::Core;
use crate::lang::Lang;
use crate::outbound::outbox::{self, Idempotency};
use crate::outbound::submit::SubmitError;
use crate::outbound::{template, wait};
use crate::people::PhoneNumber;
use crate::providers::Account;
use crate::services::Services;
use crate::web::error::PageError;
use crate::web::forecast::refusal;
use crate::web::form::Form;
use crate::web::frame::{self, Frame};
use crate::web::nav::Section;
use crate::web::outgoing;
use crate::web::sign_in::sentence;
use crate::web::visitor::{Reader, Sender};
use crate::web::words::{Word, purpose};

/// How long the page waits for what became of a message on trial.
const WAIT: std::time::Duration = std::time::Duration::from_secs(5);

#[derive(Template)]
#[template(path = "broadcast.html")]
struct BroadcastPage {
    frame: Frame,
    row: Model,
    purpose: &'static str,
    status: &'static str,
    tone: &'static str,
    audience: Vec<(&'static str, String)>,
    outlook: Outlook,
    /// How far it got; empty for a draft.
    progress: String,
    /// Why it stopped by itself.
    braked: Option<String>,
    account: String,
    template: Option<String>,
    drafted_by: String,
    started_by: Option<String>,
    /// The rule is on, and this person drafted it.
    needs_another: bool,
    has_second_person: bool,
    /// The person's own number.
    phone: Option<String>,
    once: String,
}

impl BroadcastPage {
    fn is(&self, status: &str) -> bool {
        self.row.status.as_str() == status
    }

    fn recipients(&self) -> String {
        format!("/siaran/{}/penerima", self.row.id)
    }

    fn may_pause(&self) -> bool {
        matches!(
            self.row.status,
            BroadcastStatus::Running | BroadcastStatus::Scheduled
        )
    }

    fn may_cancel(&self) -> bool {
        !matches!(
            self.row.status,
            BroadcastStatus::Completed | BroadcastStatus::Cancelled
        )
    }
}

/// Shows a broadcast.
pub(super) async fn show(
    reader: Reader,
    id: web::Path<i64>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let row = super::find(&services, BroadcastId(*id)).await?;
    let frame = Frame::new(&services, &reader, Section::Broadcasts);
    let lang = reader.lang;
    let core = &services.core;
    let mut progress = String::new();
    let mut row = row;
    if row.status != BroadcastStatus::Draft {
        let state = State::look(core, &services.live, row).await?;
        progress = progress::part(&frame, &state)?;
        row = state.row;
    }
    let actor = reader.person.actor();
    let wrote = row.created_by == actor || row.edited_by.as_deref() == Some(&actor);
    let rule = core.policy.two_person_broadcasts;
    let page = BroadcastPage {
        purpose: purpose(lang, row.purpose),
        status: row.status.word(lang),
        tone: row.status.tone(),
        audience: words::audience(lang, &Audience::from_json(&row.audience)),
        outlook: Outlook::of_draft(lang, &row),
        progress,
        braked: row.pause_reason.as_deref().map(|why| brake::say(why, lang)),
        account: account_name(&services, &row.account_id).await?,
        template: template_name(core, &row).await?,
        drafted_by: frame.who(row.edited_by.as_ref().unwrap_or(&row.created_by)),
        started_by: row.started_by.as_deref().map(|actor| frame.who(actor)),
        needs_another: rule && wrote,
        has_second_person: rule,
        phone: reader.person.phone.clone(),
        once: Form::default().once(),
        frame,
        row,
    };
    frame::show(&page)
}

async fn account_name(services: &Services, id: &str) -> Result<String, PageError> {
    let account = services.live.account(id).await?;
    let name = |account: std::sync::Arc<Account>| account.name.clone();
    Ok(account.map_or_else(|| id.to_owned(), name))
}

async fn template_name(core: &Core, row: &Model) -> Result<Option<String>, PageError> {
    let Some(key) = &row.template_key else {
        return Ok(None);
    };
    let found = template::find(core.db.reader(), key).await?;
    Ok(Some(found.map_or_else(|| key.clone(), |found| found.name)))
}

/// Starts, pauses, resumes or cancels.
pub(super) async fn act(
    sender: Sender,
    path: web::Path<(i64, String)>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let (id, what) = path.into_inner();
    let lang = sender.lang;
    let (what, said) = match what.as_str() {
        "mulai" => (
            Act::Start,
            lang.pick("Siaran dimulai.", "The broadcast is started."),
        ),
        "jeda" => (
            Act::Pause,
            lang.pick(
                "Siaran dijeda. Yang sedang di tangan penyedia masih terkirim.",
                "The broadcast is paused. What a provider has in hand still leaves.",
            ),
        ),
        "lanjut" => (
            Act::Resume,
            lang.pick("Siaran berjalan lagi.", "The broadcast goes on."),
        ),
        "batal" => (
            Act::Cancel,
            lang.pick(
                "Siaran dibatalkan. Yang belum terkirim tidak dikirim lagi.",
                "The broadcast is cancelled. What has not left does not leave.",
            ),
        ),
        _ => return Err(PageError::NotFound),
    };
    let actor = sender.person.actor();
    match act::act(&services.core, BroadcastId(id), what, &actor).await {
        Ok(row) => {
            let said = match (what, row.status) {
                // Nothing of a draft was planned.
                (Act::Cancel, _) if row.started_by.is_none() => {
                    lang.pick("Draf dibuang.", "The draft is discarded.")
                }
                (Act::Start, BroadcastStatus::Scheduled) => lang.pick(
                    "Siaran dijadwalkan dan mulai sendiri pada waktunya.",
                    "The broadcast is scheduled, and starts by itself.",
                ),
                _ => said,
            };
            Ok(frame::done(&format!("/siaran/{id}"), said))
        }
        Err(ActError::NotFound) => Err(PageError::NotFound),
        Err(ActError::Store(error)) => Err(error.into()),
        Err(ActError::WrongStatus(status)) => {
            let status = status.word(lang);
            let said = match lang {
                Lang::Id => {
                    format!(
                        "Status siaran ini sudah “{status}”, jadi hal itu tidak dapat dilakukan."
                    )
                }
                Lang::En => {
                    format!("The broadcast is “{status}” already, so that cannot be done.")
                }
            };
            Err(PageError::Refused(StatusCode::CONFLICT, said))
        }
        Err(error @ (ActError::TooLate | ActError::SecondPerson)) => Err(PageError::Refused(
            StatusCode::CONFLICT,
            sentence(&error, lang),
        )),
    }
}

/// Sends the text, with sample values, to the person's own number.
pub(super) async fn try_it(
    sender: Sender,
    id: web::Path<i64>,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let row = super::find(&services, BroadcastId(*id)).await?;
    let lang = sender.lang;
    let back = format!("/siaran/{}", row.id);
    let Some(phone) = sender.person.phone.as_deref().map(PhoneNumber::parse) else {
        return Ok(frame::see_other("/saya"));
    };
    let refused = |said: String| Err(PageError::Refused(StatusCode::CONFLICT, said));
    let Ok(phone) = phone else {
        return refused(outgoing::no_phone(lang));
    };
    let idempotency = Idempotency {
        key: format!(
            "{}:trial:{}:{}",
            sender.person.id,
            row.id,
            form.value("once")
        ),
        request_hash: Sha256::digest(row.text.as_bytes()).into(),
    };
    let actor = sender.person.actor();
    let sent = trial::send(
        &services.core,
        &services.live,
        &row,
        phone,
        &actor,
        idempotency,
    );
    match sent.await {
        Ok(message) => {
            let message = wait::until_settled(&services.core, message, WAIT).await?;
            let told = outgoing::told(lang, &services, &message).await?;
            match message.status {
                MessageStatus::Failed | MessageStatus::Uncertain | MessageStatus::Withheld => {
                    refused(told)
                }
                _ => Ok(frame::done(&back, &told)),
            }
        }
        Err(SubmitError::NotAccepted(outbox::NotAccepted::Store(error))) => Err(error.into()),
        Err(error) => refused(refusal(lang, &error)),
    }
}
