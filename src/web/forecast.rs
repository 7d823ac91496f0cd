//! Whether a message may go, told to an officer before anything is sent, and why.

use entity::contact;
use entity::words::Purpose;

use super::frame::Frame;
use super::gate_words::{self, brief};
use super::sign_in;
use super::words;
use crate::consent::gate::{self, Reason, Rules, Standing, Verdict};
use crate::lang::{Lang, Say};
use crate::outbound::outbox::NotAccepted;
use crate::outbound::submit::{Rehearsal, SubmitError};
use crate::permits::button::PressError;
use crate::time::Timestamp;

/// What is known of whom the message goes to.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    rules: &'a Rules,
    contact: Option<&'a contact::Model>,
}

impl<'a> Known<'a> {
    pub(super) const fn of(rules: &'a Rules, contact: Option<&'a contact::Model>) -> Self {
        Self { rules, contact }
    }

    /// From when the number may be asked again.
    fn ask_again_at(self) -> Option<Timestamp> {
        gate::ask_again_at(Standing::from(self.contact?), self.rules)
    }
}

/// Whether a message may go, for the line under its button.
pub(super) struct Chance {
    /// `good`, `wait` or `bad`.
    pub(super) tone: &'static str,
    pub(super) said: String,
}

/// Says it of what was rehearsed.
pub(super) fn chance(
    frame: &Frame,
    known: Known<'_>,
    rehearsed: &Result<Rehearsal, PressError>,
) -> Chance {
    let lang = frame.lang;
    let why = match rehearsed {
        Ok(one) if one.account.is_none() => no_account(lang).to_owned(),
        Ok(Rehearsal {
            verdict: Verdict::Refuse(reason),
            ..
        }) => in_short(frame, known, *reason),
        Ok(one) if one.needs_template => brief(lang, Reason::WindowClosed).to_owned(),
        Ok(Rehearsal {
            verdict: Verdict::Wait(until),
            ..
        }) => {
            let until = frame.moment(until);
            return Chance {
                tone: "wait",
                said: match lang {
                    Lang::Id => format!("Boleh, berangkat {until}"),
                    Lang::En => format!("Allowed, leaves {until}"),
                },
            };
        }
        Ok(_) => {
            return Chance {
                tone: "good",
                said: lang.pick("Boleh", "Allowed").to_owned(),
            };
        }
        Err(PressError::Field(error)) => error.say(lang),
        Err(error) => error.say(lang),
    };
    let no = lang.pick("Tidak boleh", "Not allowed");
    Chance {
        tone: "bad",
        said: format!("{no}: {}", words::small(&why)),
    }
}

fn no_account(lang: Lang) -> &'static str {
    lang.pick(
        "belum ada akun untuk mengirim",
        "there is no account to send with",
    )
}

fn in_short(frame: &Frame, known: Known<'_>, reason: Reason) -> String {
    let said = brief(frame.lang, reason);
    match (reason, known.ask_again_at()) {
        (Reason::AskedRecently, Some(at)) => {
            format!("{said}; {}", gate_words::again(frame, at))
        }
        _ => said.to_owned(),
    }
}

/// A reason of the gate, with the day on which it ends where that is known.
fn sentence(frame: &Frame, known: Known<'_>, reason: Reason) -> String {
    gate_words::sentence(frame, reason, known.ask_again_at())
}

/// Why a message may go, as a sentence.
pub(super) fn ground(frame: &Frame, known: Known<'_>, purpose: Purpose) -> String {
    let may = frame.lang.pick("Boleh dikirim", "May be sent");
    match known.contact {
        Some(contact) => {
            let why = gate_words::allowed(frame, contact, purpose).0;
            format!("{may}: {}", words::small(&why))
        }
        None => format!("{may}."),
    }
}

/// Why a message was not accepted, where it is not known for whom.
pub(super) fn refusal(lang: Lang, error: &SubmitError) -> String {
    match error {
        SubmitError::NotAccepted(NotAccepted::Withheld(reason)) => {
            reason.sentence_in(lang).to_owned()
        }
        error => sign_in::sentence(error, lang),
    }
}

/// Why a message was not accepted, or cannot be.
pub(super) fn why_not(frame: &Frame, known: Known<'_>, error: &PressError) -> String {
    match error {
        PressError::Submit(SubmitError::NotAccepted(NotAccepted::Withheld(reason))) => {
            sentence(frame, known, *reason)
        }
        PressError::Submit(error) => refusal(frame.lang, error),
        PressError::Field(error) => sign_in::sentence(error, frame.lang),
        error @ PressError::NoPermit(_) => sign_in::sentence(error, frame.lang),
    }
}

/// Why a message would not go now, or when it would; `None` if at once.
pub(super) fn forecast(frame: &Frame, known: Known<'_>, rehearsal: &Rehearsal) -> Option<String> {
    let lang = frame.lang;
    if rehearsal.account.is_none() {
        return Some(refusal(lang, &SubmitError::NoProvider));
    }
    match rehearsal.verdict {
        Verdict::Refuse(reason) => Some(sentence(frame, known, reason)),
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
