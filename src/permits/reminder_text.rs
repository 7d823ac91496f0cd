//! What a reminder says: one template for one permit, another that lists several.

use std::collections::{BTreeMap, BTreeSet};

use entity::words::AccountKind;

use super::reminder_due::Candidate;
use super::reminder_rules::ReminderRules;
use crate::day::Day;
use crate::outbound::message::LONGEST_TEXT;
use crate::outbound::template::{self, MissingValues};

/// The template for one permit.
pub(super) const fn one(account: AccountKind) -> &'static str {
    match account {
        AccountKind::Meta => "izin_peringatan_berlaku",
        _ => "expiry_reminder",
    }
}

/// The template for several.
pub(super) const SEVERAL: &str = "expiry_reminder_list";
/// How many permits a message lists; the rest is counted.
const LISTED: usize = 20;
/// How much of a type or a number a line of the list says, in characters: all lines fit in one
/// message.
const LONGEST_PART: usize = 60;
/// How many holders who share a number a message names.
const NAMED: usize = 3;

/// A text about the permits of one number, the one that ends first first.
///
/// # Errors
/// [`MissingValues`] names what the template wants and nobody knows, or `text` if the text is
/// longer than a message may be.
pub(super) fn write(
    body: &str,
    permits: &[Candidate],
    rules: &ReminderRules,
    today: Day,
) -> Result<String, MissingValues> {
    let text = template::fill(body, &values(permits, rules, today))?;
    if text.chars().count() > LONGEST_TEXT {
        return Err(MissingValues {
            missing: vec!["text".to_owned()],
        });
    }
    Ok(text)
}

fn values(permits: &[Candidate], rules: &ReminderRules, today: Day) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    let mut set = |name: &str, value: String| values.insert(name.to_owned(), value);
    let names: BTreeSet<_> = permits
        .iter()
        .filter_map(|one| one.partner_name.as_deref())
        .collect();
    let names: Vec<_> = names.into_iter().take(NAMED).collect();
    set("partner_name", names.join(", "));
    let id = match permits {
        [permit] => Some(permit.registration_id.as_str()),
        _ => None,
    };
    set("renewal_link", rules.link(id));
    set("contact_info", rules.contact_info.clone());
    set("permit_count", permits.len().to_string());
    set("permit_list", list(permits, today));
    if let [permit] = permits {
        let known = |value: &Option<String>| value.as_deref().unwrap_or("").trim().to_owned();
        set("registration_id", permit.registration_id.clone());
        set("permit_number", known(&permit.permit_number));
        set("permit_type", known(&permit.permit_type));
        set("applicant_name", known(&permit.applicant_name));
        set("expiry_date", shown(&permit.expiry_date));
        set(
            "days_remaining",
            remaining(&permit.expiry_date, today).to_string(),
        );
    }
    values
}

fn list(permits: &[Candidate], today: Day) -> String {
    let mut lines: Vec<_> = permits
        .iter()
        .take(LISTED)
        .map(|permit| {
            let what: Vec<_> = [&permit.permit_type, &permit.permit_number]
                .into_iter()
                .flatten()
                .map(|part| part.trim().chars().take(LONGEST_PART).collect::<String>())
                .collect();
            let what = what.join(", nomor ");
            let until = shown(&permit.expiry_date);
            let days = remaining(&permit.expiry_date, today);
            format!("• {what}: s/d {until} (sisa {days} hari)")
        })
        .collect();
    let more = permits.len().saturating_sub(LISTED);
    if more > 0 {
        lines.push(format!("• dan {more} izin lainnya"));
    }
    lines.join("\n")
}

/// A day as citizens read it.
fn shown(day: &str) -> String {
    match day.parse::<Day>() {
        Ok(day) => day.0.format("%d-%m-%Y").to_string(),
        Err(_) => day.to_owned(),
    }
}

fn remaining(day: &str, today: Day) -> i64 {
    day.parse::<Day>()
        .map_or(0, |day| day.0.signed_duration_since(today.0).num_days())
}

#[cfg(test)]
mod tests {
    use entity::ids::PermitId;

    use super::*;
    use crate::outbound::template::BUILT_IN;

    #[test]
    fn every_kind_of_account_has_its_text_and_meta_one_of_its_own() {
        let permit = Candidate {
            permit_id: PermitId(1),
            registration_id: "R1".to_owned(),
            permit_number: Some("503/7".to_owned()),
            permit_type: Some("SIUP".to_owned()),
            applicant_name: None,
            expiry_date: "2026-12-22".to_owned(),
            partner_id: None,
            partner_name: Some("Budi".to_owned()),
            contact_id: None,
            address: None,
            threshold: Some(30),
            notice: None,
            refusal: None,
            told_today: false,
        };
        let rules = ReminderRules {
            days: "30".parse().unwrap(),
            renewal_link: "https://x.example/{registration_id}".to_owned(),
            contact_info: "Loket 3".to_owned(),
        };
        let text = |account| {
            let found = BUILT_IN.iter().find(|text| text.key == one(account));
            let today = "2026-11-22".parse().unwrap();
            write(
                found.unwrap().body,
                std::slice::from_ref(&permit),
                &rules,
                today,
            )
            .unwrap()
        };
        assert!(text(AccountKind::Fonnte).starts_with("Yth. Budi,"));
        assert!(text(AccountKind::Watzap).contains("30 hari"));
        let utility = text(AccountKind::Meta);
        assert!(utility.starts_with("Kepada Budi,"), "{utility}");
        for said in [
            "503/7",
            "22-12-2026",
            "30 hari",
            "https://x.example/R1",
            "Loket 3",
        ] {
            assert!(utility.contains(said), "{said} in {utility}");
        }
    }
}
