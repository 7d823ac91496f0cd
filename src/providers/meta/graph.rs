//! Calls of the Graph API (Meta, "Messages" and "Phone numbers").
//!
//! There is no idempotency key: whatever may have been taken must not be sent again.

use std::time::Duration;

use reqwest::{RequestBuilder, StatusCode, header};
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::wire::without_nul;
use super::{ACCESS_TOKEN, PHONE_NUMBER_ID, message};
use crate::people::Address;
use crate::providers::{Accepted, Account, Health, Outgoing, SendError};

/// The version in Meta's own examples of September 2026; another one goes into the account's
/// base URL.
const BASE_URL: &str = "https://graph.facebook.com/v25.0";
/// How long a call may take.
const TIMEOUT: Duration = Duration::from_secs(30);
/// The longest `text.body` (Meta, "Text messages").
const LONGEST_TEXT: usize = 4096;
/// More than any answer of the Graph API needs.
const LONGEST_ANSWER: usize = 256 * 1024;
/// The longest that a provider may make us wait.
const LONGEST_WAIT: u64 = 24 * 60 * 60;

/// An answer of the Graph API.
struct Answer {
    status: StatusCode,
    retry_after: Option<Duration>,
    body: Value,
}

/// Sends one text.
pub(super) async fn send(
    client: &reqwest::Client,
    message: &Outgoing<'_>,
    account: &Account,
) -> Result<Accepted, SendError> {
    let body = body_of(message)?;
    let url = format!("{}/messages", address_of_number(account)?);
    let request = client.post(url).json(&body);
    let answer = call(request, account).await?;
    answer.accepted(account)
}

/// Asks for the sending number: proves the token and the id, and sends nothing.
pub(super) async fn test(client: &reqwest::Client, account: &Account) -> Result<Health, SendError> {
    let url = format!(
        "{}?fields=display_phone_number,verified_name,quality_rating",
        address_of_number(account)?
    );
    let answer = call(client.get(url), account).await;
    // A question may always be put again, so nothing about it is uncertain.
    answer
        .and_then(|answer| answer.health(account))
        .map_err(|error| match error {
            SendError::Unknown { detail } => SendError::NotSent {
                detail,
                retry_after: None,
            },
            SendError::Rejected { detail } | SendError::BadRecipient { detail } => {
                SendError::AccountDown { detail }
            }
            other => other,
        })
}

impl Answer {
    /// The id of the accepted message. A 200 alone says nothing.
    fn accepted(self, account: &Account) -> Result<Accepted, SendError> {
        let id = self
            .body
            .pointer("/messages/0/id")
            .and_then(Value::as_str)
            .filter(|id| !id.is_empty());
        match id {
            Some(id) if self.status.is_success() => Ok(Accepted {
                provider_message_id: Some(without_nul(id)),
            }),
            _ => Err(self.refused(account)),
        }
    }

    fn health(self, account: &Account) -> Result<Health, SendError> {
        let field = |name: &str| self.body.get(name).and_then(Value::as_str);
        if !self.status.is_success() || field("id").is_none() {
            return Err(self.refused(account));
        }
        let detail = format!(
            "{} ({}), quality {}",
            field("display_phone_number").unwrap_or("number without a name"),
            field("verified_name").unwrap_or("no verified name"),
            field("quality_rating").unwrap_or("unknown"),
        );
        Ok(Health {
            detail: account_text(account, &detail),
            device: field("id").map(str::to_owned),
        })
    }

    /// Why the answer is not the one that was hoped for.
    fn refused(self, account: &Account) -> SendError {
        if let Some(refusal) = Refusal::of(&self.body) {
            let error = refusal.into_error(self.status, self.retry_after);
            return redacted(error, account);
        }
        let detail = format!("HTTP {} without a result", self.status.as_u16());
        match self.status {
            StatusCode::TOO_MANY_REQUESTS => SendError::NotSent {
                detail,
                retry_after: self.retry_after,
            },
            // Nothing of the Graph API is at that address, or it does not know us.
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND => {
                SendError::AccountDown { detail }
            }
            StatusCode::REQUEST_TIMEOUT => SendError::Unknown { detail },
            status if status.is_client_error() || status.is_redirection() => {
                SendError::Rejected { detail }
            }
            _ => SendError::Unknown { detail },
        }
    }
}

