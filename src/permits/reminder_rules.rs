//! What the office decided about reminders: how many days before the end, and what they name.

use std::str::FromStr;

use super::reminder_due::later;
use crate::day::Day;

const MOST_THRESHOLDS: usize = 10;
const LONGEST_THRESHOLD: u32 = 365;
/// Stands for the id of the application in the address where a permit is renewed.
const ID: &str = "{registration_id}";

/// How many days before its end somebody is reminded of a permit: all different, the nearest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReminderDays(Vec<u32>);

/// A text that is no list of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("numbers of days from 1 to 365 are expected, as 90,60,30,7")]
pub struct BadDays;

impl FromStr for ReminderDays {
    type Err = BadDays;

    fn from_str(text: &str) -> Result<Self, BadDays> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let one = |part: &str| part.trim().parse().or(Err(BadDays));
        let mut days = text.split(',').map(one).collect::<Result<Vec<u32>, _>>()?;
        days.sort_unstable();
        let count = days.len();
        days.dedup();
        let good = days
            .iter()
            .all(|days| (1..=LONGEST_THRESHOLD).contains(days));
        if good && days.len() == count && count <= MOST_THRESHOLDS {
            Ok(Self(days))
        } else {
            Err(BadDays)
        }
    }
}

impl ReminderDays {
    /// The nearest first.
    pub fn ascending(&self) -> impl Iterator<Item = u32> {
        self.0.iter().copied()
    }

    /// The farthest.
    pub fn longest(&self) -> u32 {
        self.0.last().copied().unwrap_or(0)
    }

    /// The nearest that is reached when something ends on that day.
    pub(super) fn reached(&self, end: Option<&str>, today: Day) -> Option<u32> {
        let end: Day = end?.parse().ok()?;
        self.ascending().find(|days| end <= later(today, *days))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What reminders go by.
#[derive(Clone, Debug)]
pub struct ReminderRules {
    /// When.
    pub days: ReminderDays,
    /// Where a permit is renewed; `{registration_id}` stands for the id of its application.
    pub renewal_link: String,
    /// Whom to ask.
    pub contact_info: String,
}

impl ReminderRules {
    /// Where this permit is renewed; without one, where all are.
    pub(super) fn link(&self, registration_id: Option<&str>) -> String {
        let id = registration_id.map(in_address).unwrap_or_default();
        self.renewal_link.replace(ID, &id)
    }
}

/// A text as a part of an address.
pub(super) fn in_address(text: &str) -> String {
    let encoded: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    // A form writes a space so; in an address that would be a plus sign.
    encoded.replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_all_different_and_the_nearest_comes_first() {
        let days: ReminderDays = "7, 90,30".parse().unwrap();
        assert_eq!(days.ascending().collect::<Vec<_>>(), [7, 30, 90]);
        assert!("".parse::<ReminderDays>().unwrap().is_empty());
        for wrong in [
            "0",
            "366",
            "7,7",
            "-1",
            "7,",
            "x",
            "1,2,3,4,5,6,7,8,9,10,11",
        ] {
            assert_eq!(wrong.parse::<ReminderDays>(), Err(BadDays), "{wrong}");
        }
    }

    #[test]
    fn a_link_may_name_the_permit() {
        let rules = |link: &str| ReminderRules {
            days: ReminderDays::default(),
            renewal_link: link.to_owned(),
            contact_info: String::new(),
        };
        let each = rules("https://x.example/baru/{registration_id}");
        assert_eq!(
            each.link(Some("503/7 A+")),
            "https://x.example/baru/503%2F7%20A%2B"
        );
        assert_eq!(each.link(None), "https://x.example/baru/");
        assert_eq!(
            rules("https://x.example").link(Some("7")),
            "https://x.example"
        );
    }
}
