//! When something runs by itself, in words: `Setiap hari pukul 08.00` for `0 8 * * *`.

use crate::lang::Lang;

const DAYS: [(&str, &str); 8] = [
    ("Minggu", "Sunday"),
    ("Senin", "Monday"),
    ("Selasa", "Tuesday"),
    ("Rabu", "Wednesday"),
    ("Kamis", "Thursday"),
    ("Jumat", "Friday"),
    ("Sabtu", "Saturday"),
    ("Minggu", "Sunday"),
];
const SHORT: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// The pattern in words; `None` for one that is better read as it is.
pub(super) fn said(lang: Lang, pattern: &str) -> Option<String> {
    let fields: Vec<_> = pattern.split_whitespace().collect();
    let [minute, hour, "*", "*", days] = fields.as_slice() else {
        return None;
    };
    let days = days_of(lang, days)?;
    if let (Some(every), "*") = (minute.strip_prefix("*/"), *hour) {
        let every = number(every, 59)?;
        return Some(match lang {
            Lang::Id => format!("{days}, setiap {every} menit"),
            Lang::En => format!("{days}, every {every} minutes"),
        });
    }
    let minute = number(minute, 59)?;
    if *hour == "*" {
        return Some(match lang {
            Lang::Id => format!("{days}, setiap jam pada menit ke-{minute}"),
            Lang::En => format!("{days}, each hour at minute {minute}"),
        });
    }
    let dot = lang.pick(".", ":");
    let times: Option<Vec<_>> = hour
        .split(',')
        .map(|hour| Some(format!("{:02}{dot}{minute:02}", number(hour, 23)?)))
        .collect();
    let times = times?;
    let (last, first) = times.split_last()?;
    let times = if first.is_empty() {
        last.clone()
    } else {
        format!("{} {} {last}", first.join(", "), lang.pick("dan", "and"))
    };
    Some(format!("{days} {} {times}", lang.pick("pukul", "at")))
}

fn days_of(lang: Lang, field: &str) -> Option<String> {
    if field == "*" {
        return Some(lang.pick("Setiap hari", "Every day").to_owned());
    }
    match field.split_once('-') {
        Some((from, to)) => Some(format!("{}–{}", day(lang, from)?, day(lang, to)?)),
        None => Some(format!(
            "{} {}",
            lang.pick("Setiap", "Every"),
            day(lang, field)?
        )),
    }
}

fn day(lang: Lang, text: &str) -> Option<&'static str> {
    let text = text.to_ascii_uppercase();
    let named = SHORT.iter().position(|short| *short == text);
    let place = named.or_else(|| usize::try_from(number(&text, 7)?).ok())?;
    let (id, en) = DAYS.get(place)?;
    Some(lang.pick(id, en))
}

fn number(text: &str, most: u32) -> Option<u32> {
    text.parse().ok().filter(|number| *number <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_patterns_are_said_and_others_stay_as_they_are() {
        for (pattern, words) in [
            ("0 8 * * *", Some("Setiap hari pukul 08.00")),
            ("0 10 * * 1-5", Some("Senin–Jumat pukul 10.00")),
            (
                "30 7,13 * * MON-SAT",
                Some("Senin–Sabtu pukul 07.30 dan 13.30"),
            ),
            ("5 0 * * 0", Some("Setiap Minggu pukul 00.05")),
            ("*/15 * * * *", Some("Setiap hari, setiap 15 menit")),
            (
                "15 * * * *",
                Some("Setiap hari, setiap jam pada menit ke-15"),
            ),
            ("0 8 1 * *", None),
            ("0 8-17 * * *", None),
            ("0 8 * * 1,3", None),
            ("0 8 * * 5#2", None),
            ("61 8 * * *", None),
        ] {
            assert_eq!(said(Lang::Id, pattern).as_deref(), words, "{pattern}");
        }
        let said = said(Lang::En, "0 10 * * 1-5").unwrap();
        assert_eq!(said, "Monday–Friday at 10:00");
    }
}
