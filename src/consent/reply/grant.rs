//! A plain yes: the whole message, word by word.

use super::lexicon::{
    ACTIVATE, ADDRESS, ADVERB, AGREE, ALREADY, AND, ANSWER, ASKS, CAPACITY, CONFIRM, CONTACTED,
    DAYTIME, DONT, EXCUSE, FIRM, GREETING, HALF, HALLO, IF, JUST, KIN, ME, MESSAGE, NAME, NO, NOW,
    PARTICLE, PLEASE, READY, RECEIVE, REFUSE, Roles, SEND, SERVICE, SIGNED, STOP, THANKS, THIS,
    TITLE, VERY, WANT, WEAK, WILLING, YA, YES,
};
use super::normalise::{Gap, Signs};
use super::object::object;
use super::phrase::Token;
use super::tail::{self, Lead};
use super::{form, wish};

/// How plain the yes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// A bare yes: its meaning hangs on what it answers.
    Yes,
    /// An agreement that says what it is.
    Agree,
}

/// The most tokens of a plain yes with courtesies and a signature.
const MOST_TOKENS: usize = 48;

/// Words with which no message is a plain yes.
const AGAINST: Roles = NO
    .or(DONT)
    .or(STOP)
    .or(HALF)
    .or(REFUSE)
    .or(ASKS)
    .or(IF)
    .or(ALREADY);

