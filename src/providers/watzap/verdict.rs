//! What Watzap's answer to a send means. HTTP says 200 to refusals, too; the verdict is in the
//! body, in the order `status`, `ack`, `message` (`watzap.md` 4).

use std::time::Duration;

use crate::providers::body::Fields;
use crate::providers::http::Answer;
use crate::providers::{Account, SendError, http};

/// Answers to "other error", which is worth one more try later.
const LATER: Duration = Duration::from_mins(1);

/// Accepted, or what the refusal allows.
pub(super) fn of<'a>(answer: &'a Answer, account: &Account) -> Result<Fields<'a>, SendError> {
    let fields = answer
        .fields()
        .ok_or_else(|| answer.without_verdict(account))?;
    let status = fields.word(&["status"]).unwrap_or_default();
    let ack = fields.word(&["ack"]).unwrap_or_default();
    let message = fields.word(&["message"]).unwrap_or_default();
    let ack = ack.to_lowercase();
    let said: Vec<&str> = [&*status, &ack, &message]
        .into_iter()
        .filter(|word| !word.is_empty())
        .collect();
    let said = said.join(", ");
    let detail = http::detail(&said, account);
    let is_taken = status == "200" || status == "true";
    match (&*status, ack.as_str()) {
        ("1002" | "1003" | "1004" | "3001" | "401" | "402" | "403", _) | (_, "failure") => {
            Err(SendError::AccountDown { detail })
        }
        ("429", _) => Err(SendError::NotSent {
            detail,
            retry_after: None,
        }),
        ("1006", _) => Err(SendError::NotSent {
            detail,
            retry_after: Some(LATER),
        }),
        ("1005", _) | (_, "fatal_error") => Err(of_text(&message, detail)),
        (_, "" | "successfully" | "success" | "pending") if is_taken => {
            if answer.status.is_success() {
                Ok(fields)
            } else {
                Err(answer.without_verdict(account))
            }
        }
        // Taken or not: an acknowledgement that nobody has seen says neither.
        _ if is_taken => Err(SendError::Unknown { detail }),
        ("false", _) => Err(of_text(&message, detail)),
        (code, _) if is_refusal(code) => Err(SendError::Rejected { detail }),
        _ => Err(answer.without_verdict(account)),
    }
}

/// 1005 is an umbrella; the text tells, in no stable wording.
fn of_text(message: &str, detail: String) -> SendError {
    let message = message.to_lowercase();
    let says = |texts: &[&str]| texts.iter().any(|text| message.contains(text));
    if says(&["invalid whatsapp number"]) {
        SendError::BadRecipient { detail }
    } else if says(&[
        "rekoneksi",
        "reconnect",
        "invalid api key",
        "invalid api-key",
        "invalid number key",
        "upgrade",
    ]) {
        SendError::AccountDown { detail }
    } else {
        SendError::Rejected { detail }
    }
}

/// The four-digit codes that are mentioned without a meaning, and refusals in HTTP's own terms.
fn is_refusal(code: &str) -> bool {
    code.bytes().all(|byte| byte.is_ascii_digit())
        && (code.len() == 4 || (code.len() == 3 && code.starts_with('4')))
}
