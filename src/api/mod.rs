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

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::{Error, web};
use utoipa_actix_web::scope::{self, Scope};
use utoipa_actix_web::service_config::ServiceConfig;

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
fn routes() -> Scope<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    scope::scope(ROOT)
        .configure(resources)
        .default_service(web::to(openapi::nothing_here))
        .wrap(from_fn(auth::authenticate))
}

fn resources(config: &mut ServiceConfig<'_>) {
    config
        .configure(consents::configure)
        .configure(messages::configure)
        .configure(broadcasts::configure)
        .configure(partners::configure)
        .configure(permits::configure)
        .configure(recipients::configure)
        .configure(inbound::configure)
        .configure(templates::configure)
        .configure(accounts::configure)
        .configure(hooks::configure)
        .configure(sandbox::configure)
        .configure(reminders::configure)
        .configure(schedule::configure)
        .configure(stats::configure)
        .configure(api_keys::configure)
        .configure(audit::configure);
}

/// A stored address as JSON shows it: E.164, or nothing where the number is hidden.
fn show_phone(address: &str) -> Option<String> {
    let address = Address::from_stored(address);
    address.phone().map(|phone| phone.as_str().to_owned())
}

#[cfg(test)]
mod tests;
