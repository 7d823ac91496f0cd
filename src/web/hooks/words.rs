//! How pages word outgoing webhooks.

use std::borrow::Borrow;

use entity::words::{DeliveryStatus, HookKind};
use entity::{hook_delivery, hook_endpoint};

use crate::lang::Lang;
use crate::web::words::Word;

/// An event.
pub(in crate::web) fn event(lang: Lang, kind: HookKind) -> &'static str {
    match kind {
        HookKind::ConsentChanged => lang.pick("Persetujuan berubah", "Consent changed"),
        HookKind::MessageSettled => lang.pick("Nasib pesan diketahui", "A message is settled"),
        HookKind::AccountDown => lang.pick("Akun penyedia terganggu", "An account is down"),
        HookKind::AccountUp => lang.pick("Akun penyedia pulih", "An account is up again"),
        HookKind::Test => lang.pick("Percobaan", "Trial"),
    }
}

/// When an event happens.
pub(super) fn hint(lang: Lang, kind: HookKind) -> &'static str {
    match kind {
        HookKind::ConsentChanged => lang.pick(
            "Seseorang setuju, menolak, atau berhenti.",
            "Somebody agreed, declined or stopped.",
        ),
        HookKind::MessageSettled => lang.pick(
            "Pesan terkirim, sampai, dibaca, atau gagal.",
            "A message left, arrived, was read or failed.",
        ),
        HookKind::AccountDown => lang.pick(
            "Sebuah akun tidak dapat mengirim.",
            "An account cannot send.",
        ),
        HookKind::AccountUp => lang.pick(
            "Sebuah akun dapat mengirim lagi.",
            "An account can send again.",
        ),
        HookKind::Test => lang.pick("Diminta dari halaman ini.", "Asked for on this page."),
    }
}

impl Word for DeliveryStatus {
    fn word(self, lang: impl Borrow<Lang>) -> &'static str {
        let lang = *lang.borrow();
        match self {
            Self::Pending => lang.pick("Menunggu", "Waiting"),
            Self::Delivered => lang.pick("Diterima", "Delivered"),
            Self::Failed => lang.pick("Gagal", "Failed"),
        }
    }

    fn tone(self) -> &'static str {
        match self {
            Self::Pending => "wait",
            Self::Delivered => "good",
            Self::Failed => "bad",
        }
    }
}

/// How an endpoint is: the colour of its chip, its word, and why it is off.
pub(super) struct State {
    pub(super) tone: &'static str,
    pub(super) word: &'static str,
    pub(super) why: Option<&'static str>,
}

impl State {
    pub(super) fn of(lang: Lang, row: &hook_endpoint::Model) -> Self {
        let (tone, word) = match (row.active, row.failing_since) {
            (false, _) => ("quiet", lang.pick("Mati", "Off")),
            (true, Some(_)) => ("bad", lang.pick("Bermasalah", "In trouble")),
            (true, None) => ("good", lang.pick("Aktif", "On")),
        };
        let why = row.disabled_reason.as_deref().map(|reason| {
            if reason.contains("410") {
                lang.pick(
                    "Dimatikan sendiri: penerimanya menjawab 410 Gone, artinya tidak mau menerima apa pun lagi.",
                    "Switched off by itself: the receiver answered 410 Gone, and wants nothing any more.",
                )
            } else {
                lang.pick(
                    "Dimatikan sendiri: lima hari tidak ada kiriman yang diterima.",
                    "Switched off by itself: nothing was taken for five days.",
                )
            }
        });
        Self { tone, word, why }
    }
}

/// The status of HTTP that came back, and what was wrong; empty if it was not tried.
pub(super) fn answer(lang: Lang, row: &hook_delivery::Model) -> String {
    match (&row.error, row.last_status) {
        (Some(fault), _) => fault_said(lang, fault),
        (None, Some(status)) => format!("HTTP {status}"),
        (None, None) => String::new(),
    }
}

/// What went wrong with a delivery; the words of the receiver's machine are quoted.
pub(super) fn fault_said(lang: Lang, fault: &str) -> String {
    if let Some(rest) = fault.strip_prefix("HTTP ") {
        let (code, _) = rest.split_once(':').unwrap_or((rest, ""));
        let said = match code.trim().parse() {
            Ok(300..=399) => lang.pick("pengalihan tidak diikuti", "redirects are not followed"),
            Ok(401 | 403) => lang.pick("penerima menolaknya", "the receiver refuses it"),
            Ok(404) => lang.pick(
                "alamatnya tidak ada di sana",
                "there is nothing at that address",
            ),
            Ok(410) => lang.pick(
                "penerima tidak mau menerima lagi",
                "the receiver wants nothing any more",
            ),
            Ok(429) => lang.pick(
                "penerima meminta lebih jarang",
                "the receiver wants it less often",
            ),
            Ok(code) if code >= 500_u16 => {
                lang.pick("penerima sedang terganggu", "the receiver is in trouble")
            }
            _ => lang.pick("penerima tidak menerimanya", "the receiver did not take it"),
        };
        return format!("HTTP {}: {said}", code.trim());
    }
    let known = [
        (
            "no answer within",
            lang.pick(
                "Penerima tidak menjawab pada waktunya",
                "The receiver did not answer in time",
            ),
            true,
        ),
        (
            "no connection: ",
            lang.pick(
                "Tidak dapat tersambung ke penerima",
                "The receiver could not be reached",
            ),
            false,
        ),
        (
            "no answer: ",
            lang.pick(
                "Sambungan terputus sebelum ada jawaban",
                "The connection broke off before an answer came",
            ),
            false,
        ),
        (
            "the name cannot be resolved",
            lang.pick(
                "Nama alamatnya tidak ditemukan",
                "The name cannot be resolved",
            ),
            true,
        ),
        (
            "the address leads to a private network",
            lang.pick(
                "Alamatnya mengarah ke jaringan pribadi, yang tidak diizinkan",
                "The address leads to a private network, which is not allowed",
            ),
            true,
        ),
        (
            "only https:// is allowed",
            lang.pick(
                "Hanya alamat https:// yang diizinkan",
                "Only https:// is allowed",
            ),
            true,
        ),
    ];
    for (start, said, is_all) in known {
        if let Some(rest) = fault.strip_prefix(start) {
            return if is_all {
                said.to_owned()
            } else {
                format!("{said} (“{rest}”)")
            };
        }
    }
    fault.to_owned()
}

/// What the receiver answered to a trial.
pub(super) fn trial(lang: Lang, row: &hook_delivery::Model) -> String {
    let answer = answer(lang, row);
    if row.status == DeliveryStatus::Delivered {
        let said = lang.pick(
            "Percobaan diterima di sana",
            "The trial was taken over there",
        );
        format!("{said}: {answer}.")
    } else {
        let said = lang.pick("Percobaan tidak diterima", "The trial was not taken");
        format!("{said}: {answer}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_wrong_is_told_in_the_language_of_the_page() {
        for (fault, said) in [
            (
                "no connection: Connection refused (os error 111)",
                "Tidak dapat tersambung ke penerima (“Connection refused (os error 111)”)",
            ),
            ("HTTP 500", "HTTP 500: penerima sedang terganggu"),
            (
                "HTTP 302: redirects are not followed",
                "HTTP 302: pengalihan tidak diikuti",
            ),
            (
                "no answer within 15 seconds",
                "Penerima tidak menjawab pada waktunya",
            ),
        ] {
            assert_eq!(fault_said(Lang::Id, fault), said);
        }
    }
}
