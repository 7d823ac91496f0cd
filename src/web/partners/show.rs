//! What is on record of a partner.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use entity::words::ConsentStatus;
use entity::{contact, message, partner as row};

use super::named;
use super::send::{Kind, ToPartner};
use crate::consent::register::{self, Decided, PaperSource, RegisterError};
use crate::day::Day;
use crate::lang::{Lang, Say};
use crate::outbound::history::{self, Filter};
use crate::people::Address;
use crate::people::partner::Known;
use crate::permits;
use crate::proof;
use crate::services::Services;
use crate::time::Timestamp;
use crate::web::error::PageError;
use crate::web::forecast::Chance;
use crate::web::form::Form;
use crate::web::frame::{self, Frame};
use crate::web::nav::Section;
use crate::web::permits::{End, end_of, path_of, title, today};
use crate::web::sending;
use crate::web::talk;
use crate::web::told::{self, Told};
use crate::web::visitor::{Reader, Sender, Visitor};
use crate::web::words::{self, Word};

/// So many of the latest entries and messages are shown.
const LATEST: usize = 15;

#[derive(Template)]
#[template(path = "partners_show.html")]
struct ShowPage {
    frame: Frame,
    form: Form,
    partner: row::Model,
    contact: Option<contact::Model>,
    /// Others with the same number.
    others: Vec<row::Model>,
    told: Vec<Told>,
    has_more_entries: bool,
    is_whole: bool,
    messages: Vec<message::Model>,
    window_until: Option<Timestamp>,
    sources: Vec<(&'static str, &'static str)>,
    permits: Vec<Paper>,
    has_more_permits: bool,
    buttons: Vec<Press>,
}

/// A permit of the partner.
struct Paper {
    path: String,
    title: String,
    status: &'static str,
    tone: &'static str,
    end: Option<End>,
    /// There is an end to come that one may be reminded of.
    may_remind: bool,
}

/// A button that sends, and whether it may.
struct Press {
    word: &'static str,
    name: &'static str,
    chance: Chance,
}

impl ShowPage {
    fn phone(&self, address: &str) -> String {
        talk::address(self.frame.lang, address)
    }

    fn status(&self) -> (&'static str, &'static str) {
        let unknown = ConsentStatus::Unknown;
        match &self.contact {
            Some(contact) => words::consent(self.frame.lang, contact),
            None => (unknown.tone(), unknown.word(self.frame.lang)),
        }
    }

    fn purpose(&self, message: &message::Model) -> &'static str {
        words::purpose(self.frame.lang, message.purpose)
    }

    /// How the consent came, in a sentence.
    fn summary(&self) -> String {
        let lang = self.frame.lang;
        let Some(contact) = &self.contact else {
            return lang
                .pick(
                    "Mitra ini belum punya nomor, jadi tidak dapat dikirimi pesan.",
                    "This partner has no number yet, so nothing can be sent.",
                )
                .to_owned();
        };
        let since = contact.since.map(Timestamp::from_millis);
        let since = since.map(|at| self.frame.moment(&at)).unwrap_or_default();
        let source = contact.source.map(|source| words::source(lang, source));
        let source = source.unwrap_or_default();
        if contact.played {
            return match lang {
                Lang::Id => format!(
                    "Persetujuan sejak {since} diketik di simulator dan bukan pernyataan warga. Pemberitahuan dan siaran tidak akan dikirim lewat akun sungguhan."
                ),
                Lang::En => format!(
                    "The consent since {since} was typed in the simulator and is no statement of the citizen. Nothing is sent through a real account."
                ),
            };
        }
        match (contact.status, lang) {
            (ConsentStatus::Unknown, _) => lang
                .pick(
                    "Belum pernah ditanya. Pemberitahuan dan siaran tidak akan dikirim ke nomor ini.",
                    "Never asked. Notifications and broadcasts are not sent to this number.",
                )
                .to_owned(),
            (ConsentStatus::Asked, Lang::Id) => format!(
                "Ditanya {since}, belum menjawab. Pemberitahuan dan siaran tidak akan dikirim."
            ),
            (ConsentStatus::Asked, Lang::En) => {
                format!("Asked {since}, no answer yet. Notifications and broadcasts are not sent.")
            }
            (ConsentStatus::Granted, Lang::Id) => {
                format!("Setuju sejak {since}, lewat {source}.")
            }
            (ConsentStatus::Granted, Lang::En) => format!("Agreed since {since}, by {source}."),
            (ConsentStatus::Denied, Lang::Id) => format!(
                "Menolak atau berhenti sejak {since}, lewat {source}. Pemberitahuan dan siaran tidak dikirim."
            ),
            (ConsentStatus::Denied, Lang::En) => {
                format!("Declined or withdrew {since}, by {source}. No notifications are sent.")
            }
        }
    }
}

fn sources(lang: Lang) -> Vec<(&'static str, &'static str)> {
    vec![
        (
            "form",
            lang.pick("Formulir (kertas atau web)", "Form (paper or web)"),
        ),
        (
            "counter",
            lang.pick("Disampaikan di loket", "Said at the counter"),
        ),
    ]
}

