//! Calling Watzap (`watzap.md` 1, 2 and 3). The credentials travel in the body.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::{API_KEY, MODE, NUMBER_KEY, PHONE_NUMBER_ID, Watzap, verdict};
use crate::providers::body::Fields;
use crate::providers::{Accepted, Account, Health, Outgoing, SendError, http};

/// Where Watzap is.
const BASE_URL: &str = "https://api.watzap.id/v1";

/// Which of the two products an account uses.
enum Mode<'a> {
    /// A linked device, addressed by its number key.
    Linked { number_key: &'a str },
    /// Meta's interface, resold.
    Official,
}

impl<'a> Mode<'a> {
    fn of(account: &'a Account) -> Result<Self, SendError> {
        let mode = account.setting(MODE).map(str::to_ascii_lowercase);
        match (mode.as_deref(), account.setting(NUMBER_KEY)) {
            (Some("w"), _) | (None, None) => Ok(Self::Official),
            (Some("u") | None, Some(number_key)) => Ok(Self::Linked { number_key }),
            (Some("u"), None) => Err(missing(NUMBER_KEY)),
            (Some(_), _) => Err(SendError::AccountDown {
                detail: "the setting `mode` is neither `u` nor `w`".to_owned(),
            }),
        }
    }
}

/// Sends a text. In mode U the answer is asked to wait until the text left; in mode W exactly the
/// documented fields go out, because with one more Watzap answers 200 and drops the message.
pub(super) async fn send(
    watzap: &Watzap,
    message: &Outgoing<'_>,
    account: &Account,
) -> Result<Accepted, SendError> {
    let phone = message.to.phone().ok_or_else(|| SendError::Rejected {
        detail: "Watzap writes to phone numbers only".to_owned(),
    })?;
    if message.text.trim().is_empty() {
        return Err(SendError::Rejected {
            detail: "the text is empty".to_owned(),
        });
    }
    let api_key = api_key(account)?;
    let (path, body) = match Mode::of(account)? {
        Mode::Linked { number_key } => (
            "send_message",
            json!({
                "api_key": api_key,
                "number_key": number_key,
                "phone_no": phone.digits(),
                "message": message.text,
                "wait_until_send": "1",
            }),
        ),
        Mode::Official => (
            "waba_send_message",
            json!({
                "api_key": api_key,
                "phone_no": phone.digits(),
                "message": message.text,
            }),
        ),
    };
    let answer = ask(watzap, path, &body, account).await?;
    let fields = verdict::of(&answer, account)?;
    let inside = fields.object("data").unwrap_or_default();
    Ok(Accepted {
        provider_message_id: fields
            .word(&["wamid"])
            .or_else(|| inside.word(&["wamid"]))
            .map(Cow::into_owned),
    })
}

/// Asks for the account and its numbers; the only health call there is.
pub(super) async fn test(watzap: &Watzap, account: &Account) -> Result<Health, SendError> {
    let mode = Mode::of(account)?;
    let body = json!({ "api_key": api_key(account)? });
    let answer = ask(watzap, "checking_key", &body, account).await?;
    let fields = verdict::of(&answer, account)?;
    let profile = fields.object("data").unwrap_or_default();
    let mut parts = Vec::new();
    let device = match mode {
        Mode::Linked { number_key } => {
            let licence = licence(&profile, number_key)?;
            if licence.flag(&["is_connected"]) != Some(true) {
                return Err(SendError::AccountDown {
                    detail: "the number is not connected; pair it again in Watzap".to_owned(),
                });
            }
            parts.push("number connected".to_owned());
            licence.word(&["wa_number"]).map(Cow::into_owned)
        }
        Mode::Official => {
            parts.push("key accepted".to_owned());
            account.setting(PHONE_NUMBER_ID).map(str::to_owned)
        }
    };
    parts.extend(profile.word(&["plan"]).map(|plan| format!("plan {plan}")));
    parts.extend(
        profile
            .word(&["expires_on"])
            .map(|day| format!("until {day}")),
    );
    Ok(Health {
        detail: http::detail(&parts.join(", "), account),
        device,
    })
}

async fn ask(
    watzap: &Watzap,
    path: &str,
    body: &Value,
    account: &Account,
) -> Result<http::Answer, SendError> {
    let request = watzap
        .client
        .post(format!("{}/{path}", account.base_url(BASE_URL)))
        .json(body);
    http::ask(request, watzap.timeout, account).await
}

/// The licence of one number: its key is the number key.
fn licence<'a>(profile: &'a Fields, number_key: &str) -> Result<Fields<'a>, SendError> {
    profile
        .list("licenses_key")
        .into_iter()
        .flatten()
        .filter_map(Fields::of_value)
        .find(|licence| licence.word(&["key"]).as_deref() == Some(number_key))
        .ok_or_else(|| SendError::AccountDown {
            detail: "the account has no number with this number key".to_owned(),
        })
}

fn api_key(account: &Account) -> Result<&str, SendError> {
    account.setting(API_KEY).ok_or_else(|| missing(API_KEY))
}

fn missing(setting: &str) -> SendError {
    SendError::AccountDown {
        detail: format!("the setting `{setting}` is missing"),
    }
}
