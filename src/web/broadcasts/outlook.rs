//! What a draft would come to: the text as somebody would get it, and how many would.

use entity::broadcast::Model;

use crate::broadcast::draft;
use crate::broadcast::trial;
use crate::lang::Lang;
use crate::web::reasons::reason;

/// How many would get it, and how many not.
#[derive(Clone, Debug)]
pub(super) struct Counts {
    pub(super) selected: i64,
    pub(super) allowed: i64,
    /// Code, words, how many; the most frequent first.
    pub(super) withheld: Vec<(String, String, i64)>,
}

/// What a draft would come to.
#[derive(Clone, Debug, Default)]
pub(super) struct Outlook {
    /// The text with sample values; empty if there is none.
    pub(super) text: String,
    pub(super) counts: Option<Counts>,
    /// Why it cannot be told yet.
    pub(super) said: Option<String>,
}

impl Outlook {
    /// The text alone.
    pub(super) fn of_text(text: &str) -> Self {
        Self {
            text: trial::sample(text.trim_end()),
            ..Self::default()
        }
    }

    /// As it was counted when the draft was last changed.
    pub(super) fn of_draft(lang: Lang, row: &Model) -> Self {
        let dry_run = draft::dry_run_of(row);
        Self {
            counts: Some(Counts {
                selected: dry_run.selected,
                allowed: dry_run.allowed,
                withheld: by_reason(lang, dry_run.withheld),
            }),
            ..Self::of_text(&row.text)
        }
    }

    /// Something is missing before it can be counted.
    pub(super) fn unknown(text: &str, said: Option<String>) -> Self {
        Self {
            said,
            ..Self::of_text(text)
        }
    }
}

/// Counts by reason, with words, the most frequent first.
pub(in crate::web) fn by_reason(
    lang: Lang,
    counts: impl IntoIterator<Item = (String, i64)>,
) -> Vec<(String, String, i64)> {
    let mut rows: Vec<_> = counts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(code, count)| {
            let words = reason(lang, &code);
            (code, words, count)
        })
        .collect();
    rows.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
    rows
}
