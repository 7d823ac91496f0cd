//! The door of all pages: finds out who comes, refuses what other sites send, and sees to what
//! every answer carries.

use std::rc::Rc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::cookie::Cookie;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, web};

use super::cookies::{self, LANGUAGE, NEWS};
use super::error::PageError;
use super::frame::{self, Frame};
use super::kept::Late;
use super::names::Names;
use super::nav;
use super::visitor::{Person, Visitor};
use super::{kept, sign_in};
use crate::inbound::waiting;
use crate::lang::Lang;
use crate::services::Services;
use crate::staff::origin;
use crate::staff::session::{self, Stage};

/// The longest piece of news, as it is in the cookie.
const LONGEST_NEWS: usize = 2000;

/// What people without their second factor may do: set it up, leave, choose the language.
const WITHOUT_FACTOR: [&str; 3] = ["/saya/faktor", "/keluar", "/bahasa"];
/// What a page says that is fetched without anybody having done anything: it renews itself.
const BY_ITSELF: &str = "x-by-itself";
/// For a year, browsers are to use nothing but HTTPS here (RFC 6797).
const HTTPS_ONLY: &str = "max-age=31536000";

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
    let from = services
        .core
        .policy
        .trusted_proxies
        .origin_of(request.request());
    origin::scope(&from.clone(), async move {
        let had_news = request.cookie(NEWS).is_some();
        let is_secure = cookies::is_secure(&services);
        let mut request = request;
        let visitor = match visitor(&services, &request, from).await {
            Ok(visitor) => Rc::new(visitor),
            Err((visitor, error)) => {
                let page = error_page(&services, &visitor, &error);
                return Ok(request.into_response(finish(page, had_news, is_secure)));
            }
        };
        match stop(&services, &visitor, &mut request).await {
            Ok(None) => {}
            Ok(Some(page)) => {
                return Ok(request.into_response(finish(page, had_news, is_secure)));
            }
            Err(error) => {
                let page = error_page(&services, &visitor, &error);
                return Ok(request.into_response(finish(page, had_news, is_secure)));
            }
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
        Ok(ServiceResponse::new(
            request,
            finish(page, had_news, is_secure),
        ))
    })
    .await
}

/// The page that somebody is shown instead of the one that was asked for.
async fn stop(
    services: &Services,
    visitor: &Visitor,
    request: &mut ServiceRequest,
) -> Result<Option<HttpResponse>, PageError> {
    same_site(services, request)?;
    if visitor.lacks_factor && !WITHOUT_FACTOR.contains(&request.path()) {
        return Ok(Some(frame::see_other("/saya/faktor")));
    }
    if visitor.person.is_some() {
        return Ok(None);
    }
    match kept::of_request(&services.core, request, &visitor.page).await? {
        Late::Kept(sealed) => sign_in::ask_late(services, visitor, (kept::FIELD, sealed)).map(Some),
        Late::Lost(what) => {
            sign_in::ask_late(services, visitor, (kept::LOST, what.to_owned())).map(Some)
        }
        Late::Nothing => Ok(None),
    }
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
    let path = request.uri().path_and_query();
    let path = path.map_or("/", |path| path.as_str()).to_owned();
    let sent_from = || kept::page_of(request.headers(), &services.core.policy.public_url);
    let mut visitor = Visitor {
        lang: language.unwrap_or(services.lang),
        origin,
        agent: text(header::USER_AGENT),
        page: if is_look(request.method()) {
            path.clone()
        } else {
            sent_from().unwrap_or_else(|| path.clone())
        },
        path,
        news,
        person: None,
        unclear: 0,
        lacks_factor: false,
        names: Names::default(),
    };
    let Some(cookie) = request.cookie(cookies::session_name(services)) else {
        return Ok(visitor);
    };
    let found = async {
        let found = session::find(&services.core, cookie.value(), Stage::Full).await?;
        let Some((row, _)) = &found else {
            return Ok((None, 0, Names::default()));
        };
        if !comes_by_itself(request.headers()) {
            session::touch(&services.core, row).await?;
        }
        let db = services.core.db.reader();
        let unclear = waiting::count_unclear(db, nav::MANY).await?;
        Ok((found, unclear, Names::read(db).await?))
    };
    match found.await {
        Ok((found, unclear, names)) => {
            visitor.unclear = unclear;
            visitor.names = names;
            let rule = services.core.policy.require_totp;
            visitor.lacks_factor = found
                .as_ref()
                .is_some_and(|(_, row)| row.totp.is_none() && rule.covers(row.role));
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

fn is_look(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

/// Whether a page asks again by itself, so that nobody need be there: that keeps no session alive.
fn comes_by_itself(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT);
    headers.contains_key(BY_ITSELF) || accepted.is_some_and(|kind| kind == "text/event-stream")
}

/// Refuses what a page of another site had the browser send. Browsers say so in `Sec-Fetch-Site`
/// (W3C Fetch Metadata); older ones send at least `Origin` (RFC 6454). What says neither did not
/// come from a form of ours.
fn same_site(services: &Services, request: &ServiceRequest) -> Result<(), PageError> {
    if is_look(request.method()) {
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

fn error_page(services: &Services, visitor: &Visitor, error: &PageError) -> HttpResponse {
    if matches!(error, PageError::SignIn) {
        let back = form_urlencoded::byte_serialize(visitor.page.as_bytes()).collect::<String>();
        return frame::see_other(&format!("/masuk?kembali={back}"));
    }
    if let PageError::Store(source) = error {
        tracing::error!(error = ?source, "a page could not be shown");
    }
    frame::error_page(&Frame::of_visitor(services, visitor), error)
}

/// What every answer carries.
fn finish<B>(mut response: HttpResponse<B>, had_news: bool, is_secure: bool) -> HttpResponse<B> {
    if is_secure {
        cookies::secure_news(&mut response);
        response.headers_mut().insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(HTTPS_ONLY),
        );
    }
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
