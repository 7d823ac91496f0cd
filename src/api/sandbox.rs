//! The sandbox: what a citizen would answer, posted to our own webhook as a gateway would.

use actix_web::{post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::auth::Sender;
use super::inbound::InboundOut;
use super::json::{Body, Phone};
use super::mount::Mount;
use super::problem::{Kind, Problem};
use crate::inbound::play::{PlayError, reply};
use crate::services::Services;

pub(super) fn configure(config: &mut impl Mount) {
    config.service(play);
}

/// A reply.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReplyIn {
    /// The number that writes, in any usual notation.
    #[schema(value_type = String)]
    from: Phone,
    /// What it writes.
    text: String,
}

impl From<PlayError> for Problem {
    fn from(error: PlayError) -> Self {
        let said = error.to_string();
        let sentence = || {
            let mut letters = said.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            format!("{}{}.", first.unwrap_or_default(), letters.as_str())
        };
        match error {
            PlayError::NoSandbox => {
                let detail = "Switch the sandbox on, or add an account of the kind sandbox.";
                Self::new(Kind::NoSandbox, detail)
            }
            PlayError::TooLong => Self::field("text", said),
            PlayError::NotTaken(_) | PlayError::NotReached => {
                Self::new(Kind::Unavailable, sentence())
            }
            PlayError::Lost => Self::new(Kind::Internal, sentence()),
            PlayError::Store(error) => error.into(),
        }
    }
}

/// Plays the reply of a citizen: posts it to the webhook of the sandbox account, as a gateway
/// would, and answers how it was read.
#[utoipa::path(tag = "Sandbox", request_body = ReplyIn, responses((status = OK, body = InboundOut)))]
#[post("/sandbox/replies")]
async fn play(
    who: Sender,
    body: Body<ReplyIn>,
    services: web::Data<Services>,
) -> Result<web::Json<InboundOut>, Problem> {
    let ReplyIn {
        from: Phone(from),
        text,
    } = body.value;
    let row = reply(services.stage(), &from, text, &who.actor()).await?;
    Ok(web::Json(row.into()))
}
