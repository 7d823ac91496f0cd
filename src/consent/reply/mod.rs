//! Reading a person's reply: does this message say yes, stop, help, or nothing of the kind?
//!
//! [`read`] is pure and total. It folds the text (compatibility forms, case, invisible marks,
//! decoration, spelled-out and lengthened letters), splits it into words with the breaks between
//! them, gives every word its roles from a lexicon, and then decides on the **whole** message:
//! after greetings, forms of address, thanks, a signature, and sentences that plainly speak of
//! something harmless (who writes, whose number it is, why they are glad) are taken off, what
//! remains must be a plain yes to grant. Whatever is not understood is never a yes.
//!
//! An opt-out is read more generously, clause by clause, but still only where it is
//! unmistakable. What merely smells of refusal comes back as [`Intent::None`] with
//! [`Doubt::Refusal`], for a person to decide.
//!
//! The parts: `normalise` and `scan` (text to words), `lexicon` (words to roles, from the plain
//! lists of `words`, `regional`, `names` and `ordinary`), `phrase` (several words with one meaning,
//! from `phrases`), `grant` (with `after`, `around`, `greet`, `speaker` for who it is that agrees,
//! `correct` for a slip put right, and `aside` for what is added, from `asides`, `kinds` and
//! `settings`), `object`, `act` and `bare` (what is agreed to), `tail`, `trade` and `place`
//! (signatures: names, firms, where they are), `apart` (harmless sentences beside a yes, by the
//! matters of `matter`, `beside`, `talk` and `open`, with `nearby`), `quoted` (our own question
//! with the answer behind it), `reason` (a no and why), `form` (letter heads and particulars),
//! `label` ("Notifikasi: YA"), `wish` (good wishes), `once` (how far it goes), `refuse` (with
//! `number`, `erase` and `stop`), `no` (with `calm`), `help`, `doubt`, and `rules` (the names kept in the evidence).

mod act;
mod after;
mod apart;
mod around;
mod aside;
mod asides;
mod bare;
mod beside;
mod calm;
mod correct;
mod doubt;
mod erase;
mod form;
mod grant;
mod greet;
mod help;
mod kinds;
mod label;
mod lexicon;
mod matter;
mod names;
mod nearby;
mod no;
mod normalise;
mod number;
mod object;
mod once;
mod open;
mod ordinary;
mod phrase;
mod phrases;
mod place;
mod quoted;
mod reason;
mod refuse;
mod regional;
mod rules;
mod scan;
mod settings;
mod speaker;
mod spelling;
mod stop;
mod tail;
mod talk;
mod trade;
mod wish;
mod words;

#[cfg(test)]
mod combined;
#[cfg(test)]
mod labelled;
#[cfg(test)]
mod tests;

use std::str::FromStr;

pub use rules::{DENY_NO as PLAIN_NO, RULES};
pub(crate) use scan::is_invisible;

/// What the message answers: the state of the conversation when it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// Our latest message to the number was the request for consent.
    Asked,
    /// Our latest message to the number was something else.
    Other,
    /// We have written nothing to the number.
    Cold,
}

impl Context {
    /// The stored name: `asked`, `other` or `cold`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Other => "other",
            Self::Cold => "cold",
        }
    }
}

impl FromStr for Context {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "asked" => Ok(Self::Asked),
            "other" => Ok(Self::Other),
            "cold" => Ok(Self::Cold),
            _ => Err(()),
        }
    }
}

/// What the message says about consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// A plain yes.
    Grant,
    /// A plain refusal or a wish to stop.
    Deny,
    /// A wish to be told what this is or how it works.
    Help,
    /// None of these: ordinary talk, or nothing that may be decided by a machine.
    None,
}

impl Intent {
    /// The stored name: `grant`, `deny`, `help` or `none`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Grant => "grant",
            Self::Deny => "deny",
            Self::Help => "help",
            Self::None => "none",
        }
    }
}

impl FromStr for Intent {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "grant" => Ok(Self::Grant),
            "deny" => Ok(Self::Deny),
            "help" => Ok(Self::Help),
            "none" => Ok(Self::None),
            _ => Err(()),
        }
    }
}

