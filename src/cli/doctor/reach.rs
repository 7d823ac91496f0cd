//! Whether our own webhook addresses are reached the way a provider would reach them.

use std::time::Duration;

use chrono::DateTime;
use entity::words::AccountKind;
use reqwest::header::DATE;

use super::finding::Finding;
use crate::app::Opened;
use crate::lang::Lang;
use crate::providers::{Account, registry};
use crate::time::Timestamp;

const TIMEOUT: Duration = Duration::from_secs(10);

/// What the calls to ourselves told.
pub(super) struct Reached {
    pub(super) findings: Vec<Finding>,
    /// The clock of whoever answered.
    pub(super) their_time: Option<Timestamp>,
}

/// Calls the address of each account; when nothing answers at all, once is enough.
pub(super) async fn webhooks(opened: &Opened, lang: Lang) -> Reached {
    let Opened { core, .. } = opened;
    let mut reached = Reached {
        findings: Vec::new(),
        their_time: None,
    };
    let accounts = registry::open_all(core.db.reader(), &core.keys.vault)
        .await
        .unwrap_or_default();
    let client = reqwest::Client::builder()
        .timeout(TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .build();
    let client = match client {
        Ok(client) => client,
        Err(error) => {
            reached
                .findings
                .push(Finding::bad("webhook", error.to_string()));
            return reached;
        }
    };
    let url = &core.policy.public_url;
    for account in accounts
        .iter()
        .filter(|account| account.active)
        .filter(|account| account.kind != AccountKind::Sandbox || core.policy.sandbox)
    {
        match call(&client, url, account).await {
            Ok(answer) => {
                reached.their_time = reached.their_time.or(answer.time);
                reached.findings.push(judged(&answer, account, url, lang));
            }
            Err(error) => {
                reached.findings.push(unreachable(&error, url, lang));
                break;
            }
        }
    }
    reached
}

struct Answer {
    status: u16,
    is_ours: bool,
    time: Option<Timestamp>,
}

async fn call(
    client: &reqwest::Client,
    url: &str,
    account: &Account,
) -> Result<Answer, reqwest::Error> {
    let address = format!("{url}/webhooks/{}/{}", account.id, account.webhook_token());
    let response = client.get(address).send().await?;
    let time = response
        .headers()
        .get(DATE)
        .and_then(|date| DateTime::parse_from_rfc2822(date.to_str().ok()?).ok())
        .map(|date| Timestamp::from_millis(date.timestamp_millis()));
    let status = response.status().as_u16();
    let is_ours = status == 200 && response.bytes().await?.trim_ascii() == b"ok";
    Ok(Answer {
        status,
        is_ours,
        time,
    })
}

fn judged(answer: &Answer, account: &Account, url: &str, lang: Lang) -> Finding {
    let check = format!("webhook {}", account.id);
    if answer.is_ours {
        let detail = match lang {
            Lang::Id => format!("terjangkau lewat {url}"),
            Lang::En => format!("reached through {url}"),
        };
        return Finding::good(check, detail);
    }
    let status = answer.status;
    let detail = match lang {
        Lang::Id => format!(
            "{url} menjawab {status}, bukan sebagai layanan ini; periksa SETUJU_PUBLIC_URL dan proxy di depannya"
        ),
        Lang::En => format!(
            "{url} answers {status}, not as this service does; check SETUJU_PUBLIC_URL and the proxy in front"
        ),
    };
    Finding::bad(check, detail)
}

/// The error may hold the address with its token, so only its kind is told.
fn unreachable(error: &reqwest::Error, url: &str, lang: Lang) -> Finding {
    let why = if error.is_timeout() {
        lang.pick(
            "tidak menjawab dalam 10 detik",
            "does not answer within 10 seconds",
        )
    } else if error.is_connect() {
        lang.pick("tidak dapat dihubungi", "cannot be reached")
    } else {
        lang.pick("memutus sambungan", "breaks the connection off")
    };
    let detail = match lang {
        Lang::Id => format!(
            "{url} {why}; pastikan setuju serve berjalan dan SETUJU_PUBLIC_URL mengarah kepadanya"
        ),
        Lang::En => format!(
            "{url} {why}; make sure that setuju serve runs and SETUJU_PUBLIC_URL leads to it"
        ),
    };
    Finding::bad("webhook", detail)
}
