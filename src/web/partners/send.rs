//! What may be sent to a partner, and what became of it.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use entity::ids::PartnerId;
use entity::message::Model;
use entity::words::Purpose;

use super::{named, path_of};
use crate::lang::Lang;
use crate::outbound::history;
use crate::outbound::submit::{self, Content, Recipient, Rehearsal, Submission};
use crate::people::partner::Known;
use crate::permits::button::PressError;
use crate::services::Services;
use crate::web::error::PageError;
use crate::web::form::Form;
use crate::web::nav::Section;
use crate::web::sending::{self, Desk, Letter, Wish};
use crate::web::sent;
use crate::web::visitor::{Reader, Sender};

/// What may be sent to one person.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    OptIn,
    Info,
    Custom,
}

impl Kind {
    pub(super) const ALL: [Self; 3] = [Self::OptIn, Self::Info, Self::Custom];

    fn parse(word: &str) -> Result<Self, PageError> {
        let mut kinds = Self::ALL.into_iter();
        let found = kinds.find(|kind| kind.word() == word);
        found.ok_or(PageError::NotFound)
    }

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::OptIn => "opt-in",
            Self::Info => "info",
            Self::Custom => "khusus",
        }
    }

    pub(super) const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::OptIn => lang.pick("Kirim Pesan Opt-In", "Send the request for consent"),
            Self::Info => lang.pick("Info Layanan Notifikasi", "Service information"),
            Self::Custom => lang.pick("Pesan Khusus", "Custom message"),
        }
    }

    const fn purpose(self) -> Purpose {
        match self {
            Self::OptIn => Purpose::OptInRequest,
            Self::Info => Purpose::ServiceInfo,
            Self::Custom => Purpose::Custom,
        }
    }
}

/// One of these messages, to a partner.
pub(super) struct ToPartner {
    partner: PartnerId,
    kind: Kind,
    letter: Letter,
}

impl ToPartner {
    pub(super) fn new(lang: Lang, (partner, contact): &Known, kind: Kind) -> Self {
        Self {
            partner: partner.id,
            kind,
            letter: Letter {
                section: Section::Partners,
                home: path_of(partner.id),
                home_name: partner.name.clone(),
                word: kind.word(),
                name: kind.name(lang),
                purpose: kind.purpose(),
                to: Some(partner.name.clone()),
                contact: contact.clone(),
                permit: None,
            },
        }
    }

    fn submission(&self, wish: Wish) -> Submission {
        Submission {
            to: Recipient::Partner(self.partner),
            content: match wish.text {
                Some(text) => Content::Text(text),
                None => Content::Template {
                    key: self.kind.purpose().as_str().to_owned(),
                    values: BTreeMap::new(),
                },
            },
            purpose: self.kind.purpose(),
            provider: None,
            permit_id: None,
            actor: wish.actor,
            idempotency: wish.idempotency,
        }
    }
}

impl Desk for ToPartner {
    fn letter(&self) -> &Letter {
        &self.letter
    }

    async fn rehearse(&self, services: &Services, wish: Wish) -> Result<Rehearsal, PressError> {
        let submission = self.submission(wish);
        Ok(submit::rehearse(&services.core, &services.live, &submission).await?)
    }

    async fn send(&self, services: &Services, wish: Wish) -> Result<Model, PressError> {
        let submission = self.submission(wish);
        Ok(submit::submit(&services.core, &services.live, submission).await?)
    }
}

async fn desk(
    services: &Services,
    lang: Lang,
    id: &str,
    kind: &str,
) -> Result<ToPartner, PageError> {
    let kind = Kind::parse(kind)?;
    let known = named(services, id).await?;
    Ok(ToPartner::new(lang, &known, kind))
}

/// Shows what would be sent.
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

/// Shows what became of a message.
pub(super) async fn outcome(
    reader: Reader,
    path: web::Path<(String, String)>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let (id, message) = path.into_inner();
    let (partner, contact) = named(&services, &id).await?;
    let message = message.parse().or(Err(PageError::NotFound))?;
    let found = history::find(services.core.db.reader(), message).await?;
    let message = found.ok_or(PageError::NotFound)?;
    // A message of somebody else is not shown under this name.
    let is_theirs = message.partner_id == Some(partner.id)
        || contact.is_some_and(|contact| contact.id == message.contact_id);
    if !is_theirs {
        return Err(PageError::NotFound);
    }
    let path = path_of(partner.id);
    let home = (&*path, &*partner.name);
    sent::show(&services, &reader, Section::Partners, home, message).await
}