/// What is left open by a reading with [`Intent::None`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Nothing: ordinary talk, or a reading that is clear.
    Nothing,
    /// The text smells of refusal: a person must decide, and broadcasts wait until then.
    Refusal,
}

/// The outcome of [`read`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What the message says.
    pub intent: Intent,
    /// The rule that decided, one of the names in [`RULES`].
    pub rule: &'static str,
    /// Whether a person must look at it.
    pub doubt: Doubt,
}

impl Reading {
    /// A reading that leaves nothing open.
    const fn clear(intent: Intent, rule: &'static str) -> Self {
        Self {
            intent,
            rule,
            doubt: Doubt::Nothing,
        }
    }

    /// No intent, but it smells of refusal.
    const fn refusal(rule: &'static str) -> Self {
        Self {
            intent: Intent::None,
            rule,
            doubt: Doubt::Refusal,
        }
    }
}

/// How plain a yes it is: as a whole, without what stands harmlessly beside it, or behind our own
/// question.
fn strength(
    tokens: &[phrase::Token<'_>],
    signs: normalise::Signs,
    context: Context,
) -> Option<grant::Strength> {
    if act::agreed_to(tokens, context == Context::Asked)
        || bare::is_to_something_else(tokens, context == Context::Asked)
        || label::several(tokens)
        || once::this_once(tokens)
        || once::ends_in_no(tokens)
        || trade::is_called_so(tokens)
    {
        return None;
    }
    grant::strength(tokens, signs)
        .or_else(|| apart::strength(tokens, signs, context == Context::Asked))
        .or_else(|| quoted::strength(tokens, signs).filter(|_| context == Context::Asked))
}

/// Reads a reply. Pure and total; text beyond the first 4 KiB is not read, and such a text never
/// grants.
pub fn read(text: &str, context: Context) -> Reading {
    let folded = normalise::fold(text);
    let tokens = phrase::tokens(&folded);
    if tokens.is_empty() && !folded.signs.refusing {
        return Reading::clear(Intent::None, rules::NONE_EMPTY);
    }
    let asked_about =
        folded.signs.question && (quoted::names_the_word(&tokens) || stop::wonders(&tokens));
    if let Some(rule) = refuse::stop(&tokens).filter(|_| !asked_about) {
        return Reading::clear(Intent::Deny, rule);
    }
    let whole = !folded.signs.asks_last && !folded.signs.cut;
    if whole && quoted::stopped(&tokens) {
        return Reading::clear(Intent::Deny, rules::DENY_STOP);
    }
    match strength(&tokens, folded.signs, context) {
        Some(grant::Strength::Agree) => return Reading::clear(Intent::Grant, rules::GRANT_AGREE),
        Some(grant::Strength::Offer) if context == Context::Asked => {
            return Reading::clear(Intent::Grant, rules::GRANT_AGREE);
        }
        Some(grant::Strength::Offer) => {
            return Reading::clear(Intent::None, rules::NONE_YES_ELSEWHERE);
        }
        Some(grant::Strength::Yes) if context == Context::Other => {
            return Reading::clear(Intent::None, rules::NONE_YES_ELSEWHERE);
        }
        Some(grant::Strength::Yes) => return Reading::clear(Intent::Grant, rules::GRANT_YES),
        None => {}
    }
    let to_us =
        context == Context::Asked || context == Context::Cold && refuse::disagrees_alone(&tokens);
    if to_us
        && (no::no(&tokens, folded.signs)
            || reason::no(&tokens, folded.signs)
            || whole && quoted::refused(&tokens))
    {
        return if correct::is_put_right(&tokens) {
            Reading::refusal(rules::NONE_BOTH)
        } else {
            Reading::clear(Intent::Deny, rules::DENY_NO)
        };
    }
    if let Some(rule) = help::wanted(&tokens, folded.signs) {
        return Reading::clear(Intent::Help, rule);
    }
    doubt::weigh(&tokens, folded.signs, context)
}
