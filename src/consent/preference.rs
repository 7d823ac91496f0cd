//! What a provider reports that a person set about messages like ours, without a word of theirs:
//! Meta lets people stop and resume the marketing messages of a business.
//!
//! A stop is an opt-out that the person gave, and counts as one. A resume gives the provider's own
//! permission back, and nothing else: who said STOP to the office has not said yes to it again.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::reply::Intent;

/// The rule of a stop.
pub const DENY_PREFERENCE: &str = "deny.preference";
/// The rule of a resume.
pub const NONE_RESUME: &str = "none.resume";
/// The rule of anything else that was set.
pub const NONE_PREFERENCE: &str = "none.preference";

/// What it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// No more of them.
    Stop,
    /// The provider may carry them again.
    Resume,
    /// Not known here.
    Other,
}

impl Choice {
    /// Of the provider's word for it.
    pub fn of(value: Option<&str>) -> Self {
        match value.map(str::trim) {
            Some(word) if word.eq_ignore_ascii_case("stop") => Self::Stop,
            Some(word) if word.eq_ignore_ascii_case("resume") => Self::Resume,
            _ => Self::Other,
        }
    }

    /// What it says about consent.
    pub const fn intent(self) -> Intent {
        match self {
            Self::Stop => Intent::Deny,
            Self::Resume | Self::Other => Intent::None,
        }
    }

    /// The rule that reads it so, as the evidence keeps it.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Stop => DENY_PREFERENCE,
            Self::Resume => NONE_RESUME,
            Self::Other => NONE_PREFERENCE,
        }
    }
}

/// What was reported, in the provider's words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preference {
    /// Of which messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// What was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The provider's sentence about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// On one line: `marketing_messages: stop (User requested to stop marketing messages)`.
impl fmt::Display for Preference {
    fn fmt(&self, line: &mut fmt::Formatter<'_>) -> fmt::Result {
        let category = self.category.as_deref().unwrap_or("?");
        let value = self.value.as_deref().unwrap_or("?");
        write!(line, "{category}: {value}")?;
        match &self.detail {
            Some(detail) => write!(line, " ({detail})"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_stop_says_anything_about_consent() {
        let cases = [
            (Some("stop"), Intent::Deny, "deny.preference"),
            (Some(" STOP "), Intent::Deny, "deny.preference"),
            (Some("resume"), Intent::None, "none.resume"),
            (Some("signup"), Intent::None, "none.preference"),
            (Some("stopped"), Intent::None, "none.preference"),
            (None, Intent::None, "none.preference"),
        ];
        for (value, intent, rule) in cases {
            let choice = Choice::of(value);
            assert_eq!(
                (choice.intent(), choice.rule()),
                (intent, rule),
                "{value:?}"
            );
        }
    }

    #[test]
    fn a_report_is_one_line() {
        let mut reported = Preference {
            category: Some("marketing_messages".to_owned()),
            value: Some("stop".to_owned()),
            detail: None,
        };
        assert_eq!(reported.to_string(), "marketing_messages: stop");
        reported.detail = Some("User requested it".to_owned());
        let line = "marketing_messages: stop (User requested it)";
        assert_eq!(reported.to_string(), line);
    }
}
