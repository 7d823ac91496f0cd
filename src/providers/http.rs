//! Asking a gateway: the one place that decides what a failed call may mean.
//!
//! None of the gateways takes an idempotency key. A call is tried again only where it is certain
//! that nothing was taken; everything else is an unknown outcome.

use std::time::Duration;

use bytes::Bytes;
use chrono::DateTime;
use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};
use reqwest::{RequestBuilder, Response, StatusCode};

use super::body::Fields;
use super::{Account, SendError};

/// How long a gateway may take: long enough for one that answers only after the message left.
pub(in crate::providers) const TIMEOUT: Duration = Duration::from_secs(30);
/// Answers are a few hundred bytes; more than this is no answer.
const LONGEST_ANSWER: usize = 256 * 1024;
/// As much of what a gateway said as people need.
const LONGEST_DETAIL: usize = 300;

/// What a gateway answered: a 2xx, or a 4xx that it may explain in the body.
#[derive(Debug)]
pub(in crate::providers) struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// The raw body.
    pub body: Bytes,
}

impl Answer {
    /// The body as a JSON object.
    pub(in crate::providers) fn fields(&self) -> Option<Fields<'_>> {
        self.body
            .trim_ascii_start()
            .starts_with(b"{")
            .then(|| Fields::read(&self.body, None).ok())
            .flatten()
    }

    /// What to make of an answer that has no verdict in its body: the HTTP status decides, and a
    /// 2xx decides nothing.
    pub(in crate::providers) fn without_verdict(&self, account: &Account) -> SendError {
        let body = String::from_utf8_lossy(&self.body);
        let detail = detail(&format!("{}: {body}", say(self.status)), account);
        match self.status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::PAYMENT_REQUIRED => {
                SendError::AccountDown { detail }
            }
            status if status.is_client_error() => SendError::Rejected { detail },
            _ => SendError::Unknown {
                detail: format!("an answer without a verdict: {detail}"),
            },
        }
    }
}

/// Sends a request and reads the answer.
///
/// # Errors
/// [`SendError::NotSent`] if the gateway was not reached, or asks to come again (429, or 503 with
/// `Retry-After`); [`SendError::AccountDown`] if the request cannot even be made;
/// [`SendError::Unknown`] for every other failure.
pub(in crate::providers) async fn ask(
    request: RequestBuilder,
    timeout: Duration,
    account: &Account,
) -> Result<Answer, SendError> {
    let response = request
        .timeout(timeout)
        .send()
        .await
        .map_err(|error| failed(error, account))?;
    let status = response.status();
    let retry_after = retry_after(response.headers());
    let come_again = status == StatusCode::TOO_MANY_REQUESTS
        || (status == StatusCode::SERVICE_UNAVAILABLE && retry_after.is_some());
    if come_again {
        return Err(SendError::NotSent {
            detail: say(status),
            retry_after,
        });
    }
    // A time-out on the way to the gateway leaves open what it had already done.
    let unclear =
        !(status.is_success() || status.is_client_error()) || status == StatusCode::REQUEST_TIMEOUT;
    if unclear {
        return Err(SendError::Unknown {
            detail: say(status),
        });
    }
    let body = read(response).await.map_err(|reason| SendError::Unknown {
        detail: detail(&format!("{}: {reason}", say(status)), account),
    })?;
    Ok(Answer { status, body })
}

/// A text of a gateway, fit to be kept and shown: short, on one line, without secrets.
pub(in crate::providers) fn detail(text: &str, account: &Account) -> String {
    let text: String = text
        .chars()
        .filter(|char| !char.is_control() || char.is_whitespace())
        .take(LONGEST_ANSWER)
        .collect();
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = account.redact(&line);
    if line.chars().count() <= LONGEST_DETAIL {
        line.into_owned()
    } else {
        line.chars().take(LONGEST_DETAIL).chain(['…']).collect()
    }
}

/// The failure of a health call, which takes nothing and may always be repeated.
pub(in crate::providers) fn of_health_call(error: SendError) -> SendError {
    match error {
        SendError::Unknown { detail } => SendError::NotSent {
            detail,
            retry_after: None,
        },
        SendError::Rejected { detail } | SendError::BadRecipient { detail } => {
            SendError::AccountDown { detail }
        }
        error @ (SendError::NotSent { .. } | SendError::AccountDown { .. }) => error,
    }
}

fn failed(error: reqwest::Error, account: &Account) -> SendError {
    // The address may carry a secret; the cause names the fault.
    let error = error.without_url();
    let cause = detail(&root_cause(&error), account);
    if error.is_builder() {
        SendError::AccountDown {
            detail: format!("the request cannot be made: {cause}"),
        }
    } else if error.is_connect() {
        SendError::NotSent {
            detail: format!("no connection: {cause}"),
            retry_after: None,
        }
    } else if error.is_timeout() {
        SendError::Unknown {
            detail: "no answer in time".to_owned(),
        }
    } else {
        SendError::Unknown {
            detail: format!("no answer: {cause}"),
        }
    }
}

/// The innermost cause names the fault; the layers above it only say where it was met.
fn root_cause(error: &dyn std::error::Error) -> String {
    let mut root = error;
    while let Some(cause) = root.source() {
        root = cause;
    }
    root.to_string()
}

async fn read(mut response: Response) -> Result<Bytes, String> {
    let mut body = Vec::new();
    while let Some(part) = response
        .chunk()
        .await
        .map_err(|error| format!("the answer broke off: {}", root_cause(&error.without_url())))?
    {
        if body.len() + part.len() > LONGEST_ANSWER {
            return Err("the answer is too long".to_owned());
        }
        body.extend_from_slice(&part);
    }
    Ok(body.into())
}

fn say(status: StatusCode) -> String {
    format!("HTTP {}", status.as_u16())
}

/// RFC 9110, 10.2.3: seconds, or a date, which is read against the answer's own `Date`.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: HeaderName| headers.get(name)?.to_str().ok();
    let value = text(RETRY_AFTER)?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = DateTime::parse_from_rfc2822(value).ok()?;
    let now = DateTime::parse_from_rfc2822(text(DATE)?).ok()?;
    Some((until - now).to_std().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use entity::words::AccountKind;

    use super::*;
    use crate::providers::testing::{account, client};

    #[tokio::test]
    async fn a_gateway_that_is_not_there_is_told_by_the_cause_alone() {
        let client = client(TIMEOUT);
        let account = account(AccountKind::Fonnte, &[]);
        let asked = ask(client.post("http://127.0.0.1:9"), TIMEOUT, &account).await;
        let Err(SendError::NotSent { detail, .. }) = asked else {
            panic!("{asked:?}");
        };
        let cause = detail.strip_prefix("no connection: ").unwrap();
        assert!(!cause.contains(": "), "{detail}");
    }
}
