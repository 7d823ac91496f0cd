//! The audit trail, readable and searchable.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{Days, NaiveDate, NaiveTime, TimeZone};
use chrono_tz::Tz;
use entity::audit_event::Model;
use entity::ids::AuditId;

use super::error::PageError;
use super::form::{Form, Query};
use super::frame::{self, Frame};
use super::nav::Section;
use super::visitor::Reader;
use crate::lang::Lang;
use crate::services::Services;
use crate::staff::audit::{self, Filter};
use crate::time::Timestamp;

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
    rows: Vec<Model>,
    areas: Vec<(&'static str, &'static str)>,
    /// The query of the next page.
    older: Option<String>,
}

/// What deeds are about, by the first word of their name.
fn areas(lang: Lang) -> Vec<(&'static str, &'static str)> {
    [
        ("", "Semua", "Everything"),
        ("user", "Pengguna dan masuk", "People and signing in"),
        ("inbound", "Balasan yang diputuskan", "Replies decided"),
        ("consent", "Persetujuan", "Consent"),
        ("partner", "Mitra", "Partners"),
        ("partners", "Impor mitra", "Imports of partners"),
        ("permit", "Izin", "Permits"),
        ("permits", "Impor izin", "Imports of permits"),
        ("message", "Pesan", "Messages"),
        ("broadcast", "Siaran", "Broadcasts"),
        ("simulator", "Simulator", "Simulator"),
        ("template", "Templat", "Templates"),
        ("account", "Penyedia", "Providers"),
        ("recipient", "Pejabat penerima", "Officials"),
        ("setting", "Pengaturan", "Settings"),
        ("hook", "Webhook keluar", "Outgoing webhooks"),
        ("api_key", "Kunci API", "API keys"),
        ("job", "Jadwal", "Schedule"),
    ]
    .map(|(word, id, en)| (word, lang.pick(id, en)))
    .to_vec()
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
    let filter = Filter {
        actor: given("actor"),
        action: given("action"),
        subject: given("subject"),
        from: from.and_then(|day| midnight(zone, day)),
        until: until.and_then(|day| midnight(zone, day)),
        before: form
            .given("before")
            .and_then(|id| id.parse().ok())
            .map(AuditId),
    };
    let mut rows = audit::list(core.db.reader(), filter, 51).await?;
    let has_more = rows.len() > ROWS;
    rows.truncate(ROWS);
    let last = rows.last().filter(|_| has_more);
    let older = last.map(|row| next_query(&form, row.id));
    frame::show(&AuditPage {
        frame: Frame::new(&services, &reader, Section::Audit),
        areas: areas(reader.lang),
        form,
        rows,
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
