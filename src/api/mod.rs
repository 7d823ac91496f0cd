//! JSON for programs: thin handlers. A handler takes its arguments from the request, calls one
//! function of the modules below, and shows what comes back.

mod account_out;
mod accounts;
mod api_keys;
mod audit;
pub mod auth;
mod broadcasts;
mod consents;
mod docs;
mod hook_out;
mod hooks;
mod inbound;
pub mod json;
mod message_out;
mod messages;
mod mount;
mod not_queued;
pub mod openapi;
pub mod page;
mod partners;
mod permits;
pub mod problem;
mod recipients;
mod reminders;
mod sandbox;
mod schedule;
mod stats;
mod template_out;
mod templates;
mod upload;

use actix_web::dev::HttpServiceFactory;
use actix_web::middleware::from_fn;
use actix_web::web;

use self::mount::Mount;
use crate::people::Address;

/// Where the API is.
pub const ROOT: &str = "/api/v1";

/// Mounts the API, its description and its documentation in a server that holds
/// `web::Data<Services>`.
pub fn configure(config: &mut web::ServiceConfig) {
    config
        .service(openapi::json)
        .service(docs::show)
        .service(routes());
}

/// Every route of the API, behind the check of the key.
fn routes() -> impl HttpServiceFactory {
    web::scope(ROOT)
        .configure(resources)
        .default_service(web::to(openapi::nothing_here))
        .wrap(from_fn(auth::authenticate))
}

/// Every handler of the API.
fn resources(config: &mut impl Mount) {
    consents::configure(config);
    messages::configure(config);
    broadcasts::configure(config);
    partners::configure(config);
    permits::configure(config);
    recipients::configure(config);
    inbound::configure(config);
    templates::configure(config);
    accounts::configure(config);
    hooks::configure(config);
    sandbox::configure(config);
    reminders::configure(config);
    schedule::configure(config);
    stats::configure(config);
    api_keys::configure(config);
    audit::configure(config);
}

/// A stored address as JSON shows it: E.164, or nothing where the number is hidden.
fn show_phone(address: &str) -> Option<String> {
    let address = Address::from_stored(address);
    address.phone().map(|phone| phone.as_str().to_owned())
}

#[cfg(test)]
mod tests;
