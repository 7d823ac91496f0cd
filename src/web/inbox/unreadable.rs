//! Posts that were authentic and could not be read: a provider may have changed its format.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use askama::Template;
use entity::ids::InboundId;
use entity::inbound_message::Model;
use entity::words::InboundKind;

use crate::inbound::inbox;
use crate::providers::overview;
use crate::services::Services;
use crate::time::Timestamp;
use crate::web::error::PageError;
use crate::web::frame::{self, Frame};
use crate::web::nav::Section;
use crate::web::visitor::Reader;

/// The longest body that a page shows, in characters.
const LONGEST: usize = 20_000;

/// One of them, in a list.
pub(super) struct Unreadable {
    pub(super) id: InboundId,
    pub(super) account: String,
    pub(super) at: Timestamp,
    pub(super) start: String,
}

impl Unreadable {
    pub(super) fn of(row: Model, accounts: &HashMap<String, String>) -> Self {
        Self {
            id: row.id,
            account: accounts
                .get(&row.account_id)
                .cloned()
                .unwrap_or(row.account_id),
            at: Timestamp::from_millis(row.received_at),
            start: row.raw.chars().take(120).collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "inbox_unreadable.html")]
struct UnreadablePage {
    frame: Frame,
    row: Unreadable,
    raw: String,
    is_cut: bool,
}

pub(super) async fn show(
    reader: Reader,
    id: web::Path<String>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let id = id.parse().map(InboundId).or(Err(PageError::NotFound))?;
    let row = inbox::find(services.core.db.reader(), id).await?;
    let row = row.filter(|row| row.kind == InboundKind::Unreadable);
    let row = row.ok_or(PageError::NotFound)?;
    let accounts = overview::names(services.core.db.reader()).await?;
    let raw: String = row.raw.chars().take(LONGEST).collect();
    let page = UnreadablePage {
        frame: Frame::new(&services, &reader, Section::Inbox),
        is_cut: raw.len() < row.raw.len(),
        raw,
        row: Unreadable::of(row, &accounts),
    };
    frame::show(&page)
}
