//! A webhook body, or an answer, as fields with names: whatever it was written in.
//!
//! Gateways differ in the format (JSON, a form), in the types (a number or its digits, a flag or
//! its name) and between their own versions, so nothing here fails for a type that is unexpected.

use std::borrow::{Borrow, Cow};
use std::collections::BTreeMap;

use bytes::Bytes;
use futures_util::{FutureExt, stream};
use serde::Deserialize;
use serde_json::Value;

use super::{Unreadable, Verified};
use crate::time::Timestamp;

/// Fields with names. Texts are borrowed from the body where they stand there as they are.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(transparent)]
pub(in crate::providers) struct Fields<'a>(#[serde(borrow)] BTreeMap<Name<'a>, Field<'a>>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(transparent)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl Borrow<str> for Name<'_> {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// What stands in a field.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub(in crate::providers) enum Field<'a> {
    /// A text, as most are.
    Text(#[serde(borrow)] Cow<'a, str>),
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
    /// Reads a proven body.
    pub(in crate::providers) fn of(body: &'a Verified) -> Result<Self, Unreadable> {
        Self::read(body.body(), body.content_type())
    }

    /// Reads a body. The content type is a hint only: old devices of Fonnte post forms, others
    /// post JSON that says it is a form, and some name nothing (`fonnte.md` 2.1).
    pub(in crate::providers) fn read(
        body: &'a Bytes,
        content_type: Option<&str>,
    ) -> Result<Self, Unreadable> {
        let content_type = content_type.unwrap_or_default().to_ascii_lowercase();
        let text = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
        let start = text.trim_ascii_start();
        if start.is_empty() {
            return Err(unreadable("the body is empty"));
        }
        if start.starts_with(b"{") {
            return serde_json::from_slice(start)
                .map_err(|error| unreadable(&format!("not JSON: {}", place(&error))));
        }
        if content_type.starts_with("multipart/") || start.starts_with(b"--") {
            return read_multipart(body, boundary_of(body));
        }
        if start.starts_with(b"[") || !start.contains(&b'=') {
            return Err(unreadable("neither a JSON object nor a form"));
        }
        let mut fields = Self::default();
        for (name, value) in form_urlencoded::parse(start) {
            fields.put(name, value);
        }
        Ok(fields)
    }

    /// The fields of an object.
    pub(in crate::providers) fn of_value(value: &'a Value) -> Option<Self> {
        let fields = value.as_object()?.iter();
        let borrowed = fields.map(|(name, value)| (Name(name.into()), Field::of(value)));
        Some(Self(borrowed.collect()))
    }

    /// All of them, as one value.
    pub(in crate::providers) fn into_value(self) -> Value {
        self.0
            .into_iter()
            .map(|(name, field)| match field {
                Field::Text(text) => (name.0.into_owned(), Value::String(text.into_owned())),
                Field::Other(value) => (name.0.into_owned(), value),
            })
            .collect()
    }

    /// All of them, with their names.
    pub(in crate::providers) fn iter(&self) -> impl Iterator<Item = (&str, &Field<'a>)> {
        self.0.iter().map(|(name, field)| (name.borrow(), field))
    }

    /// One of them; written in other capitals if it is not there as asked (Fonnte answers
    /// `status` and `Status`).
    fn get(&self, name: &str) -> Option<&Field<'a>> {
        self.0.get(name).or_else(|| {
            self.iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(name))
                .map(|(_, field)| field)
        })
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

    /// The last value of a name wins; names like `choices[]` gather a list.
    fn put(&mut self, name: Cow<'a, str>, value: Cow<'a, str>) {
        let Some(list) = name.strip_suffix("[]") else {
            self.0.insert(Name(name), Field::Text(value));
            return;
        };
        let value = Value::from(value);
        if let Some(Field::Other(Value::Array(values))) = self.0.get_mut(list) {
            values.push(value);
        } else {
            let name = Name(Cow::Owned(list.to_owned()));
            self.0.insert(name, Field::Other(Value::Array(vec![value])));
        }
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

/// RFC 2046, 5.1.1: the body starts with two dashes and the boundary. What the header names is
/// not needed, and is missing at times.
fn boundary_of(body: &[u8]) -> Option<String> {
    let start = body.trim_ascii_start().strip_prefix(b"--")?;
    let line = start.split(|byte| *byte == b'\n').next()?;
    let boundary = String::from_utf8(line.trim_ascii_end().to_vec()).ok()?;
    (1..=70).contains(&boundary.len()).then_some(boundary)
}

/// The whole body is in memory, so nothing of this ever waits.
fn read_multipart<'a>(body: &Bytes, boundary: Option<String>) -> Result<Fields<'a>, Unreadable> {
    let broken = || unreadable("a broken multipart form");
    let boundary = boundary.ok_or_else(broken)?;
    let start = body.len() - body.trim_ascii_start().len();
    let whole = stream::iter([Ok::<Bytes, std::io::Error>(body.slice(start..))]);
    let mut form = multer::Multipart::new(whole, boundary);
    let mut fields = Fields::default();
    while let Some(field) = form
        .next_field()
        .now_or_never()
        .ok_or_else(broken)?
        .or(Err(broken()))?
    {
        let Some(name) = field.name().map(str::to_owned) else {
            continue;
        };
        let bytes = field
            .bytes()
            .now_or_never()
            .ok_or_else(broken)?
            .or(Err(broken()))?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        fields.put(Cow::Owned(name), Cow::Owned(text));
    }
    Ok(fields)
}

/// Where JSON ended to make sense, without what stood there.
fn place(error: &serde_json::Error) -> String {
    format!("line {}, column {}", error.line(), error.column())
}

/// The error for a body in no form that is known.
pub(in crate::providers) fn unreadable(reason: &str) -> Unreadable {
    Unreadable {
        reason: reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(body: &'static str) -> Bytes {
        Bytes::from_static(body.as_bytes())
    }

    #[test]
    fn texts_are_read_alike_borrowed_or_not() {
        let body = fields(
            r#"{"a":"one","\u0062":"t\u0077o","c":"x\u0000y","Status":" ok ","n":12345678901234567890,
            "d":"first","d":"last"}"#,
        );
        let fields = Fields::read(&body, None).unwrap();
        let word = |name| fields.word(&[name]);
        assert_eq!(word("a").as_deref(), Some("one"));
        assert_eq!(word("b").as_deref(), Some("two"));
        assert_eq!(word("c").as_deref(), Some("xy"));
        assert_eq!(word("status").as_deref(), Some("ok"));
        assert_eq!(word("n").as_deref(), Some("12345678901234567890"));
        assert_eq!(word("d").as_deref(), Some("last"));
    }

    #[test]
    fn an_object_inside_is_read_whatever_its_names() {
        let body = fields(
            r#"{"data":{"number_key":"k","x":{"a":1,"$serde_json::private::RawValue":"z"}}}"#,
        );
        let fields = Fields::read(&body, None).unwrap();
        let inside = fields.object("data").unwrap();
        assert_eq!(inside.word(&["number_key"]).as_deref(), Some("k"));
    }
}
