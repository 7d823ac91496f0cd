//! A webhook body, or an answer, as fields with names: whatever it was written in.
//!
//! Gateways differ in the format (JSON, a form), in the types (a number or its digits, a flag or
//! its name) and between their own versions, so nothing here fails for a type that is unexpected.

use std::borrow::Cow;

use bytes::Bytes;
use futures_util::{FutureExt, stream};
use serde_json::{Map, Value};

use super::{Unreadable, Verified};
use crate::time::Timestamp;

/// Fields with names.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::providers) struct Fields(Map<String, Value>);

impl Fields {
    /// Reads a proven body.
    pub(in crate::providers) fn of(body: &Verified) -> Result<Self, Unreadable> {
        Self::read(body.body(), body.content_type())
    }

    /// Reads a body. The content type is a hint only: old devices of Fonnte post forms, others
    /// post JSON that says it is a form, and some name nothing (`fonnte.md` 2.1).
    pub(in crate::providers) fn read(
        body: &Bytes,
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
                .map(Self)
                .map_err(|error| unreadable(&format!("not JSON: {}", place(&error))));
        }
        if content_type.starts_with("multipart/") || start.starts_with(b"--") {
            return read_multipart(body, boundary_of(body));
        }
        if start.starts_with(b"[") || !start.contains(&b'=') {
            return Err(unreadable("neither a JSON object nor a form"));
        }
        let mut fields = Map::new();
        for (name, value) in form_urlencoded::parse(start) {
            put(&mut fields, &name, value.into_owned());
        }
        Ok(Self(fields))
    }

    /// The fields of an object.
    pub(in crate::providers) fn of_value(value: &Value) -> Option<Self> {
        value.as_object().cloned().map(Self)
    }

    /// All of them, as one value.
    pub(in crate::providers) fn into_value(self) -> Value {
        Value::Object(self.0)
    }

    /// One of them; written in other capitals if it is not there as asked (Fonnte answers
    /// `status` and `Status`).
    pub(in crate::providers) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).or_else(|| {
            self.0
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(name))
                .map(|(_, value)| value)
        })
    }

    /// The first of these that is there.
    pub(in crate::providers) fn first(&self, names: &[&str]) -> Option<&Value> {
        names.iter().find_map(|name| self.get(name))
    }

    /// Whether one of these is there, with whatever in it.
    pub(in crate::providers) fn has_any(&self, names: &[&str]) -> bool {
        self.first(names).is_some()
    }

    /// An object inside; a form holds it as JSON.
    pub(in crate::providers) fn object(&self, name: &str) -> Option<Self> {
        match self.get(name)? {
            Value::String(text) => serde_json::from_str(text).ok().map(Self),
            value => Self::of_value(value),
        }
    }

    /// The first of these that says something, trimmed.
    pub(in crate::providers) fn word(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| {
            let text = text_of(self.get(name)?)?;
            let text = text.trim();
            (!text.is_empty()).then(|| text.to_owned())
        })
    }

    /// Whether one of these says something.
    pub(in crate::providers) fn says(&self, names: &[&str]) -> bool {
        let says = |name: &&str| self.get(name).and_then(text_of);
        names
            .iter()
            .filter_map(says)
            .any(|text| !text.trim().is_empty())
    }

    /// The first of these that is a text and not empty, as it was written.
    pub(in crate::providers) fn text(&self, names: &[&str]) -> Option<String> {
        names
            .iter()
            .filter_map(|name| self.get(name).and_then(text_of))
            .find(|text| !text.is_empty())
            .map(Cow::into_owned)
    }

    /// The first of these that is a flag.
    pub(in crate::providers) fn flag(&self, names: &[&str]) -> Option<bool> {
        names
            .iter()
            .find_map(|name| self.get(name).and_then(flag_of))
    }

    /// The first of these that is a moment.
    pub(in crate::providers) fn moment(&self, names: &[&str]) -> Option<Timestamp> {
        names
            .iter()
            .find_map(|name| self.get(name).and_then(moment_of))
    }

    /// One or several texts under one name: a list, or one alone; empty ones are left out.
    pub(in crate::providers) fn words(&self, name: &str) -> Vec<String> {
        let of = |value: &Value| {
            text_of(value)
                .map(|text| text.trim().to_owned())
                .filter(|text| !text.is_empty())
        };
        match self.get(name) {
            Some(Value::Array(values)) => values.iter().filter_map(of).collect(),
            Some(value) => of(value).into_iter().collect(),
            None => Vec::new(),
        }
    }
}

/// A text, a number or a flag as text, without NUL, which PostgreSQL refuses in a text.
pub(in crate::providers) fn text_of(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) if text.contains('\0') => Some(text.replace('\0', "").into()),
        Value::String(text) => Some(text.into()),
        Value::Number(number) => Some(number.to_string().into()),
        Value::Bool(flag) => Some(if *flag { "true" } else { "false" }.into()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// `true`, `"true"`, `"True"`, `1`, `"1"`, and the same for false.
pub(in crate::providers) fn flag_of(value: &Value) -> Option<bool> {
    let text = text_of(value)?;
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

/// Unix seconds, as a number or as text; milliseconds are recognised by their size.
pub(in crate::providers) fn moment_of(value: &Value) -> Option<Timestamp> {
    let text = text_of(value)?;
    let whole = text.trim().split('.').next()?;
    let count: i64 = whole.parse().ok()?;
    Timestamp::from_unix_seconds(count).or_else(|| {
        Timestamp::from_unix_seconds(count / 1000).map(|_| Timestamp::from_millis(count))
    })
}

/// The last value of a name wins; names like `choices[]` gather a list.
fn put(fields: &mut Map<String, Value>, name: &str, value: String) {
    let Some(name) = name.strip_suffix("[]") else {
        fields.insert(name.to_owned(), Value::String(value));
        return;
    };
    match fields.get_mut(name) {
        Some(Value::Array(values)) => values.push(Value::String(value)),
        _ => {
            fields.insert(name.to_owned(), Value::Array(vec![Value::String(value)]));
        }
    }
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
fn read_multipart(body: &Bytes, boundary: Option<String>) -> Result<Fields, Unreadable> {
    let broken = || unreadable("a broken multipart form");
    let boundary = boundary.ok_or_else(broken)?;
    let start = body.len() - body.trim_ascii_start().len();
    let whole = stream::iter([Ok::<Bytes, std::io::Error>(body.slice(start..))]);
    let mut form = multer::Multipart::new(whole, boundary);
    let mut fields = Map::new();
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
        put(
            &mut fields,
            &name,
            String::from_utf8_lossy(&bytes).into_owned(),
        );
    }
    Ok(Fields(fields))
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
