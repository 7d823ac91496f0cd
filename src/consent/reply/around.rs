//! What may stand around a yes and is none: greetings, forms of address, thanks, particulars.

use super::after::{is_plain_wish, is_sure};
use super::correct;
use super::form;
use super::grant::{Parse, Strength};
use super::greet;
use super::label;
use super::lexicon::{
    ACTIVATE, ADDRESS, AGREE, AND, ANSWER, BEFORE, BEFORE_AGREE, CONFIRM, DAYTIME, EXCUSE, FRONTED,
    GREETING, HALLO, JUST, KIN, ME, PARTICLE, PLACE, PLEASE, READY, SEND, THANKS, TITLE, TYPE,
    VERY, WEAK, YA,
};
use super::normalise::Gap;
use super::phrase::Token;
use super::tail::{self, Lead};

/// "cocok, setuju"
fn is_fitting(token: &Token<'_>) -> bool {
    matches!(
        token.word,
        "cocok" | "akur" | "klop" | "bagus" | "sepakat" | "bungkus"
    )
}

/// "telat balas", "lama balas"
pub(super) fn is_late(word: &str) -> bool {
    matches!(word, "telat" | "lambat" | "terlambat" | "lama" | "slow")
}

/// "kakak cantik"
fn is_flattery(word: &str) -> bool {
    matches!(
        word,
        "semua"
            | "semuanya"
            | "cantik"
            | "ganteng"
            | "baik"
            | "manis"
            | "terhormat"
            | "budiman"
            | "tercinta"
    )
}

impl Parse<'_, '_> {
    /// Nothing but greetings so far.
    pub(super) fn opens(&self) -> bool {
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
        if self.leads_up() {
            return true;
        }
        let word = self.token(0).map_or("", |token| token.word);
        let cries = self.opens()
            && matches!(
                word,
                "oh" | "o"
                    | "wah"
                    | "yey"
                    | "yeay"
                    | "hore"
                    | "yah"
                    | "nah"
                    | "fix"
                    | "fiks"
                    | "sah"
                    | "cus"
            );
        // "oh begitu, setuju"
        let so = usize::from(
            cries
                && self.token(1).is_some_and(|next| {
                    next.gap == Gap::Space
                        && matches!(next.word, "begitu" | "gitu" | "begini" | "ini")
                })
                && (word == "nah" || self.token(2).is_some_and(|next| next.gap > Gap::Space)),
        );
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let joins = self.is(0, AND)
            && (self.is(1, AGREE.or(ME))
                || self
                    .token(1)
                    .is_some_and(|next| next.roles.all(READY.or(EXCUSE))))
            && before.is_some_and(|token| token.is(READY) && token.is(EXCUSE));
        self.worded |= cries || joins;
        self.at += usize::from(cries || joins) + so;
        cries || joins
    }

    /// A slip that the answer puts right.
    pub(super) fn put_right(&mut self) -> bool {
        if self.said.is_some() || self.corrected || !self.opens() {
            return false;
        }
        let slip = correct::correction(self.rest(0));
        self.worded |= slip > 0;
        self.corrected = slip > 0;
        self.at += slip;
        slip > 0
    }

    /// An aside before the answer.
    fn leads_up(&mut self) -> bool {
        if self.is(0, FRONTED) && !self.told_about() {
            self.worded = true;
            self.at += 1;
            return true;
        }
        if !self.is(0, BEFORE.or(BEFORE_AGREE)) {
            return false;
        }
        let called = self
            .rest(1)
            .iter()
            .take_while(|token| token.gap == Gap::Space && token.is(ADDRESS))
            .count();
        let apart = self
            .token(1 + called)
            .is_some_and(|next| next.gap >= Gap::Comma);
        if apart {
            self.worded |= !self.is(0, BEFORE);
            self.merely |= !self.is(0, BEFORE);
            self.at += 1 + called;
        }
        apart
    }

    /// "Balas: YA", "pilih setuju": our instruction, followed to the letter. "Ketik YA" only repeats it.
    fn typed(&self) -> bool {
        let (Some(token), Some(next)) = (self.token(0), self.token(1)) else {
            return false;
        };
        let chooses =
            token.word == "pilih" && (next.is(AGREE) || next.is(YA) && self.token(2).is_none());
        token.is(TYPE)
            && self.said.is_none()
            && self.opens()
            && next.is(YA.or(AGREE).or(ME))
            && (chooses || next.gap >= Gap::Comma)
    }

    /// The date of a letter: behind its place, or at its head. Elsewhere it may be a day that is
    /// agreed on.
    fn dated(&self) -> usize {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let placed = before.is_some_and(|token| token.is(PLACE));
        if placed && self.said != Some(Strength::Yes) || before.is_none() {
            form::date(self.rest(0))
        } else {
            0
        }
    }

