//! Sending one message to a partner: what it says, who gets it and whether it may go is told
//! first; what became of it afterwards.

use std::collections::BTreeMap;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use entity::message::Model;
use entity::words::{MessageStatus, Purpose};
use entity::{contact, partner as row};
use sha2::{Digest, Sha256};

use super::named;
use crate::outbound::outbox::{Idempotency, NotAccepted};
use crate::outbound::submit::{self, Content, Recipient, Rehearsal, Submission, SubmitError};
use crate::outbound::{history, wait};
use crate::people::partner::Known;
use crate::providers::registry;
use crate::services::Services;
use crate::web::error::PageError;
use crate::web::forecast;
use crate::web::form::Form;
use crate::web::frame::{self, Frame};
use crate::web::nav::Section;
use crate::web::reasons;
use crate::web::talk;
use crate::web::visitor::{Reader, Sender};
use crate::web::words::{self, Word};

/// How long to wait for the provider's answer before it is shown.
const PATIENCE: Duration = Duration::from_secs(5);

/// What may be sent to one person.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    OptIn,
    Info,
    Custom,
}

impl Kind {
    fn parse(word: &str) -> Result<Self, PageError> {
        match word {
            "opt-in" => Ok(Self::OptIn),
            "info" => Ok(Self::Info),
            "khusus" => Ok(Self::Custom),
            _ => Err(PageError::NotFound),
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::OptIn => "opt-in",
            Self::Info => "info",
            Self::Custom => "khusus",
        }
    }

    const fn purpose(self) -> Purpose {
        match self {
            Self::OptIn => Purpose::OptInRequest,
            Self::Info => Purpose::ServiceInfo,
            Self::Custom => Purpose::Custom,
        }
    }

    fn content(self, text: &str) -> Content {
        match self {
            Self::Custom => Content::Text(text.to_owned()),
            Self::OptIn | Self::Info => Content::Template {
                key: self.purpose().as_str().to_owned(),
                values: BTreeMap::new(),
            },
        }
    }
}

#[derive(Template)]
#[template(path = "partners_send.html")]
struct SendPage {
    frame: Frame,
    form: Form,
    once: String,
    kind: Kind,
    partner: row::Model,
    contact: Option<contact::Model>,
    rehearsal: Option<Rehearsal>,
    /// Why it would not go, or not now.
    forecast: Option<String>,
    may_go: bool,
}

impl SendPage {
    fn phone(&self, address: &str) -> String {
        talk::address(self.frame.lang, address)
    }

    fn heading(&self) -> &'static str {
        match self.kind {
            Kind::OptIn => self.frame.lang.pick(
                "Kirim permintaan persetujuan",
                "Send the request for consent",
            ),
            Kind::Info => self
                .frame
                .lang
                .pick("Kirim info layanan", "Send the service information"),
            Kind::Custom => self
                .frame
                .lang
                .pick("Kirim pesan khusus", "Send a custom message"),
        }
    }

    const fn is_custom(&self) -> bool {
        matches!(self.kind, Kind::Custom)
    }
}

fn submission(sender: &Sender, partner: &row::Model, kind: Kind, form: &Form) -> Submission {
    let content = kind.content(form.value("text"));
    let subject = format!("{}\0{}\0{}", partner.id, kind.word(), form.value("text"));
    Submission {
        to: Recipient::Partner(partner.id),
        content,
        purpose: kind.purpose(),
        provider: None,
        permit_id: None,
        actor: sender.person.actor(),
        idempotency: form.given("once").map(|once| Idempotency {
            key: format!("page:{}:{once}", sender.person.id),
            request_hash: Sha256::digest(subject).into(),
        }),
    }
}

async fn page(
    services: &Services,
    sender: &Sender,
    kind: Kind,
    (partner, contact): Known,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let frame = Frame::new(services, sender, Section::Partners);
    let mut intended = submission(sender, &partner, kind, &form);
    if kind == Kind::Custom && form.given("text").is_none() {
        // Whether it may go does not depend on what will be written.
        intended.content = Content::Text("-".to_owned());
    }
    let (rehearsal, forecast) =
        match submit::rehearse(&services.core, &services.live, &intended).await {
            Ok(rehearsal) => {
                let forecast = forecast::forecast(&frame, &rehearsal);
                (Some(rehearsal), forecast)
            }
            Err(SubmitError::NotAccepted(NotAccepted::Store(error))) => return Err(error.into()),
            Err(error) => (None, Some(forecast::refusal(frame.lang, &error))),
        };
    let may_go = match &rehearsal {
        Some(rehearsal) => rehearsal.may_go(),
        // What was typed is wrong, and can be put right.
        None => form.is_bad() && contact.is_some(),
    };
    let status = if form.is_bad() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = SendPage {
        frame,
        once: form.once(),
        form,
        kind,
        partner,
        contact,
        rehearsal,
        forecast,
        may_go,
    };
    frame::show_as(status, &page)
}

