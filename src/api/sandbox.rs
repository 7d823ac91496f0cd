//! The sandbox: what a citizen would answer, posted to our own webhook as a gateway would.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use actix_web::{post, web};
use entity::words::AccountKind;
use reqwest::header::CONTENT_TYPE;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::auth::Sender;
use super::inbound::InboundOut;
use super::json::{Body, Phone};
use super::problem::{Kind, Problem};
use crate::inbound::inbox::{self, Filter};
use crate::keys;
use crate::outbound::message::LONGEST_TEXT;
use crate::people::PhoneNumber;
use crate::providers::Account;
use crate::providers::account::WEBHOOK_SECRET;
use crate::providers::sandbox::SandboxReply;
use crate::services::Services;

/// How long our own webhook may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Among so many of the latest messages of the number the reply is found again.
const LATEST: u64 = 50;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
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

/// Plays the reply of a citizen: posts it to the webhook of the sandbox account, as a gateway
/// would, and answers how it was read.
#[utoipa::path(tag = "Sandbox", request_body = ReplyIn, responses((status = OK, body = InboundOut)))]
#[post("/sandbox/replies")]
async fn play(
    _: Sender,
    body: Body<ReplyIn>,
    services: web::Data<Services>,
) -> Result<web::Json<InboundOut>, Problem> {
    let ReplyIn {
        from: Phone(from),
        text,
    } = body.value;
    if text.chars().count() > LONGEST_TEXT {
        let reason = format!("has more than {LONGEST_TEXT} characters");
        return Err(Problem::field("text", reason));
    }
    let account = account(&services).await?;
    let reply = SandboxReply {
        id: format!("sandbox-reply-{}", services.core.next_id()),
        from: from.as_str().to_owned(),
        text,
        sent_at: services.core.now().millis(),
    };
    deliver(&services, &account, &reply).await?;
    let row = read_back(&services, from, &reply.id).await?;
    Ok(web::Json(row))
}

async fn account(services: &Services) -> Result<Arc<Account>, Problem> {
    services.live.refresh().await?;
    let found = services
        .live
        .latest()
        .choose(Some(AccountKind::Sandbox))
        .cloned();
    found.ok_or_else(|| {
        let detail = "Switch the sandbox on, or add an account of the kind sandbox.";
        Problem::new(Kind::NoSandbox, detail)
    })
}

async fn deliver(
    services: &Services,
    account: &Account,
    reply: &SandboxReply,
) -> Result<(), Problem> {
    let url = format!(
        "http://{}{}",
        reachable(services.address),
        account.webhook_path()
    );
    let body = serde_json::to_vec(reply).unwrap_or_default();
    let mut request = services
        .client
        .post(url)
        .header(CONTENT_TYPE, "application/json")
        .timeout(TIMEOUT);
    if let Some(secret) = account.setting(WEBHOOK_SECRET) {
        let signature = hex::encode(keys::mac(secret.as_bytes(), &[&body]));
        request = request.header("X-Hub-Signature-256", format!("sha256={signature}"));
    }
    match request.body(body).send().await {
        Ok(answer) if answer.status().is_success() => Ok(()),
        Ok(answer) => {
            let detail = format!("Our own webhook answered {}.", answer.status());
            Err(Problem::new(Kind::Unavailable, detail))
        }
        Err(error) => {
            // The address holds the token of the webhook.
            let error = error.without_url();
            tracing::warn!(%error, "the sandbox did not reach our own webhook");
            let detail = "Our own webhook was not reached.";
            Err(Problem::new(Kind::Unavailable, detail))
        }
    }
}

/// Who listens on every address is reached on its own.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        let own = match address.ip() {
            IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::LOCALHOST),
        };
        address.set_ip(own);
    }
    address
}

async fn read_back(
    services: &Services,
    from: PhoneNumber,
    id: &str,
) -> Result<InboundOut, Problem> {
    let filter = Filter {
        phone: Some(from),
        ..Filter::default()
    };
    let rows = inbox::list(services.core.db.reader(), filter, LATEST).await?;
    let row = rows
        .into_iter()
        .find(|row| row.provider_message_id.as_deref() == Some(id));
    row.map(InboundOut::from).ok_or_else(|| {
        let detail = "Our own webhook took the reply, but it is not in the inbox.";
        Problem::new(Kind::Internal, detail)
    })
}
