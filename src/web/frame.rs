//! What stands around every page: title, navigation, who is signed in, what happened before.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono_tz::Tz;

use super::assets;
use super::error::PageError;
use super::gatekeeper;
use super::nav::{self, Section};
use super::visitor::{Person, Visitor};
use crate::lang::Lang;
use crate::services::Services;
use crate::time::Timestamp;

/// What stands around a page, and what its template needs of the visitor.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// The language.
    pub(super) lang: Lang,
    /// Who is signed in.
    pub(super) person: Option<Person>,
    /// What happened on the page before.
    pub(super) news: Option<String>,
    /// The page, with its query.
    pub(super) path: String,
    /// The part of the program it belongs to.
    pub(super) section: Option<Section>,
    /// How many replies wait for a decision, up to a number that is large enough.
    pub(super) unclear: u64,
    /// Now.
    pub(super) now: Timestamp,
    /// The zone of the office.
    pub(super) zone: Tz,
}

#[expect(
    clippy::unused_self,
    clippy::trivially_copy_pass_by_ref,
    reason = "templates know the frame alone, and pass what they show by reference"
)]
impl Frame {
    /// The frame of a page of this part.
    pub(super) fn new(services: &Services, visitor: &Visitor, section: Section) -> Self {
        Self {
            section: Some(section),
            ..Self::of_visitor(services, visitor)
        }
    }

    /// The frame of a page that belongs to no part.
    pub(super) fn of_visitor(services: &Services, visitor: &Visitor) -> Self {
        Self {
            lang: visitor.lang,
            person: visitor.person.clone(),
            news: visitor.news.clone(),
            path: visitor.path.clone(),
            section: None,
            unclear: visitor.unclear,
            now: services.core.now(),
            zone: services.core.policy.rules.zone,
        }
    }

    /// One of two texts, in the language of the page.
    pub(super) fn t<'a>(&self, indonesian: &'a str, english: &'a str) -> &'a str {
        self.lang.pick(indonesian, english)
    }

    /// Whether the person may enter and send; who only reads sees no buttons.
    pub(super) fn may_send(&self) -> bool {
        self.person.as_ref().is_some_and(nav::may_send)
    }

    /// Whether the person manages.
    pub(super) fn is_admin(&self) -> bool {
        self.person.as_ref().is_some_and(nav::is_admin)
    }

    /// The address of an asset, with the mark of its content.
    pub(super) fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// The navigation that this person sees.
    pub(super) fn groups(&self) -> Vec<nav::Group> {
        self.person.as_ref().map_or_else(Vec::new, |person| {
            nav::groups(self.lang, person, self.section, self.unclear)
        })
    }

    /// A moment as people of the office write it: `22 Nov 2026 10.04 WIB`.
    pub(super) fn moment(&self, at: &Timestamp) -> String {
        whole(&super::words::moment(self.lang, self.zone, *at))
    }

    /// A moment in Unix milliseconds, as people of the office write it.
    pub(super) fn moment_of(&self, millis: &i64) -> String {
        self.moment(&Timestamp::from_millis(*millis))
    }

    /// The time of day: `10.04`.
    pub(super) fn clock(&self, at: &Timestamp) -> String {
        super::words::clock(self.lang, self.zone, *at)
    }

    /// The day: `22 Nov 2026`.
    pub(super) fn day(&self, at: &Timestamp) -> String {
        let day = at.to_utc().with_timezone(&self.zone).date_naive();
        whole(&super::words::day(self.lang, day))
    }

    /// How long ago: `3 menit lalu`.
    pub(super) fn ago(&self, at: &Timestamp) -> String {
        super::words::ago(self.lang, self.zone, *at, self.now)
    }

    /// A whole number with the separators of the language.
    pub(super) fn number(&self, number: &i64) -> String {
        super::words::number(self.lang, *number)
    }
}

/// A moment whose day and month are not torn apart at the end of a line.
fn whole(moment: &str) -> String {
    moment.replacen(' ', "\u{a0}", 1)
}

/// A page that is shown.
///
/// # Errors
/// [`PageError::Template`] if it could not be written.
pub(super) fn show(page: &impl Template) -> Result<HttpResponse, PageError> {
    show_as(StatusCode::OK, page)
}

/// A page that is shown with this status, such as a form with what is wrong in it.
///
/// # Errors
/// [`PageError::Template`] if it could not be written.
pub(super) fn show_as(status: StatusCode, page: &impl Template) -> Result<HttpResponse, PageError> {
    let html = page.render()?;
    Ok(HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .body(html))
}

/// Goes on to another page after something was done (RFC 9110, 15.4.4): reloading repeats nothing.
pub(super) fn see_other(path: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, path))
        .finish()
}

/// Goes on to another page, which tells what was done.
pub(super) fn done(path: &str, news: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, path))
        .cookie(gatekeeper::hold_news(news))
        .finish()
}

/// News as the cookie holds it.
pub(super) fn write_news(news: &str) -> String {
    let short: String = news.chars().take(300).collect();
    URL_SAFE_NO_PAD.encode(short)
}

/// News out of the cookie; `None` if it holds something else.
pub(super) fn read_news(cookie: &str) -> Option<String> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(cookie).ok()?).ok()
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    frame: &'a Frame,
    heading: &'a str,
    said: &'a str,
}

/// The page that says why another is not shown.
pub(super) fn error_page(frame: &Frame, error: &PageError) -> HttpResponse {
    use actix_web::ResponseError;
    let (heading, said) = error.words(frame.lang);
    let page = ErrorPage {
        frame,
        heading,
        said,
    };
    let mut response = show_as(error.status_code(), &page).unwrap_or_else(|error| {
        tracing::error!(%error, "the page for errors could not be written");
        HttpResponse::InternalServerError().finish()
    });
    if error.status_code() == StatusCode::SERVICE_UNAVAILABLE {
        let soon = header::HeaderValue::from_static("5");
        response.headers_mut().insert(header::RETRY_AFTER, soon);
    }
    response
}
