//! What an error of the Graph API allows next (Meta, "Error codes").
//!
//! Meta branches by code; the HTTP status is secondary, and titles and subcodes go away.

use std::time::Duration;

use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::Value;

use super::receipt::without_people;
use crate::providers::SendError;

/// Meta's error object, as the answer to a call carries it.
#[derive(Debug, Deserialize)]
pub(super) struct Refusal {
    code: i64,
    #[serde(default)]
    message: Value,
    #[serde(default)]
    error_subcode: Value,
    /// An object with `details`, or a bare string.
    #[serde(default)]
    error_data: Value,
}

/// What the caller may do about a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// Try again; not before so many seconds, where Meta says how long.
    Again(Option<u64>),
    /// Give this message up.
    Stop,
    /// Give this number up.
    NoSuchUser,
    /// Stop sending through this account, keep its queue.
    Pause,
}

/// The decision for each code that Meta lists.
const NEXT: &[(&[i64], Next)] = &[
    // Invalid request or server error, overload, unknown error, service down, media.
    (&[1, 2, 131_000, 131_016, 131_053], Next::Again(None)),
    // Throughput of the number; Flow throttled.
    (&[130_429, 132_069], Next::Again(None)),
    // The limit of calls of the app, of the business account.
    (&[4, 80_007], Next::Again(Some(MINUTE))),
    // One message in six seconds to the same person (Meta, "About the platform").
    (&[131_056], Next::Again(Some(6))),
    // Maintenance takes minutes.
    (&[131_057], Next::Again(Some(2 * MINUTE))),
    // Withheld from this person for now; sooner than after a day it only fails again.
    (&[131_049], Next::Again(Some(DAY))),
    // Not on WhatsApp, terms not accepted, version too old.
    (&[131_026], Next::NoSuchUser),
    // Token, permissions.
    (&[0, 3, 10, 190, 131_005], Next::Pause),
    // The number: deleted, name not approved, not registered, registered too often.
    (&[33, 131_037, 131_045, 133_010, 133_016], Next::Pause),
    // Payment.
    (&[131_042], Next::Pause),
    // Restricted, not allowed in that country, locked, taken for spam, misused templates.
    (&[368, 130_497, 131_031, 131_048, 131_064], Next::Pause),
    // The message: parameter, missing value, wrong value, unsupported type.
    (&[100, 131_008, 131_009, 131_051], Next::Stop),
    // More than 24 hours after the person's last message: only a template would do.
    (&[131_047], Next::Stop),
    // The person: blocked by us, in an experiment, stopped marketing.
    (&[130_403, 130_472, 131_050], Next::Stop),
    // The recipient: ourselves, not on the test list, known by user id only; marketing is off.
    (&[131_021, 131_030, 131_062, 131_063], Next::Stop),
    // Templates: wrong count, missing, too long, against the policy, malformed, wrong format.
    (
        &[132_000, 132_001, 132_005, 132_007, 132_008, 132_012],
        Next::Stop,
    ),
    // Templates: paused, disabled; Flow blocked.
    (&[132_015, 132_016, 132_068], Next::Stop),
];

const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;

impl Refusal {
    /// The error object of an answer, if it has one.
    pub(super) fn of(answer: &Value) -> Option<Self> {
        Self::deserialize(answer.get("error")?).ok()
    }

    /// What may be done next. `retry_after` is the header of that name.
    pub(super) fn into_error(self, status: StatusCode, retry_after: Option<Duration>) -> SendError {
        let detail = self.detail();
        match self.next() {
            // "Possible server error": behind a 5xx nobody knows what was done.
            Some(_) if self.code == 1 && status.is_server_error() => SendError::Unknown { detail },
            None if status.is_server_error() => SendError::Unknown { detail },
            None if status == StatusCode::TOO_MANY_REQUESTS => SendError::NotSent {
                detail,
                retry_after,
            },
            None if status == StatusCode::UNAUTHORIZED => SendError::AccountDown { detail },
            Some(Next::Again(seconds)) => SendError::NotSent {
                detail,
                retry_after: retry_after.max(seconds.map(Duration::from_secs)),
            },
            Some(Next::NoSuchUser) => SendError::BadRecipient { detail },
            Some(Next::Pause) => SendError::AccountDown { detail },
            Some(Next::Stop) | None => SendError::Rejected { detail },
        }
    }

    /// The decision for a code; `None` for one that is not in the list.
    fn next(&self) -> Option<Next> {
        // Graph's way to say that the phone number id is gone, or not visible to the token.
        if self.code == 100 && self.error_subcode.as_i64() == Some(33) {
            return Some(Next::Pause);
        }
        // The whole range means that a permission is missing.
        if (200..=299).contains(&self.code) {
            return Some(Next::Pause);
        }
        NEXT.iter()
            .find(|(codes, _)| codes.contains(&self.code))
            .map(|(_, next)| *next)
    }

    /// `131047: Re-engagement message (…)`, without anybody's number.
    fn detail(&self) -> String {
        let message = self.message.as_str().unwrap_or("error of the Graph API");
        let prefix = format!("(#{})", self.code);
        let message = message.strip_prefix(&prefix).unwrap_or(message).trim();
        let details = self.error_data.get("details").unwrap_or(&self.error_data);
        let text = match details.as_str() {
            Some(details) if details != message => format!("{message} ({details})"),
            _ => message.to_owned(),
        };
        format!("{}: {}", self.code, without_people(&text))
    }
}