async fn page(
    services: &Services,
    visitor: &Visitor,
    (partner, contact): Known,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let (core, db) = (&services.core, services.core.db.reader());
    let frame = Frame::new(services, visitor, Section::Partners);
    let status = if form.is_bad() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let mut page = ShowPage {
        frame,
        form,
        others: Vec::new(),
        told: Vec::new(),
        has_more_entries: false,
        is_whole: true,
        messages: Vec::new(),
        window_until: None,
        sources: sources(visitor.lang),
        permits: Vec::new(),
        has_more_permits: false,
        buttons: Vec::new(),
        contact: None,
        partner,
    };
    let mut permits = papers(services, &page.frame, &page.partner).await?;
    page.has_more_permits = permits.len() > LATEST;
    permits.truncate(LATEST);
    page.permits = permits;
    if page.frame.may_send() && contact.is_some() {
        let known = (page.partner.clone(), contact.clone());
        for kind in Kind::ALL {
            let desk = ToPartner::new(visitor.lang, &known, kind);
            page.buttons.push(Press {
                word: kind.word(),
                name: kind.name(visitor.lang),
                chance: sending::chance(services, &page.frame, &desk).await?,
            });
        }
    }
    if let Some(contact) = contact {
        let address = Address::from_stored(&contact.address);
        let proof = proof::gather(core, &address).await?;
        let labels = told::Labels::read(services, page.frame.lang).await?;
        page.is_whole = proof.is_whole();
        page.has_more_entries = proof.entries.len() > LATEST;
        page.told = told::tell_all(&page.frame, &labels, &proof);
        page.told.reverse();
        page.told.truncate(LATEST);
        page.others = proof.partners;
        page.others.retain(|other| other.id != page.partner.id);
        page.others.truncate(LATEST);
        let filter = Filter {
            address: Some(address),
            ..Filter::default()
        };
        let limit = u64::try_from(LATEST).unwrap_or(u64::MAX);
        page.messages = history::list(db, &filter, limit).await?;
        page.window_until = register::window_open_until(&contact, core.now());
        page.contact = Some(contact);
    }
    frame::show_as(status, &page)
}

async fn papers(
    services: &Services,
    frame: &Frame,
    partner: &row::Model,
) -> Result<Vec<Paper>, PageError> {
    let filter = permits::Filter {
        partner: Some(partner.id),
        ..permits::Filter::default()
    };
    let limit = u64::try_from(LATEST + 1).unwrap_or(u64::MAX);
    let rows = permits::list(services.core.db.reader(), filter, limit).await?;
    let today = today(services);
    let paper = |(permit, _): permits::Owned| {
        let last: Option<Day> = permit.expiry_date.as_deref().and_then(|at| at.parse().ok());
        Paper {
            path: path_of(&permit.registration_id),
            title: title(frame.lang, &permit),
            status: permit.status.word(frame.lang),
            tone: permit.status.tone(),
            end: end_of(frame.lang, &permit, today),
            may_remind: last.is_some_and(|last| last >= today),
        }
    };
    Ok(rows.into_iter().map(paper).collect())
}

pub(super) async fn show(
    reader: Reader,
    id: web::Path<String>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let known = named(&services, &id).await?;
    page(&services, &reader, known, Form::default()).await
}

/// A decision that came on a form or at the counter.
pub(super) async fn record(
    sender: Sender,
    id: web::Path<String>,
    mut form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let known = named(&services, &id).await?;
    let lang = sender.lang;
    let decided = match form.value("decided") {
        "granted" => Some(Decided::Granted),
        "denied" => Some(Decided::Denied),
        _ => {
            form.fail("decided", lang.pick("Pilih salah satu.", "Choose one."));
            None
        }
    };
    let source = match form.value("source") {
        "form" => Some(PaperSource::Form),
        "counter" => Some(PaperSource::Counter),
        _ => {
            form.fail("source", lang.pick("Pilih salah satu.", "Choose one."));
            None
        }
    };
    if form.given("note").is_none() {
        form.fail("note", note_is_needed(lang));
    }
    let address = known
        .1
        .as_ref()
        .map(|contact| Address::from_stored(&contact.address));
    let phone = address.as_ref().and_then(Address::phone).cloned();
    let (Some(decided), Some(source), Some(phone), false) = (decided, source, phone, form.is_bad())
    else {
        return page(&services, &sender, known, form).await;
    };
    let before = known.1.as_ref().map_or(0, |contact| contact.chain_length);
    let actor = sender.person.actor();
    let core = &services.core;
    let note = form.value("note");
    match register::record(core, &phone, decided, source, note, &actor).await {
        Ok(contact) => {
            let news = if contact.chain_length == before {
                lang.pick(
                    "Sudah tercatat demikian sebelumnya; tidak ada yang berubah.",
                    "It was on record like this already; nothing has changed.",
                )
            } else {
                lang.pick(
                    "Tercatat di buku besar, dengan nama Anda.",
                    "Recorded in the ledger, under your name.",
                )
            };
            Ok(frame::done(&format!("/mitra/{}", known.0.id), news))
        }
        Err(RegisterError::Store(error)) => Err(error.into()),
        Err(RegisterError::BadNote) => {
            let form = form.failed("note", note_is_needed(lang));
            page(&services, &sender, known, form).await
        }
        Err(error @ RegisterError::DeniedStands) => {
            let form = form.failed("decided", error.say(lang));
            page(&services, &sender, known, form).await
        }
    }
}

const fn note_is_needed(lang: Lang) -> &'static str {
    lang.pick(
        "Tulis apa dasarnya, misalnya nomor dan tanggal formulir (paling banyak 1000 karakter).",
        "Write what it rests on, such as the number and date of the form (at most 1000 characters).",
    )
}
