//! Playing a citizen: what somebody types in the simulator goes to our own webhook as a gateway
//! would post it, so that everything behind it is what a real reply meets.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use entity::inbound_message::Model;
use entity::words::AccountKind;
use reqwest::StatusCode;
use reqwest::header::CONTENT_TYPE;

use super::inbox::{self, Filter};
use crate::core::Core;
use crate::database::StoreError;
use crate::keys;
use crate::lang::{Lang, Say};
use crate::live::Live;
use crate::outbound::message::LONGEST_TEXT;
use crate::people::PhoneNumber;
use crate::providers::Account;
use crate::providers::account::WEBHOOK_SECRET;
use crate::providers::sandbox::SandboxReply;
use crate::staff::audit;

/// How long our own webhook may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Among so many of the latest messages of the number the reply is found again.
const LATEST: u64 = 50;

/// What playing needs of the running service.
#[derive(Clone, Copy)]
pub struct Stage<'a> {
    /// Database, clock, ids.
    pub core: &'a Core,
    /// The accounts.
    pub live: &'a Live,
    /// For the call to ourselves.
    pub client: &'a reqwest::Client,
    /// Where this server listens.
    pub address: SocketAddr,
}

/// Why a reply was not played.
#[derive(Debug, thiserror::Error)]
pub enum PlayError {
    /// There is no sandbox account, or it is switched off.
    #[error("there is no sandbox account in use")]
    NoSandbox,
    /// More than WhatsApp takes in one message.
    #[error("has more than {LONGEST_TEXT} characters")]
    TooLong,
    /// Our own webhook refused it.
    #[error("our own webhook answered {0}")]
    NotTaken(StatusCode),
    /// Our own webhook could not be called.
    #[error("our own webhook was not reached")]
    NotReached,
    /// Our own webhook took it, and yet it is not there.
    #[error("our own webhook took the reply, but it is not in the inbox")]
    Lost,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Say for PlayError {
    fn say(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::NoSandbox => "akun sandbox tidak ada atau dimatikan".to_owned(),
            Self::TooLong => format!("teks lebih dari {LONGEST_TEXT} karakter"),
            Self::NotTaken(status) => format!("webhook kita sendiri menjawab {status}"),
            Self::NotReached => "webhook kita sendiri tidak terjangkau".to_owned(),
            Self::Lost => {
                "webhook kita menerima balasan itu, tetapi tidak ada di kotak masuk".to_owned()
            }
            Self::Store(_) => "basis data tidak dapat dipakai saat ini".to_owned(),
        }
    }
}

/// The sandbox account, if it may be used.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn sandbox(live: &Live) -> Result<Option<Arc<Account>>, StoreError> {
    live.refresh().await?;
    Ok(live.latest().choose(Some(AccountKind::Sandbox)).cloned())
}

/// Posts a text to the webhook of the sandbox account as if this number had written it, and
/// returns how it was recorded. Who played whom is in the audit trail before anything is: no words
/// are put into anybody's mouth unseen.
///
/// # Errors
/// [`PlayError`] says why not.
pub async fn reply(
    stage: Stage<'_>,
    from: &PhoneNumber,
    text: String,
    actor: &str,
) -> Result<Model, PlayError> {
    if text.chars().count() > LONGEST_TEXT {
        return Err(PlayError::TooLong);
    }
    let account = sandbox(stage.live).await?.ok_or(PlayError::NoSandbox)?;
    let reply = SandboxReply {
        id: format!("sandbox-reply-{}", stage.core.next_id()),
        from: from.as_str().to_owned(),
        text,
        sent_at: stage.core.now().millis(),
    };
    audit::note(stage.core, actor, "simulator.played", from.as_str()).await?;
    deliver(stage, &account, &reply).await?;
    let filter = Filter {
        phone: Some(from.clone()),
        ..Filter::default()
    };
    let rows = inbox::list(stage.core.db.reader(), filter, LATEST).await?;
    rows.into_iter()
        .find(|row| row.provider_message_id.as_deref() == Some(&reply.id))
        .ok_or(PlayError::Lost)
}

async fn deliver(
    stage: Stage<'_>,
    account: &Account,
    reply: &SandboxReply,
) -> Result<(), PlayError> {
    let address = reachable(stage.address);
    let url = format!("http://{address}{}", account.webhook_path());
    let body = serde_json::to_vec(reply).unwrap_or_default();
    let mut request = stage
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
        Ok(answer) => Err(PlayError::NotTaken(answer.status())),
        Err(error) => {
            // The address holds the token of the webhook.
            let error = error.without_url();
            tracing::warn!(%error, "the sandbox did not reach our own webhook");
            Err(PlayError::NotReached)
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
