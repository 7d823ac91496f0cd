//! When a broadcast will be done, if it goes on as it does now.

use std::time::Duration;

use crate::consent::gate::Rules;
use crate::time::Timestamp;
use crate::time_of_day::rest_until;

/// How closely the time is followed.
const STEP: Duration = Duration::from_mins(15);
/// How far ahead anything is foreseen, in steps.
const FARTHEST: usize = 4 * 24 * 366;

/// When so much work is done that rests when the office does; `None` if that is too far away.
pub fn end_of(work: Duration, rules: &Rules, rests: Rests, now: Timestamp) -> Option<Timestamp> {
    let (mut then, mut left) = (now, work);
    for _ in 0..FARTHEST {
        let rest = match rests {
            Rests::Yes => rest_until(then, rules.quiet_hours, &rules.holidays, rules.zone),
            Rests::No => None,
        };
        if let Some(morning) = rest {
            then = morning;
        } else if left <= STEP {
            return Some(then.plus(left));
        } else {
            then = then.plus(STEP);
            left = left.saturating_sub(STEP);
        }
    }
    None
}

/// Whether work rests when the office does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rests {
    /// It does.
    Yes,
    /// It does not: the sandbox never sleeps.
    No,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_that_meets_the_night_or_a_holiday_goes_on_in_the_morning() {
        let rules = Rules {
            ask_cooldown: Duration::ZERO,
            ask_limit: 3,
            quiet_hours: "20:00-07:00".parse().ok(),
            holidays: "2026-12-25".parse().unwrap(),
            zone: chrono_tz::Asia::Jakarta,
        };
        let at = |text: &str| {
            let moment = chrono::DateTime::parse_from_rfc3339(text).unwrap();
            Timestamp::from_millis(moment.timestamp_millis())
        };
        let afternoon = at("2026-12-24T18:00:00+07:00");
        let end = |hours, rests| end_of(Duration::from_hours(hours), &rules, rests, afternoon);
        assert_eq!(end(1, Rests::Yes), Some(at("2026-12-24T19:00:00+07:00")));
        assert_eq!(end(3, Rests::Yes), Some(at("2026-12-26T08:00:00+07:00")));
        assert_eq!(end(3, Rests::No), Some(at("2026-12-24T21:00:00+07:00")));
        assert_eq!(end(24 * 400, Rests::Yes), None);
    }
}