    /// What stands around an answer and is none of it: particulars, the head of a letter, the
    /// number of a list, a word begun and begun again.
    pub(super) fn around(&mut self) -> bool {
        let permit = if self.said == Some(Strength::Agree) {
            form::permit_number(self.rest(0))
        } else {
            0
        };
        let form = form::particulars(self.rest(0))
            .max(permit)
            .max(form::sent_from(self.rest(0)))
            .max(form::closing(self.rest(0)))
            .max(self.dated());
        let label = if self.said.is_none() && self.opens() {
            label::label(self.rest(0)).max(greet::greeting(self.rest(0)))
        } else {
            0
        };
        let form = form.max(label);
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
            && matches!(token.word, "1" | "a")
            && next.gap >= Gap::Comma
            && next.is(YA.or(AGREE).or(ME));
        // "ys setuju", "yaq saya setuju"
        let agrees = next.is(AGREE)
            || matches!(token.word, "yaq" | "yaz" | "ysa") && next.is(ME) && self.is(2, AGREE);
        let slip = agrees
            && next.gap == Gap::Space
            && matches!(
                token.word,
                "ys" | "yq"
                    | "yw"
                    | "yz"
                    | "tya"
                    | "uya"
                    | "yab"
                    | "yaj"
                    | "yaq"
                    | "yaz"
                    | "ysa"
                    | "gya"
                    | "ua"
            );
        let begun_again = next.is(AGREE)
            && token.is_unknown()
            && token.word.len() >= 2
            && (next.word.starts_with(token.word) || next.word.ends_with(token.word));
        // "mau, ya", "boleh pak, setuju", "boleh pak, ya saya setuju"
        let called = usize::from(
            next.gap == Gap::Space
                && (next.is(ADDRESS.or(JUST).or(PARTICLE).or(VERY))
                    || is_sure(&token) && (is_plain_wish(&next) || next.word == "boleh"))
                && !next.is(YA),
        );
        let wants = self.said.is_none()
            && self.token(1 + called).is_some_and(|answer| {
                let mut at = 1 + called + usize::from(answer.is(YA));
                at += usize::from(self.is(at, ME));
                let agrees = self.is(at, AGREE);
                answer.gap >= Gap::Comma
                    && ((agrees || answer.is(YA)) && (is_plain_wish(&token) || is_sure(&token))
                        || token.is(WEAK)
                            && !token.is(SEND)
                            && (agrees || answer.gap >= Gap::Sentence)
                        || agrees && (token.is(ACTIVATE) || is_fitting(&token)))
            });
        if wants {
            self.at += 1 + called;
            return true;
        }
        // "mohon diaktifkan, saya setuju"
        let mine = usize::from(self.is(2, ME));
        let begs = self.said.is_none()
            && token.is(PLEASE)
            && next.is(ACTIVATE)
            && next.gap == Gap::Space
            && self.token(2).is_some_and(|answer| answer.gap >= Gap::Comma)
            && self.is(2 + mine, AGREE);
        if begs {
            self.at += 2;
            return true;
        }
        let passed = listed || slip || begun_again;
        self.at += usize::from(passed);
        passed
    }

    /// Greetings, forms of address, thanks, readiness.
    pub(super) fn courtesy(&mut self) -> bool {
        let Some(token) = self.token(0).copied() else {
            return false;
        };
        // "ya halo", "ya salam", "iya maaf": a bare yes is no answer to our question there.
        let takes_leave = token.gap == Gap::Comma && greet::takes_leave(token.word);
        let answers_call = token.is(HALLO.or(EXCUSE))
            || token.is(GREETING) && token.gap < Gap::Sentence && !takes_leave;
        if token.is(CONFIRM) && self.said == Some(Strength::Yes) {
            self.confirmed = true;
            self.at += 1 + usize::from(self.is(1, VERY));
            return true;
        }
        if answers_call && self.said == Some(Strength::Yes) {
            // "iya benar, saya setuju", "ya maaf baru balas, saya setuju"
            self.at += 1;
            let mut late = false;
            while token.is(EXCUSE) && self.is(0, EXCUSE.or(ADDRESS)) {
                late |= self
                    .token(0)
                    .is_some_and(|token| token.roles.all(READY.or(EXCUSE)) && is_late(token.word));
                self.at += 1;
            }
            // "ya pak, mohon maaf lambat balas"
            if late && self.token(0).is_none_or(|next| next.gap > Gap::Space) {
                return true;
            }
            return match self.agreement() {
                Some(used) if token.is(EXCUSE) || token.is(GREETING) && !token.is(HALLO) => {
                    self.say(Strength::Agree, used)
                }
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
            // "oke ya", "siap ya" say no yes; "oke, ya" does.
            self.courtesy = Some(Gap::Comma);
            // "oke deh"
            // "mantap kali"
            let much = self.token(1).is_some_and(|next| {
                next.gap == Gap::Space && matches!(next.word, "kali" | "sekali" | "banget")
            });
            if much && self.said.is_none() && !self.is(2, YA) {
                self.at += 1;
            }
            let more = if self.said.is_none() {
                PARTICLE.or(JUST)
            } else {
                PARTICLE
            };
            self.at += 1 + usize::from(self.is(1, more));
            return true;
        }
        if self.typed() {
            self.at += 1;
            return true;
        }
        let labels =
            token.single && matches!(token.word, "jawab" | "balasan" | "pilihan" | "konfirmasi");
        let labelled = self
            .token(1)
            .is_some_and(|next| next.gap == Gap::Comma || next.is(AGREE));
        if token.is(ANSWER) && self.said.is_none() && (!labels || labelled) {
            self.at += 1;
            return true;
        }
        // "jawaban bapak ya"
        let whose = token.gap == Gap::Space && token.is(KIN) && self.said.is_none();
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        if whose && before.is_some_and(|word| word.is(ANSWER)) {
            return false;
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
            .take_while(|token| {
                token.gap == Gap::Space
                    && !token.is(AGREE)
                    && (token.is(TITLE)
                        || self.said.is_some() && (is_flattery(token.word) || token.word == "karo"))
            })
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
