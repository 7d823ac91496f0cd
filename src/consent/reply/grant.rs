//! A plain yes: the whole message, word by word. What may follow the yes is in `after`, what may
//! stand around it in `around`.

use super::after::is_softener;
use super::aside;
use super::form;
use super::lexicon::{
    ADDRESS, ADVERB, AGREE, ALREADY, ASKS, CAPACITY, CONTACTED, DONT, FIRM, HALF, IF, ME, MESSAGE,
    NAME, NO, OFFER, RECEIVE, REFUSE, Roles, STOP, THIS, TYPE, WANT, WILLING, YA, YES,
};
use super::normalise::{Gap, Signs};
use super::object::object;
use super::phrase::Token;
use super::place;
use super::trade;

/// How plain the yes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// An offer ("bersedia"): says yes to our question alone.
    Offer,
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
    if tokens.len() > MOST_TOKENS {
        return None;
    }
    let answers = |token: &Token<'_>| {
        token.is(YA.or(AGREE).or(WANT)) || token.word == "siap" || approves(token)
    };
    if !tokens.iter().any(answers) {
        return None;
    }
    let shortened = aside::folded(tokens);
    let tokens = shortened.as_deref().unwrap_or(tokens);
    if quotes(tokens)
        || tokens.iter().enumerate().any(|(at, token)| {
            token.is(AGAINST)
                && !token.is(NAME)
                && !is_softener(tokens, at)
                && !is_numbering(tokens, at)
                && !is_validity(tokens, at)
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
        corrected: false,
        plain: false,
        bare: false,
        named: false,
        merely: false,
    };
    while parse.at < tokens.len() {
        if !parse.step() {
            return None;
        }
    }
    match parse.said? {
        Strength::Agree if parse.plain && (parse.named || !parse.merely) => Some(Strength::Agree),
        Strength::Agree if parse.plain || parse.bare => Some(Strength::Yes),
        Strength::Agree => Some(Strength::Offer),
        yes => Some(yes).filter(|_| !parse.worded),
    }
}

/// "Balas YA/SETUJU", "ketik SETUJU untuk menerima": our instruction, not an answer.
fn quotes(tokens: &[Token<'_>]) -> bool {
    let typed = tokens.iter().any(|token| token.is(TYPE));
    typed
        && (tokens.windows(2).any(|pair| match pair {
            [one, other] => {
                one.is(YA.or(AGREE)) && other.is(YA.or(AGREE)) && other.gap > Gap::Space
            }
            _ => false,
        }) || tokens.iter().any(|token| {
            token.is(MESSAGE.or(RECEIVE)) || matches!(token.word, "untuk" | "utk" | "buat" | "to")
        }))
}

/// "no hp 0812…": a number there, and no refusal.
fn is_numbering(tokens: &[Token<'_>], at: usize) -> bool {
    let rest = tokens.get(at..).unwrap_or_default();
    let of_a_house = rest.get(1).is_some_and(|next| {
        next.gap == Gap::Space && next.word.bytes().all(|byte| byte.is_ascii_digit())
    });
    let numbers = of_a_house
        || form::permit_number(rest) > 0
        || form::number_after(rest)
        || place::is_house_number(tokens, at);
    rest.first().is_some_and(|token| token.word == "no") && numbers
}

/// "masa berlaku", "masa izin": how long a permit is good; elsewhere "masa" asks in disbelief.
fn is_validity(tokens: &[Token<'_>], at: usize) -> bool {
    let is_time = tokens.get(at).is_some_and(|token| token.word == "masa");
    let of_a_permit = tokens.get(at + 1).is_some_and(|next| {
        next.gap == Gap::Space && matches!(next.word, "berlaku" | "berlakunya" | "izin" | "ijin")
    });
    is_time && of_a_permit
}

/// "saya setujui"
fn approves(token: &Token<'_>) -> bool {
    matches!(token.word, "setujui" | "setujuin" | "stujui" | "setujuinya")
}

/// How far the message is understood.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about what has been read so far"
)]
pub(super) struct Parse<'a, 't> {
    pub(super) tokens: &'a [Token<'t>],
    pub(super) at: usize,
    pub(super) said: Option<Strength>,
    /// The break that must stand before a trailing "ya" for it to mean yes, after a courtesy.
    pub(super) courtesy: Option<Gap>,
    /// Whether that courtesy is a greeting: a form of address then completes it.
    pub(super) greeted: bool,
    /// "ya benar": the names that follow would be what is confirmed.
    pub(super) confirmed: bool,
    /// A signature has been read.
    pub(super) signed: bool,
    /// It opened with what only an agreement in words may follow.
    pub(super) worded: bool,
    /// It opened with a slip that was put right.
    pub(super) corrected: bool,
    /// An agreement that is more than an offer.
    pub(super) plain: bool,
    /// A bare yes was said, whatever else.
    pub(super) bare: bool,
    /// It says what is to be received.
    pub(super) named: bool,
    /// It goes on with an aside, which may speak of something else than we asked.
    pub(super) merely: bool,
}

