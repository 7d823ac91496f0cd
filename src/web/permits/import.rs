//! Permits from a file, CSV or Excel: handed in, checked, and saved only after a yes.

use std::borrow::Borrow;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use askama::Template;
use entity::ids::StagedId;
use entity::staged_file::Model;
use entity::words::StagedState;

use crate::core::Core;
use crate::database::StoreError;
use crate::lang::Lang;
use crate::permits::import::{self, ImportError, Source};
use crate::services::Services;
use crate::staged;
use crate::web::error::PageError;
use crate::web::form::Form;
use crate::web::frame::{self, Frame};
use crate::web::handed_in::{self, Failure, Found};
use crate::web::nav::Section;
use crate::web::sign_in::sentence;
use crate::web::upload::Upload;
use crate::web::visitor::Sender;

/// What these files hold.
const KIND: &str = "permits";

#[derive(Template)]
#[template(path = "permits_import.html")]
struct AskPage {
    frame: Frame,
    form: Form,
}

#[derive(Template)]
#[template(path = "permits_import_show.html")]
struct ShowPage {
    frame: Frame,
    file: Model,
    found: Found,
    is_worked_on: bool,
    percent: i64,
}

impl ShowPage {
    fn is(&self, state: &str) -> bool {
        self.file.state.as_str() == state
    }

    fn count(&self, number: impl Borrow<u64>) -> String {
        handed_in::count(&self.frame, number)
    }

    fn field<'a>(&self, name: &'a str) -> &'a str {
        let lang = self.frame.lang;
        match name {
            "registration_id" => lang.pick("Nomor pendaftaran", "Registration"),
            "permit_number" => lang.pick("Nomor izin", "Number of the permit"),
            "permit_type" => lang.pick("Jenis izin", "Type"),
            "applicant_name" => lang.pick("Nama pemohon", "Applicant"),
            "partner_id" => lang.pick("ID mitra", "Id of the partner"),
            "partner_external_ref" => lang.pick("Ref mitra", "The partner's id elsewhere"),
            "phone" => lang.pick("Nomor WhatsApp", "Phone number"),
            "issue_date" => lang.pick("Tanggal terbit", "Day of issue"),
            "expiry_date" => lang.pick("Tanggal berakhir", "Last day"),
            "is_renewal" => lang.pick("Perpanjangan", "Renewal"),
            "document_status" => lang.pick("Status dokumen", "Status of the document"),
            other => other,
        }
    }
}

fn ask_page(services: &Services, sender: &Sender, form: Form) -> Result<HttpResponse, PageError> {
    let status = if form.is_bad() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = AskPage {
        frame: Frame::new(services, sender, Section::Permits),
        form,
    };
    frame::show_as(status, &page)
}

/// Asks for a file.
pub(super) async fn ask(
    sender: Sender,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    ask_page(&services, &sender, Form::default())
}

/// Keeps a file, and checks it.
pub(super) async fn hand_in(
    sender: Sender,
    upload: Upload,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let lang = sender.lang;
    let wrong = if upload.is_too_large {
        Some(lang.pick(
            "Berkas lebih besar dari 32 MB. Bagilah menjadi beberapa berkas.",
            "The file is larger than 32 MB. Split it.",
        ))
    } else if upload.content.is_empty() {
        Some(lang.pick(
            "Pilih berkas yang berisi data izin.",
            "Choose a file with permits in it.",
        ))
    } else {
        None
    };
    if let Some(wrong) = wrong {
        let form = Form::default().failed("file", wrong);
        return ask_page(&services, &sender, form);
    }
    let actor = sender.person.actor();
    let Upload { name, content, .. } = upload;
    let file = staged::put(&services.core, KIND, &name, content, &actor).await?;
    check(&services.core, file.id, lang).await?;
    Ok(to_file(file.id))
}

fn to_file(id: StagedId) -> HttpResponse {
    frame::see_other(&format!("/izin/impor/{id}"))
}

async fn check(core: &Core, id: StagedId, lang: Lang) -> Result<(), StoreError> {
    let steps = (StagedState::Checking, StagedState::Checking);
    let within = core.clone();
    handed_in::work(core, id, steps, move |content, progress| async move {
        let note = |done, total| progress.note(done, total);
        let outcome = import::check(&within, Source::Bytes(content), lang, note).await;
        outcome.map_err(|error| failure(error, lang))
    })
    .await
}

fn failure(error: ImportError, lang: Lang) -> Failure {
    match error {
        ImportError::Store(error) => Failure::Store(error),
        error => Failure::Said(sentence(&error, lang)),
    }
}

/// The file that an address names; nobody sees those of others.
async fn named(services: &Services, sender: &Sender, id: &str) -> Result<Model, PageError> {
    let id = id.parse().or(Err(PageError::NotFound))?;
    let actor = sender.person.actor();
    let found = staged::find(services.core.db.reader(), id, KIND, &actor).await?;
    found.ok_or(PageError::NotFound)
}

/// Shows what became of a file, or would.
pub(super) async fn show(
    sender: Sender,
    id: web::Path<String>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let file = named(&services, &sender, &id).await?;
    let page = ShowPage {
        frame: Frame::new(&services, &sender, Section::Permits),
        found: Found::read(file.report.as_deref()),
        is_worked_on: staged::is_worked_on(&services.core, &file),
        percent: (file.done.saturating_mul(100) / file.total.max(1)).clamp(0, 100),
        file,
    };
    frame::show(&page)
}

/// Goes on with a check that was left off.
pub(super) async fn check_again(
    sender: Sender,
    id: web::Path<String>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let file = named(&services, &sender, &id).await?;
    check(&services.core, file.id, sender.lang).await?;
    Ok(to_file(file.id))
}

/// Saves the rows, or goes on where it was left off: what is saved is not saved again.
pub(super) async fn save(
    sender: Sender,
    id: web::Path<String>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let file = named(&services, &sender, &id).await?;
    let (core, lang, actor) = (services.core.clone(), sender.lang, sender.person.actor());
    let steps = (StagedState::Checked, StagedState::Saving);
    let job = move |content, progress: handed_in::Progress| async move {
        let note = |done, total| progress.note(done, total);
        let source = Source::Bytes(content);
        let outcome = import::permits(&core, source, &actor, lang, note).await;
        outcome.map_err(|error| failure(error, lang))
    };
    handed_in::work(&services.core, file.id, steps, job).await?;
    Ok(to_file(file.id))
}

/// Takes a file away before anything is saved.
pub(super) async fn throw_away(
    sender: Sender,
    id: web::Path<String>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let file = named(&services, &sender, &id).await?;
    if !staged::is_worked_on(&services.core, &file) {
        staged::remove(&services.core, file.id).await?;
    }
    let news = sender.lang.pick(
        "Berkas dibuang. Tidak ada yang disimpan.",
        "The file is thrown away. Nothing was saved.",
    );
    Ok(frame::done("/izin", news))
}

/// The rows that are not taken, each with its reason.
pub(super) async fn rejected(
    sender: Sender,
    id: web::Path<String>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let file = named(&services, &sender, &id).await?;
    let content = staged::content(services.core.db.reader(), file.id).await?;
    let rejected = content.and_then(|content| content.rejected);
    let rejected = rejected.ok_or(PageError::NotFound)?;
    let name = sender.lang.pick("baris-ditolak.csv", "rejected-rows.csv");
    let disposition = format!("attachment; filename=\"{name}\"");
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .body(rejected))
}
