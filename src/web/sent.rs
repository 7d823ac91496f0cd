//! What became of one message that was sent from a page.

use actix_web::HttpResponse;
use askama::Template;
use entity::message::Model;

use super::error::PageError;
use super::frame::{self, Frame};
use super::nav::Section;
use super::outgoing;
use super::visitor::Reader;
use super::words::{Word, purpose};
use crate::outbound::wait;
use crate::people::partner;
use crate::providers::overview;
use crate::services::Services;

#[derive(Template)]
#[template(path = "sent.html")]
struct SentPage<'a> {
    frame: Frame,
    /// The page that it belongs to, and how that is called.
    home: &'a str,
    home_name: &'a str,
    to: Option<String>,
    row: Model,
    purpose: &'static str,
    status: &'static str,
    tone: &'static str,
    said: String,
    via: String,
    account: String,
    is_open: bool,
}

/// Shows it.
pub(super) async fn show(
    services: &Services,
    reader: &Reader,
    section: Section,
    (home, home_name): (&str, &str),
    row: Model,
) -> Result<HttpResponse, PageError> {
    let lang = reader.lang;
    let db = services.core.db.reader();
    let partner = match row.partner_id {
        Some(id) => partner::find(db, id).await?,
        None => None,
    };
    let account = overview::names(db).await?.remove(&row.account_id);
    frame::show(&SentPage {
        frame: Frame::new(services, reader, section),
        home,
        home_name,
        to: partner.map(|(partner, _)| partner.name),
        purpose: purpose(lang, row.purpose),
        status: row.status.word(lang),
        tone: row.status.tone(),
        said: outgoing::told(lang, services, &row).await?,
        via: outgoing::gateway(services, &row.account_id).await?,
        account: account.unwrap_or_else(|| row.account_id.clone()),
        is_open: !wait::is_answered(&row),
        row,
    })
}