/// How plain a yes the whole message is; none when it is not, or when anything is left over.
pub(super) fn strength(tokens: &[Token<'_>], signs: Signs) -> Option<Strength> {
    if signs.question || signs.wry || signs.refusing || signs.strange || signs.cut {
        return None;
    }
    if tokens.len() > MOST_TOKENS
        || tokens.iter().enumerate().any(|(at, token)| {
            token.is(AGAINST)
                && !token.is(NAME)
                && !is_softener(tokens, at)
                && !is_numbering(tokens, at)
        })
    {
        return None;
    }
    let mut parse = Parse {
        tokens,
        at: 0,
        said: None,
        courtesy: None,
        greeted: false,
        confirmed: false,
        signed: false,
        worded: false,
    };
    while parse.at < tokens.len() {
        if !parse.step() {
            return None;
        }
    }
    parse
        .said
        .filter(|said| !parse.worded || *said == Strength::Agree)
}

/// "no hp 0812…": a number there, and no refusal.
fn is_numbering(tokens: &[Token<'_>], at: usize) -> bool {
    let rest = tokens.get(at..).unwrap_or_default();
    rest.first().is_some_and(|token| token.word == "no") && form::number_after(rest)
}

/// "setuju kok pak": no question there.
fn is_softener(tokens: &[Token<'_>], at: usize) -> bool {
    let word = tokens.get(at).map_or("", |token| token.word);
    let agreed = at.checked_sub(1).and_then(|before| tokens.get(before));
    matches!(word, "kok" | "koq")
        && agreed.is_some_and(|token| token.is(AGREE))
        && tokens
            .get(at + 1)
            .is_none_or(|next| next.gap > Gap::Space || next.is(ADDRESS))
}

struct Parse<'a, 't> {
    tokens: &'a [Token<'t>],
    at: usize,
    said: Option<Strength>,
    /// The break that must stand before a trailing "ya" for it to mean yes, after a courtesy.
    courtesy: Option<Gap>,
    /// Whether that courtesy is a greeting: a form of address then completes it.
    greeted: bool,
    /// "ya benar": the names that follow would be what is confirmed.
    confirmed: bool,
    /// A signature has been read.
    signed: bool,
    /// It opened with what only an agreement in words may follow.
    worded: bool,
}

/// "tentu": surely.
fn is_sure(token: &Token<'_>) -> bool {
    matches!(token.word, "pasti" | "tentu" | "tentunya")
}

/// "mau": a wish that stands by itself beside a yes.
fn is_plain_wish(token: &Token<'_>) -> bool {
    matches!(
        token.word,
        "mau" | "maw" | "mo" | "mw" | "ingin" | "berminat" | "tertarik"
    )
}

impl<'t> Parse<'_, 't> {
    fn token(&self, ahead: usize) -> Option<&Token<'t>> {
        self.tokens.get(self.at + ahead)
    }

    fn rest(&self, ahead: usize) -> &[Token<'t>] {
        self.tokens.get(self.at + ahead..).unwrap_or_default()
    }

    fn is(&self, ahead: usize, roles: Roles) -> bool {
        self.token(ahead).is_some_and(|token| token.is(roles))
    }

    fn say(&mut self, strength: Strength, used: usize) -> bool {
        self.said = self.said.max(Some(strength));
        self.at += used;
        true
    }

    /// Takes one part of the message; false when what stands here is understood as none.
    fn step(&mut self) -> bool {
        if let Some(used) = self.agreement() {
            return self.say(Strength::Agree, used);
        }
        self.opening()
            || self.yes()
            || self.after_yes()
            || self.around()
            || self.named_before()
            || self.courtesy()
    }

    /// "saya sangat setuju menerima pesan dari DPMPTSP", "mau menerima notifikasi".
    fn agreement(&self) -> Option<usize> {
        if self.told_about() {
            return None;
        }
        let mut ahead = self
            .rest(0)
            .iter()
            .take_while(|token| token.is(ADVERB) && !token.is(AGREE.or(WANT)))
            .count();
        if self.is(ahead, ME) && !self.is(ahead, AGREE) {
            ahead += 1;
            ahead += self.who_i_am(ahead);
        } else if self.is(0, FIRM) && self.said.is_none() {
            // "PT Maju Jaya setuju": the firm speaks for itself.
            let used = (2..6).find(|used| self.is(*used, AGREE.or(ADVERB)))?;
            let firm = self.tokens.get(self.at..self.at + used)?;
            if tail::firm(firm) != used {
                return None;
            }
            ahead += used;
        }
        while self.is(ahead, ADVERB) && !self.is(ahead, AGREE) {
            if self.is(ahead, WANT) && object(self.rest(ahead + 1), true).is_some() {
                break;
            }
            ahead += 1;
        }
        if self.is(ahead, AGREE) {
            // "menyetujui" says who, or it may speak of somebody else.
            if self.is(ahead, WILLING)
                && (ahead == 0
                    || !self
                        .rest(0)
                        .iter()
                        .take(ahead)
                        .any(|token| token.is(ME.or(CAPACITY))))
            {
                return None;
            }
            ahead += 1;
            while self.is(ahead, AGREE) && self.token(ahead).is_some_and(|t| t.gap == Gap::Space) {
                ahead += 1;
            }
            ahead += self.trimmings(ahead);
            if form::particulars(self.rest(ahead)) == 0 {
                ahead += object(self.rest(ahead), false).unwrap_or(0);
            }
            return Some(ahead + self.i_am(ahead));
        }
        let wish = self.is(ahead, WANT)
            || self.token(ahead).is_some_and(|t| t.word == "siap") && self.is(ahead + 1, RECEIVE);
        if wish {
            let object = object(self.rest(ahead + 1), true)?;
            return Some(ahead + 1 + object);
        }
        // "ya, menerima notifikasi dari DPMPTSP"
        if self.said.is_some() && ahead == 0 && self.is(0, RECEIVE) && !self.is(0, CONTACTED) {
            return object(self.rest(0), true);
        }
        None
    }

    /// A name or a firm after "saya": "saya Budi Ginting dari CV Karya Bersama setuju".
    fn who_i_am(&self, ahead: usize) -> usize {
        let rest = self.rest(ahead);
        let until = rest
            .iter()
            .position(|token| token.is(AGREE.or(ADVERB).or(WANT)) && !token.is(NAME))
            .unwrap_or(0);
        let name = rest.get(..until).unwrap_or_default();
        if until > 0 && tail::signature(name, true) == until {
            until
        } else {
            0
        }
    }

    /// Whether the words before may be the one who agrees: "ibu setuju", "ibu saya setuju",
    /// "pak lurah setuju". "Selamat pagi ibu setuju" speaks to her.
    fn told_about(&self) -> bool {
        let before = self.tokens.get(..self.at).unwrap_or_default();
        let (Some(token), Some(last)) = (self.token(0), before.last()) else {
            return false;
        };
        if token.gap > Gap::Space || self.said.is_some() || !last.is(KIN.or(TITLE)) {
            return false;
        }
        let kin = before
            .iter()
            .rev()
            .take_while(|token| token.is(KIN))
            .count();
        let (opening, called) = before.split_at(before.len() - kin);
        let greeted = opening
            .last()
            .is_some_and(|token| token.is(GREETING.or(DAYTIME).or(READY)))
            && called.first().is_some_and(|token| token.gap == Gap::Space);
        !greeted || token.is(ME) || last.is(TITLE)
    }

    /// "sekali", "saja", "ya", "dong" after an agreement.
    fn trimmings(&self, ahead: usize) -> usize {
        let rest = self.rest(ahead);
        let mut used = 0;
        let mut very = false;
        while let Some(token) = rest.get(used) {
            // "setuju sekali saja": once, and no more.
            let once = very && token.is(JUST)
                || token.word == "sekali"
                    && rest
                        .get(used + 1)
                        .is_some_and(|next| next.is(THIS.or(JUST)));
            let softens = token.is(VERY.or(PARTICLE).or(JUST).or(YA))
                || is_softener(self.tokens, self.at + ahead + used);
            if token.gap > Gap::Space || once || !softens {
                break;
            }
            very = token.is(VERY);
            used += 1;
        }
        // "setuju saya", with nothing after it.
        let me = rest
            .get(used)
            .is_some_and(|token| token.gap == Gap::Space && token.is(ME));
        let ends = rest.get(used + 1).is_none_or(|token| {
            token.gap > Gap::Space || token.is(ADDRESS.or(THANKS)) && !token.is(KIN)
        });
        used + usize::from(me && ends)
    }

    /// Who agreed: "setuju. saya Marlon Purba".
    fn i_am(&self, ahead: usize) -> usize {
        let this = self
            .token(ahead)
            .is_some_and(|t| t.gap > Gap::Space && matches!(t.word, "ini" | "dengan" | "dgn"));
        if !self.is(ahead, ME) && !this {
            return 0;
        }
        let name = tail::name(self.rest(ahead + 1), Lead::Apart);
        if name > 0 && self.token(ahead + 1).is_some_and(|t| t.gap == Gap::Space) {
            1 + name
        } else {
            0
        }
    }

    /// A bare yes.
    fn yes(&mut self) -> bool {
        let Some(token) = self.token(0).copied() else {
            return false;
        };
        if !token.is(YA) {
            return false;
        }
        // "oke iya" says yes, "oke ya" does not; "makasih iya" may be either.
        let trails = self.said.is_none()
            && self
                .courtesy
                .is_some_and(|gap| token.gap < gap && (token.is(YES) || gap > Gap::Comma));
        if trails {
            // "mohon maaf baru balas ya saya setuju"
            self.at += 1;
            let Some(used) = self.agreement() else {
                return false;
            };
            return self.say(Strength::Agree, used);
        }
        let particle = usize::from(self.token(1).is_some_and(|next| {
            next.gap == Gap::Space
                && matches!(
                    next.word,
                    "dong" | "donk" | "dongs" | "deh" | "dech" | "lah" | "la" | "do"
                )
        }));
        self.say(Strength::Yes, 1 + particle)
    }

    /// What may follow a yes: "mau", "boleh", "silakan", "dan" before another.
    fn after_yes(&mut self) -> bool {
        if self.said.is_none() {
            return false;
        }
        let wish = wish::wish(self.rest(0));
        if wish > 0 {
            self.at += wish;
            return true;
        }
        if self.said == Some(Strength::Agree) && self.token(0).is_some_and(|t| t.gap > Gap::Space) {
            let named = self.i_am(0);
            if named > 0 {
                self.at += named;
                return true;
            }
        }
        if self.switched_on() {
            return true;
        }
        if self.is(0, AND) && self.is(1, AGREE.or(WANT).or(ME).or(YA).or(THANKS).or(READY)) {
            self.at += 1;
            return true;
        }
        let mine = usize::from(self.is(0, ME));
        let plainly_wants = self.token(mine).is_some_and(is_plain_wish);
        if plainly_wants {
            self.at += mine + 1;
            let ends = self.token(1).is_none_or(|token| token.gap > Gap::Space);
            if self.is(0, JUST.or(PARTICLE)) || self.is(0, RECEIVE) && ends {
                self.at += 1;
            }
            return true;
        }
        // "ya, tentu saja"
        let sure = self.token(0).is_some_and(is_sure);
        let ends = self
            .token(1)
            .is_none_or(|next| next.gap > Gap::Space || next.is(ADDRESS.or(THANKS).or(PARTICLE)));
        if sure && ends {
            self.at += 1;
            return true;
        }
        if self.is(0, WEAK) {
            self.at += 1;
            if self.is(0, JUST) {
                self.at += 1;
            }
            if let Some(used) = object(self.rest(0), true) {
                self.at += used;
            }
            return true;
        }
        if self.is(0, PARTICLE) && self.said == Some(Strength::Agree) && !self.signed {
            self.at += 1;
            return true;
        }
        let apart = self.token(0).is_some_and(|token| token.gap > Gap::Space);
        if !apart && self.said == Some(Strength::Yes) && !self.is(0, FIRM.or(SIGNED)) {
            let used = tail::full_name(self.rest(0));
            self.at += used;
            return used > 0;
        }
        if self.confirmed && self.said == Some(Strength::Yes) {
            return false;
        }
        let used = tail::signature(self.rest(0), apart);
        self.at += used;
        self.signed |= used > 0;
        used > 0
    }

    /// "oh iya, setuju", "saya paham dan setuju": only an agreement in words follows.
    fn opening(&mut self) -> bool {
        if self.said.is_some() {
            return false;
        }
        let word = self.token(0).map_or("", |token| token.word);
        let cries = self.at == 0 && matches!(word, "oh" | "o" | "wah" | "yey" | "yeay" | "hore");
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let joins = self.is(0, AND)
            && self.is(1, AGREE.or(ME))
            && before.is_some_and(|token| token.is(READY) && token.is(EXCUSE));
        self.worded |= cries || joins;
        self.at += usize::from(cries || joins);
        cries || joins
    }

    /// "ya, aktifkan", "setuju, mohon diaktifkan notifikasinya".
    fn switched_on(&mut self) -> bool {
        let rest = self.rest(0);
        let asks = rest
            .iter()
            .take_while(|token| token.is(PLEASE.or(WEAK).or(NOW)) && !token.is(SEND))
            .count();
        if rest.get(asks).is_none_or(|token| !token.is(ACTIVATE)) {
            return false;
        }
        let more = rest
            .iter()
            .skip(asks + 1)
            .take_while(|token| {
                token.gap == Gap::Space && token.is(SERVICE.or(JUST).or(MESSAGE).or(PARTICLE))
            })
            .count();
        self.at += asks + 1 + more;
        true
    }

    /// What stands around an answer and is none of it: particulars, the head of a letter, the
    /// number of a list, a word begun and begun again.
    fn around(&mut self) -> bool {
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
        let listed = self.at == 0
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
    fn named_before(&mut self) -> bool {
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
    fn courtesy(&mut self) -> bool {
        let Some(token) = self.token(0).copied() else {
            return false;
        };
        // "ya halo", "ya salam", "iya maaf": a bare yes is no answer to our question there.
        let answers_call =
            token.is(HALLO.or(EXCUSE)) || token.is(GREETING) && token.gap < Gap::Sentence;
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
            if !(ok && self.is(1, YA) && self.at == 0) {
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
