//! Partners and permits from a file, CSV or Excel: handed in, checked, and saved only after a yes.

mod kind;
mod work;

use std::borrow::Borrow;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use askama::Template;
use entity::ids::StagedId;
use entity::staged_file::Model;
use entity::words::StagedState;

use self::kind::{Kind, Words};
use self::work::{Found, Progress};
use crate::database::StoreError;
use crate::services::Services;
use crate::sheet::{Source, example};
use crate::staged;
use crate::web::error::PageError;
use crate::web::form::Form;
use crate::web::frame::{self, Frame};
use crate::web::upload::Upload;
use crate::web::visitor::Sender;

type Page = Result<HttpResponse, PageError>;

/// The type of an Excel workbook.
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) fn configure(config: &mut web::ServiceConfig) {
    for kind in [Kind::Partners, Kind::Permits] {
        config.service(
            web::scope(kind.path())
                .app_data(web::Data::new(kind))
                .route("", web::get().to(ask))
                .route("", web::post().to(hand_in))
                .route("/contoh.xlsx", web::get().to(hand_out_example))
                .route("/{id}", web::get().to(show))
                .route("/{id}/periksa", web::post().to(check_again))
                .route("/{id}/simpan", web::post().to(save))
                .route("/{id}/batal", web::post().to(throw_away))
                .route("/{id}/ditolak.csv", web::get().to(rejected)),
        );
    }
}

#[derive(Template)]
#[template(path = "import.html")]
struct AskPage {
    frame: Frame,
    words: Words,
    /// Each with what belongs there.
    columns: Vec<(&'static str, &'static str)>,
    form: Form,
}

#[derive(Template)]
#[template(path = "import_show.html")]
struct ShowPage {
    frame: Frame,
    words: Words,
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

    fn field<'a>(&self, name: &'a str) -> &'a str {
        kind::field(name, self.frame.lang)
    }
}

fn ask_page(services: &Services, sender: &Sender, kind: Kind, form: Form) -> Page {
    let status = if form.is_bad() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let columns = kind.columns().iter();
    let columns = columns.map(|one| (one.heading, one.about(sender.lang)));
    let page = AskPage {
        frame: Frame::new(services, sender, kind.section()),
        words: kind.words(sender.lang),
        columns: columns.collect(),
        form,
    };
    frame::show_as(status, &page)
}

/// Asks for a file.
async fn ask(sender: Sender, kind: web::Data<Kind>, services: web::Data<Services>) -> Page {
    ask_page(&services, &sender, **kind, Form::default())
}

/// Gives a file to begin with.
async fn hand_out_example(sender: Sender, kind: web::Data<Kind>) -> Page {
    let columns = kind.columns().iter();
    let columns: Vec<_> = columns.map(|one| (one.heading, one.example)).collect();
    let file = example::workbook(&columns).map_err(|error| {
        tracing::error!(%error, "an example could not be written to memory");
        let words = sender.lang.pick(
            "Contoh berkas tidak dapat dibuat.",
            "The example could not be made.",
        );
        PageError::Refused(StatusCode::INTERNAL_SERVER_ERROR, words.to_owned())
    })?;
    let name = kind.home().trim_start_matches('/');
    let disposition = format!("attachment; filename=\"contoh-{name}.xlsx\"");
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, WORKBOOK))
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .body(file))
}

/// Keeps a file, and checks it.
async fn hand_in(
    sender: Sender,
    upload: Upload,
    kind: web::Data<Kind>,
    services: web::Data<Services>,
) -> Page {
    let (lang, kind) = (sender.lang, **kind);
    let wrong = if upload.is_too_large {
        Some(lang.pick(
            "Berkas lebih besar dari 32 MB. Bagilah menjadi beberapa berkas.",
            "The file is larger than 32 MB. Split it.",
        ))
    } else if upload.content.is_empty() {
        Some(lang.pick(
            "Pilih berkas yang akan diimpor.",
            "Choose the file to be imported.",
        ))
    } else {
        None
    };
    if let Some(wrong) = wrong {
        let form = Form::default().failed("file", wrong);
        return ask_page(&services, &sender, kind, form);
    }
    let actor = sender.person.actor();
    let Upload { name, content, .. } = upload;
    let file = staged::put(&services.core, kind.word(), &name, content, &actor).await?;
    check(&services, &sender, kind, file.id).await?;
    Ok(to_file(kind, file.id))
}

