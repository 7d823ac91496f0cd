//! What comes in: bodies, queries, and the ids in addresses. Whatever is wrong with them becomes
//! a problem that names the field and says what is wrong with it; nothing malformed gets further.

use std::collections::HashSet;
use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::problem::{Kind, Problem};
use crate::people::{Address, PhoneNumber};

/// The largest JSON body.
const LARGEST_JSON: usize = 1 << 20;

/// A JSON object as the body of a request.
#[derive(Clone, Debug)]
pub struct Body<T> {
    /// What it says.
    pub value: T,
    /// SHA-256 of its canonical form.
    pub digest: [u8; 32],
}

impl<T: DeserializeOwned> FromRequest for Body<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(_: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let payload = payload.take();
        Box::pin(async move { parse_body(&read(payload, LARGEST_JSON).await?) })
    }
}

/// A query in the address.
#[derive(Clone, Debug)]
pub struct Params<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Params<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse_query(request.query_string()).map(Self))
    }
}

/// The id in the address, `{id}`. What cannot be an id is not found.
#[derive(Clone, Copy, Debug)]
pub struct Id<T>(pub T);

impl<T: FromStr> FromRequest for Id<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = request
            .match_info()
            .get("id")
            .and_then(|id| id.parse().ok());
        ready(id.map(Self).ok_or_else(|| Problem::not_found("id")))
    }
}

/// A word in the address, percent-decoded: `{key}`.
#[derive(Clone, Debug)]
pub struct Key(pub String);

impl FromRequest for Key {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let decoded = web::Path::<String>::extract(request).into_inner();
        ready(match decoded {
            Ok(path) if !path.contains('\0') => Ok(Self(path.into_inner())),
            _ => Err(Problem::not_found("id")),
        })
    }
}

/// The number in the address, `{phone}`, in any usual notation; also the ids that stand for one
/// where a provider hides it, `lid:…` and `bsuid:…`.
#[derive(Clone, Debug)]
pub struct AddressInPath(pub Address);

impl FromRequest for AddressInPath {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let decoded = web::Path::<String>::extract(request).into_inner();
        let text = decoded.map(web::Path::into_inner).unwrap_or_default();
        let is_opaque = text.starts_with("lid:") || text.starts_with("bsuid:");
        ready(if is_opaque && !text.contains('\0') {
            Ok(Self(Address::Opaque(text)))
        } else {
            PhoneNumber::parse(&text)
                .map(|phone| Self(phone.into()))
                .map_err(|error| Problem::field("phone", error.to_string()))
        })
    }
}

/// A phone number in any usual notation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone(pub PhoneNumber);

impl<'de> Deserialize<'de> for Phone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        PhoneNumber::parse(&text)
            .map(Self)
            .map_err(serde::de::Error::custom)
    }
}

/// `true` or `false` in a query.
#[derive(Clone, Copy, Debug, Deserialize)]
pub enum YesNo {
    /// `true`
    #[serde(rename = "true", alias = "1")]
    Yes,
    /// `false`
    #[serde(rename = "false", alias = "0")]
    No,
}

impl From<YesNo> for bool {
    fn from(word: YesNo) -> Self {
        matches!(word, YesNo::Yes)
    }
}

/// For a field that may be left out, but must not be `null`.
///
/// # Errors
/// If it is `null`, or not such a value.
pub fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Reads the whole body, if it is not too large.
///
/// # Errors
/// [`Kind::TooLarge`], or [`Kind::Malformed`] if it does not arrive whole.
pub async fn read(mut payload: Payload, largest: usize) -> Result<Vec<u8>, Problem> {
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| {
            let detail = format!("The body did not arrive whole: {error}.");
            Problem::new(Kind::Malformed, detail)
        })?;
        if body.len() + chunk.len() > largest {
            let detail = format!("At most {} KiB are taken.", largest / 1024);
            return Err(Problem::new(Kind::TooLarge, detail));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn parse_body<T: DeserializeOwned>(bytes: &[u8]) -> Result<Body<T>, Problem> {
    if bytes.trim_ascii().is_empty() {
        let detail = "The body is empty; a JSON object is expected.";
        return Err(Problem::new(Kind::Malformed, detail));
    }
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        let detail = format!("The body is not valid JSON: {error}.");
        Problem::new(Kind::Malformed, detail)
    })?;
    if !value.is_object() {
        let detail = "The body must be a JSON object.";
        return Err(Problem::new(Kind::Invalid, detail));
    }
    // Keys are sorted in a value, so that its text is canonical.
    let digest = Sha256::digest(value.to_string().as_bytes()).into();
    let value = parse_value(value)?;
    Ok(Body { value, digest })
}

