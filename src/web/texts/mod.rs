//! Templates: the texts that are sent, what is wrong with them or might be better, and what they
//! were before.

mod diff;
mod edit;
mod versions;

use actix_web::{HttpResponse, web};
use askama::Template;
use entity::template::Model;

use super::error::PageError;
use super::frame::{self, Frame};
use super::nav::Section;
use super::visitor::Reader;
use crate::lang::Lang;
use crate::outbound::template;
use crate::outbound::template_lint::lint;
use crate::services::Services;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/templat", web::get().to(list))
        .route("/templat/baru", web::get().to(edit::begin))
        .route("/templat/baru", web::post().to(edit::create))
        .route("/templat/{key}", web::get().to(edit::show))
        .route("/templat/{key}", web::post().to(edit::save))
        .route("/templat/{key}/hapus", web::post().to(edit::delete))
        .route(
            "/templat/{key}/versi/{version}",
            web::get().to(versions::show),
        );
}

/// A template in the list.
struct Line {
    row: Model,
    errors: usize,
    advice: usize,
}

/// Templates that belong together.
struct Group {
    name: &'static str,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "texts.html")]
struct ListPage {
    frame: Frame,
    groups: Vec<Group>,
}

impl ListPage {
    fn meta(&self, row: &Model) -> Option<(String, &'static str)> {
        meta_state(self.frame.lang, row)
    }
}

/// What a template is for: the groups of the list.
fn group_of(row: &Model) -> usize {
    match row.key.as_str() {
        _ if !row.built_in => 0,
        "opt_in_request" | "opt_in_broadcast" | "service_info" => 1,
        key if key.starts_with("izin_") => 4,
        key if key.starts_with("answer_") => 3,
        _ => 2,
    }
}

fn groups(lang: Lang, rows: Vec<Model>) -> Vec<Group> {
    let names = [
        lang.pick("Buatan kantor", "Made by the office"),
        lang.pick("Meminta persetujuan", "Asking for consent"),
        lang.pick("Pemberitahuan tentang izin", "Notices about permits"),
        lang.pick("Jawaban otomatis", "Automatic answers"),
        lang.pick("Khusus akun Meta", "For accounts of Meta"),
    ];
    let mut groups = names.map(|name| Group {
        name,
        lines: Vec::new(),
    });
    for row in rows {
        let found = lint(&row.key, &row.body, row.meta_name.is_some());
        let errors = found.iter().filter(|one| one.is_error).count();
        let line = Line {
            errors,
            advice: found.len() - errors,
            row,
        };
        if let Some(group) = groups.get_mut(group_of(&line.row)) {
            group.lines.push(line);
        }
    }
    groups
        .into_iter()
        .filter(|group| !group.lines.is_empty())
        .collect()
}

async fn list(reader: Reader, services: web::Data<Services>) -> Result<HttpResponse, PageError> {
    let rows = template::all(services.core.db.reader()).await?;
    let page = ListPage {
        frame: Frame::new(&services, &reader, Section::Templates),
        groups: groups(reader.lang, rows),
    };
    frame::show(&page)
}

/// The word for what Meta decided about a twin.
fn meta_state(lang: Lang, row: &Model) -> Option<(String, &'static str)> {
    row.meta_name.as_ref()?;
    let Some(state) = row.meta_state.as_deref() else {
        let said = lang.pick("belum diperiksa", "not looked up yet");
        return Some((said.to_owned(), "quiet"));
    };
    Some(match state.to_ascii_uppercase().as_str() {
        "APPROVED" => (lang.pick("disetujui", "approved").to_owned(), "good"),
        "PENDING" | "IN_APPEAL" => (
            lang.pick("menunggu Meta", "waits for Meta").to_owned(),
            "wait",
        ),
        "REJECTED" => (
            lang.pick("ditolak Meta", "rejected by Meta").to_owned(),
            "bad",
        ),
        "PAUSED" | "DISABLED" => (
            lang.pick("dihentikan Meta", "stopped by Meta").to_owned(),
            "bad",
        ),
        _ => (state.to_owned(), "quiet"),
    })
}
