//! The labelled replies of `tests/replies`.

use std::str::FromStr;

use super::{Context, Intent};

const ALIKE: &str = include_str!("../../../tests/replies/alike.tsv");
const BESIDE: &str = include_str!("../../../tests/replies/beside.tsv");
const CLOSE: &str = include_str!("../../../tests/replies/close.tsv");
pub(super) const DEV: &str = include_str!("../../../tests/replies/dev.tsv");
const FIELD: &str = include_str!("../../../tests/replies/field.tsv");
const FRESH: &str = include_str!("../../../tests/replies/fresh.tsv");
const LATER: &str = include_str!("../../../tests/replies/later.tsv");
const MIXED: &str = include_str!("../../../tests/replies/mixed.tsv");
pub(super) const OPEN: &str = include_str!("../../../tests/replies/open.tsv");
const PEOPLE: &str = include_str!("../../../tests/replies/people.tsv");
const PLAIN: &str = include_str!("../../../tests/replies/plain.tsv");
const TRADES: &str = include_str!("../../../tests/replies/trades.tsv");
const VARIED: &str = include_str!("../../../tests/replies/varied.tsv");
const WIDE: &str = include_str!("../../../tests/replies/wide.tsv");

/// Every labelled reply that is to be understood.
pub(super) fn all_labelled() -> Vec<Labelled> {
    [
        ALIKE, BESIDE, CLOSE, DEV, FIELD, FRESH, LATER, MIXED, PEOPLE, PLAIN, TRADES, VARIED, WIDE,
    ]
    .into_iter()
    .flat_map(labelled)
    .collect()
}

pub(super) struct Labelled {
    pub(super) context: Context,
    pub(super) accepted: Vec<Intent>,
    pub(super) text: String,
}

pub(super) fn labelled(file: &str) -> Vec<Labelled> {
    file.lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(|line| {
            let mut columns = line.splitn(3, '\t');
            let context = columns.next().and_then(|name| Context::from_str(name).ok());
            let accepted = columns.next().map(|names| {
                names
                    .split('|')
                    .filter_map(|name| Intent::from_str(name).ok())
                    .collect::<Vec<_>>()
            });
            let text = columns.next().map(|text| text.replace("\\n", "\n"));
            match (context, accepted, text) {
                (Some(context), Some(accepted), Some(text)) if !accepted.is_empty() => Labelled {
                    context,
                    accepted,
                    text,
                },
                _ => unreachable!("a line of the labelled set: {line:?}"),
            }
        })
        .collect()
}
