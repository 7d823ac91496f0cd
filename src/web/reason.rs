//! Why a message may not go, told to an officer before anything is sent.

use super::frame::Frame;
use crate::consent::gate::{Reason, Verdict};
use crate::lang::{Lang, Say};
use crate::outbound::outbox::NotAccepted;
use crate::outbound::submit::{Rehearsal, SubmitError};

/// A reason of the gate in one or two plain sentences.
pub(super) fn sentence(lang: Lang, reason: Reason) -> &'static str {
    if lang == Lang::En {
        return reason.sentence();
    }
    match reason {
        Reason::NoConsent => {
            "Pemilik nomor belum menyetujui pesan seperti ini. Mintalah persetujuannya dahulu."
        }
        Reason::Denied => {
            "Pemilik nomor menolak atau sudah berhenti. Hanya persetujuan baru darinya yang mengakhirinya."
        }
        Reason::AskedRecently => {
            "Nomor ini belum lama ditanya atau diberi info. Tunggu sampai masa tenangnya lewat."
        }
        Reason::AskLimit => "Nomor ini sudah ditanya sebanyak yang diperbolehkan.",
        Reason::AlreadyGranted => "Pemilik nomor sudah setuju; tidak perlu ditanya lagi.",
        Reason::WindowClosed => "Nomor ini tidak menulis kepada kita dalam 24 jam terakhir.",
        Reason::NotOnWhatsApp => "Menurut penyedia, nomor ini tidak terdaftar di WhatsApp.",
        Reason::UnclearReply => {
            "Balasan terakhir nomor ini belum jelas dan menunggu keputusan petugas di Kotak masuk."
        }
    }
}

/// The reason that a code of the gate stands for, in words.
pub(super) fn of_code(lang: Lang, code: &str) -> String {
    let found = Reason::ALL.iter().find(|reason| reason.code() == code);
    found.map_or_else(
        || code.to_owned(),
        |reason| sentence(lang, *reason).to_owned(),
    )
}

/// Why a message was not accepted, in words.
pub(super) fn refusal(lang: Lang, error: &SubmitError) -> String {
    match error {
        SubmitError::NotAccepted(NotAccepted::Withheld(reason)) => {
            sentence(lang, *reason).to_owned()
        }
        error => {
            let said = error.say(lang);
            let mut signs = said.chars();
            let first = signs.next().map(|sign| sign.to_uppercase().to_string());
            format!("{}{}.", first.unwrap_or_default(), signs.as_str())
        }
    }
}

/// Why a message would not go now, or when it would; `None` if at once.
pub(super) fn forecast(frame: &Frame, rehearsal: &Rehearsal) -> Option<String> {
    let lang = frame.lang;
    if rehearsal.account.is_none() {
        return Some(refusal(lang, &SubmitError::NoProvider));
    }
    match rehearsal.verdict {
        Verdict::Refuse(reason) => Some(sentence(lang, reason).to_owned()),
        _ if rehearsal.needs_template => Some(refusal(lang, &SubmitError::TemplateRequired)),
        Verdict::Wait(until) => {
            let until = frame.moment(&until);
            Some(match lang {
                Lang::Id => {
                    format!("Sekarang jam tenang kantor. Pesan menunggu dan dikirim {until}.")
                }
                Lang::En => format!(
                    "These are the quiet hours of the office. The message waits until {until}."
                ),
            })
        }
        Verdict::Leave => None,
    }
}
