//! Editing templates: what a text must be so that it can be sent.

use entity::template::Model;

use super::message::LONGEST_TEXT;
use super::template;
use super::template_lint::{self, Finding};
use crate::core::Core;
use crate::database::StoreError;
use crate::edit::Edit;
use crate::lang::{Lang, Say};
use crate::providers::registry::mark_changed;
use crate::staff::audit;

const LONGEST_KEY: usize = 60;
const LONGEST_NAME: usize = 100;

/// A template to be added.
#[derive(Clone, Debug)]
pub struct NewTemplate {
    /// The name programs use.
    pub key: String,
    /// The name people see; the key if there is none.
    pub name: Option<String>,
    /// The text, with `{{name}}` marks.
    pub body: String,
    /// Its language; `id` if there is none.
    pub language: Option<String>,
    /// The name of its twin at Meta.
    pub meta_name: Option<String>,
}

/// What is to be changed of a template.
#[derive(Clone, Debug, Default)]
pub struct TemplateChange {
    /// Another name.
    pub name: Option<String>,
    /// Another text.
    pub body: Option<String>,
    /// Another language.
    pub language: Option<String>,
    /// Another twin at Meta.
    pub meta_name: Edit<String>,
}

/// Why a template cannot be edited so.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// A field is wrong.
    #[error("{reason}")]
    Field {
        /// Which.
        field: &'static str,
        /// What is wrong with it, in English and Indonesian.
        reason: &'static str,
        /// The same in Indonesian.
        alasan: &'static str,
    },
    /// The text is wrong.
    #[error("{}", told(.0, Lang::En))]
    Body(Vec<Finding>),
    /// The key is taken.
    #[error("there is a template with this key already")]
    Taken,
    /// It comes with the program.
    #[error("this template comes with the program: it may be edited, not deleted")]
    BuiltIn,
    /// There is no such template.
    #[error("there is no such template")]
    NotFound,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn told(findings: &[Finding], lang: Lang) -> String {
    let said: Vec<_> = findings.iter().map(|finding| finding.say(lang)).collect();
    said.join("; ")
}

impl Say for TemplateError {
    fn say(&self, lang: Lang) -> String {
        match self {
            Self::Field { reason, alasan, .. } => lang.pick(alasan, reason).to_owned(),
            Self::Body(findings) => told(findings, lang),
            _ if lang == Lang::En => self.to_string(),
            Self::Taken => "sudah ada templat dengan kunci itu".to_owned(),
            Self::BuiltIn => "templat bawaan dapat diubah, tidak dapat dihapus".to_owned(),
            Self::NotFound => "templat itu tidak ada".to_owned(),
            Self::Store(_) => "basis data tidak dapat dipakai saat ini".to_owned(),
        }
    }
}

/// Adds a template.
///
/// # Errors
/// [`TemplateError`] says what is wrong.
pub async fn create(core: &Core, new: NewTemplate, actor: &str) -> Result<Model, TemplateError> {
    check_key(&new.key)?;
    let row = Model {
        name: check_name(new.name.as_deref().unwrap_or(&new.key))?,
        body: check_body(&new.key, &new.body)?,
        language: check_language(new.language.as_deref().unwrap_or("id"))?,
        meta_name: new.meta_name.as_deref().map(check_meta_name).transpose()?,
        key: new.key,
        built_in: false,
        meta_state: None,
        version: 1,
        updated_at: core.now().millis(),
    };
    let txn = core.db.begin_write().await?;
    let row = match template::insert(&*txn, row, actor).await {
        Err(StoreError::Conflict(_)) => return Err(TemplateError::Taken),
        result => result?,
    };
    mark_changed(core, &*txn).await?;
    audit::record(&*txn, core, actor, "template.added", &row.key, None).await?;
    txn.commit().await?;
    Ok(row)
}

