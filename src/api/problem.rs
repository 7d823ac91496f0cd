//! Errors as programs see them: RFC 9457. Every error of the API is one of the kinds here; causes
//! are logged once, where they become a problem, and never sent.

use std::collections::BTreeMap;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::consent::gate::Reason;
use crate::database::StoreError;

/// The media type of a problem.
pub const MEDIA_TYPE: &str = "application/problem+json";
/// After so many seconds a request may be repeated when the database was not available.
const RETRY_SECONDS: u16 = 2;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $path:literal, $status:ident, $title:literal;)+) => {
        /// What kind of problem it is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind {
            $($(#[$doc])* $name,)+
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its name, which never changes: a reference relative to the server.
            pub const fn path(self) -> &'static str {
                match self { $(Self::$name => concat!("/problems/", $path),)+ }
            }

            /// What it is called.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)+ }
            }

            /// The HTTP status.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)+ }
            }
        }
    };
}

kinds! {
    /// The body is not what it says it is.
    Malformed = "malformed", BAD_REQUEST, "The request cannot be read";
    /// No key, or one that is not good.
    Unauthenticated = "unauthenticated", UNAUTHORIZED, "A valid API key is needed";
    /// The key may not do this.
    Forbidden = "forbidden", FORBIDDEN, "The key's role does not allow this";
    /// Four eyes see more than two.
    SecondPerson = "second-person", FORBIDDEN, "Another person has to do this";
    /// There is no such thing.
    NotFound = "not-found", NOT_FOUND, "There is no such resource";
    /// The address has no such method.
    MethodNotAllowed = "method-not-allowed", METHOD_NOT_ALLOWED, "The method is not allowed here";
    /// The gate refuses.
    Withheld = "withheld", CONFLICT, "The message is withheld";
    /// An id or a name is taken.
    Taken = "taken", CONFLICT, "The name or id is taken";
    /// The idempotency key was used for another request.
    KeyReused = "idempotency-key-reused", CONFLICT, "The Idempotency-Key was used for another request";
    /// A built-in template stays.
    BuiltIn = "built-in", CONFLICT, "What is built in cannot be deleted";
    /// Its state does not allow it, or no longer.
    WrongState = "wrong-state", CONFLICT, "The state of the resource does not allow this";
    /// There is no active sandbox account.
    NoSandbox = "no-sandbox", CONFLICT, "There is no active sandbox account";
    /// The body is too large.
    TooLarge = "too-large", PAYLOAD_TOO_LARGE, "The request is too large";
    /// Fields are wrong.
    Invalid = "invalid", UNPROCESSABLE_ENTITY, "The request is not valid";
    /// Meta takes only templates when the 24-hour window is closed.
    TemplateRequired = "template-required", UNPROCESSABLE_ENTITY, "A template is required";
    /// No account can send it.
    NoProvider = "no-provider", UNPROCESSABLE_ENTITY, "There is no usable account";
    /// The partner has no number.
    NoPhone = "no-phone", UNPROCESSABLE_ENTITY, "The partner has no phone number";
    /// A fault of this program.
    Internal = "internal", INTERNAL_SERVER_ERROR, "Something went wrong here";
    /// The database, or what else is needed, cannot be reached at the moment.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE, "The service is not available at the moment";
}

/// An error of the API.
#[derive(Clone, Debug)]
pub struct Problem {
    kind: Kind,
    detail: String,
    errors: BTreeMap<String, Vec<String>>,
    reason: Option<&'static str>,
    allow: Option<String>,
}

/// A problem in JSON.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemOut {
    /// The kind of problem, such as `/problems/withheld`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The kind, for people.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What is wrong this time, in a sentence or two.
    detail: String,
    /// With status 422: what is wrong, by field.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    errors: BTreeMap<String, Vec<String>>,
    /// With the type `/problems/withheld`: the code of the gate.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

impl Problem {
    /// A problem of a kind.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            errors: BTreeMap::new(),
            reason: None,
            allow: None,
        }
    }

    /// A field is wrong.
    pub fn field(field: &str, reason: impl Into<String>) -> Self {
        Self::new(Kind::Invalid, "").and_field(field, reason)
    }

    /// One more field is wrong.
    #[must_use]
    pub fn and_field(mut self, field: &str, reason: impl Into<String>) -> Self {
        let reasons = self.errors.entry(field.to_owned()).or_default();
        reasons.push(reason.into());
        self
    }

    /// There is no such thing.
    pub fn not_found(what: &str) -> Self {
        Self::new(Kind::NotFound, format!("There is no such {what}."))
    }

    /// The gate refuses.
    pub fn withheld(reason: Reason) -> Self {
        let mut problem = Self::new(Kind::Withheld, reason.sentence());
        problem.reason = Some(reason.code());
        problem
    }

    /// The address has only these methods.
    pub fn only(methods: &[String]) -> Self {
        let methods = methods.join(", ");
        let detail = format!("This address takes {methods}.");
        let mut problem = Self::new(Kind::MethodNotAllowed, detail);
        problem.allow = Some(methods);
        problem
    }

    /// What kind of problem it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    fn detail(&self) -> String {
        if !self.detail.is_empty() {
            return self.detail.clone();
        }
        let wrong = self
            .errors
            .iter()
            .map(|(field, reasons)| format!("{field}: {}", reasons.join(", ")));
        wrong.collect::<Vec<_>>().join("; ")
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.path(), self.detail())
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.kind.status()
    }

    fn error_response(&self) -> HttpResponse {
        let status = self.kind.status();
        let mut response = HttpResponse::build(status);
        response.insert_header((CONTENT_TYPE, MEDIA_TYPE));
        match self.kind {
            Kind::Unauthenticated => {
                let challenge = HeaderValue::from_static("Bearer realm=\"setuju\"");
                response.insert_header((WWW_AUTHENTICATE, challenge));
            }
            Kind::Unavailable => {
                response.insert_header((RETRY_AFTER, HeaderValue::from(RETRY_SECONDS)));
            }
            _ => {}
        }
        if let Some(methods) = &self.allow {
            response.insert_header((ALLOW, methods.as_str()));
        }
        let out = ProblemOut {
            kind: self.kind.path(),
            title: self.kind.title(),
            status: status.as_u16(),
            detail: self.detail(),
            errors: self.errors.clone(),
            reason: self.reason,
        };
        response.body(serde_json::to_string(&out).unwrap_or_default())
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let cause = causes(&error);
        match error {
            // A conflict that nobody expected is a lost race: the same again will do.
            StoreError::Unavailable(_) | StoreError::Conflict(_) => {
                tracing::warn!(error = %cause, "the database did not answer a request");
                Self::new(
                    Kind::Unavailable,
                    "The database is not available at the moment; nothing has changed.",
                )
            }
            StoreError::Refused(_) => {
                tracing::error!(error = %cause, "the database refused a request");
                Self::new(
                    Kind::Internal,
                    "Nothing has changed. The log of the server says what went wrong.",
                )
            }
        }
    }
}

/// An error and its causes in one line.
fn causes(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        line.push_str(": ");
        line.push_str(&cause.to_string());
        source = cause.source();
    }
    line
}
