//! Why a message may not go, told to an officer before anything is sent.

use super::frame::Frame;
use crate::consent::gate::Verdict;
use crate::lang::{Lang, Say};
use crate::outbound::outbox::NotAccepted;
use crate::outbound::submit::{Rehearsal, SubmitError};

/// Why a message was not accepted, in words.
pub(super) fn refusal(lang: Lang, error: &SubmitError) -> String {
    match error {
        SubmitError::NotAccepted(NotAccepted::Withheld(reason)) => {
            reason.sentence_in(lang).to_owned()
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
        Verdict::Refuse(reason) => Some(reason.sentence_in(lang).to_owned()),
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
