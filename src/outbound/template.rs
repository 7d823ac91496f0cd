//! Templates: texts with `{{name}}` marks. The built-in ones come with the program and may be
//! edited, not deleted.

use std::collections::BTreeMap;

use entity::template::{Column, Entity, Model};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};

use super::message::SYSTEM;
pub use super::template_built_in::{BUILT_IN, BuiltIn};
use super::template_version;
use crate::core::Core;
use crate::database::StoreError;
use crate::time::Timestamp;

/// Names of the built-in answers.
pub mod answer {
    /// Thanks, and how to stop.
    pub const GRANTED: &str = "answer_granted";
    /// The STOP is recorded.
    pub const DENIED: &str = "answer_denied";
    /// What this is, and what to answer.
    pub const HELP: &str = "answer_help";
    /// What was meant?
    pub const UNCLEAR: &str = "answer_unclear";
}

/// Values for marks are missing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no value for {}", .missing.join(", "))]
pub struct MissingValues {
    /// The names of the marks.
    pub missing: Vec<String>,
}

/// Fills the marks of a text; never leaves one blank.
///
/// # Errors
/// [`MissingValues`] names every mark that has no value, or an empty one.
pub fn fill(body: &str, values: &BTreeMap<String, String>) -> Result<String, MissingValues> {
    let mut filled = String::with_capacity(body.len() + 64);
    let mut missing = Vec::new();
    for piece in pieces(body) {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Mark(name) => match values.get(name).filter(|value| !value.trim().is_empty()) {
                Some(value) => filled.push_str(value),
                None if missing.iter().any(|known| known == name) => {}
                None => missing.push(name.to_owned()),
            },
        }
    }
    if missing.is_empty() {
        Ok(filled.trim_end().to_owned())
    } else {
        Err(MissingValues { missing })
    }
}

/// The names of the marks of a text, each once, in order.
pub fn parameters(body: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for piece in pieces(body) {
        if let Piece::Mark(name) = piece
            && !names.iter().any(|known| known == name)
        {
            names.push(name.to_owned());
        }
    }
    names
}

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Stands as it is.
    Text(&'a str),
    /// Is filled with the value of this name.
    Mark(&'a str),
}

/// The parts of a text: `{{name}}`, where the name is made of letters, digits and `_`, is a mark;
/// all else is text.
pub fn pieces(body: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = body;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((name, after)) = mark_at_start(rest) {
            rest = after;
            return Some(Piece::Mark(name));
        }
        let next = rest
            .match_indices("{{")
            .map(|(at, _)| at)
            .find(|at| {
                rest.get(*at..)
                    .is_some_and(|text| mark_at_start(text).is_some())
            })
            .unwrap_or(rest.len());
        let (text, after) = rest.split_at(next);
        rest = after;
        Some(Piece::Text(text))
    })
}

fn mark_at_start(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.strip_prefix("{{")?.split_once("}}")?;
    let name = name.trim();
    let plain = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    plain.then_some((name, after))
}

/// Brings an older database the texts that came with a newer program.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn complete(core: &Core) -> Result<(), StoreError> {
    let known = all(core.db.reader()).await?;
    let is_known = |text: &BuiltIn| known.iter().any(|row| row.key == text.key);
    if BUILT_IN.iter().all(is_known) {
        return Ok(());
    }
    let txn = core.db.begin_write().await?;
    seed(&*txn, core.now()).await?;
    txn.commit().await
}

/// Puts the built-in texts that are missing into the table; edited ones stay as they are.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn seed(db: &impl ConnectionTrait, now: Timestamp) -> Result<(), StoreError> {
    let rows = BUILT_IN.iter().map(|text| {
        Model {
            key: text.key.to_owned(),
            name: text.name.to_owned(),
            body: text.body.trim_end().to_owned(),
            language: "id".to_owned(),
            built_in: true,
            meta_name: text.meta_name().map(str::to_owned),
            meta_state: None,
            version: 1,
            updated_at: now.millis(),
        }
        .into_active_model()
        .reset_all()
    });
    Entity::insert_many(rows)
        .on_conflict(OnConflict::column(Column::Key).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    template_version::keep_new(db, SYSTEM).await
}

/// All templates, by key.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::Key).all(db).await?)
}

/// One template.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn find(db: &impl ConnectionTrait, key: &str) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(key.to_owned()).one(db).await?)
}

/// Adds a template. One that was deleted and comes again goes on counting its versions.
///
/// # Errors
/// [`StoreError::Conflict`] if the key is taken.
pub async fn insert(
    db: &impl ConnectionTrait,
    mut template: Model,
    actor: &str,
) -> Result<Model, StoreError> {
    template.version = template_version::newest(db, &template.key).await? + 1;
    Entity::insert(template.clone().into_active_model().reset_all())
        .exec_without_returning(db)
        .await?;
    template_version::keep(db, &template, actor).await?;
    Ok(template)
}

/// Changes the name or the text of a template, and counts the change.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn update(
    db: &impl ConnectionTrait,
    mut template: Model,
    now: Timestamp,
    actor: &str,
) -> Result<Model, StoreError> {
    template.version += 1;
    template.updated_at = now.millis();
    Entity::update(template.clone().into_active_model().reset_all())
        .validate()?
        .exec(db)
        .await?;
    template_version::keep(db, &template, actor).await?;
    Ok(template)
}

/// Takes a template away; the built-in ones stay.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn delete(db: &impl ConnectionTrait, key: &str) -> Result<bool, StoreError> {
    let done = Entity::delete_many()
        .filter(Column::Key.eq(key))
        .filter(Column::BuiltIn.eq(false))
        .exec(db)
        .await?;
    Ok(done.rows_affected > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::reply::{self, Context, Intent};

    fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn marks_are_filled_and_a_missing_value_is_an_error_never_a_blank() {
        let body = "Yth. {{partner_name}}, {{ nomor }} {{x";
        assert_eq!(parameters(body), ["partner_name", "nomor"]);
        let filled = fill(body, &values(&[("partner_name", "Budi"), ("nomor", "7")])).unwrap();
        assert_eq!(filled, "Yth. Budi, 7 {{x");
        let error = fill(body, &values(&[("partner_name", " ")])).unwrap_err();
        assert_eq!(error.missing, ["partner_name", "nomor"]);
    }

    #[test]
    fn a_value_that_looks_like_a_mark_is_not_filled_again() {
        let filled = fill("{{a}}", &values(&[("a", "{{b}}"), ("b", "x")])).unwrap();
        assert_eq!(filled, "{{b}}");
    }

    #[test]
    fn every_word_that_an_answer_promises_is_read_as_promised() {
        for text in BUILT_IN
            .iter()
            .filter(|text| text.key.starts_with("answer_"))
        {
            for (word, intent) in [("SETUJU", Intent::Grant), ("STOP", Intent::Deny)] {
                if text.body.contains(word) {
                    for context in [Context::Asked, Context::Other, Context::Cold] {
                        assert_eq!(reply::read(word, context).intent, intent, "{}", text.key);
                    }
                }
            }
        }
    }
}
