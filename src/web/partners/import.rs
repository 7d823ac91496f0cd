//! Partners from a file: handed in, checked, and saved only after a yes.

use std::borrow::Borrow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use askama::Template;
use entity::ids::StagedId;
use entity::staged_file::Model;
use entity::words::StagedState;
use serde::{Deserialize, Serialize};

use crate::core::Core;
use crate::database::StoreError;
use crate::lang::{Lang, Say};
use crate::people::import::{self, ImportError};
use crate::services::Services;
use crate::staff::audit;
use crate::staged::{self, Outcome};
use crate::web::error::PageError;
use crate::web::form::Form;
use crate::web::frame::{self, Frame};
use crate::web::nav::Section;
use crate::web::upload::Upload;
use crate::web::visitor::Sender;

/// What these files hold.
const KIND: &str = "partners";
/// A file that is done within this time is shown at once.
const PATIENCE: Duration = Duration::from_secs(3);
/// So many rejected rows are shown; all of them are in the file for download.
const MOST_SHOWN: usize = 100;

/// What became of a file, or would.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Found {
    created: u64,
    updated: u64,
    unchanged: u64,
    rejected: u64,
    /// The first of the rejected rows: line, field, reason.
    rows: Vec<(u64, String, String)>,
    notes: Vec<String>,
    /// Why the file cannot be read.
    error: Option<String>,
}

#[derive(Template)]
#[template(path = "partners_import.html")]
struct AskPage {
    frame: Frame,
    form: Form,
}

#[derive(Template)]
#[template(path = "partners_import_show.html")]
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
        let number = i64::try_from(*number.borrow()).unwrap_or(i64::MAX);
        self.frame.number(&number)
    }

    fn taken(&self) -> u64 {
        self.found.created + self.found.updated
    }

    fn field<'a>(&self, name: &'a str) -> &'a str {
        let lang = self.frame.lang;
        match name {
            "name" => lang.pick("Nama", "Name"),
            "phone" => lang.pick("Nomor", "Number"),
            "external_ref" => lang.pick("ID program lain", "Id of another program"),
            "email" => lang.pick("Surel", "E-mail"),
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
        frame: Frame::new(services, sender, Section::Partners),
        form,
    };
    frame::show_as(status, &page)
}

pub(super) async fn ask(
    sender: Sender,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    ask_page(&services, &sender, Form::default())
}

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
            "Pilih berkas yang berisi data mitra.",
            "Choose a file with partners in it.",
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
    let work = work(&services.core, file.id, Work::Check, lang, &actor).await?;
    wait_for(work).await;
    Ok(to_file(file.id))
}

fn to_file(id: StagedId) -> HttpResponse {
    frame::see_other(&format!("/mitra/impor/{id}"))
}

async fn wait_for(work: Option<tokio::task::JoinHandle<()>>) {
    if let Some(work) = work
        && tokio::time::timeout(PATIENCE, work).await.is_err()
    {
        // It goes on; the page shows how far it is.
        tracing::debug!("a file takes longer than one waits");
    }
}

/// The file that an address names.
async fn named(services: &Services, sender: &Sender, id: &str) -> Result<Model, PageError> {
    let id = id.parse().or(Err(PageError::NotFound))?;
    let actor = sender.person.actor();
    let found = staged::find(services.core.db.reader(), id, KIND, &actor).await?;
    found.ok_or(PageError::NotFound)
}

pub(super) async fn show(
    sender: Sender,
    id: web::Path<String>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let file = named(&services, &sender, &id).await?;
    let found = file.report.as_deref();
    let found = found.and_then(|json| serde_json::from_str(json).ok());
    frame::show(&ShowPage {
        frame: Frame::new(&services, &sender, Section::Partners),
        found: found.unwrap_or_default(),
        is_worked_on: staged::is_worked_on(&services.core, &file),
        percent: (file.done.saturating_mul(100) / file.total.max(1)).clamp(0, 100),
        file,
    })
}

/// Goes on with a check that was left off.
pub(super) async fn check_again(
    sender: Sender,
    id: web::Path<String>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let file = named(&services, &sender, &id).await?;
    let actor = sender.person.actor();
    wait_for(work(&services.core, file.id, Work::Check, sender.lang, &actor).await?).await;
    Ok(to_file(file.id))
}

