//! One attempt: a signed POST, and what its answer means. No redirect is followed, no proxy asked,
//! and no address reached that the office does not allow.

use std::error::Error;
use std::time::Duration;

use entity::hook_delivery;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Response, StatusCode};

use super::endpoint::Endpoint;
use super::excerpt;
use super::resolver::{Guarded, NoAddress, look_up};
use super::signature;
use super::target::{BadTarget, Reach, Target};
use crate::config::Config;
use crate::providers::retry_after;
use crate::time::Timestamp;

/// How long a receiver may take.
pub(super) const TIMEOUT: Duration = Duration::from_secs(15);
/// How long the rest of an answer may take that is read for people only.
const EXCERPT_TIMEOUT: Duration = Duration::from_secs(2);

/// Calls receivers; cheap to clone.
#[derive(Clone, Debug)]
pub struct Caller {
    client: Client,
    reach: Reach,
}

/// What one attempt came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    /// What to make of it.
    pub(super) verdict: Verdict,
    /// The HTTP status, if there was an answer.
    pub(super) status: Option<u16>,
    /// What went wrong, in words.
    pub(super) error: Option<String>,
    /// The beginning of the answer.
    pub(super) excerpt: Option<String>,
}

/// What to make of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The receiver has it.
    Taken,
    /// The receiver wants nothing any more (410).
    Gone,
    /// Again later; the receiver may have said when.
    Failed {
        /// How long it wants to be left alone.
        retry_after: Option<Duration>,
    },
}

impl Caller {
    /// Makes a client that reaches so far.
    ///
    /// # Errors
    /// If the machine has no TLS.
    pub fn new(reach: Reach) -> reqwest::Result<Self> {
        let client = Client::builder()
            .dns_resolver(Guarded(reach))
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(TIMEOUT)
            .timeout(TIMEOUT)
            .user_agent(concat!("setuju/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { client, reach })
    }

    /// One as the configuration says.
    ///
    /// # Errors
    /// If the machine has no TLS.
    pub fn of(config: &Config) -> reqwest::Result<Self> {
        Self::new(if config.hooks_allow_private {
            Reach::Everywhere
        } else {
            Reach::Public
        })
    }

    /// Checks the address of an endpoint, and where its name leads at the moment. A name that
    /// cannot be resolved now may be later: each connection is checked again.
    ///
    /// # Errors
    /// [`BadTarget`] says what is wrong.
    pub async fn check(&self, url: &str) -> Result<Target, BadTarget> {
        let target = Target::parse(url, self.reach)?;
        if let Some(name) = target.name() {
            let found = tokio::time::timeout(TIMEOUT, look_up(name, self.reach)).await;
            if let Ok(Err(NoAddress::Refused(bad))) = found {
                return Err(bad);
            }
        }
        Ok(target)
    }

    /// Hands a delivery to its endpoint.
    pub(super) async fn call(
        &self,
        endpoint: &Endpoint,
        delivery: &hook_delivery::Model,
        now: Timestamp,
    ) -> Outcome {
        // The rules may have become stricter since the address was entered.
        let target = match Target::parse(&endpoint.row.url, self.reach) {
            Ok(target) => target,
            Err(bad) => return Outcome::failed(bad.to_string()),
        };
        let id = webhook_id(delivery.event_id);
        let seconds = now.millis().div_euclid(1000);
        let body = delivery.payload.clone();
        let signature = signature::header(&endpoint.secrets, &id, seconds, &body);
        let request = self
            .client
            .post(target.as_str())
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signature)
            .body(body);
        match request.send().await {
            Ok(response) => judge(response).await,
            Err(error) => Outcome::failed(excerpt::line(&say(&error))),
        }
    }
}

/// The header `webhook-id`: the same for every attempt and every endpoint.
pub fn webhook_id(event_id: i64) -> String {
    format!("evt_{event_id}")
}

impl Outcome {
    fn failed(error: String) -> Self {
        Self {
            verdict: Verdict::Failed { retry_after: None },
            status: None,
            error: Some(error),
            excerpt: None,
        }
    }
}

async fn judge(response: Response) -> Outcome {
    let status = response.status();
    let verdict = if status.is_success() {
        Verdict::Taken
    } else if status == StatusCode::GONE {
        Verdict::Gone
    } else {
        let asks_for_time =
            status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::SERVICE_UNAVAILABLE;
        let retry_after = asks_for_time.then(|| retry_after(response.headers()));
        Verdict::Failed {
            retry_after: retry_after.flatten(),
        }
    };
    let error = match verdict {
        Verdict::Taken => None,
        _ if status.is_redirection() => Some(format!(
            "HTTP {}: redirects are not followed",
            status.as_u16()
        )),
        _ => Some(format!("HTTP {}", status.as_u16())),
    };
    Outcome {
        verdict,
        status: Some(status.as_u16()),
        error,
        excerpt: excerpt::of(&beginning(response).await),
    }
}

/// The beginning of the body. The status has decided already: what breaks off here changes nothing.
async fn beginning(mut response: Response) -> Vec<u8> {
    let mut body = Vec::new();
    let reading = async {
        while body.len() < excerpt::LARGEST {
            match response.chunk().await {
                Ok(Some(part)) => body.extend_from_slice(&part),
                Ok(None) | Err(_) => break,
            }
        }
    };
    if tokio::time::timeout(EXCERPT_TIMEOUT, reading)
        .await
        .is_err()
    {
        tracing::debug!("the answer to an outgoing webhook takes long");
    }
    body.truncate(excerpt::LARGEST);
    body
}

/// What went wrong, without the address, which may hold a secret.
fn say(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return format!("no answer within {} seconds", TIMEOUT.as_secs());
    }
    let mut root: &dyn Error = error;
    while let Some(cause) = root.source() {
        if let Some(found) = cause.downcast_ref::<NoAddress>() {
            return found.to_string();
        }
        root = cause;
    }
    if error.is_connect() {
        format!("no connection: {root}")
    } else {
        format!("no answer: {root}")
    }
}
