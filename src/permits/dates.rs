//! Days as offices write them: `2026-12-31`, `31/12/2026`, `31-12-2026`, `31 Desember 2026`, and
//! the numbers that spreadsheets keep them as.

use std::ops::RangeInclusive;

use chrono::{Datelike, Days, NaiveDate};

use crate::day::Day;

/// The years of which a permit may speak; what is outside is a slip of the pen. PostgreSQL, for
/// one, has no year 0 to count days from.
pub const YEARS: RangeInclusive<i32> = 1945..=2199;

/// What a cell for a day says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// This day.
    On(Day),
    /// That there is none: `-`, `0000-00-00`, `seumur hidup`.
    Never,
}

/// Words for a permit that does not end, and what old databases keep for no day.
const NEVER: &[&str] = &[
    "-",
    "0000-00-00",
    "0000-00-00 00:00:00",
    "00-00-0000",
    "00/00/0000",
    "seumur hidup",
    "selamanya",
    "selama berlaku",
    "selama beroperasi",
    "selama perusahaan masih beroperasi",
    "tidak terbatas",
];

const MONTHS: [&[&str]; 12] = [
    &["januari", "jan", "january"],
    &["februari", "pebruari", "feb", "peb", "february"],
    &["maret", "mar", "march"],
    &["april", "apr"],
    &["mei", "may"],
    &["juni", "jun", "june"],
    &["juli", "jul", "july"],
    &["agustus", "agu", "ags", "agt", "aug", "august"],
    &["september", "sep", "sept"],
    &["oktober", "okt", "oct", "october"],
    &["november", "nopember", "nov", "nop"],
    &["desember", "des", "dec", "december"],
];

/// Reads a cell that is not empty; `None` if it is no day.
pub fn read(text: &str) -> Option<Written> {
    let text = text.trim().to_lowercase();
    if NEVER.contains(&text.as_str()) {
        return Some(Written::Never);
    }
    // `Kamis, 31 Desember 2026`
    let text = match text.split_once(',') {
        Some((weekday, rest)) if weekday.chars().all(char::is_alphabetic) => rest.trim(),
        _ => text.as_str(),
    };
    let day = serial(text).or_else(|| calendar(text))?;
    Some(Written::On(Day(day)))
}

/// A spreadsheet counts days from 1899-12-30; the part of a day behind the point is the hour.
fn serial(text: &str) -> Option<NaiveDate> {
    let whole = match text.split_once('.') {
        Some((whole, part)) if part.bytes().all(|byte| byte.is_ascii_digit()) => whole,
        Some(_) => return None,
        None => text,
    };
    if whole.len() != 5 {
        return None;
    }
    let days: u64 = whole.parse().ok()?;
    let start = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let day = start.checked_add_days(Days::new(days))?;
    is_possible(Day(day)).then_some(day)
}

fn calendar(text: &str) -> Option<NaiveDate> {
    let parts: Vec<_> = text
        .split(|sign: char| sign.is_whitespace() || "-/.".contains(sign))
        .filter(|part| !part.is_empty())
        .collect();
    let (parts, rest) = parts.split_at_checked(3)?;
    // `2026-12-31 00:00:00` and `2026-12-31t00:00:00`
    let hour_is_apart = rest.iter().all(|part| is_hour(part));
    let [first, month, last] = parts else {
        return None;
    };
    let (last, hour) = last.split_once('t').unwrap_or((last, "0:0"));
    if !hour_is_apart || !is_hour(hour) {
        return None;
    }
    let month = month_of(month)?;
    match (first.len(), last.len()) {
        (4, 1 | 2) => NaiveDate::from_ymd_opt(number(first)?, month, unsigned(last)?),
        (1 | 2, 4) => NaiveDate::from_ymd_opt(number(last)?, month, unsigned(first)?),
        _ => None,
    }
}

fn is_hour(text: &str) -> bool {
    text.contains(':')
        && text
            .chars()
            .all(|sign| sign.is_ascii_digit() || ":z+".contains(sign))
        || text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit())
        || matches!(text, "wib" | "am" | "pm" | "000z")
}

fn month_of(text: &str) -> Option<u32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() <= 2 {
        return text.parse().ok();
    }
    let place = MONTHS.iter().position(|names| names.contains(&text))?;
    u32::try_from(place + 1).ok()
}

fn number(text: &str) -> Option<i32> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| text.parse().ok())?
}

fn unsigned(text: &str) -> Option<u32> {
    number(text).and_then(|number| u32::try_from(number).ok())
}

/// Whether a permit may speak of a day.
pub fn is_possible(day: Day) -> bool {
    YEARS.contains(&day.0.year())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_day_is_read_in_every_form_in_which_offices_write_it() {
        for text in [
            "2026-12-31",
            "2026/12/31",
            "2026-12-31 00:00:00",
            "2026-12-31T00:00:00",
            "2026-12-31T00:00:00.000Z",
            "31/12/2026",
            "31-12-2026",
            "31.12.2026",
            " 31 Desember 2026 ",
            "31 des 2026",
            "31-Dec-2026",
            "Kamis, 31 Desember 2026",
            "46387",
            "46387.0",
        ] {
            let day: Day = "2026-12-31".parse().unwrap();
            assert_eq!(read(text), Some(Written::On(day)), "{text:?}");
        }
        let day: Day = "2026-02-01".parse().unwrap();
        assert_eq!(read("1/2/2026"), Some(Written::On(day)), "the day first");
        for text in ["-", "0000-00-00", "Seumur Hidup"] {
            assert_eq!(read(text), Some(Written::Never), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_day_or_may_be_two_is_not_read() {
        for text in [
            "",
            "31/12/26",
            "12/31/2026",
            "31-02-2026",
            "2026-13-01",
            "besok",
            "31 Desember",
            "2026",
            "999999",
            "12345678",
            "46387.x",
            "31-12-2026-01",
            "00001",
            "31 Desember 2026 s/d selesai",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn reading_never_fails_and_what_we_write_is_read_again(text in ".{0,40}", days in 0_u64..90_000) {
            read(&text);
            let date = NaiveDate::from_ymd_opt(1945, 1, 1).unwrap() + Days::new(days);
            for format in ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%-d %B %Y"] {
                let written = date.format(format).to_string();
                prop_assert_eq!(read(&written), Some(Written::On(Day(date))), "{}", written);
            }
        }
    }
}
