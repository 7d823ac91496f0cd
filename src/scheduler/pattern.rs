//! When something runs: five fields as cron has them, in the zone of the office.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use croner::Cron;

use crate::time::Timestamp;

/// Minute, hour, day, month, day of the week.
const FIELDS: usize = 5;

/// When something runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Cron);

/// A text that says no time, or one that never comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("five fields as cron has them are expected, such as 0 8 * * *")]
pub struct BadPattern;

impl FromStr for Pattern {
    type Err = BadPattern;

    fn from_str(text: &str) -> Result<Self, BadPattern> {
        if text.split_whitespace().count() != FIELDS {
            return Err(BadPattern);
        }
        let pattern = text.parse().map(Self).or(Err(BadPattern))?;
        // The 30th of February is well written, and never comes.
        let comes = pattern.after(DateTime::UNIX_EPOCH, Tz::UTC).is_some();
        comes.then_some(pattern).ok_or(BadPattern)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

impl Pattern {
    /// The first time after a moment.
    pub fn next_after(&self, moment: Timestamp, zone: Tz) -> Option<Timestamp> {
        self.after(moment.to_utc(), zone)
    }

    fn after(&self, moment: DateTime<Utc>, zone: Tz) -> Option<Timestamp> {
        let next = self
            .0
            .find_next_occurrence(&moment.with_timezone(&zone), false);
        Some(Timestamp::from_millis(next.ok()?.timestamp_millis()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_rfc3339(text).unwrap()
    }

    #[test]
    fn eight_in_the_morning_is_that_of_the_office() {
        let daily: Pattern = "0 8 * * *".parse().unwrap();
        let zone = chrono_tz::Asia::Jakarta;
        let next = |from| daily.next_after(at(from), zone).unwrap();
        assert_eq!(
            next("2026-11-22T07:59:59+07:00"),
            at("2026-11-22T08:00:00+07:00")
        );
        assert_eq!(
            next("2026-11-22T08:00:00+07:00"),
            at("2026-11-23T08:00:00+07:00")
        );
        assert_eq!(next("2026-12-31T23:00:00Z"), at("2027-01-01T01:00:00Z"));
        assert_eq!(daily.to_string(), "0 8 * * *");
    }

    #[test]
    fn an_hour_that_a_day_does_not_have_skips_no_day() {
        let night: Pattern = "30 2 * * *".parse().unwrap();
        // In Jerusalem there is no 02:30 on 2026-03-27.
        let zone = chrono_tz::Asia::Jerusalem;
        let next = night.next_after(at("2026-03-26T02:30:00+02:00"), zone);
        assert!(next.unwrap() < at("2026-03-27T12:00:00+03:00"));
    }

    #[test]
    fn what_says_no_time_is_refused() {
        for wrong in [
            "",
            "8",
            "0 8 * *",
            "0 0 8 * * *",
            "60 8 * * *",
            "0 24 * * *",
            "0 8 30 2 *",
            "@daily",
            "a b c d e",
        ] {
            assert_eq!(wrong.parse::<Pattern>(), Err(BadPattern), "{wrong:?}");
        }
    }
}
