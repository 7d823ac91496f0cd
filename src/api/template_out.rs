//! Previews and versions of templates as JSON.

use std::collections::BTreeMap;

use entity::template_version::Model;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::json::present;
use crate::lang::{Lang, Say};
use crate::outbound::template_lint::Finding;
use crate::outbound::template_preview::Preview;
use crate::time::Timestamp;

/// What is to be previewed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TemplatePreviewRequest)]
pub(super) struct PreviewIn {
    /// Another text than the one that is kept.
    #[serde(default, deserialize_with = "present")]
    pub(super) body: Option<String>,
    /// Values for marks; the others get samples.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Object>)]
    pub(super) values: Option<BTreeMap<String, String>>,
}

/// A text as somebody would get it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TemplatePreview)]
pub(super) struct PreviewOut {
    text: String,
    /// The values it was filled with.
    #[schema(value_type = Object)]
    values: BTreeMap<String, String>,
    /// Whether the text can be saved.
    valid: bool,
    findings: Vec<FindingOut>,
}

/// What is wrong with a text, or might be better.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TemplateFinding)]
pub(super) struct FindingOut {
    /// A name that never changes, such as `malformed_mark`, `broken_promise` or `stop_missing`.
    code: &'static str,
    /// `error` keeps the text from being saved; `advice` does not.
    severity: &'static str,
    message: String,
}

impl From<Finding> for FindingOut {
    fn from(finding: Finding) -> Self {
        Self {
            code: finding.code,
            severity: if finding.is_error { "error" } else { "advice" },
            message: finding.say(Lang::En),
        }
    }
}

impl From<Preview> for PreviewOut {
    fn from(preview: Preview) -> Self {
        Self {
            text: preview.text,
            values: preview.values,
            valid: !preview.findings.iter().any(|finding| finding.is_error),
            findings: preview.findings.into_iter().map(Into::into).collect(),
        }
    }
}

/// A text that a template has or had.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TemplateVersion)]
pub(super) struct VersionOut {
    version: i64,
    name: String,
    body: String,
    language: String,
    /// Who wrote it.
    actor: String,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

impl From<Model> for VersionOut {
    fn from(row: Model) -> Self {
        Self {
            version: row.version,
            name: row.name,
            body: row.body,
            language: row.language,
            actor: row.actor,
            at: Timestamp::from_millis(row.at),
        }
    }
}
