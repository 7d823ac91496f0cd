//! Reading a body: JSON, a form, or a form in parts.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;
use futures_util::{FutureExt, stream};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::{Field, Fields, unreadable};
use crate::providers::{Unreadable, Verified};

/// Room for the fields of a usual body.
const USUAL_FIELDS: usize = 24;

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
        let mut form = Form::default();
        for (name, value) in form_urlencoded::parse(start) {
            form.put(name, value);
        }
        Ok(form.fields)
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
fn read_multipart<'a>(body: &Bytes, boundary: Option<String>) -> Result<Fields<'a>, Unreadable> {
    let broken = || unreadable("a broken multipart form");
    let boundary = boundary.ok_or_else(broken)?;
    let start = body.len() - body.trim_ascii_start().len();
    let whole = stream::iter([Ok::<Bytes, std::io::Error>(body.slice(start..))]);
    let mut form = multer::Multipart::new(whole, boundary);
    let mut read = Form::default();
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
        read.put(Cow::Owned(name), Cow::Owned(text));
    }
    Ok(read.fields)
}

/// Where JSON ended to make sense, without what stood there.
fn place(error: &serde_json::Error) -> String {
    format!("line {}, column {}", error.line(), error.column())
}

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Fields<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields = Vec::with_capacity(USUAL_FIELDS);
                while let Some((Name(name), field)) = map.next_entry()? {
                    fields.push((name, field));
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

/// The name of a field.
#[derive(Deserialize)]
#[serde(transparent)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Field<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything)
    }
}

/// Keeps texts where they stand, and leaves the rest to [`Value`]. (serde's own way to try one
/// type and then another makes a copy of each value, and a message for each that does not fit.)
struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Field<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Field::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Field::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(Field::Other(flag.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Field::Other(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Field::Other(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Field::Other(number.into()))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Field::Other(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        Value::deserialize(SeqAccessDeserializer::new(list)).map(Field::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        Value::deserialize(MapAccessDeserializer::new(map)).map(Field::Other)
    }
}

/// A form while it is read: names like `choices[]` gather a list.
#[derive(Default)]
struct Form<'a> {
    fields: Fields<'a>,
    /// Where the list of a name is.
    lists: BTreeMap<String, usize>,
}

impl<'a> Form<'a> {
    fn put(&mut self, name: Cow<'a, str>, value: Cow<'a, str>) {
        let fields = &mut self.fields.0;
        let Some(list) = name.strip_suffix("[]") else {
            self.lists.remove(name.as_ref());
            fields.push((name, Field::Text(value)));
            return;
        };
        let known = self.lists.get(list).and_then(|at| fields.get_mut(*at));
        if let Some((_, Field::Other(Value::Array(values)))) = known {
            values.push(value.into());
        } else {
            self.lists.insert(list.to_owned(), fields.len());
            let values = Field::Other(Value::Array(vec![value.into()]));
            fields.push((Cow::Owned(list.to_owned()), values));
        }
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

    #[test]
    fn a_form_gathers_lists_under_their_name() {
        let body = fields(
            "choices[]=Ya&sender=6281&choices[]=Tidak+dulu&sender=6282&data=%7B%22a%22%3A1%7D",
        );
        let form = Fields::read(&body, None).unwrap();
        assert_eq!(form.words("choices"), ["Ya", "Tidak dulu"]);
        assert_eq!(form.word(&["sender"]).as_deref(), Some("6282"));
        let data = form.object("data").unwrap();
        assert_eq!(data.word(&["a"]).as_deref(), Some("1"));

        // The last counts, of a list and a text as well.
        let body = fields("a[]=1&a=2&b=1&b[]=2&c[]=1&c=2&c[]=3");
        let form = Fields::read(&body, None).unwrap();
        assert_eq!(form.word(&["a"]).as_deref(), Some("2"));
        assert_eq!(
            (form.words("b"), form.words("c")),
            (vec!["2".into()], vec!["3".into()])
        );
    }

    #[test]
    fn what_is_not_a_text_is_kept_as_it_is() {
        let body = fields(r#"{"n":-7,"f":1.5,"t":true,"x":null,"l":["a",[]],"o":{"k":"v"}}"#);
        let fields = Fields::read(&body, None).unwrap();
        let whole = serde_json::from_slice::<Value>(&body).unwrap();
        assert_eq!(fields.into_value(), whole);
        let (open, close) = ("[".repeat(10_000), "]".repeat(10_000));
        let body = Bytes::from(format!(r#"{{"deep":{open}{close}}}"#));
        assert!(Fields::read(&body, None).is_err());
    }
}
