//! One template: its text, how it looks on a phone, and what there is to say about it.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use entity::template::Model;
use entity::template_version::Model as Version;

use super::meta_state;
use crate::consent::reply::Intent;
use crate::edit::Edit;
use crate::lang::Lang;
use crate::outbound::template_edit::{self, NewTemplate, TemplateChange, TemplateError};
use crate::outbound::template_promise::{Promised, promised};
use crate::outbound::{template, template_preview, template_version};
use crate::services::Services;
use crate::web::error::PageError;
use crate::web::form::Form;
use crate::web::frame::{self, Frame};
use crate::web::marks::{self, Filled};
use crate::web::nav::Section;
use crate::web::sign_in::sentence;
use crate::web::visitor::{Admin, Reader, Visitor};

/// The address of the form for a new one; no template may be called so.
const NEW: &str = "baru";
/// The longest key that is made of a name.
const LONGEST_KEY: usize = 60;

/// What there is to say about a text.
#[derive(Default)]
struct Look {
    text: String,
    /// Whether it keeps the text from being saved, and the sentence.
    findings: Vec<(bool, String)>,
    promised: Vec<Promised>,
}

impl Look {
    fn at(lang: Lang, key: &str, body: &str, has_twin: bool) -> Self {
        let preview = template_preview::preview(key, body, has_twin, BTreeMap::new());
        let Ok(preview) = preview else {
            return Self::default();
        };
        Self {
            text: preview.text,
            findings: preview
                .findings
                .iter()
                .map(|one| (one.is_error, sentence(one, lang)))
                .collect(),
            promised: promised(key, body),
        }
    }
}

/// What a word is said to do.
fn means(lang: Lang, means: Option<Intent>) -> &'static str {
    match means {
        Some(Intent::Grant) => lang.pick("setuju", "agree"),
        Some(Intent::Deny) => lang.pick("berhenti atau menolak", "stop or decline"),
        Some(Intent::Help) => lang.pick("minta bantuan", "ask for help"),
        _ => lang.pick("(tidak disebut)", "(not said)"),
    }
}

/// A text of the past.
struct Past {
    version: i64,
    who: String,
    at: i64,
}

#[derive(Template)]
#[template(path = "texts_edit.html")]
struct EditPage {
    frame: Frame,
    form: Form,
    /// `None` for a new one.
    row: Option<Model>,
    meta: Option<(String, &'static str)>,
    look: Look,
    /// What fills itself in this text.
    marks: Vec<Filled>,
    past: Vec<Past>,
}

impl EditPage {
    fn means(&self, one: &Promised) -> &'static str {
        means(self.frame.lang, one.means)
    }

    fn action(&self) -> String {
        let key = self.row.as_ref().map_or(NEW, |row| row.key.as_str());
        format!("/templat/{key}")
    }
}

async fn page(
    visitor: &Visitor,
    services: &Services,
    row: Option<Model>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let lang = visitor.lang;
    let status = if form.is_bad() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let key = row.as_ref().map_or(form.value("key"), |row| &row.key);
    let has_twin = form.given("meta_name").is_some();
    let look = Look::at(lang, key, form.value("body"), has_twin);
    let past = match &row {
        Some(row) => template_version::list(services.core.db.reader(), &row.key).await?,
        None => Vec::new(),
    };
    let frame = Frame::new(services, visitor, Section::Templates);
    let page = EditPage {
        meta: row.as_ref().and_then(|row| meta_state(lang, row)),
        marks: marks::of_a_template(lang, key),
        look,
        past: past
            .into_iter()
            .map(
                |Version {
                     version, actor, at, ..
                 }| Past {
                    version,
                    who: frame.who(&actor),
                    at,
                },
            )
            .collect(),
        frame,
        form,
        row,
    };
    frame::show_as(status, &page)
}

async fn find(services: &Services, key: &str) -> Result<Model, PageError> {
    let found = template::find(services.core.db.reader(), key).await?;
    found.ok_or(PageError::NotFound)
}

/// An empty form.
pub(super) async fn begin(
    admin: Admin,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let form = Form::filled([("language", "id".to_owned())]);
    page(&admin, &services, None, form).await
}

/// One template.
pub(super) async fn show(
    reader: Reader,
    key: web::Path<String>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let row = find(&services, &key).await?;
    let form = Form::filled([
        ("name", row.name.clone()),
        ("body", row.body.clone()),
        ("language", row.language.clone()),
        ("meta_name", row.meta_name.clone().unwrap_or_default()),
    ]);
    page(&reader, &services, Some(row), form).await
}

/// The form with what is wrong with it, or the error if no field is to blame.
fn refused(mut form: Form, error: TemplateError, lang: Lang) -> Result<Form, PageError> {
    let said = sentence(&error, lang);
    match error {
        TemplateError::Store(error) => Err(error.into()),
        TemplateError::NotFound => Err(PageError::NotFound),
        TemplateError::BuiltIn => Err(PageError::Refused(StatusCode::CONFLICT, said)),
        TemplateError::Taken => Ok(form.failed("key", said)),
        TemplateError::Body(_) => Ok(form.failed("body", said)),
        TemplateError::Field { field, .. } => {
            form.fail(field, said);
            Ok(form)
        }
    }
}

