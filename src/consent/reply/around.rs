//! What may stand around a yes and is none: greetings, forms of address, thanks, particulars.

use super::after::{is_plain_wish, is_sure};
use super::form;
use super::grant::{Parse, Strength};
use super::lexicon::{
    ADDRESS, AGREE, AND, ANSWER, CONFIRM, DAYTIME, EXCUSE, FIRM, GREETING, HALLO, ME, NAME,
    PARTICLE, READY, SEND, SIGNED, THANKS, TITLE, VERY, WEAK, YA,
};
use super::normalise::Gap;
use super::tail::{self, Lead};

/// Greetings that also take leave: "ya, mejuah-juah".
fn is_native_greeting(word: &str) -> bool {
    matches!(
        word,
        "mejuah" | "mejuahjuah" | "njuah" | "njuahjuah" | "horas"
    )
}

impl Parse<'_, '_> {
    /// Nothing but greetings so far.
    fn opens(&self) -> bool {
        self.tokens
            .iter()
            .take(self.at)
            .all(|token| token.is(GREETING.or(DAYTIME).or(ADDRESS)))
    }

    /// "oh iya, setuju", "saya paham dan setuju": only an agreement in words follows.
    pub(super) fn opening(&mut self) -> bool {
        if self.said.is_some() {
            return false;
        }
        let word = self.token(0).map_or("", |token| token.word);
        let cries = self.opens() && matches!(word, "oh" | "o" | "wah" | "yey" | "yeay" | "hore");
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let joins = self.is(0, AND)
            && self.is(1, AGREE.or(ME))
            && before.is_some_and(|token| token.is(READY) && token.is(EXCUSE));
        self.worded |= cries || joins;
        self.at += usize::from(cries || joins);
        cries || joins
    }

    /// What stands around an answer and is none of it: particulars, the head of a letter, the
    /// number of a list, a word begun and begun again.
    pub(super) fn around(&mut self) -> bool {
        let form = form::particulars(self.rest(0));
        if form > 0 {
            self.at += form;
            return true;
        }
        // "setuju titik", as dictated.
        let dictated = self
            .token(0)
            .is_some_and(|token| matches!(token.word, "titik" | "koma"));
        if dictated && self.said.is_some() {
            self.at += 1;
            return true;
        }
        let (Some(token), Some(next)) = (self.token(0).copied(), self.token(1).copied()) else {
            return false;
        };
        if self.said.is_none() {
            let head = form::letter_head(self.rest(0));
            if head > 0 {
                self.at += head;
                return true;
            }
        }
        let listed = self.opens()
            && token.word == "1"
            && next.gap >= Gap::Comma
            && next.is(YA.or(AGREE).or(ME));
        let begun_again = next.is(AGREE)
            && token.is_unknown()
            && token.word.len() >= 2
            && (next.word.starts_with(token.word) || next.word.ends_with(token.word));
        // "mau, ya", "boleh pak, setuju"
        let called = usize::from(next.gap == Gap::Space && next.is(ADDRESS));
        let wants = self.said.is_none()
            && self.token(1 + called).is_some_and(|answer| {
                let agrees = answer.is(AGREE) || answer.is(ME) && self.is(2 + called, AGREE);
                answer.gap >= Gap::Comma
                    && ((agrees || answer.is(YA)) && (is_plain_wish(&token) || is_sure(&token))
                        || agrees && token.is(WEAK) && !token.is(SEND))
            });
        if wants {
            self.at += 1 + called;
            return true;
        }
        let skip = listed || begun_again;
        self.at += usize::from(skip);
        skip
    }

