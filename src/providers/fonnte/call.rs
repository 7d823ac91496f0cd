//! Calling Fonnte. HTTP says 200 to nearly everything; only `status` in the body tells
//! (`fonnte.md` 1.3 and 1.4).

use std::borrow::Cow;

use reqwest::header::AUTHORIZATION;

use super::{DEVICE, Fonnte, TOKEN, wire};
use crate::people::Address;
use crate::providers::body::Fields;
use crate::providers::{Accepted, Account, Health, Outgoing, SendError, http};

/// Where Fonnte is.
const BASE_URL: &str = "https://api.fonnte.com";
/// Keeps Fonnte from reading `{name}` in a text as a variable of its own: shown, it is nothing.
const ZERO_WIDTH_SPACE: char = '\u{200B}';

/// What a refusal means for what comes next.
#[derive(Clone, Copy)]
enum Refusal {
    Account,
    Recipient,
    Message,
}

/// The reasons of `fonnte.md` 1.4 as they are matched: anywhere, in any capitals, the first one
/// first. The wording drifts; what is not listed is a refusal of the message.
const REASONS: &[(&str, Refusal)] = &[
    ("token invalid", Refusal::Account),
    ("invalid token", Refusal::Account),
    ("devices must belong", Refusal::Account),
    ("unknown user", Refusal::Account),
    ("insufficient quota", Refusal::Account),
    ("disconnected device", Refusal::Account),
    ("target invalid", Refusal::Recipient),
    ("target input invalid", Refusal::Recipient),
    ("input invalid", Refusal::Message),
    ("invalid/empty body value", Refusal::Message),
    ("target required", Refusal::Message),
    ("unknown inbox id", Refusal::Message),
    ("json format invalid", Refusal::Message),
    ("url invalid", Refusal::Message),
    ("url unreachable", Refusal::Message),
    ("file format not supported", Refusal::Message),
    ("file size must under", Refusal::Message),
];

/// Sends a text: as a form, because JSON is refused whenever a type displeases (`fonnte.md` 1.1).
pub(super) async fn send(
    fonnte: &Fonnte,
    message: &Outgoing<'_>,
    account: &Account,
) -> Result<Accepted, SendError> {
    let target = target(message.to)?;
    if message.text.trim().is_empty() {
        return Err(SendError::Rejected {
            detail: "the text is empty".to_owned(),
        });
    }
    let text = without_variables(message.text);
    let mut form = vec![("target", target.as_str()), ("message", text.as_str())];
    if message.to.phone().is_some() {
        // The number has its country code: Fonnte is not to put another in its place. It does so
        // to ids as well unless the field is left out.
        form.push(("countryCode", "0"));
    }
    let request = fonnte
        .client
        .post(format!("{}/send", account.base_url(BASE_URL)))
        .header(AUTHORIZATION, token(account)?)
        .form(&form);
    let answer = http::ask(request, fonnte.timeout, account).await?;
    let fields = accepted(&answer, account)?;
    Ok(Accepted {
        provider_message_id: fields.words("id").into_iter().next(),
    })
}

/// Asks for the device's profile (`fonnte.md` 5).
pub(super) async fn test(fonnte: &Fonnte, account: &Account) -> Result<Health, SendError> {
    let request = fonnte
        .client
        .post(format!("{}/device", account.base_url(BASE_URL)))
        .header(AUTHORIZATION, token(account)?);
    let answer = http::ask(request, fonnte.timeout, account).await?;
    let fields = accepted(&answer, account)?;
    let word = |name| fields.word(&[name]);
    let device_status = word("device_status").unwrap_or_default();
    if !device_status.eq_ignore_ascii_case("connect")
        && !device_status.eq_ignore_ascii_case("connected")
    {
        return Err(SendError::AccountDown {
            detail: http::detail(&format!("the device says “{device_status}”"), account),
        });
    }
    if word("quota").is_some_and(|quota| quota.trim() == "0") {
        return Err(SendError::AccountDown {
            detail: "the quota is used up".to_owned(),
        });
    }
    let device = word("device");
    let mut parts = vec!["device connected".to_owned()];
    for (name, label) in [
        ("package", "package"),
        ("quota", "quota"),
        ("expired", "until"),
    ] {
        parts.extend(word(name).map(|value| format!("{label} {value}")));
    }
    if word("package").is_some_and(|package| package.eq_ignore_ascii_case("free")) {
        parts.push("the free package adds a line to every message".to_owned());
    }
    let other_device = account.setting(DEVICE).zip(device.as_deref());
    if other_device.is_some_and(|(known, given)| wire::device_key(known) != wire::device_key(given))
    {
        parts.push(
            "its number is not the one in the setting `device`, so its webhooks are refused"
                .to_owned(),
        );
    }
    Ok(Health {
        detail: http::detail(&parts.join(", "), account),
        device: device.map(Cow::into_owned),
    })
}

fn token(account: &Account) -> Result<&str, SendError> {
    account
        .setting(TOKEN)
        .ok_or_else(|| SendError::AccountDown {
            detail: "the setting `token` is missing".to_owned(),
        })
}

/// Digits, or an id that WhatsApp gave in their place; `,` and `|` would be syntax here.
fn target(to: &Address) -> Result<String, SendError> {
    let target = match to {
        Address::Phone(phone) => Some(phone.digits().to_owned()),
        Address::Opaque(id) => id
            .strip_prefix("lid:")
            .filter(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
            .map(|id| format!("{id}@lid")),
    };
    target.ok_or_else(|| SendError::Rejected {
        detail: "Fonnte cannot write to this kind of address".to_owned(),
    })
}

/// `{name}` is a variable to Fonnte, empty here, and an unreplaced one is refused
/// (`fonnte.md` 1.2).
fn without_variables(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for char in text.chars() {
        safe.push(char);
        if char == '{' {
            safe.push(ZERO_WIDTH_SPACE);
        }
    }
    safe
}

/// The answer of a call that did what it was asked.
fn accepted<'a>(answer: &'a http::Answer, account: &Account) -> Result<Fields<'a>, SendError> {
    let fields = answer
        .fields()
        .ok_or_else(|| answer.without_verdict(account))?;
    match fields.flag(&["status"]) {
        Some(true) if answer.status.is_success() => Ok(fields),
        Some(false) => Err(refused(&fields, account)),
        Some(true) | None => Err(answer.without_verdict(account)),
    }
}

fn refused(fields: &Fields, account: &Account) -> SendError {
    let reason = fields
        .word(&["reason", "detail", "message"])
        .unwrap_or(Cow::Borrowed("no reason given"));
    let detail = http::detail(&reason, account);
    let reason = reason.to_lowercase();
    let meaning = REASONS
        .iter()
        .find(|(text, _)| reason.contains(text))
        .map_or(Refusal::Message, |(_, meaning)| *meaning);
    match meaning {
        Refusal::Account => SendError::AccountDown { detail },
        Refusal::Recipient => SendError::BadRecipient { detail },
        Refusal::Message => SendError::Rejected { detail },
    }
}