/// Saves the rows, or goes on where it was left off: what is saved is not saved again.
pub(super) async fn save(
    sender: Sender,
    id: web::Path<String>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let file = named(&services, &sender, &id).await?;
    let actor = sender.person.actor();
    wait_for(work(&services.core, file.id, Work::Save, sender.lang, &actor).await?).await;
    Ok(to_file(file.id))
}

pub(super) async fn give_up(
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
    Ok(frame::done("/mitra", news))
}

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
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .body(rejected))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
    Check,
    Save,
}

/// Takes up the work on a file, beside the request; `None` if it is being done or is done.
async fn work(
    core: &Core,
    id: StagedId,
    what: Work,
    lang: Lang,
    actor: &str,
) -> Result<Option<tokio::task::JoinHandle<()>>, StoreError> {
    let (from, to) = match what {
        Work::Check => (StagedState::Checking, StagedState::Checking),
        Work::Save => (StagedState::Checked, StagedState::Saving),
    };
    if !staged::take_up(core, id, from, to).await? {
        return Ok(None);
    }
    let (core, actor) = (core.clone(), actor.to_owned());
    Ok(Some(tokio::spawn(async move {
        if let Err(error) = Box::pin(run(&core, id, what, lang, &actor)).await {
            // The row says that nobody works on it any more, and it can be taken up again.
            tracing::error!(error = ?error, "a file of partners could not be worked on");
        }
    })))
}

async fn run(
    core: &Core,
    id: StagedId,
    what: Work,
    lang: Lang,
    actor: &str,
) -> Result<(), StoreError> {
    let Some(content) = staged::content(core.db.reader(), id).await? else {
        return Ok(());
    };
    let read: Arc<[AtomicU64; 2]> = Arc::default();
    let heard = Arc::clone(&read);
    let number = |number: &AtomicU64| i64::try_from(number.load(Ordering::Relaxed)).unwrap_or(0);
    let progress = move || {
        let [done, total] = &*heard;
        (number(done), number(total))
    };
    let note = |done: u64, total: u64| {
        let [so_far, whole] = &*read;
        so_far.store(done, Ordering::Relaxed);
        whole.store(total, Ordering::Relaxed);
    };
    let csv = &content.content;
    let outcome = staged::beating(core, id, progress, async {
        match what {
            Work::Check => import::check(core, csv, lang, note).await,
            Work::Save => import::partners(core, csv, lang, note).await,
        }
    })
    .await;
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(ImportError::Store(error)) => return Err(error),
        Err(error) => {
            let found = Found {
                error: Some(error.say(lang)),
                ..Found::default()
            };
            return finish(core, id, StagedState::Failed, &found, None).await;
        }
    };
    let report = outcome.report;
    let found = Found {
        created: report.created,
        updated: report.updated,
        unchanged: report.unchanged,
        rejected: u64::try_from(report.rejected.len()).unwrap_or(u64::MAX),
        rows: report
            .rejected
            .into_iter()
            .take(MOST_SHOWN)
            .map(|row| (row.line, row.field.to_owned(), row.reason))
            .collect(),
        notes: report.notes,
        error: None,
    };
    let state = match what {
        Work::Check => StagedState::Checked,
        Work::Save => StagedState::Saved,
    };
    if what == Work::Save {
        let Found {
            created,
            updated,
            unchanged,
            rejected,
            ..
        } = &found;
        let counts = format!(
            "{created} created, {updated} updated, {unchanged} unchanged, {rejected} rejected"
        );
        let txn = core.db.begin_write().await?;
        audit::record(
            &*txn,
            core,
            actor,
            "partners.imported",
            "partners",
            Some(&counts),
        )
        .await?;
        txn.commit().await?;
    }
    finish(core, id, state, &found, outcome.rejected_csv).await
}

async fn finish(
    core: &Core,
    id: StagedId,
    state: StagedState,
    found: &Found,
    rejected: Option<Vec<u8>>,
) -> Result<(), StoreError> {
    let outcome = Outcome {
        state,
        report: serde_json::to_string(found).unwrap_or_default(),
        rejected,
    };
    staged::finish(core, id, outcome).await
}
