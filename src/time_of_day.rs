//! Hours of the day in the zone of the office.

use std::str::FromStr;

use chrono::{Days, NaiveTime, TimeZone};
use chrono_tz::Tz;

use crate::time::Timestamp;

/// The hours in which bulk messages wait, such as `20:00-07:00`: from the first minute up to, and
/// not including, the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietHours {
    from: NaiveTime,
    until: NaiveTime,
}

impl FromStr for QuietHours {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (from, until) = text.split_once('-').ok_or(())?;
        let time = |part: &str| NaiveTime::parse_from_str(part.trim(), "%H:%M").or(Err(()));
        let (from, until) = (time(from)?, time(until)?);
        if from == until {
            Err(())
        } else {
            Ok(Self { from, until })
        }
    }
}

impl QuietHours {
    /// When the quiet ends, if `now` lies in it.
    pub fn end(&self, now: Timestamp, zone: Tz) -> Option<Timestamp> {
        let local = now.to_utc().with_timezone(&zone);
        let time = local.time();
        let over_midnight = self.from > self.until;
        let quiet = if over_midnight {
            time >= self.from || time < self.until
        } else {
            time >= self.from && time < self.until
        };
        if !quiet {
            return None;
        }
        let mut day = local.date_naive();
        if over_midnight && time >= self.from {
            day = day.checked_add_days(Days::new(1))?;
        }
        let end = zone
            .from_local_datetime(&day.and_time(self.until))
            .earliest()?;
        Some(Timestamp::from_millis(end.timestamp_millis()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_millis(
            chrono::DateTime::parse_from_rfc3339(text)
                .unwrap()
                .timestamp_millis(),
        )
    }

    #[test]
    fn quiet_hours_end_in_the_morning_of_the_office() {
        let quiet: QuietHours = "20:00-07:00".parse().unwrap();
        let zone = chrono_tz::Asia::Jakarta;
        for (now, end) in [
            ("2026-11-22T19:59:59+07:00", None),
            (
                "2026-11-22T20:00:00+07:00",
                Some("2026-11-23T07:00:00+07:00"),
            ),
            (
                "2026-11-23T00:30:00+07:00",
                Some("2026-11-23T07:00:00+07:00"),
            ),
            (
                "2026-11-23T06:59:59+07:00",
                Some("2026-11-23T07:00:00+07:00"),
            ),
            ("2026-11-23T07:00:00+07:00", None),
        ] {
            assert_eq!(quiet.end(at(now), zone), end.map(at), "{now}");
        }
    }
}
