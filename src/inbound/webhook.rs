//! `POST /webhooks/…`: from the wire to the recorder. 200 only after the commit; whatever is not
//! authentic is answered alike, with 401 and nothing.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{self, Bytes, BytesMut, Data, Payload, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use entity::words::AccountKind;
use futures_util::StreamExt;
use tokio::sync::Semaphore;

use super::event::InboundEvent;
use super::recorder::{Delivery, Recorded};
use crate::metrics::{Metrics, WebhookOutcome};
use crate::providers::{Account, Unverified, Verified, kept_body, meta};
use crate::services::Services;

/// The largest body that is read at once; real ones are a few KiB.
const LARGEST_USUAL: usize = 256 * 1024;
/// The largest of Meta, which after an outage hands in what waited, up to 3 MB together.
const LARGEST_BATCH: usize = 4 * 1024 * 1024;
/// How many bodies larger than usual are read at a time: whoever they come from is known only
/// when the whole of them is there.
static BATCHES: Semaphore = Semaphore::const_new(4);
/// How long one of them may take.
const BATCH_TIME: Duration = Duration::from_secs(30);
const SIGNATURE: &str = "X-Hub-Signature-256";
/// Seconds after which a provider should try again.
const RETRY_AFTER_SECONDS: &str = "5";

/// Where all webhooks come in.
const PLACE: &str = "/webhooks";

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig) {
    config.service(web::scope(PLACE).default_service(web::to(take)));
}

/// `/webhooks/{account}/{token}` and `/webhooks/{account}`, told apart by hand: for each webhook, a
/// pattern of the router cost more than everything else there.
async fn take(
    request: HttpRequest,
    payload: Payload,
    services: Data<Services>,
    metrics: Data<Metrics>,
) -> HttpResponse {
    let place = request.path().strip_prefix(PLACE).unwrap_or_default();
    let mut parts = place.split('/').skip(1);
    let (Some(account), token, None) = (parts.next(), parts.next(), parts.next()) else {
        return answer(WebhookOutcome::Refused);
    };
    match (request.method(), token) {
        (&Method::POST, token) => {
            let outcome = receive(&request, account, token, payload, &services).await;
            metrics.webhook(outcome);
            answer(outcome)
        }
        (&Method::GET | &Method::HEAD, Some(token)) => {
            probe(&request, account, token, &services).await
        }
        (&Method::GET, None) => challenge(&request, account, &services).await,
        _ => answer(WebhookOutcome::Refused),
    }
}

/// Gateways look whether an address exists before they take it, some with Meta's handshake.
async fn probe(
    request: &HttpRequest,
    account: &str,
    token: &str,
    services: &Services,
) -> HttpResponse {
    match services.live.hearing(account).await {
        Ok(Some(account)) if account.token_is_good(token, services.core.now()) => {
            let challenge = match account.kind {
                AccountKind::Watzap => handshake_of(request.query_string()),
                _ => None,
            };
            HttpResponse::Ok()
                .content_type("text/plain")
                .body(challenge.unwrap_or("ok".to_owned()))
        }
        Ok(_) => answer(WebhookOutcome::Refused),
        Err(_) => answer(WebhookOutcome::Unavailable),
    }
}

/// `hub.challenge` of a subscription; the token of the path has shown who asks.
fn handshake_of(query: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs
        .find(|(key, _)| key == "hub.challenge")
        .map(|(_, value)| value.into_owned())
}

/// Meta's handshake ("Create an endpoint", verification requests).
async fn challenge(request: &HttpRequest, account: &str, services: &Services) -> HttpResponse {
    let Ok(account) = services.live.hearing(account).await else {
        return answer(WebhookOutcome::Unavailable);
    };
    let challenge = account
        .filter(|account| account.kind == AccountKind::Meta)
        .and_then(|account| meta::challenge(request.query_string(), &account));
    match challenge {
        Some(challenge) => HttpResponse::Ok()
            .content_type("text/plain")
            .body(challenge),
        None => HttpResponse::Forbidden().finish(),
    }
}

async fn receive(
    request: &HttpRequest,
    account: &str,
    token: Option<&str>,
    payload: Payload,
    services: &Services,
) -> WebhookOutcome {
    let now = services.core.now();
    let account = match services.live.hearing(account).await {
        Ok(Some(account)) => account,
        Ok(None) => return WebhookOutcome::Refused,
        Err(_) => {
            services.recorder.stats().failed();
            return WebhookOutcome::Unavailable;
        }
    };
    // Nobody without the token may make us read a body.
    if token.is_some_and(|token| !account.token_is_good(token, now)) {
        services.recorder.stats().refused(&account.id);
        return WebhookOutcome::Refused;
    }
    let largest = match account.kind {
        AccountKind::Meta => LARGEST_BATCH,
        _ => LARGEST_USUAL,
    };
    let body = match read(request, payload, largest).await {
        Ok(body) => body,
        Err(outcome) => return outcome,
    };
    let post = Unverified {
        token: token.map(str::to_owned),
        signature: header(request, SIGNATURE).map(str::to_owned),
        content_type: header(request, CONTENT_TYPE.as_str()).map(str::to_owned),
        body,
    };
    record(post, &account, services).await
}

