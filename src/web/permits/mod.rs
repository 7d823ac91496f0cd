//! Permits: looking through them, entering them, and sending what belongs to them.

mod edit;
mod reminders;
mod send;
mod show;
mod words;

use std::borrow::Borrow;

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::Days;
use entity::ids::PermitId;
use entity::words::PermitStatus;

use super::error::PageError;
use super::form::{Form, Query};
use super::frame::{self, Frame};
use super::nav::Section;
use super::trail::{READ, Trail};
use super::visitor::Reader;
use super::words::{Word, consent, day};
use crate::day::Day;
use crate::lang::Lang;
use crate::permits::browse::{Wanted, browse};
use crate::permits::button::Button;
use crate::permits::{self, Owned};
use crate::services::Services;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/izin", web::get().to(list))
        .route("/izin/baru", web::get().to(edit::begin))
        .route("/izin/baru", web::post().to(edit::create))
        .route("/izin/pengingat", web::get().to(reminders::list))
        .route("/izin/{id}", web::get().to(show::show))
        .route("/izin/{id}/ubah", web::get().to(edit::show))
        .route("/izin/{id}/ubah", web::post().to(edit::save))
        .route("/izin/{id}/kirim/{kind}", web::get().to(send::ask))
        .route("/izin/{id}/kirim/{kind}", web::post().to(send::send))
        .route("/izin/{id}/pesan/{message}", web::get().to(send::outcome));
}

/// The address of a permit's page; its id may hold anything, also slashes.
pub(in crate::web) fn path_of(registration_id: &str) -> String {
    let mut path = String::from("/izin/");
    for byte in registration_id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            path.push(char::from(byte));
        } else {
            path.push('%');
            path.push_str(&hex::encode_upper([byte]));
        }
    }
    path
}

/// What a permit is called: its type and its number, until it has one that of the application.
pub(in crate::web) fn title(lang: Lang, row: &entity::permit::Model) -> String {
    let (kind, number) = (row.permit_type.as_deref(), row.permit_number.as_deref());
    title_of(lang, kind, number, &row.registration_id)
}

fn title_of(lang: Lang, kind: Option<&str>, number: Option<&str>, registration: &str) -> String {
    let kind = kind.unwrap_or(lang.pick("Izin", "Permit"));
    format!("{kind} {}", number.unwrap_or(registration))
}

/// What stands on a button.
pub(in crate::web) fn button_name(lang: Lang, button: Button) -> &'static str {
    words::button(lang, button).0
}

async fn find(services: &Services, id: &str) -> Result<Owned, PageError> {
    let found = permits::find(services.core.db.reader(), id).await?;
    found.ok_or(PageError::NotFound)
}

/// Today, in the zone of the office.
pub(in crate::web) fn today(services: &Services) -> Day {
    Day::of(services.core.now(), services.core.policy.rules.zone)
}

/// The end of a permit: the day, how near it is, and the colour of that. Only what is in force
/// has colours.
pub(in crate::web) struct End {
    pub(in crate::web) day: String,
    pub(in crate::web) said: Option<String>,
    pub(in crate::web) tone: &'static str,
}

pub(in crate::web) fn end_of(lang: Lang, row: &entity::permit::Model, today: Day) -> Option<End> {
    let end: Day = row.expiry_date.as_deref()?.parse().ok()?;
    let (said, tone) = words::remaining(lang, end.0, today.0);
    let is_in_force = row.status == PermitStatus::Active;
    Some(End {
        day: day(lang, end.0),
        // What is far away needs no words.
        said: Some(said).filter(|_| is_in_force && tone != "quiet"),
        tone,
    })
}

/// A permit in the list.
struct Line {
    owned: Owned,
    path: String,
    title: String,
    end: Option<End>,
}

impl Line {
    fn name(&self) -> &str {
        let partner = self.owned.1.as_ref().map(|(partner, _)| &partner.name);
        let name = self.owned.0.applicant_name.as_ref().or(partner);
        name.map_or("", String::as_str)
    }

