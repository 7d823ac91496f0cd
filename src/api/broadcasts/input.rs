//! Broadcasts as they come in.

use chrono::DateTime;
use entity::words::Purpose;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use crate::api::json::present;
use crate::api::problem::{Kind, Problem};
use crate::broadcast::audience::Audience;
use crate::broadcast::draft::{Content, DraftChange, DraftError, NewDraft};
use crate::edit::Edit;
use crate::time::Timestamp;

/// A moment in RFC 3339.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment(Timestamp);

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match DateTime::parse_from_rfc3339(&text) {
            Ok(time) => Ok(Self(Timestamp::from_millis(time.timestamp_millis()))),
            Err(_) => Err(serde::de::Error::custom(
                "a time in RFC 3339 is expected, as 2026-11-23T08:00:00+07:00",
            )),
        }
    }
}

/// A broadcast to be drafted: a text or a template, for an audience.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BroadcastIn {
    /// The name people see.
    name: String,
    /// `broadcast`, `opt_in_request` or `service_info`.
    #[schema(value_type = String)]
    purpose: Purpose,
    /// The text. It may hold `{{partner_name}}` and the fields of a permit: `{{registration_id}}`,
    /// `{{permit_number}}`, `{{permit_type}}`, `{{applicant_name}}`, `{{permit_status}}`,
    /// `{{issue_date}}`, `{{expiry_date}}`, `{{days_remaining}}`.
    message: Option<String>,
    /// The key of a template.
    template: Option<String>,
    /// Whom it is for; one message a number.
    #[schema(value_type = Audience)]
    audience: Audience,
    /// The id of the account that sends it, and no other; the default account if left out.
    account: Option<String>,
    /// Once started, it waits for this time.
    #[schema(value_type = Option<String>, format = DateTime)]
    scheduled_at: Option<Moment>,
    /// None of it leaves after.
    #[schema(value_type = Option<String>, format = DateTime)]
    not_after: Option<Moment>,
    /// At most so many a day; the rest follows on the next days by itself.
    limit: Option<i64>,
}

/// What is to be changed of a draft.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BroadcastPatch {
    #[serde(default, deserialize_with = "present")]
    name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    message: Option<String>,
    #[serde(default, deserialize_with = "present")]
    template: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Audience>)]
    audience: Option<Audience>,
    /// `null` for the default account.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    account: Edit<String>,
    /// `null` for at once.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    scheduled_at: Edit<Moment>,
    /// `null` for no end.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    not_after: Edit<Moment>,
    /// `null` for no limit.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    limit: Edit<i64>,
}

fn one_of(message: Option<String>, template: Option<String>) -> Result<Option<Content>, Problem> {
    match (message, template) {
        (Some(_), Some(_)) => Err(neither_or_both()),
        (Some(text), None) => Ok(Some(Content::Text(text))),
        (None, Some(key)) => Ok(Some(Content::Template(key))),
        (None, None) => Ok(None),
    }
}

fn neither_or_both() -> Problem {
    let reason = "exactly one of message and template is needed";
    Problem::field("message", reason).and_field("template", reason)
}

impl BroadcastIn {
    pub(super) fn draft(self) -> Result<NewDraft, Problem> {
        let Self {
            name,
            purpose,
            message,
            template,
            audience,
            account,
            scheduled_at,
            not_after,
            limit,
        } = self;
        Ok(NewDraft {
            name,
            purpose,
            content: one_of(message, template)?.ok_or_else(neither_or_both)?,
            audience,
            account,
            scheduled_at: scheduled_at.map(|moment| moment.0),
            not_after: not_after.map(|moment| moment.0),
            limit,
        })
    }
}

impl BroadcastPatch {
    pub(super) fn change(self) -> Result<DraftChange, Problem> {
        let Self {
            name,
            message,
            template,
            audience,
            account,
            scheduled_at,
            not_after,
            limit,
        } = self;
        let moment = |moment: Moment| Ok::<_, Problem>(moment.0);
        Ok(DraftChange {
            name,
            purpose: None,
            content: one_of(message, template)?,
            audience,
            account,
            scheduled_at: scheduled_at.try_map(moment)?,
            not_after: not_after.try_map(moment)?,
            limit,
        })
    }
}

impl From<DraftError> for Problem {
    fn from(error: DraftError) -> Self {
        let said = error.to_string();
        match error {
            DraftError::NotFound => Self::not_found("broadcast"),
            DraftError::NotADraft(_) => {
                Self::new(Kind::WrongState, format!("{}.", super::capitalised(&said)))
            }
            DraftError::BadName => Self::field("name", said),
            DraftError::BadPurpose => Self::field("purpose", said),
            DraftError::EmptyText(origin)
            | DraftError::TextTooLong(origin)
            | DraftError::UnknownMark(origin, _) => Self::field(origin.field(), said),
            DraftError::NoTemplate(_) => Self::field("template", said),
            DraftError::EmptyAudience => Self::field("audience", said),
            DraftError::TooManyPartners | DraftError::NoPartner(_) => {
                Self::field("audience.partner_ids", said)
            }
            DraftError::TooManyChoices(list) => Self::field(&format!("audience.{list}"), said),
            DraftError::NoAccount(_) => Self::field("account", said),
            DraftError::NoProvider => Self::new(
                Kind::NoProvider,
                "There is no active account, or no default account.",
            ),
            DraftError::TemplateRequired => Self::new(Kind::TemplateRequired, format!("{said}.")),
            DraftError::BadNotAfter => Self::field("not_after", said),
            DraftError::BadLimit => Self::field("limit", said),
            DraftError::Store(error) => error.into(),
        }
    }
}
