//! The buttons of a permit: what would be sent, to whom and whether it may is told first; what
//! became of it afterwards.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use entity::message::Model;
use sha2::{Digest, Sha256};

use super::{find, path_of, words};
use crate::outbound::outbox::{Idempotency, NotAccepted};
use crate::outbound::submit::{Rehearsal, SubmitError};
use crate::outbound::{history, wait};
use crate::people::Address;
use crate::permits::Owned;
use crate::permits::button::{self, Button, Press, PressError};
use crate::services::Services;
use crate::web::error::PageError;
use crate::web::forecast;
use crate::web::form::Form;
use crate::web::frame::{self, Frame};
use crate::web::nav::Section;
use crate::web::outgoing;
use crate::web::sign_in::sentence;
use crate::web::visitor::{Reader, Sender};
use crate::web::words::{Word, purpose};

/// How long the provider's answer is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// The buttons, in their order.
pub(super) const BUTTONS: [Button; 4] = [
    Button::OptInRequest,
    Button::ServiceInfo,
    Button::ExpiryReminder,
    Button::Custom,
];

/// The word of a button in an address.
pub(super) const fn word_of(button: Button) -> &'static str {
    match button {
        Button::OptInRequest => "opt-in",
        Button::ServiceInfo => "info",
        Button::ExpiryReminder => "pengingat",
        Button::Custom => "khusus",
    }
}

fn button_of(word: &str) -> Result<Button, PageError> {
    let mut buttons = BUTTONS.into_iter();
    let found = buttons.find(|button| word_of(*button) == word);
    found.ok_or(PageError::NotFound)
}

#[derive(Template)]
#[template(path = "permit_send.html")]
struct SendPage {
    frame: Frame,
    form: Form,
    once: String,
    owned: Owned,
    path: String,
    word: &'static str,
    name: &'static str,
    is_custom: bool,
    /// What would be sent; `None` if nothing can be.
    rehearsal: Option<Rehearsal>,
    /// The mark of the text that is shown.
    mark: String,
    /// Why it would not go, or not now.
    forecast: Option<String>,
    may_go: bool,
    /// Something that was noticed when it was to be sent.
    said: Option<String>,
}

impl SendPage {
    /// The text is there to be looked at.
    fn text(&self) -> Option<&str> {
        let rehearsal = self.rehearsal.as_ref()?;
        let is_written = !self.is_custom || self.form.given("message").is_some();
        is_written.then_some(rehearsal.text.as_str())
    }

    fn phone(&self) -> Option<String> {
        let (_, contact) = self.owned.1.as_ref()?;
        let address = Address::from_stored(&contact.as_ref()?.address);
        address.phone().map(|phone| phone.as_str().to_owned())
    }

    fn consent(&self) -> Option<(&'static str, &'static str)> {
        let (_, contact) = self.owned.1.as_ref()?;
        let status = contact.as_ref()?.status;
        Some((status.tone(), status.word(self.frame.lang)))
    }

    fn account(&self) -> Option<&str> {
        let account = self.rehearsal.as_ref()?.account.as_ref()?;
        Some(&account.name)
    }
}

