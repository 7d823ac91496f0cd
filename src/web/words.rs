//! How pages write moments, numbers and the fixed words of the tables.

use std::borrow::Borrow;
use std::time::Duration;

use chrono::{Datelike, Timelike};
use chrono_tz::Tz;
use entity::contact;
use entity::words::{ConsentStatus, EventSource, MessageStatus, Purpose, Role};

use crate::lang::Lang;
use crate::time::Timestamp;

const MONTHS: [(&str, &str); 12] = [
    ("Jan", "Jan"),
    ("Feb", "Feb"),
    ("Mar", "Mar"),
    ("Apr", "Apr"),
    ("Mei", "May"),
    ("Jun", "Jun"),
    ("Jul", "Jul"),
    ("Agu", "Aug"),
    ("Sep", "Sep"),
    ("Okt", "Oct"),
    ("Nov", "Nov"),
    ("Des", "Dec"),
];

/// A moment with its zone: `22 Nov 2026 10.04 WIB`.
pub(super) fn moment(lang: Lang, zone: Tz, at: Timestamp) -> String {
    let local = at.to_utc().with_timezone(&zone);
    let clock = clock(lang, zone, at);
    let zone = local.format("%Z");
    format!("{} {clock} {zone}", day(lang, local.date_naive()))
}

/// A time of day: `10.04`.
pub(super) fn clock(lang: Lang, zone: Tz, at: Timestamp) -> String {
    let local = at.to_utc().with_timezone(&zone);
    let colon = lang.pick(".", ":");
    format!("{:02}{colon}{:02}", local.hour(), local.minute())
}

/// A day: `22 Nov 2026`.
pub(super) fn day(lang: Lang, date: chrono::NaiveDate) -> String {
    let index = usize::try_from(date.month0()).unwrap_or(0);
    let (id, en) = MONTHS.get(index).copied().unwrap_or_default();
    format!("{} {} {}", date.day(), lang.pick(id, en), date.year())
}

/// How long ago something was, as long as that is easier to read than the moment.
pub(super) fn ago(lang: Lang, zone: Tz, at: Timestamp, now: Timestamp) -> String {
    let seconds = now.since(at).as_secs();
    let said = |count: u64, id: &str, en: &str| match lang {
        Lang::Id => format!("{count} {id} lalu"),
        Lang::En if count == 1 => format!("1 {en} ago"),
        Lang::En => format!("{count} {en}s ago"),
    };
    match seconds {
        0..60 => lang.pick("baru saja", "just now").to_owned(),
        60..3600 => said(seconds / 60, "menit", "minute"),
        3600..86_400 => said(seconds / 3600, "jam", "hour"),
        86_400..604_800 => said(seconds / 86_400, "hari", "day"),
        _ => moment(lang, zone, at),
    }
}

/// A whole number: `12.345`, in English `12,345`.
pub(super) fn number(lang: Lang, number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push_str(lang.pick(".", ","));
        }
        out.push(digit);
    }
    if number < 0 { format!("−{out}") } else { out }
}

/// The same, to go on a sentence with.
pub(super) fn small(said: &str) -> String {
    let mut letters = said.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_lowercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}

/// What is on record of a number: the colour of its chip, and its word. A yes from the simulator is
/// told apart, because it opens no account that reaches people.
pub(super) fn consent(
    lang: impl Borrow<Lang>,
    contact: &contact::Model,
) -> (&'static str, &'static str) {
    if contact.played && contact.status == ConsentStatus::Granted {
        let said = lang
            .borrow()
            .pick("Setuju di simulator", "Agreed in simulator");
        return ("info", said);
    }
    (contact.status.tone(), contact.status.word(lang))
}

/// The pause between two messages on average: `1,5 detik antarpesan`.
pub(super) fn pace(lang: Lang, mean: Duration) -> String {
    let tenths = (mean.as_millis() + 50) / 100;
    let (whole, rest) = (tenths / 10, tenths % 10);
    let unit = lang.pick("detik antarpesan", "s between messages");
    match (tenths, rest) {
        (0, _) => lang.pick("tanpa jeda", "without a pause").to_owned(),
        (_, 0) => format!("{whole} {unit}"),
        _ => format!("{whole}{}{rest} {unit}", lang.pick(",", ".")),
    }
}

/// A word of a table for people.
pub(super) trait Word {
    /// The word.
    fn word(self, lang: impl Borrow<Lang>) -> &'static str;
    /// The colour of its chip: `good`, `wait`, `bad`, `info` or `quiet`. The word says the same,
    /// for those who do not see colours.
    fn tone(self) -> &'static str;
}

