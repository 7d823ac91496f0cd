//! Partners: the directory, entering them one by one, and what is on record of each.

mod edit;
mod list;
mod send;
mod show;

use actix_web::web;
use entity::ids::PartnerId;

use super::error::PageError;
use crate::people::partner::{self, Known};
use crate::services::Services;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/mitra", web::get().to(list::show))
        .route("/mitra/tambah", web::get().to(edit::ask_new))
        .route("/mitra/tambah", web::post().to(edit::enter))
        .route("/mitra/{id}", web::get().to(show::show))
        .route("/mitra/{id}/ubah", web::get().to(edit::ask_change))
        .route("/mitra/{id}/ubah", web::post().to(edit::change))
        .route("/mitra/{id}/hapus", web::post().to(edit::remove))
        .route("/mitra/{id}/persetujuan", web::post().to(show::record))
        .route("/mitra/{id}/kirim/{kind}", web::get().to(send::ask))
        .route("/mitra/{id}/kirim/{kind}", web::post().to(send::send))
        .route("/mitra/{id}/pesan/{message}", web::get().to(send::outcome));
}

/// The address of a partner's page.
pub(in crate::web) fn path_of(id: PartnerId) -> String {
    format!("/mitra/{id}")
}

/// The partner that an address names.
async fn named(services: &Services, id: &str) -> Result<Known, PageError> {
    let id: PartnerId = id.parse().or(Err(PageError::NotFound))?;
    let known = partner::find(services.core.db.reader(), id).await?;
    known.ok_or(PageError::NotFound)
}
