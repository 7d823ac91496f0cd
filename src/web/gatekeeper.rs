//! The door of all pages: finds out who comes, refuses what other sites send, and sees to what
//! every answer carries.

use std::rc::Rc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::cookie::time::Duration as CookieAge;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, web};

use super::error::PageError;
use super::frame::{self, Frame};
use super::nav;
use super::visitor::{Person, Visitor};
use crate::inbound::inbox;
use crate::lang::Lang;
use crate::services::Services;
use crate::staff::origin;
use crate::staff::session::{self, LONGEST, Stage};

/// The cookie with the language.
const LANGUAGE: &str = "bahasa";
/// The cookie with what the next page tells once.
const NEWS: &str = "kabar";
/// The longest piece of news, as it is in the cookie.
const LONGEST_NEWS: usize = 2000;

/// Nothing from elsewhere, nothing inline, nowhere in a frame.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
    img-src 'self' data:; connect-src 'self'; manifest-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

/// Looks at who comes before a page is made, and at the page before it leaves.
///
/// # Errors
/// Only what makes an answer impossible; what a page says is wrong becomes a page.
pub(super) async fn admit(
    services: web::Data<Services>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let from = origin::of_request(request.request());
    origin::scope(&from.clone(), async move {
        let had_news = request.cookie(NEWS).is_some();
        let visitor = match visitor(&services, &request, from).await {
            Ok(visitor) => Rc::new(visitor),
            Err((visitor, error)) => {
                let page = error_page(&services, &visitor, &error);
                return Ok(request.into_response(finish(page, had_news)));
            }
        };
        if let Err(error) = same_site(&services, &request) {
            let page = error_page(&services, &visitor, &error);
            return Ok(request.into_response(finish(page, had_news)));
        }
        request.extensions_mut().insert(Rc::clone(&visitor));
        let response = match next.call(request).await {
            Ok(response) => response.map_into_boxed_body(),
            Err(error) => return Err(error),
        };
        let (request, response) = response.into_parts();
        let failed = response
            .error()
            .and_then(|error| error.as_error::<PageError>());
        let page = match failed {
            Some(error) => error_page(&services, &visitor, error),
            None => response,
        };
        Ok(ServiceResponse::new(request, finish(page, had_news)))
    })
    .await
}

async fn visitor(
    services: &Services,
    request: &ServiceRequest,
    origin: String,
) -> Result<Visitor, (Visitor, PageError)> {
    let text = |name: HeaderName| {
        let value = request.headers().get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    };
    let language = request.cookie(LANGUAGE);
    let language = language.and_then(|cookie| cookie.value().parse::<Lang>().ok());
    let news = request
        .cookie(NEWS)
        .filter(|cookie| cookie.value().len() <= LONGEST_NEWS)
        .and_then(|cookie| frame::read_news(cookie.value()));
    let mut visitor = Visitor {
        lang: language.unwrap_or(services.lang),
        origin,
        agent: text(header::USER_AGENT),
        path: request
            .uri()
            .path_and_query()
            .map_or("/", |path| path.as_str())
            .to_owned(),
        news,
        person: None,
        unclear: 0,
    };
    let Some(cookie) = request.cookie(session_cookie(services)) else {
        return Ok(visitor);
    };
    let found = async {
        let found = session::find(&services.core, cookie.value(), Stage::Full).await?;
        if let Some((row, _)) = &found {
            session::touch(&services.core, row).await?;
        }
        let unclear = match &found {
            Some(_) => inbox::count_unclear(services.core.db.reader(), nav::MANY).await?,
            None => 0,
        };
        Ok((found, unclear))
    };
    match found.await {
        Ok((found, unclear)) => {
            visitor.unclear = unclear;
            visitor.person = found.map(|(session, row)| Person {
                id: row.id,
                session: session.id,
                name: row.name,
                email: row.email,
                role: row.role,
                phone: row.phone,
            });
            Ok(visitor)
        }
        Err(error) => Err((visitor, PageError::Store(error))),
    }
}

/// Refuses what a page of another site had the browser send. Browsers say so in `Sec-Fetch-Site`
/// (W3C Fetch Metadata); older ones send at least `Origin` (RFC 6454). What says neither did not
/// come from a form of ours.
fn same_site(services: &Services, request: &ServiceRequest) -> Result<(), PageError> {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(());
    }
    let header = |name: &str| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let is_ours = match header("sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => header("origin")
            .is_some_and(|origin| is_own_origin(services, request.headers(), origin)),
    };
    is_ours.then_some(()).ok_or(PageError::CrossSite)
}

fn is_own_origin(services: &Services, headers: &HeaderMap, origin: &str) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    origin == services.core.policy.public_url || (authority.is_some() && authority == host)
}

/// The name of the session cookie. Over HTTPS it has the prefix with which browsers guarantee that
/// no neighbouring site could have set it (RFC 6265bis, 4.1.3.2).
fn session_cookie(services: &Services) -> &'static str {
    if is_secure(services) {
        "__Host-setuju"
    } else {
        "setuju"
    }
}

fn is_secure(services: &Services) -> bool {
    services.core.policy.public_url.starts_with("https://")
}

/// What the browser is to hold of a session; an empty token makes it forget.
pub(super) fn hold_session(services: &Services, token: &str) -> Cookie<'static> {
    own_cookie(services, session_cookie(services), token, LONGEST.as_secs())
}

/// What the browser is to hold between password and code.
pub(super) fn hold_half_session(services: &Services, token: &str) -> Cookie<'static> {
    own_cookie(services, half_cookie(), token, 600)
}

/// The name of the cookie between password and code.
pub(super) const fn half_cookie() -> &'static str {
    "setuju-kode"
}

/// What the browser is to hold of the language.
pub(super) fn hold_language(services: &Services, lang: Lang) -> Cookie<'static> {
    own_cookie(services, LANGUAGE, lang.pick("id", "en"), 365 * 24 * 3600)
}

/// What the next page is to tell once.
pub(super) fn hold_news(news: &str) -> Cookie<'static> {
    Cookie::build(NEWS, frame::write_news(news))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict)
        .max_age(CookieAge::minutes(1))
        .finish()
}

fn own_cookie(services: &Services, name: &str, value: &str, seconds: u64) -> Cookie<'static> {
    let seconds = if value.is_empty() { 0 } else { seconds };
    Cookie::build(name.to_owned(), value.to_owned())
        .path("/")
        .http_only(true)
        .secure(is_secure(services))
        .same_site(SameSite::Lax)
        .max_age(CookieAge::seconds(i64::try_from(seconds).unwrap_or(0)))
        .finish()
}

fn error_page(services: &Services, visitor: &Visitor, error: &PageError) -> HttpResponse {
    if matches!(error, PageError::SignIn) {
        let back = form_urlencoded::byte_serialize(visitor.path.as_bytes()).collect::<String>();
        return frame::see_other(&format!("/masuk?kembali={back}"));
    }
    if let PageError::Store(source) = error {
        tracing::error!(error = ?source, "a page could not be shown");
    }
    frame::error_page(&Frame::of_visitor(services, visitor), error)
}

/// What every answer carries.
fn finish<B>(mut response: HttpResponse<B>, had_news: bool) -> HttpResponse<B> {
    let was_shown = response.status() == StatusCode::OK;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CROSS_ORIGIN_OPENER_POLICY, "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if had_news && was_shown {
        let mut gone = Cookie::build(NEWS, "").path("/").finish();
        gone.make_removal();
        if let Err(error) = response.add_cookie(&gone) {
            tracing::debug!(%error, "a cookie could not be taken back");
        }
    }
    response
}
