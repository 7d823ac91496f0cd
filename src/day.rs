//! A day of the calendar, in the zone of the office.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::time::Timestamp;

/// A day, written `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub NaiveDate);

impl Day {
    /// The day on which a moment falls.
    pub fn of(moment: Timestamp, zone: Tz) -> Self {
        Self(moment.to_utc().with_timezone(&zone).date_naive())
    }
}

/// A text that is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a day is expected, as 2026-12-31")]
pub struct NoDay;

impl FromStr for Day {
    type Err = NoDay;

    fn from_str(text: &str) -> Result<Self, NoDay> {
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let parts: Vec<_> = text.split('-').collect();
        let [year, month, day] = parts.as_slice() else {
            return Err(NoDay);
        };
        let is_written_so = year.len() == 4 && month.len() == 2 && day.len() == 2;
        if !is_written_so || ![year, month, day].into_iter().all(|part| digits(part)) {
            return Err(NoDay);
        }
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map(Self)
            .or(Err(NoDay))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.format("%Y-%m-%d").fmt(f)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_in_one_way_only() {
        let day: Day = "2026-02-28".parse().unwrap();
        assert_eq!(day.to_string(), "2026-02-28");
        for wrong in [
            "2026-2-28",
            "2026-02-29",
            "28-02-2026",
            "",
            "+026-02-28",
            "2026-02-28 ",
        ] {
            assert_eq!(wrong.parse::<Day>(), Err(NoDay), "{wrong:?}");
        }
    }

    #[test]
    fn midnight_is_that_of_the_office() {
        let evening = Timestamp::from_millis(1_795_366_799_999); // 2026-11-22 23:59:59.999 WIB
        let zone = chrono_tz::Asia::Jakarta;
        assert_eq!(Day::of(evening, zone).to_string(), "2026-11-22");
        let next = Timestamp::from_millis(evening.millis() + 1);
        assert_eq!(Day::of(next, zone).to_string(), "2026-11-23");
    }
}
