//! Pages for people: thin handlers, with their templates and assets beside them. A handler takes
//! its arguments from the request, calls one function of the modules below, and shows what comes
//! back. Every page works without scripts; scripts only make it quicker.
//!
//! Addresses are Indonesian, because officers read them.

mod accounts;
mod agent;
mod assets;
mod audit;
mod broadcasts;
mod chart;
mod citizens;
mod cookies;
mod error;
mod forecast;
mod form;
mod frame;
mod gate_words;
mod gatekeeper;
mod gateway_words;
mod home;
mod hooks;
mod imports;
mod inbox;
mod kept;
mod keys;
mod ledger;
mod marks;
mod me;
mod names;
mod nav;
mod office;
mod officials;
mod outgoing;
mod partners;
mod permits;
mod proof;
mod reasons;
mod sending;
mod sent;
mod settings;
mod sign_in;
mod simulator;
mod talk;
mod texts;
mod timetable;
mod told;
mod trail;
mod upload;
mod user_sessions;
mod users;
mod visitor;
mod words;

use actix_web::middleware::from_fn;
use actix_web::web;

use self::error::PageError;

/// Mounts the pages in a server that holds `web::Data<Services>`. To be mounted last: whatever
/// nobody else answers is a page that is not there.
pub fn configure(config: &mut web::ServiceConfig) {
    assets::configure(config);
    config.service(
        web::scope("")
            .app_data(web::PathConfig::default().error_handler(|_, _| PageError::NotFound.into()))
            .configure(sign_in::configure)
            .configure(accounts::configure)
            .configure(settings::configure)
            .configure(imports::configure)
            .configure(partners::configure)
            .configure(proof::configure)
            .configure(ledger::configure)
            .configure(citizens::configure)
            .configure(office::configure)
            .configure(users::configure)
            .configure(user_sessions::configure)
            .configure(keys::configure)
            .configure(hooks::configure)
            .configure(officials::configure)
            .configure(audit::configure)
            .configure(me::configure)
            .configure(simulator::configure)
            .configure(inbox::configure)
            .configure(home::configure)
            .configure(broadcasts::configure)
            .configure(permits::configure)
            .configure(texts::configure)
            .default_service(web::to(nothing_here))
            .wrap(from_fn(gatekeeper::admit)),
    );
}

async fn nothing_here() -> PageError {
    PageError::NotFound
}
