//! What the gate says, in plain words: of every purpose, before anything is sent.

use std::time::Duration;

use entity::contact;
use entity::words::Purpose;

use super::frame::Frame;
use super::words;
use crate::consent::gate::{self, Reason, Request, Rules, Standing, Verdict};
use crate::lang::Lang;
use crate::time::Timestamp;

/// Why a message may not go, in a few words, for a table.
pub(super) const fn brief(lang: Lang, reason: Reason) -> &'static str {
    match reason {
        Reason::NoConsent => lang.pick("Belum setuju", "Has not agreed"),
        Reason::Denied => lang.pick("Menolak atau berhenti", "Declined or stopped"),
        Reason::AskedRecently => lang.pick("Baru saja ditanya", "Asked not long ago"),
        Reason::AskLimit => lang.pick("Sudah cukup sering ditanya", "Asked often enough"),
        Reason::AlreadyGranted => lang.pick("Sudah setuju", "Has agreed already"),
        Reason::WindowClosed => lang.pick("Jendela 24 jam tertutup", "24-hour window closed"),
        Reason::NotOnWhatsApp => lang.pick("Tidak ada di WhatsApp", "Not on WhatsApp"),
        Reason::UnclearReply => lang.pick("Ada balasan belum jelas", "A reply is unclear"),
    }
}

/// What the gate says of one purpose.
#[derive(Clone, Debug)]
pub(super) struct Opinion {
    /// The purpose, as programs name it.
    pub(super) code: &'static str,
    /// The purpose, as people do.
    pub(super) name: &'static str,
    /// Whether it may go, now or later.
    pub(super) may: bool,
    /// `good`, `wait` or `bad`.
    pub(super) tone: &'static str,
    /// May it, in a word.
    pub(super) word: &'static str,
    /// Why not, or until when.
    pub(super) said: String,
    /// The same in a few words.
    pub(super) brief: String,
}

/// Asks the gate about this purpose; the sandbox keeps no quiet hours.
pub(super) fn ask(
    frame: &Frame,
    rules: &Rules,
    contact: &contact::Model,
    purpose: Purpose,
    is_sandbox: bool,
) -> Opinion {
    let lang = frame.lang;
    let request = Request {
        purpose,
        confirms_stop: false,
        is_sandbox,
    };
    let standing = Standing::from(contact);
    let verdict = gate::check(request, standing, rules, frame.now);
    let (tone, word, said, brief) = match verdict {
        Verdict::Leave => {
            let (said, brief) = allowed(frame, contact, purpose);
            (
                "good",
                lang.pick("Boleh", "Allowed"),
                said,
                brief.to_owned(),
            )
        }
        Verdict::Wait(until) => {
            let until = frame.moment(&until);
            let said = match lang {
                Lang::Id => format!("Berangkat {until}, setelah jam tenang."),
                Lang::En => format!("Leaves at {until}, after the quiet hours."),
            };
            ("wait", lang.pick("Menunggu", "Waits"), said, until)
        }
        Verdict::Refuse(why) => {
            let again = gate::ask_again_at(standing, rules);
            let said = sentence(frame, why, again);
            let brief = brief(lang, why).to_owned();
            ("bad", lang.pick("Tidak boleh", "Not allowed"), said, brief)
        }
    };
    Opinion {
        code: purpose.as_str(),
        name: words::purpose(lang, purpose),
        may: !matches!(verdict, Verdict::Refuse(_)),
        tone,
        word,
        said,
        brief,
    }
}

/// Why a message may not go, as a sentence; with the moment from which the number may be asked
/// again, where that is known.
pub(super) fn sentence(frame: &Frame, reason: Reason, again_at: Option<Timestamp>) -> String {
    match (reason, again_at) {
        (Reason::AskedRecently, Some(at)) => {
            let said = brief(frame.lang, reason);
            format!("{said}; {}.", again(frame, at))
        }
        _ => reason.sentence_in(frame.lang).to_owned(),
    }
}

