//! Forms: what was typed, and what is wrong with it. A form that is refused is shown again with
//! everything that was typed, and the reason beside the field.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::StreamExt;
use rand::Rng;

use super::error::PageError;
use super::visitor::Visitor;

/// The largest form without a file.
const LARGEST: usize = 1 << 20;
/// The largest form of somebody who has not signed in.
const LARGEST_OF_STRANGERS: usize = 64 << 10;
/// How long a form may take to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// What was typed into a form, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub(super) struct Form {
    values: Vec<(String, String)>,
    errors: BTreeMap<&'static str, String>,
}

impl Form {
    /// A form with these values.
    pub(super) fn filled<'a>(values: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        Self {
            values: values
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            errors: BTreeMap::new(),
        }
    }

    /// Reads `application/x-www-form-urlencoded`.
    pub(super) fn parse(body: &[u8]) -> Self {
        let values = form_urlencoded::parse(body)
            .map(|(name, value)| {
                (
                    name.into_owned(),
                    value.replace("\r\n", "\n").replace('\0', ""),
                )
            })
            .collect();
        Self {
            values,
            errors: BTreeMap::new(),
        }
    }

    /// What was typed into a field; empty if nothing.
    pub(super) fn value(&self, name: &str) -> &str {
        self.values
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    /// What was typed into a field, without blanks around it; `None` if nothing.
    pub(super) fn given(&self, name: &str) -> Option<&str> {
        Some(self.value(name).trim()).filter(|value| !value.is_empty())
    }

    /// Everything that was chosen for a name that may come several times.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.values
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether a box is ticked or a choice made.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|given| given == value)
    }

    /// Notes what is wrong with a field; the first reason stays.
    pub(super) fn fail(&mut self, name: &'static str, reason: impl Into<String>) {
        self.errors.entry(name).or_insert_with(|| reason.into());
    }

    /// The form with what is wrong with one field.
    pub(super) fn failed(mut self, name: &'static str, reason: impl Into<String>) -> Self {
        self.fail(name, reason);
        self
    }

    /// What is wrong with a field; empty if nothing.
    pub(super) fn error(&self, name: &str) -> &str {
        self.errors.get(name).map_or("", String::as_str)
    }

    /// Whether anything is wrong.
    pub(super) fn is_bad(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Everything that is wrong, by field.
    pub(super) fn errors(&self) -> impl Iterator<Item = (&&'static str, &String)> {
        self.errors.iter()
    }

    /// The form without what nobody may see again.
    pub(super) fn without(mut self, name: &str) -> Self {
        self.values.retain(|(key, _)| key != name);
        self
    }

    /// Everything that was typed, with its names.
    pub(super) fn into_values(self) -> Vec<(String, String)> {
        self.values
    }

    /// What makes sending this form twice do its work once, for the field `once`: as it came, or new.
    pub(super) fn once(&self) -> String {
        let new = || {
            let mut bytes = [0; 16];
            rand::rng().fill_bytes(&mut bytes);
            URL_SAFE_NO_PAD.encode(bytes)
        };
        self.given("once").map_or_else(new, ToOwned::to_owned)
    }
}

impl FromRequest for Form {
    type Error = PageError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, PageError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_form = is_form(request.headers());
        let extensions = request.extensions();
        let visitor = extensions.get::<Rc<Visitor>>();
        let largest = match visitor.and_then(|visitor| visitor.person.as_ref()) {
            Some(_) => LARGEST,
            None => LARGEST_OF_STRANGERS,
        };
        let payload = payload.take();
        Box::pin(async move {
            let body = read(payload, largest).await?;
            if !is_form && !body.is_empty() {
                return Err(PageError::BadForm("another type"));
            }
            Ok(Self::parse(&body))
        })
    }
}

/// Whether a body is said to be `application/x-www-form-urlencoded`.
pub(super) fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

/// Reads a form of at most so many bytes.
///
/// # Errors
/// [`PageError::BadForm`], or [`PageError::TooSlow`].
pub(super) async fn read(payload: Payload, largest: usize) -> Result<Vec<u8>, PageError> {
    read_within(payload, largest, PATIENCE).await
}

async fn read_within(
    mut payload: Payload,
    largest: usize,
    patience: Duration,
) -> Result<Vec<u8>, PageError> {
    let reading = async {
        let mut body = Vec::new();
        while let Some(part) = payload.next().await {
            let part = part.or(Err(PageError::BadForm("broken off")))?;
            if body.len() + part.len() > largest {
                return Err(PageError::BadForm("too large"));
            }
            body.extend_from_slice(&part);
        }
        Ok(body)
    };
    let read = tokio::time::timeout(patience, reading).await;
    read.unwrap_or(Err(PageError::TooSlow))
}

/// A query in the address, read as leniently as people type addresses.
#[derive(Clone, Debug, Default)]
pub(super) struct Query(pub(super) Form);

impl FromRequest for Query {
    type Error = PageError;
    type Future = std::future::Ready<Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Ok(Self(Form::parse(request.query_string().as_bytes()))))
    }
}

#[cfg(test)]
mod tests {
    use futures_util::Stream;

    use super::*;

    #[test]
    fn what_was_typed_is_kept_and_reasons_stand_beside_it() {
        let form = Form::parse(b"name=Budi+%C3%A9&who=a&who=b&text=a%0D%0Ab%00");
        assert_eq!(form.value("name"), "Budi é");
        assert_eq!(form.value("text"), "a\nb");
        assert!(form.has("who", "b") && !form.has("who", "c"));
        assert_eq!(form.given("missing"), None);
        let form = form.failed("name", "pertama").failed("name", "kedua");
        assert!(form.is_bad());
        assert_eq!(form.error("name"), "pertama");
        assert_eq!(form.without("name").value("name"), "");
    }

    #[tokio::test]
    async fn a_form_that_does_not_come_is_not_waited_for() {
        let never: Pin<Box<dyn Stream<Item = _>>> = Box::pin(futures_util::stream::pending());
        let read = read_within(Payload::from(never), 9, Duration::from_millis(5)).await;
        assert!(matches!(read, Err(PageError::TooSlow)), "{read:?}");
    }

    #[test]
    fn a_form_keeps_its_mark_when_it_is_shown_again() {
        let new = Form::default();
        assert_ne!(new.once(), new.once());
        let kept = Form::parse(b"once=abc");
        assert_eq!(kept.once(), "abc");
    }
}
