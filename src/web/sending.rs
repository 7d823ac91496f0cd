//! Sending one message to one person from a page, whatever page that is: what it says, who gets it
//! and whether it may go is told first, and only what was looked at leaves.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use entity::contact;
use entity::message::Model;
use entity::words::Purpose;
use sha2::{Digest, Sha256};

use super::error::PageError;
use super::forecast::{self, Chance, Known};
use super::form::Form;
use super::frame::{self, Frame};
use super::nav::Section;
use super::visitor::Sender;
use super::words::consent;
use crate::outbound::outbox::{Idempotency, NotAccepted};
use crate::outbound::submit::{Rehearsal, SubmitError};
use crate::outbound::wait;
use crate::permits::button::PressError;
use crate::services::Services;

/// How long the provider's answer is waited for before the outcome is shown.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether a message may go does not depend on what will be written.
const ANY_TEXT: &str = "-";

/// What a page says of a message that is about to be sent.
pub(super) struct Letter {
    pub(super) section: Section,
    /// The page that the message belongs to, and how that is called.
    pub(super) home: String,
    pub(super) home_name: String,
    /// The word behind that address that tells messages apart.
    pub(super) word: &'static str,
    pub(super) name: &'static str,
    pub(super) purpose: Purpose,
    /// Whom it goes to.
    pub(super) to: Option<String>,
    pub(super) contact: Option<contact::Model>,
    /// The permit that it is about.
    pub(super) permit: Option<String>,
}

impl Letter {
    /// The officer writes it.
    const fn is_custom(&self) -> bool {
        matches!(self.purpose, Purpose::Custom)
    }

    fn action(&self) -> String {
        format!("{}/kirim/{}", self.home, self.word)
    }
}

/// What an officer wants.
#[derive(Clone)]
pub(super) struct Wish {
    /// The text, of a message that the officer writes.
    pub(super) text: Option<String>,
    pub(super) actor: String,
    pub(super) idempotency: Option<Idempotency>,
}

/// Somewhere that messages are sent from.
pub(super) trait Desk {
    /// What the page says.
    fn letter(&self) -> &Letter;

    /// Says what would be sent, and sends nothing.
    async fn rehearse(&self, services: &Services, wish: Wish) -> Result<Rehearsal, PressError>;

    /// Queues the message, if the gate allows it.
    async fn send(&self, services: &Services, wish: Wish) -> Result<Model, PressError>;
}

#[derive(Template)]
#[template(path = "send.html")]
struct SendPage<'a> {
    frame: Frame,
    form: Form,
    once: String,
    letter: &'a Letter,
    /// What would be sent; `None` if nothing can be.
    rehearsal: Option<Rehearsal>,
    /// The mark of the text that is shown.
    mark: String,
    /// Why it would not go, or not now.
    forecast: Option<String>,
    /// Why it may go.
    ground: Option<String>,
    may_go: bool,
    /// The officer may write, or write otherwise.
    may_write: bool,
    /// Something that was noticed when it was to be sent.
    said: Option<String>,
}

impl SendPage<'_> {
    /// The text is there to be looked at.
    fn text(&self) -> Option<&str> {
        let rehearsal = self.rehearsal.as_ref()?;
        let is_written = !self.letter.is_custom() || self.form.given("message").is_some();
        is_written.then_some(rehearsal.text.as_str())
    }

    fn consent(&self) -> Option<(&'static str, &'static str)> {
        let contact = self.letter.contact.as_ref()?;
        Some(consent(self.frame.lang, contact))
    }

    fn account(&self) -> Option<&str> {
        let account = self.rehearsal.as_ref()?.account.as_ref()?;
        Some(&account.name)
    }
}

/// Whether a message may go, before anybody opens its page.
pub(super) async fn chance(
    services: &Services,
    frame: &Frame,
    desk: &impl Desk,
) -> Result<Chance, PageError> {
    let letter = desk.letter();
    let known = Known::of(&services.core.policy.rules, letter.contact.as_ref());
    let wish = Wish {
        text: letter.is_custom().then(|| ANY_TEXT.to_owned()),
        actor: String::new(),
        idempotency: None,
    };
    match desk.rehearse(services, wish).await {
        Err(PressError::Submit(SubmitError::NotAccepted(NotAccepted::Store(error)))) => {
            Err(error.into())
        }
        rehearsed => Ok(forecast::chance(frame, known, &rehearsed)),
    }
}

