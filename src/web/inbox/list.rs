//! The list of conversations: what waits for a decision, and who wrote last.

use std::collections::{BTreeMap, HashSet};

use actix_web::{HttpResponse, web};
use askama::Template;
use entity::ids::{ContactId, InboundId};
use entity::words::{InboundKind, MessageStatus};
use entity::{contact, inbound_message};

use super::uncertain::Uncertain;
use super::unreadable::Unreadable;
use crate::inbound::inbox::{self, Filter};
use crate::outbound::history;
use crate::people::contact::{self as contacts, Side, WroteAt};
use crate::people::partner;
use crate::services::Services;
use crate::time::Timestamp;
use crate::web::error::PageError;
use crate::web::form::{Form, Query};
use crate::web::frame::{self, Frame};
use crate::web::nav::Section;
use crate::web::talk;
use crate::web::visitor::Reader;
use crate::web::words::Word;

/// How many rows a page has.
const ROWS: usize = 30;
/// How many that wait stand above the rest.
const WAITING: usize = 10;
/// How much of a text a row shows, in characters.
const SNIPPET: usize = 110;

/// Which part of the inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    All,
    Waiting,
    Uncertain,
    Unreadable,
}

/// One conversation.
struct Row {
    contact: ContactId,
    anchor: Option<InboundId>,
    name: String,
    number: String,
    /// Whether the text is ours.
    is_ours: bool,
    text: String,
    at: Timestamp,
    status: (&'static str, &'static str),
    unclear: bool,
}