fn to_file(kind: Kind, id: StagedId) -> HttpResponse {
    frame::see_other(&format!("{}/{id}", kind.path()))
}

async fn check(
    services: &Services,
    sender: &Sender,
    kind: Kind,
    id: StagedId,
) -> Result<(), StoreError> {
    let (core, lang) = (services.core.clone(), sender.lang);
    let steps = (StagedState::Checking, StagedState::Checking);
    let job = move |content, progress: Progress| async move {
        let note = |done, total| progress.note(done, total);
        kind.check(&core, Source::Bytes(content), lang, note).await
    };
    work::take_up(&services.core, id, steps, lang, job).await
}

/// The file that an address names; nobody sees those of others.
async fn named(
    services: &Services,
    sender: &Sender,
    kind: Kind,
    id: &str,
) -> Result<Model, PageError> {
    let id = id.parse().or(Err(PageError::NotFound))?;
    let actor = sender.person.actor();
    let found = staged::find(services.core.db.reader(), id, kind.word(), &actor).await?;
    found.ok_or(PageError::NotFound)
}

/// Shows what became of a file, or would.
async fn show(
    sender: Sender,
    id: web::Path<String>,
    kind: web::Data<Kind>,
    services: web::Data<Services>,
) -> Page {
    let file = named(&services, &sender, **kind, &id).await?;
    let page = ShowPage {
        frame: Frame::new(&services, &sender, kind.section()),
        words: kind.words(sender.lang),
        found: Found::read(file.report.as_deref()),
        is_worked_on: staged::is_worked_on(&services.core, &file),
        percent: (file.done.saturating_mul(100) / file.total.max(1)).clamp(0, 100),
        file,
    };
    frame::show(&page)
}

/// Goes on with a check that was left off.
async fn check_again(
    sender: Sender,
    id: web::Path<String>,
    kind: web::Data<Kind>,
    services: web::Data<Services>,
) -> Page {
    let file = named(&services, &sender, **kind, &id).await?;
    check(&services, &sender, **kind, file.id).await?;
    Ok(to_file(**kind, file.id))
}

/// Saves the rows, or goes on where it was left off: what is saved is not saved again.
async fn save(
    sender: Sender,
    id: web::Path<String>,
    kind: web::Data<Kind>,
    services: web::Data<Services>,
) -> Page {
    let kind = **kind;
    let file = named(&services, &sender, kind, &id).await?;
    let (core, lang, actor) = (services.core.clone(), sender.lang, sender.person.actor());
    let steps = (StagedState::Checked, StagedState::Saving);
    let job = move |content, progress: Progress| async move {
        let note = |done, total| progress.note(done, total);
        let source = Source::Bytes(content);
        kind.save(&core, source, &actor, lang, note).await
    };
    work::take_up(&services.core, file.id, steps, lang, job).await?;
    Ok(to_file(kind, file.id))
}

/// Takes a file away before anything is saved.
async fn throw_away(
    sender: Sender,
    id: web::Path<String>,
    kind: web::Data<Kind>,
    services: web::Data<Services>,
) -> Page {
    let file = named(&services, &sender, **kind, &id).await?;
    if !staged::is_worked_on(&services.core, &file) {
        staged::remove(&services.core, file.id).await?;
    }
    let news = sender.lang.pick(
        "Berkas dibuang. Tidak ada yang disimpan.",
        "The file is thrown away. Nothing was saved.",
    );
    Ok(frame::done(kind.home(), news))
}

/// The rows that are not taken, each with its reason.
async fn rejected(
    sender: Sender,
    id: web::Path<String>,
    kind: web::Data<Kind>,
    services: web::Data<Services>,
) -> Page {
    let file = named(&services, &sender, **kind, &id).await?;
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
