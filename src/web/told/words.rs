//! The words that the ledger is told in.

use chrono::{Datelike, Timelike};
use chrono_tz::Tz;
use entity::words::{Authenticity, EventKind};

use crate::consent::preference::DENY_PREFERENCE;
use crate::consent::reply::RULES;
use crate::lang::Lang;
use crate::people::Address;
use crate::time::Timestamp;
use crate::web::talk;

/// The name of a kind of entry, and the colour of its point.
pub(in crate::web) fn kind(lang: Lang, kind: EventKind) -> (&'static str, &'static str) {
    match kind {
        EventKind::Asked => (lang.pick("Ditanya", "Asked"), "wait"),
        EventKind::Granted => (lang.pick("Setuju", "Agreed"), "good"),
        EventKind::Declined => (lang.pick("Menolak", "Declined"), "bad"),
        EventKind::Withdrawn => (lang.pick("Berhenti", "Withdrew"), "bad"),
        EventKind::Reset => (
            lang.pick("Dinyatakan tidak berlaku", "Declared void"),
            "quiet",
        ),
    }
}

/// How an address is called in a sentence.
pub(in crate::web) fn who(lang: Lang, address: &Address) -> String {
    match address.phone() {
        Some(phone) => match lang {
            Lang::Id => format!("nomor {}", talk::address(lang, phone.as_str())),
            Lang::En => format!("the number {}", talk::address(lang, phone.as_str())),
        },
        None => lang
            .pick(
                "nomor yang disembunyikan WhatsApp",
                "a number that WhatsApp hides",
            )
            .to_owned(),
    }
}

/// A moment to the second, with its day: `Minggu, 22 November 2026 pukul 10.04.32 WIB`.
pub(in crate::web) fn exact(lang: Lang, zone: Tz, at: Timestamp) -> String {
    const DAYS: [(&str, &str); 7] = [
        ("Senin", "Monday"),
        ("Selasa", "Tuesday"),
        ("Rabu", "Wednesday"),
        ("Kamis", "Thursday"),
        ("Jumat", "Friday"),
        ("Sabtu", "Saturday"),
        ("Minggu", "Sunday"),
    ];
    const MONTHS: [(&str, &str); 12] = [
        ("Januari", "January"),
        ("Februari", "February"),
        ("Maret", "March"),
        ("April", "April"),
        ("Mei", "May"),
        ("Juni", "June"),
        ("Juli", "July"),
        ("Agustus", "August"),
        ("September", "September"),
        ("Oktober", "October"),
        ("November", "November"),
        ("Desember", "December"),
    ];
    let local = at.to_utc().with_timezone(&zone);
    let word = |table: &[(&'static str, &'static str)], index: u32| {
        let index = usize::try_from(index).unwrap_or(0);
        let (id, en) = table.get(index).copied().unwrap_or_default();
        lang.pick(id, en)
    };
    let day = word(&DAYS, local.weekday().num_days_from_monday());
    let month = word(&MONTHS, local.month0());
    let (date, year, zone) = (local.day(), local.year(), local.format("%Z"));
    let (hour, minute, second) = (local.hour(), local.minute(), local.second());
    match lang {
        Lang::Id => {
            format!("{day}, {date} {month} {year} pukul {hour:02}.{minute:02}.{second:02} {zone}")
        }
        Lang::En => {
            format!("{day}, {date} {month} {year} at {hour:02}:{minute:02}:{second:02} {zone}")
        }
    }
}

/// What a rule says, in words.
pub(super) fn rule(lang: Lang, name: &str) -> &str {
    if name == DENY_PREFERENCE {
        return lang.pick(
            "pemilik nomor menghentikan pesan pemasaran kami di pengaturan WhatsApp",
            "The owner of the number stopped our marketing messages in the settings of WhatsApp.",
        );
    }
    if lang == Lang::En {
        let found = RULES.iter().find(|(known, _)| *known == name);
        return found.map_or(name, |(_, says)| says);
    }
    match name {
        "grant.agree" => "seluruh pesan adalah persetujuan yang jelas",
        "grant.yes" => "seluruh pesan hanya berisi YA",
        "deny.stop" => "pesan berisi STOP atau BERHENTI yang jelas",
        "deny.do-not-send" => "pesan meminta agar tidak dikirimi lagi",
        "deny.withdraw" => "pesan mencabut persetujuan",
        "deny.erase" => "pesan meminta nomornya dihapus",
        "deny.no-more" => "pesan menyatakan tidak ingin menerima pesan lagi",
        "deny.mute" => "pesan meminta notifikasi dimatikan",
        "deny.no" => "seluruh pesan adalah jawaban tidak atas pertanyaan kami",
        other => other,
    }
}

pub(super) fn authenticity(lang: Lang, how: Authenticity) -> &'static str {
    match how {
        Authenticity::Signature => lang.pick(
            "tanda tangan kriptografis penyedia atas isi kiriman",
            "the provider's cryptographic signature over what was posted",
        ),
        Authenticity::UrlToken => lang.pick(
            "alamat rahasia yang hanya diketahui penyedia dan kantor, lewat HTTPS",
            "a secret address that only the provider and the office know, over HTTPS",
        ),
        Authenticity::UrlTokenAndBodySecret => lang.pick(
            "alamat rahasia dan kata rahasia di dalam kiriman",
            "a secret address and a secret in what was posted",
        ),
        Authenticity::Internal => lang.pick(
            "simulator di dalam Setuju (bukan pesan WhatsApp sungguhan)",
            "the simulator inside Setuju (no real WhatsApp message)",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::NOW;

    #[test]
    fn a_moment_in_a_proof_has_its_day_and_its_seconds() {
        let zone = chrono_tz::Asia::Jakarta;
        let id = exact(Lang::Id, zone, NOW);
        assert_eq!(id, "Minggu, 22 November 2026 pukul 10.00.00 WIB");
        let en = exact(Lang::En, zone, NOW);
        assert_eq!(en, "Sunday, 22 November 2026 at 10:00:00 WIB");
    }

    #[test]
    fn every_rule_that_decides_is_told_in_words() {
        for (name, _) in RULES {
            if name.starts_with("grant.") || name.starts_with("deny.") {
                assert_ne!(rule(Lang::Id, name), *name);
            }
        }
    }
}