/// From when a number may be asked again.
pub(super) fn again(frame: &Frame, at: Timestamp) -> String {
    let at = frame.moment(&at);
    match frame.lang {
        Lang::Id => format!("boleh ditanya lagi mulai {at}"),
        Lang::En => format!("may be asked again from {at}"),
    }
}

/// Why it may go, where that is worth saying: as a sentence, and in a few words.
pub(super) fn allowed(
    frame: &Frame,
    contact: &contact::Model,
    purpose: Purpose,
) -> (String, &'static str) {
    let lang = frame.lang;
    let since = contact.since.map(|at| frame.moment_of(&at));
    let (said, brief) = match purpose {
        Purpose::OptInRequest => (
            lang.pick("Nomor ini boleh ditanya.", "This number may be asked."),
            lang.pick("Boleh ditanya", "May be asked"),
        ),
        Purpose::ServiceInfo => (
            lang.pick(
                "Penjelasan layanan boleh dikirim.",
                "The service may be explained.",
            ),
            lang.pick("Boleh dijelaskan", "May be explained"),
        ),
        Purpose::Notification | Purpose::Broadcast => {
            let brief = lang.pick("Persetujuan tercatat", "Consent on record");
            let said = match (since, lang) {
                (Some(since), Lang::Id) => format!("Persetujuan tercatat sejak {since}."),
                (Some(since), Lang::En) => format!("Consent is on record since {since}."),
                (None, _) => format!("{brief}."),
            };
            return (said, brief);
        }
        Purpose::Custom => (
            lang.pick(
                "Ditulis petugas untuk satu orang.",
                "Written by an officer for one person.",
            ),
            lang.pick("Untuk satu orang", "For one person"),
        ),
        Purpose::Reply => {
            let brief = lang.pick("Jendela 24 jam terbuka", "24-hour window open");
            return (window(frame, contact), brief);
        }
    };
    (said.to_owned(), brief)
}

/// How long the office may still answer freely.
pub(super) fn window(frame: &Frame, contact: &contact::Model) -> String {
    let until = crate::consent::register::window_open_until(contact, frame.now);
    match (until, frame.lang) {
        (Some(until), Lang::Id) => format!(
            "Jendela 24 jam terbuka sampai {} (sisa {}).",
            frame.moment(&until),
            span(frame.lang, until.since(frame.now)),
        ),
        (Some(until), Lang::En) => format!(
            "The 24-hour window is open until {} ({} left).",
            frame.moment(&until),
            span(frame.lang, until.since(frame.now)),
        ),
        (None, Lang::Id) => "Jendela 24 jam tertutup.".to_owned(),
        (None, Lang::En) => "The 24-hour window is closed.".to_owned(),
    }
}

/// A span of time, roughly: `23 jam 10 menit`.
pub(super) fn span(lang: Lang, span: Duration) -> String {
    let minutes = span.as_secs().div_ceil(60);
    let (hours, rest) = (minutes / 60, minutes % 60);
    let (days, day_hours) = (hours / 24, hours % 24);
    let hour = lang.pick("jam", "h");
    let minute = lang.pick("menit", "min");
    let day = lang.pick("hari", "d");
    match (days, hours) {
        (0, 0) => format!("{minutes} {minute}"),
        (0, _) if rest == 0 => format!("{hours} {hour}"),
        (0, _) => format!("{hours} {hour} {rest} {minute}"),
        (1.., _) if day_hours == 0 => format!("{days} {day}"),
        (1.., _) => format!("{days} {day} {day_hours} {hour}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_told_roughly() {
        let of = |minutes| span(Lang::Id, Duration::from_mins(minutes));
        assert_eq!(of(5), "5 menit");
        assert_eq!(of(60), "1 jam");
        assert_eq!(of(1390), "23 jam 10 menit");
        assert_eq!(of(24 * 60 + 61), "1 hari 1 jam");
        assert_eq!(of(48 * 60), "2 hari");
    }
}
