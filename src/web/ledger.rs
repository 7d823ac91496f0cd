//! The ledger: its latest entries, and the check of all of it.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::time::Duration;

use actix_web::{HttpResponse, web};
use askama::Template;
use entity::ids::EventId;
use entity::words::{EventKind, EventSource};
use entity::{consent_event, contact};

use super::error::PageError;
use super::form::{Form, Query};
use super::frame::{self, Frame};
use super::nav::Section;
use super::talk;
use super::told;
use super::visitor::Reader;
use super::words;
use crate::consent::inspection::{self, Inspection};
use crate::consent::{ledger, verify};
use crate::people::{self, Address, PhoneNumber};
use crate::services::Services;

/// Entries on a page.
const ROWS: usize = 40;
/// A check that is done within this time is shown at once.
const PATIENCE: Duration = Duration::from_secs(3);

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/buku-besar", web::get().to(show))
        .route("/buku-besar/periksa", web::post().to(inspect))
        .route("/bukti", web::get().to(find));
}

#[derive(Template)]
#[template(path = "ledger.html")]
struct LedgerPage {
    frame: Frame,
    form: Form,
    inspection: Option<Inspection>,
    is_running: bool,
    /// Each with its contact and the beginning of its seal.
    rows: Vec<(consent_event::Model, Option<contact::Model>, String)>,
    /// The entry before which the next page begins.
    older: Option<EventId>,
    is_first: bool,
}

impl LedgerPage {
    fn phone(&self, address: &str) -> String {
        talk::address(self.frame.lang, address)
    }

    fn kind(&self, event: &consent_event::Model) -> (&'static str, &'static str) {
        let (said, tone) = told::kind(self.frame.lang, event.kind);
        (said, if ledger::is_play(event) { "info" } else { tone })
    }

    fn source(&self, event: &consent_event::Model) -> &'static str {
        match event.kind {
            // The provider only carried the question.
            EventKind::Asked => self.frame.lang.pick("pertanyaan kami", "our question"),
            _ if ledger::is_play(event) => self
                .frame
                .lang
                .pick("diketik di simulator", "typed in the simulator"),
            _ => words::source(self.frame.lang, event.source),
        }
    }

    /// Whoever it was; what is typed in the simulator is no word of the owner of the number.
    fn who(&self, event: &consent_event::Model) -> String {
        if ledger::is_play(event) && event.source == EventSource::Reply {
            return "simulator".to_owned();
        }
        self.frame.who(&event.actor)
    }

    fn count(&self, number: impl Borrow<u64>) -> String {
        let number = i64::try_from(*number.borrow()).unwrap_or(i64::MAX);
        self.frame.number(&number)
    }

    fn reason<'a>(&self, reason: &'a str) -> &'a str {
        verify::reason(reason, self.frame.lang)
    }
}

async fn page(services: &Services, reader: &Reader, form: Form) -> Result<HttpResponse, PageError> {
    let core = &services.core;
    let db = core.db.reader();
    let before = form.given("before").and_then(|id| id.parse().ok());
    let limit = u64::try_from(ROWS + 1).unwrap_or(u64::MAX);
    let mut events = ledger::newest(db, before, limit).await?;
    let has_more = events.len() > ROWS;
    events.truncate(ROWS);
    let older = events.last().filter(|_| has_more).map(|event| event.id);
    let ids: std::collections::BTreeSet<_> = events.iter().map(|event| event.contact_id).collect();
    let contacts = people::contact::find_by_ids(db, ids).await?;
    let contacts: HashMap<_, _> = contacts.into_iter().map(|row| (row.id, row)).collect();
    let rows = events.into_iter().map(|event| {
        let contact = contacts.get(&event.contact_id).cloned();
        let seal = hex::encode(&event.hash).chars().take(10).collect();
        (event, contact, seal)
    });
    let inspection = inspection::latest(core).await?;
    let now = core.now();
    frame::show(&LedgerPage {
        frame: Frame::new(services, reader, Section::Ledger),
        is_running: inspection
            .as_ref()
            .is_some_and(|latest| latest.is_running(now)),
        inspection,
        rows: rows.collect(),
        older,
        is_first: before.is_none(),
        form,
    })
}

async fn show(
    reader: Reader,
    Query(form): Query,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    page(&services, &reader, form).await
}

/// Starts the check of the whole ledger. It changes nothing, so whoever may read may ask for it.
async fn inspect(reader: Reader, services: web::Data<Services>) -> Result<HttpResponse, PageError> {
    let actor = reader.person.actor();
    if let Some(work) = inspection::start(&services.core, &actor).await?
        && tokio::time::timeout(PATIENCE, work).await.is_err()
    {
        tracing::debug!("the ledger takes longer than one waits");
    }
    Ok(frame::see_other("/buku-besar"))
}

/// Leads to the proof sheet of the number that was typed.
async fn find(
    reader: Reader,
    Query(mut form): Query,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    use crate::lang::Say;
    match PhoneNumber::parse(form.value("phone")) {
        Ok(phone) => {
            let address = Address::Phone(phone);
            let digits = address.as_str().trim_start_matches('+');
            Ok(frame::see_other(&format!("/bukti/%2B{digits}")))
        }
        Err(error) => {
            form.fail("phone", error.say(reader.lang));
            page(&services, &reader, form).await
        }
    }
}