/// The mark of a text: what is sent must be what was shown.
fn mark(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

fn press(sender: &Sender, id: &str, button: Button, form: &Form) -> Press {
    let message = (button == Button::Custom).then(|| form.value("message").to_owned());
    let subject = format!("{id}\0{button}\0{}", form.value("message"));
    Press {
        button,
        message,
        provider: None,
        actor: sender.person.actor(),
        idempotency: form.given("once").map(|once| Idempotency {
            key: format!("page:{}:permit:{once}", sender.person.id),
            request_hash: Sha256::digest(subject).into(),
        }),
    }
}

async fn page(
    services: &Services,
    sender: &Sender,
    owned: Owned,
    button: Button,
    (form, said): (Form, Option<String>),
) -> Result<HttpResponse, PageError> {
    let frame = Frame::new(services, sender, Section::Permits);
    let lang = sender.lang;
    let id = owned.0.registration_id.clone();
    let mut press = press(sender, &id, button, &form);
    if button == Button::Custom && form.given("message").is_none() {
        // Whether it may go does not depend on what will be written.
        press.message = Some("-".to_owned());
    }
    let rehearsed = button::rehearse(&services.core, &services.live, &id, press).await;
    let (rehearsal, forecast) = match rehearsed {
        Ok(rehearsal) => {
            let forecast = forecast::forecast(&frame, &rehearsal);
            (Some(rehearsal), forecast)
        }
        Err(error) => (None, Some(told(error, lang)?)),
    };
    let status = if form.is_bad() || said.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = SendPage {
        once: form.once(),
        path: path_of(&id),
        word: word_of(button),
        name: words::button(lang, button).0,
        is_custom: button == Button::Custom,
        mark: rehearsal
            .as_ref()
            .map(|one| mark(&one.text))
            .unwrap_or_default(),
        may_go: rehearsal.as_ref().is_some_and(Rehearsal::may_go),
        rehearsal,
        forecast,
        said,
        frame,
        form,
        owned,
    };
    frame::show_as(status, &page)
}

/// Why nothing is sent, in words; or the error if that is no answer to an officer.
fn told(error: PressError, lang: crate::lang::Lang) -> Result<String, PageError> {
    match error {
        PressError::NoPermit(_) => Err(PageError::NotFound),
        PressError::Submit(SubmitError::NotAccepted(NotAccepted::Store(error))) => {
            Err(error.into())
        }
        PressError::Field(error) => Ok(sentence(&error, lang)),
        PressError::Submit(error) => Ok(forecast::refusal(lang, &error)),
    }
}

/// Shows what a button would send.
pub(super) async fn ask(
    sender: Sender,
    path: web::Path<(String, String)>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let (id, word) = path.into_inner();
    let button = button_of(&word)?;
    let owned = find(&services, &id).await?;
    page(&services, &sender, owned, button, (Form::default(), None)).await
}

/// Shows what was written once more, or sends it.
pub(super) async fn send(
    sender: Sender,
    path: web::Path<(String, String)>,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let (id, word) = path.into_inner();
    let button = button_of(&word)?;
    let owned = find(&services, &id).await?;
    let lang = sender.lang;
    if button == Button::Custom && form.given("message").is_none() {
        let said = lang.pick("Tulis pesannya dahulu.", "Write the message first.");
        let form = form.failed("message", said);
        return page(&services, &sender, owned, button, (form, None)).await;
    }
    if !form.has("act", "kirim") {
        return page(&services, &sender, owned, button, (form, None)).await;
    }
    let press = press(&sender, &id, button, &form);
    let core = &services.core;
    let rehearsed = button::rehearse(core, &services.live, &id, press.clone()).await;
    if let Ok(rehearsal) = rehearsed
        && form
            .given("mark")
            .is_some_and(|shown| shown != mark(&rehearsal.text))
    {
        let said = lang.pick(
            "Teksnya berubah sejak Anda melihatnya. Periksa lagi sebelum mengirim.",
            "The text has changed since you saw it. Look again before you send it.",
        );
        let said = Some(said.to_owned());
        return page(&services, &sender, owned, button, (form, said)).await;
    }
    match button::press(core, &services.live, &id, press).await {
        Ok(message) => {
            let message = wait::until_settled(core, message, PATIENCE).await?;
            let path = format!("{}/pesan/{}", path_of(&id), message.id);
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
            let said = Some(told(error, lang)?);
            page(&services, &sender, owned, button, (form, said)).await
        }
    }
}

#[derive(Template)]
#[template(path = "permit_sent.html")]
struct SentPage {
    frame: Frame,
    owned: Owned,
    path: String,
    row: Model,
    purpose: &'static str,
    status: &'static str,
    tone: &'static str,
    said: String,
    via: String,
    phone: Option<String>,
    is_open: bool,
}

/// Shows what became of a message about the permit.
pub(super) async fn outcome(
    reader: Reader,
    path: web::Path<(String, String)>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let (id, message) = path.into_inner();
    let owned = find(&services, &id).await?;
    let message = message.parse().or(Err(PageError::NotFound))?;
    let found = history::find(services.core.db.reader(), message).await?;
    let is_about = |row: &Model| row.permit_id.as_deref() == Some(&owned.0.registration_id);
    let row = found.filter(is_about).ok_or(PageError::NotFound)?;
    let lang = reader.lang;
    let address = Address::from_stored(&row.address);
    let page = SentPage {
        frame: Frame::new(&services, &reader, Section::Permits),
        path: path_of(&owned.0.registration_id),
        purpose: purpose(lang, row.purpose),
        status: row.status.word(lang),
        tone: row.status.tone(),
        said: outgoing::told(lang, &services, &row).await?,
        via: outgoing::gateway(&services, &row.account_id).await?,
        phone: address.phone().map(|phone| phone.as_str().to_owned()),
        is_open: !wait::is_answered(&row),
        owned,
        row,
    };
    frame::show(&page)
}
