//! The words of broadcasts for people.

use std::borrow::Borrow;

use entity::words::{BroadcastStatus, ConsentStatus, PermitStatus, Purpose};

use crate::broadcast::audience::Audience;
use crate::lang::Lang;
use crate::web::words::{self, Word, day};

impl Word for BroadcastStatus {
    fn word(self, lang: impl Borrow<Lang>) -> &'static str {
        let lang = *lang.borrow();
        match self {
            Self::Draft => lang.pick("Draf", "Draft"),
            Self::Scheduled => lang.pick("Terjadwal", "Scheduled"),
            Self::Running => lang.pick("Berjalan", "Running"),
            Self::Paused => lang.pick("Dijeda", "Paused"),
            Self::Completed => lang.pick("Selesai", "Completed"),
            Self::Cancelled => lang.pick("Dibatalkan", "Cancelled"),
        }
    }

    fn tone(self) -> &'static str {
        match self {
            Self::Draft | Self::Cancelled => "quiet",
            Self::Scheduled => "info",
            Self::Running | Self::Paused => "wait",
            Self::Completed => "good",
        }
    }
}

/// What a broadcast may be for, as a form asks it.
pub(super) fn purposes(lang: Lang) -> [(&'static str, &'static str, &'static str); 3] {
    [
        (
            "broadcast",
            words::purpose(lang, Purpose::Broadcast),
            lang.pick(
                "Kabar untuk banyak orang. Hanya sampai kepada yang sudah setuju.",
                "News for many. Reaches only those who have agreed.",
            ),
        ),
        (
            "opt_in_request",
            words::purpose(lang, Purpose::OptInRequest),
            lang.pick(
                "Bertanya apakah bersedia menerima pesan. Hanya untuk yang belum menjawab.",
                "Asks whether they want to receive messages. Only for those who have not answered.",
            ),
        ),
        (
            "service_info",
            words::purpose(lang, Purpose::ServiceInfo),
            lang.pick(
                "Menjelaskan layanan notifikasi, dengan batas yang sama seperti pertanyaan.",
                "Explains the service, with the same limits as asking.",
            ),
        ),
    ]
}

/// Whom a broadcast is for, as lines of words.
pub(super) fn audience(lang: Lang, audience: &Audience) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    if audience.all {
        let all = lang.pick("Semua nomor yang dikenal", "All numbers that are known");
        lines.push((lang.pick("Penerima", "For"), all.to_owned()));
    }
    if !audience.consent.is_empty() {
        let one = |status: &ConsentStatus| status.word(lang);
        let words: Vec<_> = audience.consent.iter().map(one).collect();
        lines.push((lang.pick("Persetujuan", "Consent"), words.join(", ")));
    }
    if !audience.permit_type.is_empty() {
        let types = audience.permit_type.join("; ");
        lines.push((lang.pick("Jenis izin", "Type of permit"), types));
    }
    if !audience.permit_status.is_empty() {
        let one = |status: &PermitStatus| status.word(lang);
        let words: Vec<_> = audience.permit_status.iter().map(one).collect();
        lines.push((
            lang.pick("Status izin", "Status of the permit"),
            words.join(", "),
        ));
    }
    if let Some(before) = audience.expires_before {
        let label = lang.pick("Berakhir sebelum", "Expires before");
        lines.push((label, day(lang, before.0)));
    }
    if !audience.partner_ids.is_empty() {
        let count = audience.partner_ids.len();
        let said = match lang {
            Lang::Id => format!("{count} mitra yang disebut"),
            Lang::En => format!("{count} partners that are named"),
        };
        lines.push((lang.pick("Mitra", "Partners"), said));
    }
    lines
}