#[derive(Template)]
#[template(path = "inbox.html")]
struct InboxPage {
    frame: Frame,
    form: Form,
    part: Part,
    waiting: Vec<Row>,
    waiting_count: i64,
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
    let (waiting, unreadable) = inbox::count_open(db).await?;
    let mut page = InboxPage {
        frame: Frame::new(&services, &reader, Section::Inbox),
        part,
        waiting: Vec::new(),
        waiting_count: i64::try_from(waiting).unwrap_or(i64::MAX),
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
    let next_to = cursor(page.form.value("sebelum"))
        .map(|place| (Side::Earlier, place))
        .or_else(|| cursor(page.form.value("sesudah")).map(|place| (Side::Later, place)));
    let most = u64::try_from(ROWS + 1).unwrap_or(u64::MAX);
    let mut found = contacts::writers(db, next_to, most).await?;
    let has_more = found.len() > ROWS;
    let is_later = matches!(next_to, Some((Side::Later, _)));
    if has_more && is_later {
        found.remove(0);
    }
    found.truncate(ROWS);
    let at = |contact: &contact::Model| {
        format!("{}-{}", contact.last_inbound_at.unwrap_or(0), contact.id)
    };
    if has_more || is_later {
        page.older = found.last().map(|last| format!("?sebelum={}", at(last)));
    }
    if (next_to.is_some() && !is_later) || (is_later && has_more) {
        page.newer = found.first().map(|first| format!("?sesudah={}", at(first)));
    }
    if next_to.is_none() {
        let most = u64::try_from(WAITING).unwrap_or(u64::MAX);
        let open = inbox::waiting(db, None, most).await?;
        page.waiting = waiting_rows(services, page, open).await?;
    }
    page.rows = rows(services, page, found).await?;
    Ok(())
}

async fn fill_waiting(services: &Services, page: &mut InboxPage) -> Result<(), PageError> {
    let db = services.core.db.reader();
    let after = page.form.value("sesudah").parse().ok().map(InboundId);
    let most = u64::try_from(ROWS + 1).unwrap_or(u64::MAX);
    let mut open = inbox::waiting(db, after, most).await?;
    if open.len() > ROWS {
        open.truncate(ROWS);
        let last = open.last().map(|last| last.id);
        page.older = last.map(|last| format!("?saring=belum&sesudah={last}"));
    }
    if after.is_some() {
        page.newer = Some("?saring=belum".to_owned());
    }
    page.waiting = waiting_rows(services, page, open).await?;
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
    page.unreadable = found.into_iter().map(Unreadable::from).collect();
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
    page.uncertain = found
        .into_iter()
        .map(|row| Uncertain::of(&page.frame, row))
        .collect();
    Ok(())
}

/// Whoever has this name in the register, or this number.
async fn fill_found(services: &Services, page: &mut InboxPage) -> Result<(), PageError> {
    let db = services.core.db.reader();
    let filter = partner::Filter {
        q: page.form.given("q").map(str::to_owned),
        ..partner::Filter::default()
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
    if let Some(Ok(number)) = page.form.given("q").map(crate::people::PhoneNumber::parse)
        && let Some(contact) = contacts::find(db, &number.into()).await?
        && seen.insert(contact.id)
    {
        found.push(contact);
    }
    found.sort_by_key(|contact| std::cmp::Reverse(contact.last_inbound_at));
    page.rows = rows(services, page, found).await?;
    Ok(())
}

/// `last_inbound_at-id`; what cannot be read is no cursor.
fn cursor(text: &str) -> Option<WroteAt> {
    let (at, id) = text.split_once('-')?;
    Some(WroteAt {
        at: at.parse().ok()?,
        id: ContactId(id.parse().ok()?),
    })
}

async fn waiting_rows(
    services: &Services,
    page: &InboxPage,
    open: Vec<inbound_message::Model>,
) -> Result<Vec<Row>, PageError> {
    let db = services.core.db.reader();
    let ids = open.iter().filter_map(|row| row.contact_id);
    let found = contacts::find_by_ids(db, ids.collect::<HashSet<_>>()).await?;
    let names = names(services, &found).await?;
    let by_id: BTreeMap<_, _> = found.iter().map(|contact| (contact.id, contact)).collect();
    let mut seen = HashSet::new();
    Ok(open
        .into_iter()
        .filter_map(|row| {
            let contact = *by_id.get(&row.contact_id?)?;
            seen.insert(contact.id).then(|| Row {
                anchor: Some(row.id),
                is_ours: false,
                text: snippet(&row.text),
                at: Timestamp::from_millis(row.received_at),
                unclear: true,
                ..row_of(page, contact, &names)
            })
        })
        .collect())
}

async fn rows(
    services: &Services,
    page: &InboxPage,
    found: Vec<contact::Model>,
) -> Result<Vec<Row>, PageError> {
    let db = services.core.db.reader();
    let ids: Vec<_> = found.iter().map(|contact| contact.id).collect();
    let wrote = inbox::latest_of(db, &ids).await?;
    let sent = history::latest_of(db, &ids).await?;
    let names = names(services, &found).await?;
    let mut latest: BTreeMap<ContactId, (i64, bool, String, i64, bool)> = BTreeMap::new();
    for row in wrote {
        if let Some(contact) = row.contact_id {
            let text = snippet(&row.text);
            latest.insert(
                contact,
                (row.id.0, false, text, row.received_at, row.unclear),
            );
        }
    }
    for row in sent {
        let is_later = latest
            .get(&row.contact_id)
            .is_none_or(|(id, ..)| *id < row.id.0);
        if is_later {
            let text = snippet(&row.text);
            let unclear = latest.get(&row.contact_id).is_some_and(|known| known.4);
            latest.insert(
                row.contact_id,
                (row.id.0, true, text, row.created_at, unclear),
            );
        }
    }
    Ok(found
        .iter()
        .map(|contact| {
            let row = row_of(page, contact, &names);
            match latest.remove(&contact.id) {
                Some((_, is_ours, text, at, unclear)) => Row {
                    is_ours,
                    text,
                    at: Timestamp::from_millis(at),
                    unclear,
                    ..row
                },
                None => row,
            }
        })
        .collect())
}

fn row_of(page: &InboxPage, contact: &contact::Model, names: &BTreeMap<ContactId, String>) -> Row {
    let lang = page.frame.lang;
    let number = talk::address(lang, &contact.address);
    let name = names.get(&contact.id).cloned();
    Row {
        contact: contact.id,
        anchor: None,
        name: name
            .or_else(|| contact.name.clone())
            .unwrap_or_else(|| number.clone()),
        number,
        is_ours: false,
        text: String::new(),
        at: Timestamp::from_millis(contact.last_inbound_at.unwrap_or(contact.created_at)),
        status: (contact.status.tone(), contact.status.word(lang)),
        unclear: false,
    }
}

/// The names in the register: the first, and how many more share the number.
async fn names(
    services: &Services,
    found: &[contact::Model],
) -> Result<BTreeMap<ContactId, String>, PageError> {
    let ids: Vec<_> = found.iter().map(|contact| contact.id).collect();
    let partners = partner::of_contacts(services.core.db.reader(), &ids).await?;
    let mut names: BTreeMap<ContactId, (String, usize)> = BTreeMap::new();
    for partner in partners {
        if let Some(contact) = partner.contact_id {
            let known = names.entry(contact).or_insert((partner.name, 0));
            known.1 += 1;
        }
    }
    Ok(names
        .into_iter()
        .map(|(contact, (name, count))| match count {
            1 => (contact, name),
            more => (contact, format!("{name} +{}", more - 1)),
        })
        .collect())
}

/// The beginning of a text, on one line.
pub(super) fn snippet(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SNIPPET) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_that_cannot_be_read_is_none() {
        let place = WroteAt {
            at: 17,
            id: ContactId(4),
        };
        assert_eq!(cursor("17-4"), Some(place));
        for bad in ["", "17", "17-", "-4-x", "a-b", "17-4-5"] {
            assert_eq!(cursor(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_snippet_is_one_short_line() {
        assert_eq!(snippet("  Ya\n\n saya "), "Ya saya");
        assert_eq!(snippet(&"é".repeat(500)).chars().count(), SNIPPET + 1);
    }
}