/// The mark of a text: what is sent must be what was shown.
fn mark(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

fn wish(sender: &Sender, letter: &Letter, form: &Form) -> Wish {
    let text = form.value("message");
    let subject = format!("{}\0{text}", letter.action());
    Wish {
        text: letter.is_custom().then(|| text.to_owned()),
        actor: sender.person.actor(),
        idempotency: form.given("once").map(|once| Idempotency {
            key: format!("page:{}:{once}", sender.person.id),
            request_hash: Sha256::digest(subject).into(),
        }),
    }
}

/// Why nothing is sent, in words; or the error if that is no answer to an officer.
fn told(error: PressError, frame: &Frame, known: Known<'_>) -> Result<String, PageError> {
    match error {
        PressError::NoPermit(_) => Err(PageError::NotFound),
        PressError::Submit(SubmitError::NotAccepted(NotAccepted::Store(error))) => {
            Err(error.into())
        }
        error => Ok(forecast::why_not(frame, known, &error)),
    }
}

/// Shows what would be sent.
pub(super) async fn ask(
    services: &Services,
    sender: &Sender,
    desk: &impl Desk,
) -> Result<HttpResponse, PageError> {
    page(services, sender, desk, Form::default(), None).await
}

async fn page(
    services: &Services,
    sender: &Sender,
    desk: &impl Desk,
    form: Form,
    said: Option<String>,
) -> Result<HttpResponse, PageError> {
    let letter = desk.letter();
    let frame = Frame::new(services, sender, letter.section);
    let known = Known::of(&services.core.policy.rules, letter.contact.as_ref());
    let mut wish = wish(sender, letter, &form);
    if letter.is_custom() && form.given("message").is_none() {
        wish.text = Some(ANY_TEXT.to_owned());
    }
    let mut may_write = false;
    let (rehearsal, forecast) = match desk.rehearse(services, wish).await {
        Ok(rehearsal) => {
            let forecast = forecast::forecast(&frame, known, &rehearsal);
            (Some(rehearsal), forecast)
        }
        Err(error) => {
            // What is wrong with a text can be put right.
            may_write = matches!(
                error,
                PressError::Submit(
                    SubmitError::EmptyText(_)
                        | SubmitError::TextTooLong(_)
                        | SubmitError::MarkInText(_)
                )
            );
            (None, Some(told(error, &frame, known)?))
        }
    };
    let status = if form.is_bad() || said.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let may_go = rehearsal.as_ref().is_some_and(Rehearsal::may_go);
    let is_free = may_go && forecast.is_none();
    let page = SendPage {
        once: form.once(),
        mark: rehearsal
            .as_ref()
            .map(|one| mark(&one.text))
            .unwrap_or_default(),
        ground: is_free.then(|| forecast::ground(&frame, known, letter.purpose)),
        may_write: letter.is_custom() && (may_go || may_write),
        may_go,
        rehearsal,
        forecast,
        said,
        frame,
        form,
        letter,
    };
    frame::show_as(status, &page)
}

/// Shows what was written once more, or sends it.
pub(super) async fn send(
    services: &Services,
    sender: &Sender,
    desk: &impl Desk,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let (core, lang, letter) = (&services.core, sender.lang, desk.letter());
    if letter.is_custom() && form.given("message").is_none() {
        let said = lang.pick("Tulis pesannya dahulu.", "Write the message first.");
        let form = form.failed("message", said);
        return page(services, sender, desk, form, None).await;
    }
    if !form.has("act", "kirim") {
        return page(services, sender, desk, form, None).await;
    }
    let wish = wish(sender, letter, &form);
    if let Ok(rehearsal) = desk.rehearse(services, wish.clone()).await
        && form
            .given("mark")
            .is_some_and(|shown| shown != mark(&rehearsal.text))
    {
        let said = lang.pick(
            "Teksnya berubah sejak Anda melihatnya. Periksa lagi sebelum mengirim.",
            "The text has changed since you saw it. Look again before you send it.",
        );
        return page(services, sender, desk, form, Some(said.to_owned())).await;
    }
    match desk.send(services, wish).await {
        Ok(message) => {
            let message = wait::until_settled(core, message, PATIENCE).await?;
            let path = format!("{}/pesan/{}", letter.home, message.id);
            Ok(frame::see_other(&path))
        }
        Err(error) => {
            // The mark belongs to what was sent before.
            let form = match &error {
                PressError::Submit(SubmitError::NotAccepted(NotAccepted::OtherRequest)) => {
                    form.without("once")
                }
                _ => form,
            };
            let frame = Frame::new(services, sender, letter.section);
            let known = Known::of(&core.policy.rules, letter.contact.as_ref());
            let said = told(error, &frame, known)?;
            page(services, sender, desk, form, Some(said)).await
        }
    }
}
