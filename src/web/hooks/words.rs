//! How pages word outgoing webhooks.

use std::borrow::Borrow;

use entity::words::{DeliveryStatus, HookKind};
use entity::{hook_delivery, hook_endpoint};

use crate::lang::Lang;
use crate::web::words::Word;

/// An event.
pub(super) fn event(lang: Lang, kind: HookKind) -> &'static str {
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
pub(super) fn answer(row: &hook_delivery::Model) -> String {
    let status = row.last_status.map(|status| format!("HTTP {status}"));
    match (status, &row.error) {
        // Mostly the status is what was wrong.
        (Some(status), Some(error)) if !error.starts_with(&status) => {
            format!("{status} · {error}")
        }
        (_, Some(error)) => error.clone(),
        (status, None) => status.unwrap_or_default(),
    }
}

/// What the receiver answered to a trial.
pub(super) fn trial(lang: Lang, row: &hook_delivery::Model) -> String {
    let answer = answer(row);
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
