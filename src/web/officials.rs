//! The officials who are told of documents: listed with their consent, entered, changed, removed.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use entity::ids::{ContactId, RecipientId};
use entity::words::{ConsentStatus, NoticeKind};

use super::error::PageError;
use super::form::{Form, Query};
use super::frame::{self, Frame};
use super::nav::Section;
use super::sign_in::sentence;
use super::talk;
use super::trail::{READ, Trail};
use super::visitor::{Reader, Sender};
use super::words::Word;
use crate::lang::Lang;
use crate::people::partner;
use crate::permits::recipient::{self, Entry, NOTICES, Official, RecipientError};
use crate::services::Services;

const HERE: &str = "/pejabat";

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/pejabat", web::get().to(list))
        .route("/pejabat/tambah", web::get().to(ask_new))
        .route("/pejabat/tambah", web::post().to(add))
        .route("/pejabat/{id}/ubah", web::get().to(ask_change))
        .route("/pejabat/{id}/ubah", web::post().to(change))
        .route("/pejabat/{id}/hapus", web::post().to(remove));
}

/// What an official is told of: the word of the table, its name, and when it is sent.
fn notice(lang: Lang, kind: NoticeKind) -> (&'static str, &'static str, &'static str) {
    let (name, when) = match kind {
        NoticeKind::DocumentPending => (
            lang.pick("Dokumen menunggu tanda tangan", "A document to sign"),
            lang.pick(
                "Segera setelah dokumen menunggu tanda tangan.",
                "As soon as a document waits for a signature.",
            ),
        ),
        NoticeKind::ApprovalRequired => (
            lang.pick("Dokumen menunggu persetujuan", "A document to approve"),
            lang.pick(
                "Segera setelah dokumen menunggu persetujuan pejabat.",
                "As soon as a document waits to be approved.",
            ),
        ),
        _ => (
            lang.pick("Dokumen belum diproses", "A document still waits"),
            lang.pick(
                "Pengingat terjadwal selama dokumen masih menunggu.",
                "By schedule, for as long as documents wait.",
            ),
        ),
    };
    (kind.as_str(), name, when)
}

/// An official in the list.
struct Line {
    id: RecipientId,
    name: String,
    phone: String,
    /// Where the proof of the consent is.
    proof: String,
    consent: ConsentStatus,
    told: Vec<&'static str>,
    /// The partner with the same number, from where consent can be asked for.
    partner: Option<String>,
    /// Where a partner with this number is entered.
    enter: String,
}

#[derive(Template)]
#[template(path = "officials.html")]
struct ListPage {
    frame: Frame,
    lines: Vec<Line>,
    trail: Trail,
}