    /// A name before the answer: "Nama: Budi Ginting", "Budi Ginting - SETUJU".
    pub(super) fn named_before(&mut self) -> bool {
        if self.said.is_some() || self.is(0, ADDRESS.or(GREETING)) {
            return false;
        }
        let mut mine = usize::from(self.is(0, ME));
        // "saya dengan Ibu Lestari, setuju"
        let with = self
            .token(1)
            .is_some_and(|token| matches!(token.word, "dengan" | "dgn" | "dg"));
        if mine == 1 && with && !self.is(2, FIRM) {
            let used = 2 + tail::name(self.rest(2), Lead::Apart);
            let agrees =
                self.is(used, AGREE) || self.is(used, YA.or(ME)) && self.is(used + 1, AGREE);
            let apart = self
                .token(used)
                .is_some_and(|token| token.gap >= Gap::Comma);
            if used > 2 && agrees && apart {
                self.at += used;
                return true;
            }
            mine = 0;
        }
        if !self.is(mine, SIGNED.or(NAME).or(FIRM)) {
            return false;
        }
        let used = mine + tail::signature(self.rest(mine), false);
        // "April, ya" is a question; with an agreement, a comma is enough.
        let plain = mine == 0 && !self.is(0, SIGNED.or(FIRM)) && !self.is(used, AGREE.or(ME));
        let least = if plain { Gap::Line } else { Gap::Comma };
        let apart = self.token(used).is_some_and(|token| token.gap >= least);
        if used == mine || !apart {
            return false;
        }
        self.at += used;
        true
    }

    /// Greetings, forms of address, thanks, readiness.
    pub(super) fn courtesy(&mut self) -> bool {
        let Some(token) = self.token(0).copied() else {
            return false;
        };
        // "ya halo", "ya salam", "iya maaf": a bare yes is no answer to our question there.
        let takes_leave = token.gap == Gap::Comma && is_native_greeting(token.word);
        let answers_call = token.is(HALLO.or(EXCUSE))
            || token.is(GREETING) && token.gap < Gap::Sentence && !takes_leave;
        if token.is(CONFIRM) && self.said == Some(Strength::Yes) {
            self.confirmed = true;
            self.at += 1 + usize::from(self.is(1, VERY));
            return true;
        }
        if answers_call && self.said == Some(Strength::Yes) {
            // "iya benar, saya setuju"
            self.at += 1;
            return match self.agreement() {
                Some(used) if token.is(EXCUSE) => self.say(Strength::Agree, used),
                _ => false,
            };
        }
        if token.is(GREETING) || token.is(DAYTIME) && self.said.is_none() {
            // "met malam ya bu" greets; "selamat malam bu, ya" answers.
            self.courtesy = Some(Gap::Comma);
            self.greeted = true;
            self.at += 1;
            return true;
        }
        self.courtesy = self.courtesy.filter(|_| !self.greeted);
        self.greeted = false;
        if token.is(THANKS) {
            self.courtesy = Some(Gap::Sentence);
            self.at += 1;
            return true;
        }
        if token.is(READY) {
            // "ok ya" says yes, "baik ya" and "siap ya" do not.
            let ok = matches!(token.word, "ok" | "oke" | "okey" | "okay" | "oky");
            if !(ok && self.is(1, YA) && self.opens()) {
                self.courtesy = Some(Gap::Comma);
            }
            // "oke deh"
            self.at += 1 + usize::from(self.is(1, PARTICLE));
            return true;
        }
        let labels = matches!(token.word, "jawab" | "balasan" | "pilihan" | "konfirmasi");
        let labelled = self.token(1).is_some_and(|next| next.gap == Gap::Comma);
        if token.is(ANSWER) && self.said.is_none() && (!labels || labelled) {
            self.at += 1;
            return true;
        }
        if token.is(ADDRESS) {
            self.at += 1 + self.addressed(1);
            return true;
        }
        false
    }

    /// An office or a name after a form of address: "pak lurah", "Bapak Budi Ginting".
    fn addressed(&self, ahead: usize) -> usize {
        let titles = self
            .rest(ahead)
            .iter()
            .take_while(|token| token.gap == Gap::Space && token.is(TITLE) && !token.is(AGREE))
            .count();
        if titles > 0 {
            return titles;
        }
        let next = self.rest(ahead);
        if next.first().is_none_or(|token| token.gap > Gap::Space) {
            return 0;
        }
        let used = tail::name(next, Lead::Bare);
        // A name before the answer must be set off: "pak Budi setuju" tells of pak Budi.
        let set_off = next.get(used).is_none_or(|token| token.gap > Gap::Space);
        if self.said.is_none() && !set_off {
            0
        } else {
            used
        }
    }
}
