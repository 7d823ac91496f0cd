//! Files that are handed in: as the body, or as a file of a form.

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use futures_util::stream;

use super::json::read;
use super::problem::{Kind, Problem};
use crate::lang::{Lang, Say};
use crate::sheet::ImportError;

/// The largest file.
const LARGEST: usize = 32 << 20;

/// Reads the file.
///
/// # Errors
/// [`Kind::TooLarge`], [`Kind::Malformed`], or [`Kind::Invalid`] if a form holds no file.
pub(super) async fn read_file(request: &HttpRequest, payload: Payload) -> Result<Vec<u8>, Problem> {
    let content_type = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let body = read(payload, LARGEST).await?;
    if !content_type
        .trim_start()
        .to_ascii_lowercase()
        .starts_with("multipart/form-data")
    {
        return Ok(body);
    }
    let malformed = |error: multer::Error| {
        let detail = format!("The form cannot be read: {error}.");
        Problem::new(Kind::Malformed, detail)
    };
    let boundary = multer::parse_boundary(&content_type).map_err(malformed)?;
    let body = stream::once(async move { Ok::<_, std::convert::Infallible>(body) });
    let mut form = multer::Multipart::new(body, boundary);
    while let Some(field) = form.next_field().await.map_err(malformed)? {
        if field.file_name().is_some() || field.name() == Some("file") {
            return Ok(field.bytes().await.map_err(malformed)?.to_vec());
        }
    }
    Err(Problem::field("file", "the form holds no file"))
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Store(error) => error.into(),
            error => Self::field("file", error.say(Lang::En)),
        }
    }
}