#[derive(Template)]
#[template(path = "officials_edit.html")]
struct EditPage {
    frame: Frame,
    form: Form,
    notices: [(&'static str, &'static str, &'static str); 3],
    /// Who is changed; `None` for a new one.
    official: Option<(RecipientId, String)>,
}

/// What an official is told of, as the table keeps it.
fn wanted((row, _): &Official) -> Vec<NoticeKind> {
    let wants = [row.document_pending, row.approval_required, row.reminder];
    let told = NOTICES.into_iter().zip(wants).filter(|(_, wants)| *wants);
    told.map(|(kind, _)| kind).collect()
}

fn line(lang: Lang, official: &Official, partners: &[entity::partner::Model]) -> Line {
    let (row, contact) = official;
    let is_same = |one: &&entity::partner::Model| one.contact_id == Some(contact.id);
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("name", &row.name);
    query.append_pair("phone", &row.phone);
    Line {
        id: row.id,
        name: row.name.clone(),
        phone: talk::address(lang, &contact.address),
        proof: format!("/bukti/{}", contact.address),
        consent: contact.status,
        told: wanted(official)
            .into_iter()
            .map(|kind| notice(lang, kind).1)
            .collect(),
        partner: partners
            .iter()
            .find(is_same)
            .map(|one| format!("/mitra/{}", one.id)),
        enter: format!("/mitra/tambah?{}", query.finish()),
    }
}

async fn list(
    reader: Reader,
    query: Query,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let db = services.core.db.reader();
    let mut trail = Trail::of(HERE, &query, &[]);
    let after = trail.cursor().map(RecipientId);
    let mut rows = recipient::list(db, after, READ).await?;
    trail.cut(&mut rows, |(row, _)| row.id.0);
    let contacts: Vec<ContactId> = rows.iter().map(|(_, contact)| contact.id).collect();
    let partners = partner::of_contacts(db, &contacts).await?;
    frame::show(&ListPage {
        frame: Frame::new(&services, &reader, Section::Officials),
        lines: rows
            .iter()
            .map(|official| line(reader.lang, official, &partners))
            .collect(),
        trail,
    })
}

fn page(
    sender: &Sender,
    services: &Services,
    official: Option<(RecipientId, String)>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let status = if form.is_bad() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = EditPage {
        frame: Frame::new(services, sender, Section::Officials),
        form,
        notices: NOTICES.map(|kind| notice(sender.lang, kind)),
        official,
    };
    frame::show_as(status, &page)
}

fn filled(name: &str, phone: &str, told: &[NoticeKind]) -> Form {
    let values = [("name", name.to_owned()), ("phone", phone.to_owned())];
    let told = told
        .iter()
        .map(|kind| ("notices", kind.as_str().to_owned()));
    Form::filled(values.into_iter().chain(told))
}

fn entry(form: &Form) -> Entry {
    let told = NOTICES.into_iter();
    let told = told.filter(|kind| form.has("notices", kind.as_str()));
    Entry {
        name: Some(form.value("name").to_owned()),
        phone: Some(form.value("phone").to_owned()),
        notices: Some(told.collect()),
    }
}

/// The form with what is wrong beside the field.
fn refused(form: Form, error: RecipientError, lang: Lang) -> Result<Form, PageError> {
    match error {
        RecipientError::Field(error) => {
            let said = sentence(&error, lang);
            Ok(form.failed(error.field, said))
        }
        RecipientError::Taken => {
            let said = lang.pick(
                "Pejabat lain sudah memakai nomor ini.",
                "Another official has this number.",
            );
            Ok(form.failed("phone", said))
        }
        RecipientError::NotFound(_) => Err(PageError::NotFound),
        RecipientError::Store(error) => Err(error.into()),
    }
}

async fn ask_new(sender: Sender, services: web::Data<Services>) -> Result<HttpResponse, PageError> {
    page(&sender, &services, None, filled("", "", &NOTICES))
}

async fn add(
    sender: Sender,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let actor = sender.person.actor();
    match recipient::create(&services.core, entry(&form), &actor).await {
        Ok((row, contact)) => {
            let news = match (sender.lang, contact.status) {
                (Lang::Id, ConsentStatus::Granted) => {
                    format!("{} ditambahkan, dan sudah setuju.", row.name)
                }
                (Lang::En, ConsentStatus::Granted) => {
                    format!("{} was added, and has agreed.", row.name)
                }
                (Lang::Id, _) => format!(
                    "{} ditambahkan. Ia baru diberi tahu setelah menyatakan setuju.",
                    row.name
                ),
                (Lang::En, _) => format!("{} was added, and is told once they agree.", row.name),
            };
            Ok(frame::done(HERE, &news))
        }
        Err(error) => {
            let form = refused(form, error, sender.lang)?;
            page(&sender, &services, None, form)
        }
    }
}

async fn found(services: &Services, id: i64) -> Result<Official, PageError> {
    let db = services.core.db.reader();
    let found = recipient::find(db, RecipientId(id)).await?;
    found.ok_or(PageError::NotFound)
}

async fn ask_change(
    sender: Sender,
    id: web::Path<i64>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let official = found(&services, *id).await?;
    let row = &official.0;
    let form = filled(
        &row.name,
        &talk::address(Lang::Id, &row.phone),
        &wanted(&official),
    );
    page(&sender, &services, Some((row.id, row.name.clone())), form)
}

async fn change(
    sender: Sender,
    id: web::Path<i64>,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let (row, _) = found(&services, *id).await?;
    let actor = sender.person.actor();
    match recipient::change(&services.core, row.id, entry(&form), &actor).await {
        Ok(_) => Ok(frame::done(HERE, sender.lang.pick("Tersimpan.", "Saved."))),
        Err(error) => {
            let form = refused(form, error, sender.lang)?;
            page(&sender, &services, Some((row.id, row.name)), form)
        }
    }
}

async fn remove(
    sender: Sender,
    id: web::Path<i64>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let id = RecipientId(*id);
    match recipient::remove(&services.core, id, &sender.person.actor()).await {
        Ok(()) => {
            let news = sender.lang.pick(
                "Pejabat dihapus. Catatan persetujuan nomornya tetap tersimpan.",
                "The official is removed. The consent of the number stays on record.",
            );
            Ok(frame::done(HERE, news))
        }
        Err(RecipientError::Store(error)) => Err(error.into()),
        Err(_) => Err(PageError::NotFound),
    }
}
