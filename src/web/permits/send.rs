//! The buttons of a permit: what may be sent about it, and what became of it.

use actix_web::{HttpResponse, web};
use entity::message::Model;

use super::{find, path_of, title, words};
use crate::lang::Lang;
use crate::outbound::history;
use crate::outbound::submit::Rehearsal;
use crate::permits::Owned;
use crate::permits::button::{self, Button, Press, PressError};
use crate::services::Services;
use crate::web::error::PageError;
use crate::web::form::Form;
use crate::web::nav::Section;
use crate::web::sending::{self, Desk, Letter, Wish};
use crate::web::sent;
use crate::web::visitor::{Reader, Sender};

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

/// What a button of a permit sends.
pub(super) struct AboutPermit {
    registration_id: String,
    button: Button,
    letter: Letter,
}

impl AboutPermit {
    pub(super) fn new(lang: Lang, (row, owner): &Owned, button: Button) -> Self {
        let (partner, contact) = owner.clone().unzip();
        let title = title(lang, row);
        Self {
            letter: Letter {
                section: Section::Permits,
                home: path_of(&row.registration_id),
                word: word_of(button),
                name: words::button(lang, button).0,
                purpose: button.purpose(),
                to: partner.map(|partner| partner.name),
                contact: contact.flatten(),
                permit: Some(title.clone()),
                home_name: title,
            },
            registration_id: row.registration_id.clone(),
            button,
        }
    }

    fn press(&self, wish: Wish) -> Press {
        Press {
            button: self.button,
            message: wish.text,
            provider: None,
            actor: wish.actor,
            idempotency: wish.idempotency,
        }
    }
}

impl Desk for AboutPermit {
    fn letter(&self) -> &Letter {
        &self.letter
    }

    async fn rehearse(&self, services: &Services, wish: Wish) -> Result<Rehearsal, PressError> {
        let (id, press) = (&self.registration_id, self.press(wish));
        button::rehearse(&services.core, &services.live, id, press).await
    }

    async fn send(&self, services: &Services, wish: Wish) -> Result<Model, PressError> {
        let (id, press) = (&self.registration_id, self.press(wish));
        button::press(&services.core, &services.live, id, press).await
    }
}

async fn desk(
    services: &Services,
    lang: Lang,
    id: &str,
    word: &str,
) -> Result<AboutPermit, PageError> {
    let button = button_of(word)?;
    let owned = find(services, id).await?;
    Ok(AboutPermit::new(lang, &owned, button))
}

/// Shows what a button would send.
pub(super) async fn ask(
    sender: Sender,
    path: web::Path<(String, String)>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let desk = desk(&services, sender.lang, &path.0, &path.1).await?;
    sending::ask(&services, &sender, &desk).await
}

/// Shows what was written once more, or sends it.
pub(super) async fn send(
    sender: Sender,
    path: web::Path<(String, String)>,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let desk = desk(&services, sender.lang, &path.0, &path.1).await?;
    sending::send(&services, &sender, &desk, form).await
}

/// Shows what became of a message about the permit.
pub(super) async fn outcome(
    reader: Reader,
    path: web::Path<(String, String)>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let (id, message) = path.into_inner();
    let (permit, _) = find(&services, &id).await?;
    let message = message.parse().or(Err(PageError::NotFound))?;
    let found = history::find(services.core.db.reader(), message).await?;
    let is_about = |row: &Model| row.permit_id.as_deref() == Some(&permit.registration_id);
    let row = found.filter(is_about).ok_or(PageError::NotFound)?;
    let path = path_of(&permit.registration_id);
    let title = title(reader.lang, &permit);
    sent::show(&services, &reader, Section::Permits, (&path, &title), row).await
}
