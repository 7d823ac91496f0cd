//! A webhook body, or an answer, as fields with names: whatever it was written in.
//!
//! Gateways differ in the format (JSON, a form), in the types (a number or its digits, a flag or
//! its name) and between their own versions, so nothing here fails for a type that is unexpected.

mod read;

use std::borrow::Cow;

use serde_json::Value;

use super::Unreadable;
use crate::time::Timestamp;

/// Fields with names, as they came. Texts are borrowed from the body where they stand there as they
/// are.
#[derive(Clone, Debug, Default)]
pub(in crate::providers) struct Fields<'a>(Vec<(Cow<'a, str>, Field<'a>)>);

/// What stands in a field.
#[derive(Clone, Debug)]
pub(in crate::providers) enum Field<'a> {
    /// A text, as most are.
    Text(Cow<'a, str>),
    /// Anything else.
    Other(Value),
}

impl<'a> Field<'a> {
    fn of(value: &'a Value) -> Self {
        match value {
            Value::String(text) => Self::Text(text.into()),
            value => Self::Other(value.clone()),
        }
    }

    /// A text, a number or a flag as text, without NUL, which PostgreSQL refuses in a text.
    fn as_text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) => Some(without_nul(text)),
            Self::Other(value) => text_of(value),
        }
    }

    fn as_value(&self) -> Cow<'_, Value> {
        match self {
            Self::Text(text) => Cow::Owned(Value::from(text.as_ref())),
            Self::Other(value) => Cow::Borrowed(value),
        }
    }
}

impl<'a> Fields<'a> {
    /// The fields of an object.
    pub(in crate::providers) fn of_value(value: &'a Value) -> Option<Self> {
        let fields = value.as_object()?.iter();
        let borrowed = fields.map(|(name, value)| (Cow::from(name), Field::of(value)));
        Some(Self(borrowed.collect()))
    }

    /// All of them, as one value; of those with one name, the last.
    pub(in crate::providers) fn into_value(self) -> Value {
        self.0
            .into_iter()
            .map(|(name, field)| match field {
                Field::Text(text) => (name.into_owned(), Value::String(text.into_owned())),
                Field::Other(value) => (name.into_owned(), value),
            })
            .collect()
    }

    /// All of them, with their names.
    pub(in crate::providers) fn iter(&self) -> impl Iterator<Item = (&str, &Field<'a>)> {
        self.0.iter().map(|(name, field)| (name.as_ref(), field))
    }

    /// One of them; written in other capitals if it is not there as asked (Fonnte answers
    /// `status` and `Status`). The last of a name counts. A body has so few that looking at each
    /// costs less than putting them in order would.
    fn get(&self, name: &str) -> Option<&Field<'a>> {
        let fields = || self.0.iter().rev();
        fields()
            .find(|(key, _)| key == name)
            .or_else(|| fields().find(|(key, _)| key.eq_ignore_ascii_case(name)))
            .map(|(_, field)| field)
    }

    /// One of them, whatever it is.
    pub(in crate::providers) fn value(&self, name: &str) -> Option<Cow<'_, Value>> {
        self.get(name).map(Field::as_value)
    }

    /// One of them, if it is a list.
    pub(in crate::providers) fn list(&self, name: &str) -> Option<&[Value]> {
        match self.get(name)? {
            Field::Other(Value::Array(values)) => Some(values),
            Field::Text(_) | Field::Other(_) => None,
        }
    }

    /// The first of these that is there.
    pub(in crate::providers) fn first(&self, names: &[&str]) -> Option<&Field<'a>> {
        names.iter().find_map(|name| self.get(name))
    }

    /// Whether one of these is there, with whatever in it.
    pub(in crate::providers) fn has_any(&self, names: &[&str]) -> bool {
        self.first(names).is_some()
    }

    /// An object inside; a form holds it as JSON.
    pub(in crate::providers) fn object(&self, name: &str) -> Option<Fields<'_>> {
        match self.get(name)? {
            Field::Text(text) => serde_json::from_str(text).ok(),
            Field::Other(value) => Fields::of_value(value),
        }
    }

    /// The first of these that says something, trimmed.
    pub(in crate::providers) fn word(&self, names: &[&str]) -> Option<Cow<'_, str>> {
        names
            .iter()
            .filter_map(|name| self.get(name)?.as_text())
            .map(trimmed)
            .find(|text| !text.is_empty())
    }

    /// Whether one of these says something.
    pub(in crate::providers) fn says(&self, names: &[&str]) -> bool {
        self.word(names).is_some()
    }

    /// The first of these that is a text and not empty, as it was written.
    pub(in crate::providers) fn text(&self, names: &[&str]) -> Option<Cow<'_, str>> {
        names
            .iter()
            .filter_map(|name| self.get(name)?.as_text())
            .find(|text| !text.is_empty())
    }

    /// The first of these that is a flag.
    pub(in crate::providers) fn flag(&self, names: &[&str]) -> Option<bool> {
        names
            .iter()
            .find_map(|name| flag_in(&self.get(name)?.as_text()?))
    }

    /// The first of these that is a moment.
    pub(in crate::providers) fn moment(&self, names: &[&str]) -> Option<Timestamp> {
        names
            .iter()
            .find_map(|name| moment_in(&self.get(name)?.as_text()?))
    }

    /// One or several texts under one name: a list, or one alone; empty ones are left out.
    pub(in crate::providers) fn words(&self, name: &str) -> Vec<String> {
        let texts = match self.get(name) {
            Some(Field::Other(Value::Array(values))) => values.iter().filter_map(text_of).collect(),
            Some(field) => field.as_text().into_iter().collect(),
            None => Vec::new(),
        };
        texts
            .into_iter()
            .map(|text| trimmed(text).into_owned())
            .filter(|text| !text.is_empty())
            .collect()
    }
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) if text.trim().len() == text.len() => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

fn without_nul(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        text.replace('\0', "").into()
    } else {
        text.into()
    }
}

/// A text, a number or a flag as text, without NUL, which PostgreSQL refuses in a text.
pub(in crate::providers) fn text_of(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(without_nul(text)),
        Value::Number(number) => Some(number.to_string().into()),
        Value::Bool(flag) => Some(if *flag { "true" } else { "false" }.into()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// `true`, `"true"`, `"True"`, `1`, `"1"`, and the same for false.
fn flag_in(text: &str) -> Option<bool> {
    let is_one_of = |words: [&str; 3]| {
        let is = |word: &&str| text.trim().eq_ignore_ascii_case(word);
        words.iter().any(is)
    };
    if is_one_of(["true", "1", "yes"]) {
        Some(true)
    } else {
        is_one_of(["false", "0", "no"]).then_some(false)
    }
}

/// Unix seconds; milliseconds are recognised by their size.
fn moment_in(text: &str) -> Option<Timestamp> {
    let whole = text.trim().split('.').next()?;
    let count: i64 = whole.parse().ok()?;
    Timestamp::from_unix_seconds(count).or_else(|| {
        Timestamp::from_unix_seconds(count / 1000).map(|_| Timestamp::from_millis(count))
    })
}

/// The error for a body in no form that is known.
pub(in crate::providers) fn unreadable(reason: &str) -> Unreadable {
    Unreadable {
        reason: reason.to_owned(),
    }
}