/// A key out of a name: `Libur Natal 2026` becomes `libur_natal_2026`.
fn key_of(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|sign: char| !sign.is_ascii_alphanumeric());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    let mut key = words.join("_");
    key.truncate(LONGEST_KEY);
    key
}

/// Looks at what was typed, or adds a template.
pub(super) async fn create(
    admin: Admin,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    if form.has("act", "hitung") {
        return page(&admin, &services, None, form).await;
    }
    let lang = admin.lang;
    let given = form.given("key").map(str::to_owned);
    let key = given.unwrap_or_else(|| key_of(form.value("name")));
    if key == NEW {
        let said = lang.pick("Pilih kunci lain.", "Choose another key.");
        return page(&admin, &services, None, form.failed("key", said)).await;
    }
    let new = NewTemplate {
        key: key.clone(),
        name: form.given("name").map(str::to_owned),
        body: form.value("body").to_owned(),
        language: form.given("language").map(str::to_owned),
        meta_name: form.given("meta_name").map(str::to_owned),
    };
    match template_edit::create(&services.core, new, &admin.person.actor()).await {
        Ok(row) => {
            services.live.reload().await?;
            let said = lang.pick("Templat ditambahkan.", "The template is added.");
            Ok(frame::done(&format!("/templat/{}", row.key), said))
        }
        Err(TemplateError::Taken) if is_the_same(&services, &form, &key).await? => {
            let said = lang.pick("Templat ini sudah ditambahkan.", "The template was added.");
            Ok(frame::done(&format!("/templat/{key}"), said))
        }
        Err(error) => {
            let form = refused(form, error, lang)?;
            page(&admin, &services, None, form).await
        }
    }
}

/// The same form was sent before.
async fn is_the_same(services: &Services, form: &Form, key: &str) -> Result<bool, PageError> {
    let found = template::find(services.core.db.reader(), key).await?;
    let name = form.given("name").unwrap_or(key);
    let is_same =
        |row: Model| !row.built_in && row.body == form.value("body").trim_end() && row.name == name;
    Ok(found.is_some_and(is_same))
}

/// Looks at what was typed, or keeps it.
pub(super) async fn save(
    admin: Admin,
    key: web::Path<String>,
    form: Form,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let row = find(&services, &key).await?;
    if form.has("act", "hitung") {
        return page(&admin, &services, Some(row), form).await;
    }
    let lang = admin.lang;
    let (name, language) = (form.value("name").to_owned(), form.value("language").trim());
    let meta_name = form.given("meta_name").map(str::to_owned);
    let body = form.value("body").trim_end();
    if name.trim() == row.name
        && body == row.body
        && language == row.language
        && meta_name == row.meta_name
    {
        let said = lang.pick("Tidak ada yang berubah.", "Nothing has changed.");
        return Ok(frame::done(&format!("/templat/{key}"), said));
    }
    let change = TemplateChange {
        name: Some(name),
        body: Some(body.to_owned()),
        language: Some(language.to_owned()),
        meta_name: match meta_name {
            // Naming the same twin again would forget what Meta decided about it.
            name if name == row.meta_name => Edit::Keep,
            Some(name) => Edit::Set(name),
            None => Edit::Clear,
        },
    };
    match template_edit::change(&services.core, &key, change, &admin.person.actor()).await {
        Ok(row) => {
            services.live.reload().await?;
            let version = row.version;
            let said = match lang {
                Lang::Id => format!("Tersimpan sebagai versi {version}."),
                Lang::En => format!("Saved as version {version}."),
            };
            Ok(frame::done(&format!("/templat/{key}"), &said))
        }
        Err(error) => {
            let form = refused(form, error, lang)?;
            page(&admin, &services, Some(row), form).await
        }
    }
}

/// Takes a template of the office away.
pub(super) async fn delete(
    admin: Admin,
    key: web::Path<String>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let lang = admin.lang;
    match template_edit::remove(&services.core, &key, &admin.person.actor()).await {
        Ok(()) => {
            services.live.reload().await?;
            let said = lang.pick("Templat dihapus.", "The template is deleted.");
            Ok(frame::done("/templat", said))
        }
        Err(error) => match refused(Form::default(), error, lang) {
            Err(error) => Err(error),
            Ok(_) => Err(PageError::NotFound),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_makes_a_key() {
        assert_eq!(key_of("Libur Natal & Tahun Baru"), "libur_natal_tahun_baru");
        assert_eq!(key_of(" Izin (2026) "), "izin_2026");
        assert_eq!(key_of("é"), "");
        assert_eq!(key_of(&"x".repeat(99)).len(), LONGEST_KEY);
    }
}
