//! How much an account may send a day: a cap on everything but replies, and, while a device is
//! new, a plan of how many messages to many it may send day by day. Days are the office's.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveTime, TimeZone};
use chrono_tz::Tz;
use entity::account;
use entity::words::{AccountKind, Purpose};

use crate::consent::gate;
use crate::time::Timestamp;

/// The longest plan, in days, and the most messages that it or a cap may allow.
const LONGEST: usize = 60;
const MOST: i64 = 1_000_000;

/// How many messages to many a new device may send on its first days; later there is no limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WarmUp(Vec<i64>);

impl WarmUp {
    /// What a new device of this kind starts with. Linked devices are blocked when they begin
    /// with much; an official number has limits of its own.
    pub fn usual(kind: AccountKind) -> Option<Self> {
        match kind {
            AccountKind::Fonnte | AccountKind::Watzap => Some(Self(vec![50, 100, 200, 400, 800])),
            AccountKind::Meta | AccountKind::Sandbox => None,
        }
    }

    fn limit(&self, day: i64) -> Option<i64> {
        let day = usize::try_from(day).unwrap_or(0);
        self.0.get(day).copied()
    }
}

impl FromStr for WarmUp {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let days = text
            .split(',')
            .map(|day| day.trim().parse().or(Err(())))
            .collect::<Result<Vec<i64>, ()>>()?;
        let in_range = days.iter().all(|day| (0..=MOST).contains(day));
        if in_range && days.len() <= LONGEST {
            Ok(Self(days))
        } else {
            Err(())
        }
    }
}

impl fmt::Display for WarmUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&days.join(","))
    }
}

/// A cap as it is written.
pub fn parse_cap(text: &str) -> Option<i64> {
    text.trim()
        .parse()
        .ok()
        .filter(|cap| (0..=MOST).contains(cap))
}

/// What an account may send a day, and what it has sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// At most so many messages a day, replies aside.
    pub daily_cap: Option<i64>,
    /// The plan for its first days.
    pub warm_up: Option<WarmUp>,
    warm_up_since: Option<Timestamp>,
    sent_day: i64,
    sent_today: i64,
}

impl From<&account::Model> for Limits {
    fn from(row: &account::Model) -> Self {
        Self {
            daily_cap: row.daily_cap,
            warm_up: row.warm_up.as_deref().and_then(|text| text.parse().ok()),
            warm_up_since: row.warm_up_since.map(Timestamp::from_millis),
            sent_day: row.sent_day,
            sent_today: row.sent_today,
        }
    }
}

/// What an account may still send today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// How much it has sent today, replies aside.
    pub sent: i64,
    /// How much it may send a day, replies aside.
    pub cap: Option<i64>,
    /// How much it may have sent when it sends something to many.
    pub bulk_cap: Option<i64>,
    today: i64,
    tomorrow: Timestamp,
}

impl Allowance {
    /// Of an account at this moment.
    pub fn of(limits: &Limits, now: Timestamp, zone: Tz) -> Self {
        let today = day_of(now, zone);
        let begun = limits
            .warm_up_since
            .map_or(today, |since| day_of(since, zone));
        let plan = limits.warm_up.as_ref();
        let planned = plan.and_then(|plan| plan.limit(today - begun));
        let counts_today = limits.sent_day == today;
        Self {
            sent: if counts_today { limits.sent_today } else { 0 },
            cap: limits.daily_cap,
            bulk_cap: [limits.daily_cap, planned].into_iter().flatten().min(),
            today,
            tomorrow: tomorrow(now, zone),
        }
    }

    /// Until when a message of this purpose must wait, if it must.
    pub fn wait_for(&self, purpose: Purpose) -> Option<Timestamp> {
        let cap = match purpose {
            Purpose::Reply => return None,
            purpose if gate::is_bulk(purpose) => self.bulk_cap,
            _ => self.cap,
        };
        cap.is_some_and(|cap| self.sent >= cap)
            .then_some(self.tomorrow)
    }

    /// How many more messages to many it may send, at most.
    pub(super) fn left_for_many(&self) -> i64 {
        let left = self.bulk_cap.map(|cap| Ord::max(cap - self.sent, 0));
        left.unwrap_or(i64::MAX)
    }

    /// Counts a message that is sent.
    pub fn count(&mut self, purpose: Purpose) {
        if purpose != Purpose::Reply {
            self.sent += 1;
        }
    }

    /// Keeps the count with the account. The plan begins with the first day on which it counts.
    pub fn keep(&self, row: &mut account::Model, now: Timestamp) {
        if self.sent > 0 && (row.sent_day, row.sent_today) != (self.today, self.sent) {
            row.sent_day = self.today;
            row.sent_today = self.sent;
            row.warm_up_since = row.warm_up_since.or(Some(now.millis()));
        }
    }
}

