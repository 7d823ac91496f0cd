//! Medians, and whether they meet a target.

use std::fmt::{self, Display, Formatter};

/// A target, and on which side of it a value is right.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Goal {
    AtLeast(f64),
    Below(f64),
}

impl Goal {
    /// Whether `value` meets the goal, for the start of a line.
    pub(crate) fn verdict(self, value: Option<f64>) -> String {
        let Some(value) = value else {
            return format!("?    {:>9}", "-");
        };
        let met = match self {
            Self::AtLeast(target) => value >= target,
            Self::Below(target) => value < target,
        };
        format!("{} {value:>9.2}", if met { "pass" } else { "MISS" })
    }
}

impl Display for Goal {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(target) => write!(out, "at least {target}"),
            Self::Below(target) => write!(out, "below {target}"),
        }
    }
}

/// The middle of some values, and how far they lie apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spread {
    pub(crate) least: f64,
    pub(crate) median: f64,
    pub(crate) most: f64,
}

impl Spread {
    /// Nothing if there are no values.
    pub(crate) fn of(values: impl Iterator<Item = f64>) -> Option<Self> {
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        let upper = *values.get(values.len() / 2)?;
        let lower = *values.get((values.len() - 1) / 2)?;
        Some(Self {
            least: *values.first()?,
            median: f64::midpoint(lower, upper),
            most: *values.last()?,
        })
    }
}

/// Median (least..most), with so many decimals.
pub(crate) fn shown(spread: Option<Spread>, digits: usize) -> String {
    spread.map_or_else(
        || "-".to_owned(),
        |Spread {
             least,
             median,
             most,
         }| { format!("{median:.digits$} ({least:.digits$}..{most:.digits$})") },
    )
}