async fn record(post: Unverified, account: &Arc<Account>, services: &Services) -> WebhookOutcome {
    let now = services.core.now();
    let provider = services.providers.get(account.kind);
    let Ok(verified) = provider.verify(post, account, now) else {
        tracing::debug!(account.id = %account.id, "a webhook post was not authentic");
        services.recorder.stats().refused(&account.id);
        return WebhookOutcome::Refused;
    };
    let (events, raw, unreadable) = match provider.parse(&verified, account) {
        Ok(parsed) => (kept_alone(parsed.events, account), parsed.raw, None),
        Err(error) => {
            tracing::warn!(account.id = %account.id, reason = %error.reason, "an unreadable webhook is kept");
            (Vec::new(), keep_raw(&verified, account), Some(error.reason))
        }
    };
    let delivery = Delivery {
        account_id: Arc::from(account.id.as_str()),
        provider: account.kind,
        authenticity: verified.authenticity(),
        received_at: now,
        events,
        unreadable,
        raw,
    };
    match services.recorder.record(delivery).await {
        Ok(Recorded::New) => WebhookOutcome::Recorded,
        Ok(Recorded::Duplicate) => WebhookOutcome::Duplicate,
        Err(_) => WebhookOutcome::Unavailable,
    }
}

/// Of a post with one message the whole is kept; of one with several, each by itself and without
/// secrets.
fn kept_alone(mut events: Vec<InboundEvent>, account: &Account) -> Vec<InboundEvent> {
    let are_several = events.iter_mut().filter_map(alone).count() > 1;
    for alone in events.iter_mut().filter_map(alone) {
        let kept = alone.take().filter(|_| are_several);
        *alone = kept.map(|kept| account.redact(&kept).into_owned());
    }
    events
}

/// Where an event that becomes a row of its own has itself alone.
const fn alone(event: &mut InboundEvent) -> Option<&mut Option<String>> {
    match event {
        InboundEvent::Message(message) => Some(&mut message.alone),
        InboundEvent::Preference(preference) => Some(&mut preference.alone),
        InboundEvent::Receipt(_) | InboundEvent::Device(_) | InboundEvent::Ignored { .. } => None,
    }
}

/// Bytes that could not be read, for people to look at, without secrets: as text where they are
/// text or have fields, else in hexadecimal.
fn keep_raw(verified: &Verified, account: &Account) -> String {
    let body = verified.body();
    let text = String::from_utf8_lossy(body);
    let kept = kept_body(body, verified.content_type(), account);
    let is_all_kept = kept == text.replace('\0', "");
    if is_all_kept && matches!(text, Cow::Owned(_)) {
        format!("hex:{}", hex::encode(body))
    } else {
        kept
    }
}

/// The whole body, at most so large.
async fn read(
    request: &HttpRequest,
    payload: Payload,
    largest: usize,
) -> Result<Bytes, WebhookOutcome> {
    let announced = header(request, CONTENT_LENGTH.as_str()).and_then(|text| text.parse().ok());
    let announced: usize = announced.unwrap_or(0);
    if announced > largest {
        return Err(WebhookOutcome::TooLarge);
    }
    if announced <= LARGEST_USUAL {
        // Without a length it is no batch of Meta either.
        return gather(payload, LARGEST_USUAL).await;
    }
    let _place = BATCHES.try_acquire().or(Err(WebhookOutcome::Unavailable))?;
    let gathered = tokio::time::timeout(BATCH_TIME, gather(payload, largest));
    gathered.await.unwrap_or(Err(WebhookOutcome::Broken))
}

async fn gather(mut payload: Payload, largest: usize) -> Result<Bytes, WebhookOutcome> {
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.or(Err(WebhookOutcome::Broken))?;
        if first.len().max(rest.len()) + chunk.len() > largest {
            return Err(WebhookOutcome::TooLarge);
        }
        // Nearly every body comes in one piece, which is then not copied.
        if first.is_empty() {
            first = chunk;
        } else {
            if rest.is_empty() {
                rest.extend_from_slice(&first);
            }
            rest.extend_from_slice(&chunk);
        }
    }
    Ok(if rest.is_empty() {
        first
    } else {
        rest.freeze()
    })
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers().get(name)?.to_str().ok()
}

fn answer(outcome: WebhookOutcome) -> HttpResponse {
    match outcome {
        WebhookOutcome::Recorded | WebhookOutcome::Duplicate => HttpResponse::Ok().body("ok"),
        WebhookOutcome::Refused => HttpResponse::Unauthorized().finish(),
        WebhookOutcome::TooLarge => HttpResponse::new(StatusCode::PAYLOAD_TOO_LARGE),
        WebhookOutcome::Broken => HttpResponse::BadRequest().finish(),
        WebhookOutcome::Unavailable => HttpResponse::ServiceUnavailable()
            .insert_header((RETRY_AFTER, RETRY_AFTER_SECONDS))
            .finish(),
    }
}