/// A send that reached nobody is not counted: not on its own day, and if that is over, on no other.
pub(super) fn take_back(
    row: &mut account::Model,
    purpose: Purpose,
    claimed_at: Timestamp,
    zone: Tz,
) {
    if purpose != Purpose::Reply && row.sent_day == day_of(claimed_at, zone) {
        row.sent_today = Ord::max(row.sent_today - 1, 0);
    }
}

fn day_of(now: Timestamp, zone: Tz) -> i64 {
    let local = now.to_utc().with_timezone(&zone);
    i64::from(local.date_naive().num_days_from_ce())
}

fn tomorrow(now: Timestamp, zone: Tz) -> Timestamp {
    let local = now.to_utc().with_timezone(&zone);
    let midnight = local
        .date_naive()
        .checked_add_days(Days::new(1))
        .and_then(|day| {
            zone.from_local_datetime(&day.and_time(NaiveTime::MIN))
                .earliest()
        });
    // Where the clocks go forward at midnight there is none.
    let in_a_day = now.plus(std::time::Duration::from_hours(24));
    midnight.map_or(in_a_day, |at| Timestamp::from_millis(at.timestamp_millis()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::NOW;

    const ZONE: Tz = chrono_tz::Asia::Jakarta;

    fn account_row() -> account::Model {
        account::Model {
            id: "karo".to_owned(),
            kind: AccountKind::Fonnte,
            name: "Karo".to_owned(),
            base_url: None,
            sealed: Vec::new(),
            token_generation: 1,
            previous_token_until: None,
            is_default: true,
            position: 0,
            active: true,
            paused: false,
            down_until: None,
            down_count: 0,
            state: entity::words::AccountState::Configured,
            last_error: None,
            pace_ms: None,
            next_send_at: 0,
            daily_cap: None,
            warm_up: None,
            warm_up_since: None,
            sent_day: 0,
            sent_today: 0,
            last_webhook_at: None,
            created_at: 0,
            updated_at: 0,
        }
    }

    fn allowance(row: &account::Model, now: Timestamp) -> Allowance {
        Allowance::of(&row.into(), now, ZONE)
    }

    proptest! {
        #[test]
        fn a_plan_is_read_as_it_is_shown(days in prop::collection::vec(0..MOST, 1..LONGEST)) {
            let plan = WarmUp(days);
            prop_assert_eq!(plan.to_string().parse::<WarmUp>(), Ok(plan));
        }
    }

    #[test]
    fn a_new_device_may_send_more_each_day_and_replies_always() {
        let mut row = account_row();
        row.warm_up = Some("2,4".to_owned());
        let mut now = NOW;
        for limit in [2, 4] {
            let mut today = allowance(&row, now);
            for _ in 0..limit {
                assert_eq!(today.wait_for(Purpose::Broadcast), None);
                today.count(Purpose::Broadcast);
                today.count(Purpose::Reply);
            }
            let until = today.wait_for(Purpose::OptInRequest).unwrap();
            assert_eq!(today.wait_for(Purpose::Reply), None);
            assert_eq!(today.wait_for(Purpose::Custom), None);
            today.keep(&mut row, now);
            assert!(allowance(&row, now).wait_for(Purpose::Broadcast).is_some());
            now = until;
        }
        assert_eq!(allowance(&row, now).bulk_cap, None);
    }

    #[test]
    fn the_day_ends_at_midnight_of_the_office() {
        let mut row = account_row();
        row.daily_cap = Some(0);
        let until = allowance(&row, NOW).wait_for(Purpose::Custom);
        assert_eq!(until.unwrap().to_rfc3339(), "2026-11-22T17:00:00Z");
    }

    #[test]
    fn what_reached_nobody_is_taken_from_its_own_day_only() {
        let mut row = account_row();
        row.daily_cap = Some(5);
        let yesterday = NOW;
        let now = allowance(&row, yesterday)
            .tomorrow
            .plus(std::time::Duration::from_secs(1));
        let mut today = allowance(&row, now);
        today.count(Purpose::Custom);
        today.keep(&mut row, now);
        take_back(&mut row, Purpose::Custom, yesterday, ZONE);
        assert_eq!(allowance(&row, now).sent, 1, "it was counted yesterday");
        take_back(&mut row, Purpose::Reply, now, ZONE);
        assert_eq!(allowance(&row, now).sent, 1, "replies are not counted");
        take_back(&mut row, Purpose::Custom, now, ZONE);
        assert_eq!(allowance(&row, now).sent, 0);
    }

    #[test]
    fn what_is_no_plan_is_refused() {
        for text in ["", "a", "1,,2", "-1", "1,2000000"] {
            assert_eq!(text.parse::<WarmUp>(), Err(()), "{text}");
        }
        assert_eq!(parse_cap("100"), Some(100));
        assert_eq!(parse_cap("-1"), None);
    }
}