fn parse_query<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    let mut map = Map::new();
    let mut seen = HashSet::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if !seen.insert(name.clone()) {
            return Err(Problem::field(&name, "is given twice"));
        }
        // `?q=` is what forms send for nothing.
        if !value.is_empty() {
            map.insert(name.into_owned(), Value::String(value.into_owned()));
        }
    }
    parse_value(Value::Object(map))
}

fn parse_value<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    if let Some(field) = find_nul(&value, &mut Vec::new()) {
        return Err(Problem::field(&field, "holds the character NUL"));
    }
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let path = if path == "." { "" } else { path.as_str() };
        explain(path, &error.inner().to_string())
    })
}

/// Where a text or a name holds NUL, which PostgreSQL does not keep.
fn find_nul(value: &Value, path: &mut Vec<String>) -> Option<String> {
    let deeper = |name: String, value: &Value, path: &mut Vec<String>| {
        path.push(name);
        let found = find_nul(value, path);
        path.pop();
        found
    };
    match value {
        Value::String(text) => text.contains('\0').then(|| path.join(".")),
        Value::Array(values) => values
            .iter()
            .enumerate()
            .find_map(|(place, value)| deeper(place.to_string(), value, path)),
        Value::Object(map) => map.iter().find_map(|(name, value)| {
            if name.contains('\0') {
                return Some(name.replace('\0', "\u{fffd}"));
            }
            deeper(name.clone(), value, path)
        }),
        _ => None,
    }
}

/// serde names the field in its sentence, or in the path, or in both.
fn explain(path: &str, message: &str) -> Problem {
    let quoted = |start: &str| {
        let rest = message.strip_prefix(start)?;
        rest.split_once('`').map(|(name, _)| name)
    };
    let below = |name: &str| match path.rsplit_once('.') {
        _ if path.is_empty() => name.to_owned(),
        // The path of an unknown field ends with it.
        _ if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
        _ => format!("{path}.{name}"),
    };
    if let Some(name) = quoted("missing field `") {
        return Problem::field(&below(name), "is required");
    }
    if let Some(name) = quoted("unknown field `") {
        let expected = message
            .split_once(", ")
            .map_or("", |(_, expected)| expected);
        let reason = format!("is not known here; {expected}");
        return Problem::field(&below(name), reason);
    }
    Problem::field(if path.is_empty() { "body" } else { path }, message)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[expect(dead_code, reason = "read by no one")]
        deep: u8,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "read by no one")]
    struct In {
        name: String,
        phone: Option<Phone>,
        list: Option<Vec<Phone>>,
        inner: Option<Inner>,
    }

    fn wrong(body: &str) -> String {
        parse_body::<In>(body.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn what_is_wrong_is_said_with_its_field() {
        for (body, expected) in [
            ("", "/problems/malformed: The body is empty"),
            ("{", "/problems/malformed: The body is not valid JSON"),
            ("[]", "/problems/invalid: The body must be a JSON object."),
            ("null", "/problems/invalid: The body must be a JSON object."),
            ("{}", "/problems/invalid: name: is required"),
            (
                r#"{"name": 1}"#,
                "/problems/invalid: name: invalid type: integer `1`",
            ),
            (
                r#"{"name": "a", "x": 1}"#,
                "/problems/invalid: x: is not known here",
            ),
            (r#"{"name": "a\u0000"}"#, "/problems/invalid: name: holds"),
            (
                r#"{"name": "a", "phone": "12"}"#,
                "/problems/invalid: phone: the number is too short",
            ),
            (
                r#"{"name": "a", "list": ["0812-3456-7890", "x"]}"#,
                "/problems/invalid: list[1]: not a",
            ),
            (
                r#"{"name": "a", "inner": {}}"#,
                "/problems/invalid: inner.deep: is required",
            ),
            (
                r#"{"name": "a", "inner": {"deep": 1, "y": 1}}"#,
                "/problems/invalid: inner.y: is not",
            ),
            (r#"{"name": "\ud800"}"#, "/problems/malformed:"),
        ] {
            let said = wrong(body);
            assert!(said.starts_with(expected), "{body} -> {said}");
        }
        let deep = "[".repeat(100_000);
        assert!(wrong(&deep).starts_with("/problems/malformed"));
    }

    #[test]
    fn the_order_of_fields_does_not_change_the_digest() {
        let one = parse_body::<In>(br#"{"name": "a", "phone": null}"#).unwrap();
        let other = parse_body::<In>(br#"{ "phone":null,"name":"a"}"#).unwrap();
        assert_eq!(one.digest, other.digest);
    }

    proptest! {
        #[test]
        fn no_body_and_no_query_is_a_fault_of_ours(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Err(problem) = parse_body::<In>(&bytes) {
                prop_assert!(problem.kind().status().is_client_error());
            }
            if let Err(problem) = parse_query::<In>(&String::from_utf8_lossy(&bytes)) {
                prop_assert!(problem.kind().status().is_client_error());
            }
        }
    }
}
