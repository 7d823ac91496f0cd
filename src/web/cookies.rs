//! What a browser keeps for us: the session, the language, and what the next page tells once.

use actix_web::HttpResponse;
use actix_web::cookie::time::Duration as CookieAge;
use actix_web::cookie::{Cookie, SameSite};

use super::frame;
use crate::lang::Lang;
use crate::services::Services;
use crate::staff::session::{CODE, LONGEST};

/// The cookie with the language.
pub(super) const LANGUAGE: &str = "bahasa";
/// The cookie with what the next page tells once.
pub(super) const NEWS: &str = "kabar";

/// Whether people reach us over HTTPS.
pub(super) fn is_secure(services: &Services) -> bool {
    services.core.policy.public_url.starts_with("https://")
}

/// The name of the session cookie. Over HTTPS it has the prefix with which browsers guarantee that
/// no neighbouring site could have set it (RFC 6265bis, 4.1.3.2).
pub(super) fn session_name(services: &Services) -> &'static str {
    if is_secure(services) {
        "__Host-setuju"
    } else {
        "setuju"
    }
}

/// The name of the cookie between password and code; with the same prefix.
pub(super) fn half_name(services: &Services) -> &'static str {
    if is_secure(services) {
        "__Host-setuju-kode"
    } else {
        "setuju-kode"
    }
}

/// What the browser is to hold of a session; an empty token makes it forget.
pub(super) fn session(services: &Services, token: &str) -> Cookie<'static> {
    own(services, session_name(services), token, LONGEST.as_secs())
}

/// What the browser is to hold between password and code.
pub(super) fn half_session(services: &Services, token: &str) -> Cookie<'static> {
    own(services, half_name(services), token, CODE.as_secs())
}

/// What the browser is to hold of the language.
pub(super) fn language(services: &Services, lang: Lang) -> Cookie<'static> {
    own(services, LANGUAGE, lang.pick("id", "en"), 365 * 24 * 3600)
}

/// What the next page is to tell once.
pub(super) fn news(news: &str) -> Cookie<'static> {
    Cookie::build(NEWS, frame::write_news(news))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict)
        .max_age(CookieAge::minutes(1))
        .finish()
}

/// Adds a cookie to an answer that is made already.
pub(super) fn add<B>(response: &mut HttpResponse<B>, cookie: &Cookie<'_>) {
    if let Err(error) = response.add_cookie(cookie) {
        tracing::error!(%error, "a cookie could not be set");
    }
}

/// Sees to it that news go over HTTPS only, where we have it: who tells them does not know.
pub(super) fn secure_news<B>(response: &mut HttpResponse<B>) {
    let told = response.cookies().find(|cookie| cookie.name() == NEWS);
    let Some(mut told) = told.map(Cookie::into_owned) else {
        return;
    };
    response.del_cookie(NEWS);
    told.set_secure(true);
    add(response, &told);
}

fn own(services: &Services, name: &str, value: &str, seconds: u64) -> Cookie<'static> {
    let seconds = if value.is_empty() { 0 } else { seconds };
    Cookie::build(name.to_owned(), value.to_owned())
        .path("/")
        .http_only(true)
        .secure(is_secure(services))
        .same_site(SameSite::Lax)
        .max_age(CookieAge::seconds(i64::try_from(seconds).unwrap_or(0)))
        .finish()
}