impl Word for ConsentStatus {
    fn word(self, lang: impl Borrow<Lang>) -> &'static str {
        let lang = *lang.borrow();
        match self {
            Self::Unknown => lang.pick("Belum ditanya", "Not asked"),
            Self::Asked => lang.pick("Sudah ditanya", "Asked"),
            Self::Granted => lang.pick("Setuju", "Agreed"),
            Self::Denied => lang.pick("Menolak", "Declined"),
        }
    }

    fn tone(self) -> &'static str {
        match self {
            Self::Unknown => "quiet",
            Self::Asked => "wait",
            Self::Granted => "good",
            Self::Denied => "bad",
        }
    }
}

impl Word for MessageStatus {
    fn word(self, lang: impl Borrow<Lang>) -> &'static str {
        let lang = *lang.borrow();
        match self {
            Self::Queued => lang.pick("Menunggu", "Queued"),
            Self::Sending => lang.pick("Sedang dikirim", "Sending"),
            Self::Sent => lang.pick("Terkirim", "Sent"),
            Self::Delivered => lang.pick("Sampai", "Delivered"),
            Self::Read => lang.pick("Dibaca", "Read"),
            Self::Failed => lang.pick("Gagal", "Failed"),
            Self::Withheld => lang.pick("Tidak dikirim", "Withheld"),
            Self::Uncertain => lang.pick("Tidak pasti", "Uncertain"),
            Self::Cancelled => lang.pick("Dibatalkan", "Cancelled"),
            Self::Expired => lang.pick("Kedaluwarsa", "Expired"),
        }
    }

    fn tone(self) -> &'static str {
        match self {
            Self::Queued | Self::Sending => "wait",
            Self::Sent => "info",
            Self::Delivered | Self::Read => "good",
            Self::Failed | Self::Uncertain => "bad",
            Self::Withheld | Self::Cancelled | Self::Expired => "quiet",
        }
    }
}

impl Word for Role {
    fn word(self, lang: impl Borrow<Lang>) -> &'static str {
        let lang = *lang.borrow();
        match self {
            Self::Admin => lang.pick("Admin", "Administrator"),
            Self::Officer => lang.pick("Petugas", "Officer"),
            Self::Auditor => lang.pick("Auditor", "Auditor"),
        }
    }

    fn tone(self) -> &'static str {
        match self {
            Self::Admin => "info",
            Self::Officer => "good",
            Self::Auditor => "quiet",
        }
    }
}

/// What a message is for.
pub(super) fn purpose(lang: Lang, purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::OptInRequest => lang.pick("Permintaan persetujuan", "Request for consent"),
        Purpose::ServiceInfo => lang.pick("Info layanan", "Service information"),
        Purpose::Notification => lang.pick("Pemberitahuan", "Notification"),
        Purpose::Broadcast => lang.pick("Siaran", "Broadcast"),
        Purpose::Custom => lang.pick("Pesan khusus", "Custom message"),
        Purpose::Reply => lang.pick("Jawaban kantor", "Answer of the office"),
    }
}

/// By what way a consent came.
pub(super) fn source(lang: Lang, source: EventSource) -> &'static str {
    match source {
        EventSource::Reply => lang.pick("balasan WhatsApp", "reply on WhatsApp"),
        EventSource::Form => lang.pick("formulir", "form"),
        EventSource::Counter => lang.pick("loket", "counter"),
        EventSource::Import => lang.pick("impor", "import"),
        EventSource::Staff => lang.pick("keputusan petugas", "decision of an officer"),
        EventSource::Provider => lang.pick("penyedia", "provider"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::NOW;

    const KARO: Tz = chrono_tz::Asia::Jakarta;

    #[test]
    fn moments_are_those_of_the_office() {
        assert_eq!(moment(Lang::Id, KARO, NOW), "22 Nov 2026 10.00 WIB");
        assert_eq!(moment(Lang::En, KARO, NOW), "22 Nov 2026 10:00 WIB");
        let late = |seconds| ago(Lang::Id, KARO, NOW, NOW.plus(Duration::from_secs(seconds)));
        assert_eq!(late(30), "baru saja");
        assert_eq!(late(200), "3 menit lalu");
        assert_eq!(late(90_000), "1 hari lalu");
        assert_eq!(late(700_000), "22 Nov 2026 10.00 WIB");
    }

    #[test]
    fn a_pause_is_told_in_seconds() {
        let said = |millis| pace(Lang::Id, Duration::from_millis(millis));
        assert_eq!(said(0), "tanpa jeda");
        assert_eq!(said(1500), "1,5 detik antarpesan");
        assert_eq!(said(2000), "2 detik antarpesan");
    }

    #[test]
    fn numbers_have_the_separators_of_the_language() {
        assert_eq!(number(Lang::Id, 1_234_567), "1.234.567");
        assert_eq!(number(Lang::En, 999), "999");
        assert_eq!(number(Lang::En, -1000), "−1,000");
    }
}
