//! The inbox: conversations like in a messenger, what waits for a decision first. A reply that no
//! rule could read is decided with one key; the decision goes into the ledger with the name of
//! who made it.

mod conversation;
mod decide;
mod list;
mod rows;
mod uncertain;
mod unreadable;

use actix_web::web;
use entity::contact;
use entity::ids::ContactId;

use super::error::PageError;
use crate::people::{Address, PhoneNumber, contact as contacts};
use crate::services::Services;

/// Ids have more digits than any phone number.
const SHORTEST_ID: usize = 16;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/kotak-masuk", web::get().to(list::show))
        .route(
            "/kotak-masuk/tak-terbaca/{id}",
            web::get().to(unreadable::show),
        )
        .route(
            "/kotak-masuk/tak-pasti/{id}",
            web::post().to(uncertain::settle),
        )
        .route("/kotak-masuk/putuskan/{id}", web::post().to(decide::decide))
        .route("/kotak-masuk/{who}", web::get().to(conversation::show))
        .route(
            "/kotak-masuk/{who}/kirim",
            web::post().to(conversation::answer),
        )
        .route(
            "/kotak-masuk/{who}/kirim",
            web::get().to(conversation::back),
        );
}

/// Where the conversation with a contact is.
fn address_of(contact: ContactId) -> String {
    format!("/kotak-masuk/{contact}")
}

/// The contact that an address of a page names: by its id, or by its number, which may be one that
/// nobody has written to yet.
async fn contact_of(services: &Services, who: &str) -> Result<contact::Model, PageError> {
    let db = services.core.db.reader();
    if who.len() >= SHORTEST_ID {
        let id = who.parse().map(ContactId).or(Err(PageError::NotFound))?;
        let found = contacts::find_by_ids(db, [id]).await?.pop();
        return found.ok_or(PageError::NotFound);
    }
    let number = PhoneNumber::parse(who).or(Err(PageError::NotFound))?;
    let address = Address::Phone(number);
    let found = contacts::find(db, &address).await?;
    let now = services.core.now();
    Ok(found.unwrap_or_else(|| contacts::new(ContactId(0), address.as_str(), now)))
}
