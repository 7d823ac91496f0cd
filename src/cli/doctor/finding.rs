//! One line of the doctor.

use serde::Serialize;

use crate::lang::Lang;

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) enum Verdict {
    #[serde(rename = "ok")]
    Good,
    /// It works, but somebody should look at it.
    #[serde(rename = "warning")]
    Doubtful,
    #[serde(rename = "failed")]
    Bad,
}

/// What a check found.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Finding {
    check: String,
    #[serde(rename = "status")]
    pub(super) verdict: Verdict,
    detail: String,
}

impl Finding {
    pub(super) fn new(
        verdict: Verdict,
        check: impl Into<String>,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            check: check.into(),
            verdict,
            detail: detail.into(),
        }
    }

    pub(super) fn good(check: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(Verdict::Good, check, detail)
    }

    pub(super) fn doubtful(check: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(Verdict::Doubtful, check, detail)
    }

    pub(super) fn bad(check: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(Verdict::Bad, check, detail)
    }

    /// One line of a table for people.
    pub(super) fn row(&self, lang: Lang) -> Vec<String> {
        let verdict = match (self.verdict, lang) {
            (Verdict::Good, Lang::Id) => "baik",
            (Verdict::Good, Lang::En) => "ok",
            (Verdict::Doubtful, Lang::Id) => "PERIKSA",
            (Verdict::Doubtful, Lang::En) => "WARNING",
            (Verdict::Bad, Lang::Id) => "GAGAL",
            (Verdict::Bad, Lang::En) => "FAILED",
        };
        vec![
            verdict.to_owned(),
            self.check.clone(),
            // One line each, also where an error message has several.
            self.detail.replace(['\n', '\r'], " "),
        ]
    }
}
