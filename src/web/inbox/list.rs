//! The list of conversations: what waits for a decision, and who wrote last.

use std::collections::{HashMap, HashSet};

use actix_web::{HttpResponse, web};
use askama::Template;
use entity::ids::InboundId;
use entity::words::{InboundKind, MessageStatus};

use super::rows::{self, Row};
use super::uncertain::Uncertain;
use super::unreadable::Unreadable;
use crate::inbound::inbox::{self, Filter};
use crate::inbound::latest::{self, Side};
use crate::inbound::waiting;
use crate::outbound::{history, tally};
use crate::people::{PhoneNumber, contact as contacts, partner};
use crate::providers::overview;
use crate::services::Services;
use crate::web::error::PageError;
use crate::web::form::{Form, Query};
use crate::web::frame::{self, Frame};
use crate::web::nav::Section;
use crate::web::visitor::Reader;

/// How many rows a page has.
const ROWS: usize = 30;
/// How many that wait stand above the rest.
const WAITING: usize = 10;

/// Which part of the inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    All,
    Waiting,
    Uncertain,
    Unreadable,
}

#[derive(Template)]
#[template(path = "inbox.html")]
struct InboxPage {
    frame: Frame,
    form: Form,
    part: Part,
    waiting: Vec<Row>,
    waiting_count: i64,
    uncertain_count: i64,
    unreadable_count: i64,
    rows: Vec<Row>,
    uncertain: Vec<Uncertain>,
    unreadable: Vec<Unreadable>,
    /// Where the neighbouring pages are.
    newer: Option<String>,
    older: Option<String>,
    is_search: bool,
}

impl InboxPage {
    fn is(&self, part: &str) -> bool {
        match self.part {
            Part::All => part == "semua",
            Part::Waiting => part == "belum",
            Part::Uncertain => part == "tak-pasti",
            Part::Unreadable => part == "tak-terbaca",
        }
    }
}

pub(super) async fn show(
    reader: Reader,
    Query(form): Query,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let part = match form.value("saring") {
        "belum" => Part::Waiting,
        "tak-pasti" => Part::Uncertain,
        "tak-terbaca" => Part::Unreadable,
        _ => Part::All,
    };
    let db = services.core.db.reader();
    let (waiting, unreadable) = waiting::count_open(db).await?;
    let mut page = InboxPage {
        frame: Frame::new(&services, &reader, Section::Inbox),
        part,
        waiting: Vec::new(),
        waiting_count: i64::try_from(waiting).unwrap_or(i64::MAX),
        uncertain_count: tally::uncertain(db).await?,
        unreadable_count: i64::try_from(unreadable).unwrap_or(i64::MAX),
        rows: Vec::new(),
        uncertain: Vec::new(),
        unreadable: Vec::new(),
        newer: None,
        older: None,
        is_search: form.given("q").is_some(),
        form,
    };
    match part {
        Part::Waiting => fill_waiting(&services, &mut page).await?,
        Part::Uncertain => fill_uncertain(&services, &mut page).await?,
        Part::Unreadable => fill_unreadable(&services, &mut page).await?,
        Part::All if page.is_search => fill_found(&services, &mut page).await?,
        Part::All => fill_all(&services, &mut page).await?,
    }
    frame::show(&page)
}

async fn fill_all(services: &Services, page: &mut InboxPage) -> Result<(), PageError> {
    let db = services.core.db.reader();
    let cursor = |name| page.form.value(name).parse().ok().map(InboundId);
    let next_to = cursor("sebelum")
        .map(|place| (Side::Earlier, place))
        .or_else(|| cursor("sesudah").map(|place| (Side::Later, place)));
    let most = u64::try_from(ROWS + 1).unwrap_or(u64::MAX);
    let mut latest = latest::list(db, next_to, most).await?;
    let has_more = latest.len() > ROWS;
    let is_later = matches!(next_to, Some((Side::Later, _)));
    if has_more && is_later {
        latest.remove(0);
    }
    latest.truncate(ROWS);
    if has_more || is_later {
        let last = latest.last();
        page.older = last.map(|(id, _)| format!("?sebelum={id}"));
    }
    if (next_to.is_some() && !is_later) || (is_later && has_more) {
        let first = latest.first();
        page.newer = first.map(|(id, _)| format!("?sesudah={id}"));
    }
    let places: HashMap<_, _> = (0_usize..)
        .zip(latest)
        .map(|(place, (_, contact))| (contact, place))
        .collect();
    let mut found = contacts::find_by_ids(db, places.keys().copied()).await?;
    found.sort_by_key(|contact| places.get(&contact.id).copied());
    if next_to.is_none() {
        let most = u64::try_from(WAITING).unwrap_or(u64::MAX);
        let open = waiting::list(db, None, most).await?;
        page.waiting = rows::of_waiting(services, page.frame.lang, open).await?;
        // Who stands above need not stand below as well.
        let above: HashSet<_> = page.waiting.iter().map(|row| row.contact).collect();
        found.retain(|contact| !above.contains(&contact.id));
    }
    page.rows = rows::of_contacts(services, page.frame.lang, found).await?;
    Ok(())
}