/// The body of a text (Meta, "Text messages"); a person known by user id only is named in
/// `recipient` instead of `to` (Meta, "Business-scoped user IDs").
fn body_of(message: &Outgoing<'_>) -> Result<Value, SendError> {
    let refuse = |detail: &str| {
        Err(SendError::Rejected {
            detail: detail.to_owned(),
        })
    };
    if message.text.chars().count() > LONGEST_TEXT {
        return refuse("the text is longer than the 4096 characters that Meta takes");
    }
    let mut body = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "type": "text",
        "text": { "body": message.text, "preview_url": false },
    });
    let (name, recipient) = match message.to {
        Address::Phone(phone) => ("to", phone.digits()),
        Address::Opaque(id) => match id.strip_prefix("bsuid:") {
            Some(id) if message::is_user_id(id) => ("recipient", id),
            _ => return refuse("Meta cannot reach this kind of WhatsApp address"),
        },
    };
    if let Some(body) = body.as_object_mut() {
        body.insert(name.to_owned(), Value::from(recipient));
    }
    Ok(body)
}

/// `{base}/{phone_number_id}`.
fn address_of_number(account: &Account) -> Result<String, SendError> {
    match account.setting(PHONE_NUMBER_ID) {
        Some(id) if id.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            Ok(format!("{}/{id}", account.base_url(BASE_URL)))
        }
        Some(_) => Err(SendError::AccountDown {
            detail: "the setting phone_number_id is not an id of Meta".to_owned(),
        }),
        None => Err(SendError::AccountDown {
            detail: "the setting phone_number_id is missing".to_owned(),
        }),
    }
}

/// Makes a call and reads the whole answer.
async fn call(request: RequestBuilder, account: &Account) -> Result<Answer, SendError> {
    let Some(token) = account.setting(ACCESS_TOKEN) else {
        return Err(SendError::AccountDown {
            detail: "the setting access_token is missing".to_owned(),
        });
    };
    let failed = |error| redacted(unanswered(error), account);
    let mut response = request
        .bearer_auth(token)
        .timeout(TIMEOUT)
        .send()
        .await
        .map_err(failed)?;
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LONGEST_ANSWER {
            return Err(SendError::Unknown {
                detail: "the answer is too long".to_owned(),
            });
        }
    }
    Ok(Answer {
        status: response.status(),
        retry_after: retry_after(response.headers()),
        body: serde_json::from_slice(&bytes).unwrap_or_default(),
    })
}

/// What a call that brought no whole answer allows next: only what failed before a connection
/// was there is known not to have been taken.
fn unanswered(error: reqwest::Error) -> SendError {
    let error = error.without_url();
    let detail = in_words(&error);
    if error.is_builder() {
        // The address or the token cannot even be written.
        SendError::AccountDown { detail }
    } else if error.is_connect() {
        SendError::NotSent {
            detail,
            retry_after: None,
        }
    } else {
        SendError::Unknown { detail }
    }
}

/// An error with its causes.
fn in_words(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let words: Vec<String> = causes.map(ToString::to_string).collect();
    words.join(": ")
}

/// `Retry-After` in seconds; as a date it is not used by the Graph API.
fn retry_after(headers: &header::HeaderMap) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?;
    let seconds: u64 = text.trim().parse().ok()?;
    Some(Duration::from_secs(seconds.min(LONGEST_WAIT)))
}

fn account_text(account: &Account, text: &str) -> String {
    account.redact(&without_nul(text)).into_owned()
}

/// The same error with every secret of the account taken out of it.
fn redacted(mut error: SendError, account: &Account) -> SendError {
    let (SendError::NotSent { detail, .. }
    | SendError::Rejected { detail }
    | SendError::BadRecipient { detail }
    | SendError::AccountDown { detail }
    | SendError::Unknown { detail }) = &mut error;
    *detail = account_text(account, detail);
    error
}
