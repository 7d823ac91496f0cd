//! When the office rests: quiet hours of the day and holidays, in its zone.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

use crate::day::{Day, NoDay};
use crate::time::Timestamp;

/// Holidays in a row, with the quiet hours around them, that are looked through at most.
const LONGEST_REST: usize = 1000;

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

impl fmt::Display for QuietHours {
    /// As it is read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, until) = (self.from.format("%H:%M"), self.until.format("%H:%M"));
        write!(f, "{from}-{until}")
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
        at(day, self.until, zone)
    }
}

/// The days on which the office is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holidays(BTreeSet<Day>);

impl FromStr for Holidays {
    type Err = NoDay;

    /// Days with commas between them; nothing for none.
    fn from_str(text: &str) -> Result<Self, NoDay> {
        let days = text.split(',').map(str::trim).filter(|day| !day.is_empty());
        days.map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

impl Holidays {
    /// Every one of them, in order.
    pub fn days(&self) -> impl Iterator<Item = Day> {
        self.0.iter().copied()
    }
}

/// When the office works again, if it rests now: after its quiet hours, on a day that is no
/// holiday. A holiday lasts from midnight to midnight; the quiet hours of the next morning count.
pub fn rest_until(
    now: Timestamp,
    quiet: Option<QuietHours>,
    holidays: &Holidays,
    zone: Tz,
) -> Option<Timestamp> {
    let mut then = now;
    for _ in 0..LONGEST_REST {
        let Day(day) = Day::of(then, zone);
        let next = if holidays.0.contains(&Day(day)) {
            at(day.checked_add_days(Days::new(1))?, NaiveTime::MIN, zone)
        } else {
            quiet.and_then(|quiet| quiet.end(then, zone))
        };
        match next.filter(|next| *next > then) {
            Some(next) => then = next,
            None => break,
        }
    }
    (then > now).then_some(then)
}

/// A time of a day; an hour later where clocks are put forward over it.
fn at(day: NaiveDate, time: NaiveTime, zone: Tz) -> Option<Timestamp> {
    let local = day.and_time(time);
    let found = zone.from_local_datetime(&local).earliest();
    let later = || {
        let later = local.checked_add_signed(TimeDelta::hours(1))?;
        zone.from_local_datetime(&later).earliest()
    };
    let moment = found.or_else(later)?;
    Some(Timestamp::from_millis(moment.timestamp_millis()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Timestamp {
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
            assert_eq!(quiet.end(moment(now), zone), end.map(moment), "{now}");
        }
    }

    #[test]
    fn on_a_holiday_the_office_rests_till_the_next_working_morning() {
        let quiet = "20:00-07:00".parse().ok();
        let holidays: Holidays = "2026-12-25, 2026-12-26,2027-01-01".parse().unwrap();
        let zone = chrono_tz::Asia::Jakarta;
        for (now, with_quiet, without) in [
            ("2026-12-24T12:00:00+07:00", None, None),
            (
                "2026-12-24T20:00:00+07:00",
                Some("2026-12-27T07:00:00+07:00"),
                None,
            ),
            (
                "2026-12-24T23:59:59+07:00",
                Some("2026-12-27T07:00:00+07:00"),
                None,
            ),
            (
                "2026-12-25T00:00:00+07:00",
                Some("2026-12-27T07:00:00+07:00"),
                Some("2026-12-27T00:00:00+07:00"),
            ),
            (
                "2026-12-25T12:00:00+07:00",
                Some("2026-12-27T07:00:00+07:00"),
                Some("2026-12-27T00:00:00+07:00"),
            ),
            (
                "2026-12-26T23:59:59+07:00",
                Some("2026-12-27T07:00:00+07:00"),
                Some("2026-12-27T00:00:00+07:00"),
            ),
            (
                "2026-12-27T06:59:59+07:00",
                Some("2026-12-27T07:00:00+07:00"),
                None,
            ),
            ("2026-12-27T07:00:00+07:00", None, None),
            (
                "2027-01-01T08:00:00+07:00",
                Some("2027-01-02T07:00:00+07:00"),
                Some("2027-01-02T00:00:00+07:00"),
            ),
        ] {
            let until = |quiet| rest_until(moment(now), quiet, &holidays, zone);
            assert_eq!(until(quiet), with_quiet.map(moment), "{now}");
            assert_eq!(until(None), without.map(moment), "{now}, no quiet hours");
        }
    }

    #[test]
    fn the_edges_of_a_holiday_are_those_of_the_zone_of_the_office() {
        let holidays: Holidays = "2026-12-25".parse().unwrap();
        let last_of_utc = moment("2026-12-25T17:00:00Z"); // midnight in Karo
        let rest = |zone| rest_until(last_of_utc, None, &holidays, zone);
        assert_eq!(rest(chrono_tz::Asia::Jakarta), None);
        assert_eq!(rest(Tz::UTC), Some(moment("2026-12-26T00:00:00Z")));
    }

    #[test]
    fn a_holiday_ends_also_where_midnight_is_left_out() {
        // Clocks in Beirut went from 00:00 to 01:00 on 2025-03-30.
        let holidays: Holidays = "2025-03-29".parse().unwrap();
        let until = rest_until(
            moment("2025-03-29T10:00:00Z"),
            None,
            &holidays,
            chrono_tz::Asia::Beirut,
        );
        assert_eq!(until, Some(moment("2025-03-29T22:00:00Z")));
    }
}
