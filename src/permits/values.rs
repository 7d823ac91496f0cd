//! The values that the templates about permits are filled with. What is not known is left out, so
//! that filling names it; a blank is never sent.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use entity::permit::Model;

use super::reminder_rules::ReminderRules;
use super::words::status_word;
use crate::day::Day;
use crate::time::Timestamp;

/// Values by the names of their marks.
pub type Values = BTreeMap<String, String>;

/// What there is to say of a permit on a day.
pub fn of(row: &Model, rules: &ReminderRules, today: Day) -> Values {
    let mut values = Values::new();
    let mut set = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            values.insert(name.to_owned(), value);
        }
    };
    let expiry = row.expiry_date.as_deref().and_then(|day| day.parse().ok());
    set("registration_id", Some(row.registration_id.clone()));
    set("permit_number", row.permit_number.clone());
    set("permit_type", row.permit_type.clone());
    set("applicant_name", row.applicant_name.clone());
    // Broadcasts know it by the longer name.
    for name in ["status", "permit_status"] {
        set(name, Some(status_word(row.status).to_owned()));
    }
    set("issue_date", row.issue_date.as_deref().and_then(shown));
    set("expiry_date", expiry.map(show));
    let left = expiry.map(|day: Day| (day.0 - today.0).num_days());
    set("days_remaining", left.map(|days| days.to_string()));
    set("renewal_link", Some(rules.link(Some(&row.registration_id))));
    set("contact_info", Some(rules.contact_info.clone()));
    values
}

/// A day as citizens read it: `31-12-2026`.
pub fn show(day: Day) -> String {
    day.0.format("%d-%m-%Y").to_string()
}

/// A stored day as citizens read it.
pub(super) fn shown(stored: &str) -> Option<String> {
    stored.parse().ok().map(show)
}

/// A moment as citizens read it: `31-12-2026 14:05`.
pub(super) fn show_time(at: Timestamp, zone: Tz) -> String {
    let local = at.to_utc().with_timezone(&zone);
    local.format("%d-%m-%Y %H:%M").to_string()
}