    fn consent(&self, lang: impl Borrow<Lang>) -> Option<(&'static str, &'static str)> {
        let (_, contact) = self.owned.1.as_ref()?;
        Some(consent(lang, contact.as_ref()?))
    }
}

#[derive(Template)]
#[template(path = "permits.html")]
struct ListPage {
    frame: Frame,
    form: Form,
    lines: Vec<Line>,
    statuses: Vec<(&'static str, &'static str)>,
    ends: Vec<(&'static str, &'static str)>,
    types: Vec<(String, String)>,
    is_filtered: bool,
    trail: Trail,
}

impl ListPage {
    fn chip(&self, row: &entity::permit::Model) -> (&'static str, &'static str) {
        (row.status.tone(), row.status.word(self.frame.lang))
    }
}

/// The choices of when a permit ends.
fn ends(lang: Lang) -> Vec<(&'static str, &'static str)> {
    vec![
        ("", lang.pick("kapan saja", "any time")),
        ("7", lang.pick("dalam 7 hari", "within 7 days")),
        ("30", lang.pick("dalam 30 hari", "within 30 days")),
        ("90", lang.pick("dalam 90 hari", "within 90 days")),
        ("lewat", lang.pick("sudah lewat", "past")),
    ]
}

fn window(word: &str, today: Day) -> Option<(Option<Day>, Day)> {
    match word {
        "lewat" => Some((None, Day(today.0.checked_sub_days(Days::new(1))?))),
        "7" | "30" | "90" => {
            let days = word.parse().ok()?;
            Some((Some(today), Day(today.0.checked_add_days(Days::new(days))?)))
        }
        _ => None,
    }
}

async fn list(
    reader: Reader,
    query: Query,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let lang = reader.lang;
    let db = services.core.db.reader();
    let today = today(&services);
    let mut trail = Trail::of("/izin", &query, &["q", "status", "jenis", "berakhir"]);
    let form = query.0;
    let wanted = Wanted {
        q: form.given("q").map(str::to_owned),
        status: form.value("status").parse().ok(),
        permit_type: form.given("jenis").map(str::to_owned),
        ends: window(form.value("berakhir"), today),
        after: trail.cursor().map(PermitId),
    };
    let mut rows = browse(db, &wanted, READ).await?;
    trail.cut(&mut rows, |(row, _)| row.id.0);
    let everything = |word: &'static str| (String::new(), word.to_owned());
    let types = permits::types(db).await?.into_iter();
    let page = ListPage {
        frame: Frame::new(&services, &reader, Section::Permits),
        is_filtered: wanted.q.is_some()
            || wanted.status.is_some()
            || wanted.permit_type.is_some()
            || wanted.ends.is_some(),
        lines: rows
            .into_iter()
            .map(|owned| Line {
                path: path_of(&owned.0.registration_id),
                title: title(lang, &owned.0),
                end: end_of(lang, &owned.0, today),
                owned,
            })
            .collect(),
        statuses: std::iter::once(("", lang.pick("semua", "all")))
            .chain(statuses(lang))
            .collect(),
        ends: ends(lang),
        types: std::iter::once(everything(lang.pick("semua", "all")))
            .chain(types.map(|name| (name.clone(), name)))
            .collect(),
        form,
        trail,
    };
    frame::show(&page)
}

/// Every status with its word.
fn statuses(lang: Lang) -> Vec<(&'static str, &'static str)> {
    let words = PermitStatus::WORDS.iter();
    words
        .filter_map(|word| Some((*word, word.parse::<PermitStatus>().ok()?.word(lang))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_with_slashes_has_a_page() {
        assert_eq!(path_of("2026/0042"), "/izin/2026%2F0042");
        assert_eq!(path_of("a b?é"), "/izin/a%20b%3F%C3%A9");
    }

    #[test]
    fn a_permit_is_called_by_its_type_and_number() {
        let title = |kind, number| title_of(Lang::Id, kind, number, "2026/0042");
        assert_eq!(title(None, None), "Izin 2026/0042");
        assert_eq!(title(Some("SIUP"), None), "SIUP 2026/0042");
        assert_eq!(title(Some("SIUP"), Some("503/1")), "SIUP 503/1");
    }
}