/// Changes a template.
///
/// # Errors
/// [`TemplateError`] says what is wrong.
pub async fn change(
    core: &Core,
    key: &str,
    change: TemplateChange,
    actor: &str,
) -> Result<Model, TemplateError> {
    let txn = core.db.begin_write().await?;
    let found = template::find(&*txn, key).await?;
    let mut row = found.ok_or(TemplateError::NotFound)?;
    if let Some(name) = change.name {
        row.name = check_name(&name)?;
    }
    if let Some(body) = change.body {
        row.body = check_body(key, &body)?;
    }
    if let Some(language) = change.language {
        row.language = check_language(&language)?;
    }
    let meta_name = change.meta_name.try_map(|name| check_meta_name(&name))?;
    if meta_name != Edit::Keep {
        // What Meta decided, it decided about the twin before.
        row.meta_state = None;
    }
    meta_name.apply(&mut row.meta_name);
    let row = template::update(&*txn, row, core.now(), actor).await?;
    mark_changed(core, &*txn).await?;
    audit::record(&*txn, core, actor, "template.changed", key, None).await?;
    txn.commit().await?;
    Ok(row)
}

/// Takes a template away; the built-in ones stay.
///
/// # Errors
/// [`TemplateError`] says why not.
pub async fn remove(core: &Core, key: &str, actor: &str) -> Result<(), TemplateError> {
    let txn = core.db.begin_write().await?;
    if !template::delete(&*txn, key).await? {
        return Err(match template::find(&*txn, key).await? {
            Some(_) => TemplateError::BuiltIn,
            None => TemplateError::NotFound,
        });
    }
    mark_changed(core, &*txn).await?;
    audit::record(&*txn, core, actor, "template.deleted", key, None).await?;
    txn.commit().await?;
    Ok(())
}

const fn wrong(field: &'static str, reason: &'static str, alasan: &'static str) -> TemplateError {
    TemplateError::Field {
        field,
        reason,
        alasan,
    }
}

fn check_key(key: &str) -> Result<(), TemplateError> {
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
    if (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(plain) {
        return Ok(());
    }
    Err(wrong(
        "key",
        "1 to 60 of the signs a-z, 0-9, - and _ are expected",
        "1 sampai 60 karakter a-z, 0-9, - dan _",
    ))
}

fn check_name(name: &str) -> Result<String, TemplateError> {
    let name = name.trim();
    let is_good =
        (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if is_good {
        return Ok(name.to_owned());
    }
    Err(wrong(
        "name",
        "1 to 100 characters are expected",
        "1 sampai 100 karakter",
    ))
}

fn check_body(key: &str, body: &str) -> Result<String, TemplateError> {
    let body = body.trim_end();
    if body.trim().is_empty() || body.contains('\0') || body.chars().count() > LONGEST_TEXT {
        return Err(wrong(
            "body",
            "1 to 4096 characters are expected",
            "1 sampai 4096 karakter",
        ));
    }
    let wrong: Vec<_> = template_lint::lint(key, body, false)
        .into_iter()
        .filter(|finding| finding.is_error)
        .collect();
    if !wrong.is_empty() {
        return Err(TemplateError::Body(wrong));
    }
    Ok(body.to_owned())
}

fn check_language(language: &str) -> Result<String, TemplateError> {
    let plain = |byte: u8| byte.is_ascii_alphabetic() || b"_-".contains(&byte);
    if (2..=10).contains(&language.len()) && language.bytes().all(plain) {
        return Ok(language.to_owned());
    }
    Err(wrong(
        "language",
        "a language code such as id or en_US is expected",
        "kode bahasa seperti id atau en_US",
    ))
}

fn check_meta_name(name: &str) -> Result<String, TemplateError> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if (1..=512).contains(&name.len()) && name.bytes().all(plain) {
        return Ok(name.to_owned());
    }
    Err(wrong(
        "meta_name",
        "the name of a template at Meta has only a-z, 0-9 and _",
        "nama templat di Meta hanya a-z, 0-9 dan _",
    ))
}
