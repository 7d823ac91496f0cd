//! JSON for programs: thin handlers. A handler takes its arguments from the request, calls one
//! function of the modules below, and shows what comes back.

mod accounts;
mod api_keys;
mod audit;
pub mod auth;
mod consents;
mod inbound;
pub mod json;
mod message_out;
mod messages;
pub mod page;
mod partners;
pub mod problem;
mod sandbox;
mod stats;
mod templates;
mod upload;

use crate::people::Address;

/// A stored address as JSON shows it: E.164, or nothing where the number is hidden.
fn show_phone(address: &str) -> Option<String> {
    let address = Address::from_stored(address);
    address.phone().map(|phone| phone.as_str().to_owned())
}