impl<'t> Parse<'_, 't> {
    pub(super) fn token(&self, ahead: usize) -> Option<&Token<'t>> {
        self.tokens.get(self.at + ahead)
    }

    pub(super) fn rest(&self, ahead: usize) -> &[Token<'t>] {
        self.tokens.get(self.at + ahead..).unwrap_or_default()
    }

    pub(super) fn is(&self, ahead: usize, roles: Roles) -> bool {
        self.token(ahead).is_some_and(|token| token.is(roles))
    }

    pub(super) fn say(&mut self, strength: Strength, used: usize) -> bool {
        let said = self.rest(0).get(..used).unwrap_or_default();
        let named = said.iter().any(|token| token.is(MESSAGE.or(RECEIVE)));
        let approves = matches!(said, [one] if one.is(WILLING));
        let more = !approves
            && said
                .iter()
                .any(|token| token.is(AGREE.or(WANT)) && !token.is(OFFER));
        self.plain |= strength == Strength::Agree && (named || more);
        self.named |= named;
        self.bare |= strength == Strength::Yes;
        self.said = self.said.max(Some(strength));
        self.at += used;
        true
    }

    /// Takes one part of the message; false when what stands here is understood as none.
    fn step(&mut self) -> bool {
        if self.put_right() {
            return true;
        }
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
    pub(super) fn agreement(&self) -> Option<usize> {
        if self.told_about() {
            return None;
        }
        let mut ahead = self
            .rest(0)
            .iter()
            .take_while(|token| token.is(ADVERB) && !token.is(AGREE.or(WANT)))
            .count();
        if self.is(ahead, ME) && !self.is(ahead, AGREE) {
            // "saya saya setuju", as dictated
            let again = self.token(ahead).map(|token| token.word);
            ahead += 1 + usize::from(
                self.token(ahead + 1)
                    .is_some_and(|next| next.gap == Gap::Space && Some(next.word) == again),
            );
            ahead += self.who_i_am(ahead);
        } else if self.is(0, FIRM) && self.said.is_none() {
            // "PT Maju Jaya setuju": the firm speaks for itself.
            let used = (2..6).find(|used| self.is(*used, AGREE.or(ADVERB)))?;
            let firm = self.tokens.get(self.at..self.at + used)?;
            if trade::firm(firm) != used {
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
        // "saya setujui": to our question.
        let approves =
            ahead > 0 && self.token(ahead).is_some_and(approves) && self.is(ahead - 1, ME)
                || ahead == 0
                    && self.opens()
                    && self.rest(0).len() == 1
                    && self.token(0).is_some_and(approves);
        if approves {
            ahead += 1;
            return Some(ahead + self.trimmings(ahead));
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
                let whole = self.approves_alone() || self.read_and();
                let said = self.rest(1).iter().take_while(|token| {
                    token.gap == Gap::Space && (token.is(THIS) || token.word == "hal")
                });
                let object = object(self.rest(1), false).unwrap_or(0).max(said.count());
                return whole.then_some(1 + object);
            }
            ahead += 1;
            while self.is(ahead, AGREE) && self.token(ahead).is_some_and(|t| t.gap == Gap::Space) {
                ahead += 1;
            }
            ahead += self.trimmings(ahead);
            ahead += self.all_of_us(ahead);
            if self.is(ahead + 1, RECEIVE) {
                ahead += self.again(ahead);
            }
            if form::particulars(self.rest(ahead)) == 0 {
                ahead += object(self.rest(ahead), false).unwrap_or(0);
            }
            return Some(ahead + self.i_am(ahead));
        }
        let wish = self.is(ahead, WANT)
            || self.token(ahead).is_some_and(|t| t.word == "siap") && self.is(ahead + 1, RECEIVE);
        if wish {
            let used = ahead + 1 + object(self.rest(ahead + 1), true)?;
            return Some(used + self.again(used));
        }
        // "ya, menerima notifikasi dari DPMPTSP"
        if self.said.is_some() && ahead == 0 && self.is(0, RECEIVE) && !self.is(0, CONTACTED) {
            return object(self.rest(0), true);
        }
        // "setuju pak, untuk menerima notifikasi"
        let what = self
            .token(0)
            .is_some_and(|t| matches!(t.word, "untuk" | "utk" | "buat"));
        if self.said == Some(Strength::Agree) && what && self.is(1, RECEIVE) {
            return object(self.rest(1), true).map(|used| used + 1);
        }
        None
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
            // "mohon maaf baru balas ya saya setuju", "oh ya ya setuju"
            self.at += 1 + self.rest(1).iter().take_while(|token| token.is(YA)).count();
            let Some(used) = self.agreement() else {
                return false;
            };
            return self.say(Strength::Agree, used);
        }
        let next = self.token(1).filter(|next| next.gap == Gap::Space);
        let particle = next.is_some_and(|next| match next.word {
            "dong" | "donk" | "dongs" | "deh" | "dech" | "lah" | "la" | "do" => true,
            // "iya nih setuju"; "iya nih" by itself is small talk.
            "nih" | "ni" => self.is(2, AGREE) || self.is(2, ADDRESS) && self.is(3, AGREE),
            _ => false,
        });
        self.say(Strength::Yes, 1 + usize::from(particle))
    }
}
