//! A text that a template had, and what was changed with it.

use actix_web::{HttpResponse, web};
use askama::Template;
use entity::template_version::Model;

use super::diff::{Line, diff};
use crate::outbound::template_version;
use crate::services::Services;
use crate::web::error::PageError;
use crate::web::frame::{self, Frame};
use crate::web::nav::Section;
use crate::web::visitor::Reader;

#[derive(Template)]
#[template(path = "texts_version.html")]
struct VersionPage<'a> {
    frame: Frame,
    row: &'a Model,
    who: String,
    before: Option<&'a Model>,
    lines: Vec<Line<'a>>,
    newer: Option<i64>,
}

/// One version.
pub(super) async fn show(
    reader: Reader,
    path: web::Path<(String, i64)>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let (key, version) = path.into_inner();
    let rows = template_version::list(services.core.db.reader(), &key).await?;
    let row = rows.iter().find(|row| row.version == version);
    let row = row.ok_or(PageError::NotFound)?;
    // The newest comes first.
    let before = rows.iter().find(|other| other.version < version);
    let newer = rows.iter().rev().find(|other| other.version > version);
    let frame = Frame::new(&services, &reader, Section::Templates);
    let page = VersionPage {
        who: frame.who(&row.actor),
        lines: diff(before.map_or("", |before| &before.body), &row.body),
        newer: newer.map(|newer| newer.version),
        before,
        row,
        frame,
    };
    frame::show(&page)
}
