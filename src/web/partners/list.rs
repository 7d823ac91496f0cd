//! The directory of partners.

use actix_web::{HttpResponse, web};
use askama::Template;
use entity::contact;
use entity::words::ConsentStatus;

use crate::lang::Lang;
use crate::people::partner::{self, Known, Place, Wanted};
use crate::services::Services;
use crate::web::error::PageError;
use crate::web::form::{Form, Query};
use crate::web::frame::{self, Frame};
use crate::web::nav::Section;
use crate::web::talk;
use crate::web::visitor::Reader;
use crate::web::words::{self, Word};

/// Partners on a page.
const ROWS: usize = 40;

#[derive(Template)]
#[template(path = "partners.html")]
struct ListPage {
    frame: Frame,
    form: Form,
    rows: Vec<Known>,
    choices: Vec<(&'static str, &'static str)>,
    /// How many there are, where nothing is looked for.
    total: Option<i64>,
    /// The queries of the pages before and behind.
    before: Option<String>,
    after: Option<String>,
}

impl ListPage {
    fn phone(&self, address: &str) -> String {
        talk::address(self.frame.lang, address)
    }

    fn consent(&self, contact: &contact::Model) -> (&'static str, &'static str) {
        words::consent(self.frame.lang, contact)
    }
}

fn choices(lang: Lang) -> Vec<(&'static str, &'static str)> {
    let mut choices = vec![("", lang.pick("Semua", "All"))];
    for status in [
        ConsentStatus::Granted,
        ConsentStatus::Asked,
        ConsentStatus::Unknown,
        ConsentStatus::Denied,
    ] {
        choices.push((status.as_str(), status.word(lang)));
    }
    choices
}

/// A place in the directory, as it stands in an address: the id, and the name behind it.
fn place(text: &str) -> Option<Place> {
    let (id, name) = text.split_once('.')?;
    Some(Place {
        name: name.to_owned(),
        id: id.parse().ok()?,
    })
}

fn query(form: &Form, direction: &str, (row, _): &Known) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in ["q", "consent"] {
        if let Some(value) = form.given(name) {
            query.append_pair(name, value);
        }
    }
    let place = format!("{}.{}", row.id, row.name_folded);
    query.append_pair(direction, &place);
    query.finish()
}

pub(super) async fn show(
    reader: Reader,
    Query(form): Query,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let wanted = Wanted {
        q: form.given("q").map(ToOwned::to_owned),
        consent: form.given("consent").and_then(|word| word.parse().ok()),
        after: place(form.value("after")),
        before: place(form.value("before")),
    };
    let is_everybody = wanted.q.is_none() && wanted.consent.is_none();
    let is_backwards = wanted.before.is_some();
    let db = services.core.db.reader();
    let limit = u64::try_from(ROWS + 1).unwrap_or(u64::MAX);
    let mut rows = partner::page(db, &wanted, limit).await?;
    let has_more = rows.len() > ROWS;
    if has_more && is_backwards {
        rows.remove(0);
    }
    rows.truncate(ROWS);
    let has_before = if is_backwards {
        has_more
    } else {
        wanted.after.is_some()
    };
    let has_after = is_backwards || has_more;
    let first = rows.first().filter(|_| has_before);
    let last = rows.last().filter(|_| has_after);
    let total = if is_everybody {
        i64::try_from(partner::count(db).await?).ok()
    } else {
        None
    };
    frame::show(&ListPage {
        frame: Frame::new(&services, &reader, Section::Partners),
        before: first.map(|row| query(&form, "before", row)),
        after: last.map(|row| query(&form, "after", row)),
        choices: choices(reader.lang),
        form,
        rows,
        total,
    })
}