async fn fill_waiting(services: &Services, page: &mut InboxPage) -> Result<(), PageError> {
    let db = services.core.db.reader();
    let after = page.form.value("sesudah").parse().ok().map(InboundId);
    let most = u64::try_from(ROWS + 1).unwrap_or(u64::MAX);
    let mut open = waiting::list(db, after, most).await?;
    if open.len() > ROWS {
        open.truncate(ROWS);
        let last = open.last().map(|last| last.id);
        page.older = last.map(|last| format!("?saring=belum&sesudah={last}"));
    }
    if after.is_some() {
        page.newer = Some("?saring=belum".to_owned());
    }
    page.waiting = rows::of_waiting(services, page.frame.lang, open).await?;
    Ok(())
}

async fn fill_unreadable(services: &Services, page: &mut InboxPage) -> Result<(), PageError> {
    let before = page.form.value("sebelum").parse().ok().map(InboundId);
    let filter = Filter {
        kind: Some(InboundKind::Unreadable),
        before,
        ..Filter::default()
    };
    let most = u64::try_from(ROWS + 1).unwrap_or(u64::MAX);
    let mut found = inbox::list(services.core.db.reader(), filter, most).await?;
    if found.len() > ROWS {
        found.truncate(ROWS);
        let last = found.last().map(|last| last.id);
        page.older = last.map(|last| format!("?saring=tak-terbaca&sebelum={last}"));
    }
    if before.is_some() {
        page.newer = Some("?saring=tak-terbaca".to_owned());
    }
    let accounts = overview::names(services.core.db.reader()).await?;
    page.unreadable = found
        .into_iter()
        .map(|row| Unreadable::of(row, &accounts))
        .collect();
    Ok(())
}

async fn fill_uncertain(services: &Services, page: &mut InboxPage) -> Result<(), PageError> {
    let behind = page.form.value("sebelum").parse().ok();
    let filter = history::Filter {
        status: Some(MessageStatus::Uncertain),
        behind,
        ..history::Filter::default()
    };
    let most = u64::try_from(ROWS + 1).unwrap_or(u64::MAX);
    let mut found = history::list(services.core.db.reader(), &filter, most).await?;
    if found.len() > ROWS {
        found.truncate(ROWS);
        let last = found.last().map(|last| last.id);
        page.older = last.map(|last| format!("?saring=tak-pasti&sebelum={last}"));
    }
    if behind.is_some() {
        page.newer = Some("?saring=tak-pasti".to_owned());
    }
    let accounts = overview::names(services.core.db.reader()).await?;
    page.uncertain = found
        .into_iter()
        .map(|row| Uncertain::of(&page.frame, row, &accounts))
        .collect();
    Ok(())
}

/// Whoever has this name in the register, or this number.
async fn fill_found(services: &Services, page: &mut InboxPage) -> Result<(), PageError> {
    let db = services.core.db.reader();
    let number = page.form.given("q").map(PhoneNumber::parse);
    let number = number.and_then(Result::ok);
    let filter = match &number {
        // Looking for a number among the names would only take long.
        Some(number) => partner::Filter {
            phone: Some(number.clone()),
            ..partner::Filter::default()
        },
        None => partner::Filter {
            q: page.form.given("q").map(str::to_owned),
            ..partner::Filter::default()
        },
    };
    let most = u64::try_from(ROWS).unwrap_or(u64::MAX);
    let known = partner::list(db, filter, most).await?;
    let mut seen = HashSet::new();
    let mut found: Vec<_> = known
        .into_iter()
        .filter_map(|(_, contact)| contact)
        .filter(|contact| seen.insert(contact.id))
        .collect();
    // A number may have written without being in the register.
    if let Some(number) = number
        && let Some(contact) = contacts::find(db, &number.into()).await?
        && seen.insert(contact.id)
    {
        found.push(contact);
    }
    found.sort_by_key(|contact| std::cmp::Reverse(contacts::heard_at(contact)));
    page.rows = rows::of_contacts(services, page.frame.lang, found).await?;
    Ok(())
}
