//! The audit trail, readable and searchable: deeds in words, people by their names, and what it was
//! done to with a link.

mod deeds;
mod details;
mod search;
mod subjects;

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{Days, NaiveDate, NaiveTime, TimeZone};
use chrono_tz::Tz;
use entity::audit_event::Model;
use entity::ids::AuditId;

use self::subjects::{Subject, Subjects};
use crate::services::Services;
use crate::staff::audit::{self, Filter};
use crate::time::Timestamp;
use crate::web::error::PageError;
use crate::web::form::{Form, Query};
use crate::web::frame::{self, Frame};
use crate::web::nav::Section;
use crate::web::visitor::Reader;

/// Entries on a page.
const ROWS: usize = 50;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/jejak-audit", web::get().to(list));
}

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    frame: Frame,
    form: Form,
    /// Each with what it was done to.
    rows: Vec<(Model, Subject)>,
    areas: Vec<(&'static str, &'static str)>,
    /// The query of the next page.
    older: Option<String>,
}

impl AuditPage {
    fn placeholder(&self) -> &'static str {
        self.frame.lang.pick(
            "placeholder=\"nama atau surel\" autocomplete=\"off\"",
            "placeholder=\"name or e-mail\" autocomplete=\"off\"",
        )
    }

    fn deed<'a>(&self, row: &'a Model) -> &'a str {
        deeds::deed(self.frame.lang, &row.action)
    }

    fn detail(&self, row: &Model, subject: &Subject) -> Option<String> {
        details::told(self.frame.lang, row, subject)
    }
}

async fn list(
    reader: Reader,
    Query(form): Query,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let core = &services.core;
    let zone = core.policy.rules.zone;
    let given = |name| form.given(name).map(ToOwned::to_owned);
    let until = form
        .given("until")
        .and_then(|day| NaiveDate::parse_from_str(day, "%F").ok());
    let until = until.and_then(|day| day.checked_add_days(Days::new(1)));
    let from = form
        .given("from")
        .and_then(|day| NaiveDate::parse_from_str(day, "%F").ok());
    let mut filter = Filter {
        action: given("action"),
        from: from.and_then(|day| midnight(zone, day)),
        until: until.and_then(|day| midnight(zone, day)),
        before: form
            .given("before")
            .and_then(|id| id.parse().ok())
            .map(AuditId),
        ..Filter::default()
    };
    let frame = Frame::new(&services, &reader, Section::Audit);
    if let Some(typed) = form.given("actor") {
        filter.actors = search::actors(&services, &frame, typed).await?;
    }
    if let Some(typed) = form.given("subject") {
        filter.subjects = search::subjects(&services, &frame, typed).await?;
    }
    let mut rows = audit::list(core.db.reader(), filter, 51).await?;
    let has_more = rows.len() > ROWS;
    rows.truncate(ROWS);
    let last = rows.last().filter(|_| has_more);
    let older = last.map(|row| next_query(&form, row.id));
    let known = Subjects::read(&services, &rows).await?;
    let rows = rows.into_iter().map(|row| {
        let subject = known.of(&frame, &row);
        (row, subject)
    });
    frame::show(&AuditPage {
        areas: deeds::areas(reader.lang),
        rows: rows.collect(),
        frame,
        form,
        older,
    })
}

/// The first moment of a day of the office.
fn midnight(zone: Tz, day: NaiveDate) -> Option<Timestamp> {
    let local = zone.from_local_datetime(&day.and_time(NaiveTime::MIN));
    let first = local.earliest()?;
    Some(Timestamp::from_millis(first.timestamp_millis()))
}

fn next_query(form: &Form, before: AuditId) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in ["actor", "action", "subject", "from", "until"] {
        if let Some(value) = form.given(name) {
            query.append_pair(name, value);
        }
    }
    query.append_pair("before", &before.to_string());
    query.finish()
}
