//! The words of permits for people.

use std::borrow::Borrow;

use chrono::NaiveDate;
use entity::words::{DocumentStatus, NoticeKind, PermitStatus};

use crate::lang::Lang;
use crate::permits::button::Button;
use crate::web::words::Word;

impl Word for PermitStatus {
    fn word(self, lang: impl Borrow<Lang>) -> &'static str {
        let lang = *lang.borrow();
        match self {
            Self::Draft => lang.pick("Dalam proses", "In process"),
            Self::Active => lang.pick("Aktif", "Active"),
            Self::Expired => lang.pick("Berakhir", "Expired"),
            Self::Renewed => lang.pick("Diperpanjang", "Renewed"),
            Self::Cancelled => lang.pick("Dibatalkan", "Cancelled"),
        }
    }

    fn tone(self) -> &'static str {
        match self {
            Self::Draft => "info",
            Self::Active => "good",
            Self::Renewed | Self::Cancelled => "quiet",
            Self::Expired => "bad",
        }
    }
}

impl Word for DocumentStatus {
    fn word(self, lang: impl Borrow<Lang>) -> &'static str {
        let lang = *lang.borrow();
        match self {
            Self::PendingSignature => lang.pick("Menunggu tanda tangan", "Waits for a signature"),
            Self::PendingApproval => lang.pick("Menunggu persetujuan", "Waits for approval"),
            Self::Signed => lang.pick("Sudah ditandatangani", "Signed"),
        }
    }

    fn tone(self) -> &'static str {
        match self {
            Self::PendingSignature | Self::PendingApproval => "wait",
            Self::Signed => "good",
        }
    }
}

/// What somebody was told of a change.
pub(super) fn notice(lang: Lang, kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::PermitReady => lang.pick("Izin selesai diproses", "The permit is ready"),
        NoticeKind::StatusUpdate => lang.pick("Perubahan status", "Change of status"),
        NoticeKind::RenewalApproved => lang.pick("Perpanjangan disetujui", "Renewal approved"),
        NoticeKind::DocumentPending => lang.pick(
            "Dokumen menunggu tanda tangan",
            "A document waits to be signed",
        ),
        NoticeKind::ApprovalRequired => lang.pick(
            "Dokumen menunggu persetujuan",
            "A document waits to be approved",
        ),
        NoticeKind::Reminder => lang.pick("Dokumen belum diproses", "A document still waits"),
    }
}

/// What stands on the button of a permit: its name, and what it does.
pub(super) fn button(lang: Lang, button: Button) -> (&'static str, &'static str) {
    match button {
        Button::OptInRequest => (
            lang.pick("Kirim Pesan Opt-In", "Ask for consent"),
            lang.pick(
                "Menanyakan apakah pemohon bersedia menerima pesan.",
                "Asks whether the applicant wants to receive messages.",
            ),
        ),
        Button::ServiceInfo => (
            lang.pick("Info Layanan Notifikasi", "Information on the service"),
            lang.pick(
                "Menjelaskan layanan notifikasi dan cara ikut.",
                "Explains the service and how to join.",
            ),
        ),
        Button::ExpiryReminder => (
            lang.pick("Pengingat Masa Berlaku", "Reminder of the end"),
            lang.pick(
                "Mengingatkan bahwa izin ini akan berakhir.",
                "Reminds that the permit is about to end.",
            ),
        ),
        Button::Custom => (
            lang.pick("Pesan Khusus", "Custom message"),
            lang.pick(
                "Pesan yang Anda tulis sendiri.",
                "A message that you write.",
            ),
        ),
    }
}

/// How near the end of a permit is: words, and the colour of their chip.
pub(super) fn remaining(lang: Lang, end: NaiveDate, today: NaiveDate) -> (String, &'static str) {
    let days = end.signed_duration_since(today).num_days();
    let said = match (days, lang) {
        (0, _) => lang.pick("berakhir hari ini", "ends today").to_owned(),
        (1, _) => lang.pick("berakhir besok", "ends tomorrow").to_owned(),
        (2.., Lang::Id) => format!("berakhir {days} hari lagi"),
        (2.., Lang::En) => format!("ends in {days} days"),
        (_, Lang::Id) => format!("lewat {} hari", -days),
        (_, Lang::En) => format!("ended {} days ago", -days),
    };
    let tone = match days {
        ..=7 => "bad",
        8..=30 => "wait",
        31..=90 => "info",
        _ => "quiet",
    };
    (said, tone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_told_in_words_and_colours() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let said = |end| remaining(Lang::Id, day(end), day("2026-11-22"));
        assert_eq!(said("2026-11-22"), ("berakhir hari ini".to_owned(), "bad"));
        assert_eq!(
            said("2026-12-04"),
            ("berakhir 12 hari lagi".to_owned(), "wait")
        );
        assert_eq!(said("2026-11-20"), ("lewat 2 hari".to_owned(), "bad"));
        assert_eq!(said("2027-11-22").1, "quiet");
    }
}