pub(super) async fn ask(
    sender: Sender,
    path: web::Path<(String, String)>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let (id, kind) = path.into_inner();
    let kind = Kind::parse(&kind)?;
    let known = named(&services, &id).await?;
    page(&services, &sender, kind, known, Form::default()).await
}

pub(super) async fn send(
    sender: Sender,
    path: web::Path<(String, String)>,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let (id, kind) = path.into_inner();
    let kind = Kind::parse(&kind)?;
    let known = named(&services, &id).await?;
    let partner = known.0.id;
    let submission = submission(&sender, &known.0, kind, &form);
    match submit::submit(&services.core, &services.live, submission).await {
        Ok(message) => {
            let message = wait::until_settled(&services.core, message, PATIENCE).await?;
            let path = format!("/mitra/{partner}/pesan/{}", message.id);
            Ok(frame::see_other(&path))
        }
        Err(SubmitError::NotAccepted(NotAccepted::Store(error))) => Err(error.into()),
        Err(error) => {
            let said = forecast::refusal(sender.lang, &error);
            // The mark belongs to what was typed before.
            let form = match error {
                SubmitError::NotAccepted(NotAccepted::OtherRequest) => form.without("once"),
                _ => form,
            };
            page(&services, &sender, kind, known, form.failed("text", said)).await
        }
    }
}

#[derive(Template)]
#[template(path = "partners_sent.html")]
struct SentPage {
    frame: Frame,
    partner: row::Model,
    message: Model,
    provider: Option<&'static str>,
    is_open: bool,
}

impl SentPage {
    fn phone(&self, address: &str) -> String {
        talk::address(self.frame.lang, address)
    }

    fn purpose(&self) -> &'static str {
        words::purpose(self.frame.lang, self.message.purpose)
    }

    /// What became of it, in a sentence.
    fn said(&self) -> String {
        let lang = self.frame.lang;
        let error = self.message.error.as_deref().unwrap_or_default();
        let (id, en) = match self.message.status {
            MessageStatus::Queued if self.message.not_before > self.frame.now.millis() => {
                let at = self.frame.moment_of(&self.message.not_before);
                return match lang {
                    crate::lang::Lang::Id => format!("Pesan menunggu dan dikirim {at}."),
                    crate::lang::Lang::En => format!("The message waits and leaves {at}."),
                };
            }
            MessageStatus::Queued => (
                "Pesan menunggu gilirannya.",
                "The message waits for its turn.",
            ),
            MessageStatus::Sending => (
                "Pesan sedang diserahkan ke penyedia.",
                "The message is being given to the provider.",
            ),
            MessageStatus::Sent => (
                "Penyedia sudah menerima pesan ini.",
                "The provider has taken the message.",
            ),
            MessageStatus::Delivered => (
                "Pesan sudah sampai di ponsel penerima.",
                "The message has reached the phone.",
            ),
            MessageStatus::Read => ("Pesan sudah dibaca.", "The message was read."),
            MessageStatus::Uncertain => (
                "Penyedia tidak memberi kepastian apakah pesan ini terkirim. Periksa di ponsel kantor sebelum mengirim lagi.",
                "The provider did not say whether it took the message. Look at the office's phone before sending again.",
            ),
            MessageStatus::Cancelled => ("Pesan dibatalkan.", "The message was called back."),
            MessageStatus::Expired => (
                "Waktunya sudah lewat sebelum sempat dikirim.",
                "Its time had passed before it could leave.",
            ),
            MessageStatus::Withheld => {
                let code = self.message.reason.as_deref().unwrap_or_default();
                return reasons::reason(lang, code);
            }
            MessageStatus::Failed => {
                let id = format!("Penyedia menolak pesan ini: {error}");
                let en = format!("The provider refused the message: {error}");
                return lang.pick(&id, &en).to_owned();
            }
        };
        lang.pick(id, en).to_owned()
    }
}

pub(super) async fn outcome(
    reader: Reader,
    path: web::Path<(String, String)>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let (id, message) = path.into_inner();
    let (partner, contact) = named(&services, &id).await?;
    let message = message.parse().or(Err(PageError::NotFound))?;
    let db = services.core.db.reader();
    let message = history::find(db, message)
        .await?
        .ok_or(PageError::NotFound)?;
    // A message of somebody else is not shown under this name.
    let is_theirs = message.partner_id == Some(partner.id)
        || contact.is_some_and(|contact| contact.id == message.contact_id);
    if !is_theirs {
        return Err(PageError::NotFound);
    }
    let kind = registry::kind_of(db, &message.account_id).await?;
    frame::show(&SentPage {
        frame: Frame::new(&services, &reader, Section::Partners),
        is_open: !wait::is_answered(&message),
        partner,
        provider: kind.map(|kind| services.providers.get(kind).label()),
        message,
    })
}
