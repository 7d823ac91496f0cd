//! A file that is handed in with a form.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap};
use actix_web::{FromRequest, HttpRequest};
use futures_util::{StreamExt, stream};
use multer::Multipart;

use super::error::PageError;

/// The largest file.
const LARGEST: usize = 32 << 20;
/// What a form has besides its file.
const AROUND: usize = 64 << 10;
/// The largest form with a file.
pub(super) const LARGEST_BODY: usize = LARGEST + AROUND;
/// How long it may take to come, over the slowest line that an office has.
const PATIENCE: Duration = Duration::from_mins(10);

/// A file that is handed in with a form; empty if none was chosen.
#[derive(Debug, Default)]
pub(super) struct Upload {
    /// How it is called on the machine it comes from.
    pub(super) name: String,
    /// What is in it.
    pub(super) content: Vec<u8>,
    /// It is larger than may be, and was not read.
    pub(super) is_too_large: bool,
}

impl FromRequest for Upload {
    type Error = PageError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, PageError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let kind = request.headers().get(CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok());
        let boundary = multer::parse_boundary(kind.unwrap_or_default());
        let payload = payload.take();
        Box::pin(async move {
            let boundary = boundary.or(Err(PageError::BadForm("another type")))?;
            let read = tokio::time::timeout(PATIENCE, read(payload, &boundary)).await;
            read.unwrap_or(Err(PageError::TooSlow))
        })
    }
}

/// Whether a body is said to be a form with a file.
pub(super) fn is_upload(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

async fn read(mut payload: Payload, boundary: &str) -> Result<Upload, PageError> {
    let mut body = Vec::new();
    while let Some(part) = payload.next().await {
        let part = part.or(Err(PageError::BadForm("broken off")))?;
        if body.len() + part.len() > LARGEST_BODY {
            return Ok(Upload {
                is_too_large: true,
                ..Upload::default()
            });
        }
        body.extend_from_slice(&part);
    }
    let broken = |_: multer::Error| PageError::BadForm("broken off");
    let body = stream::once(async move { Ok::<_, Infallible>(body) });
    let mut form = Multipart::new(body, boundary);
    let mut upload = Upload::default();
    while let Some(field) = form.next_field().await.map_err(broken)? {
        if field.name() == Some("file") {
            field
                .file_name()
                .unwrap_or_default()
                .clone_into(&mut upload.name);
            upload.content = field.bytes().await.map_err(broken)?.to_vec();
        }
    }
    Ok(upload)
}
