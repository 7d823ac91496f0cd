//! What may follow a yes and leaves it one: a wish, a name, "mau", "aktifkan", "sekali", "kok".

use super::grant::{Parse, Strength};
use super::lexicon::{
    ACTIVATE, ADDRESS, AFTER_AGREE, AFTER_YES, AGREE, AND, FIRM, FRONTED, JUST, KIN, ME, MESSAGE,
    NAMED, NOW, PARTICLE, PLEASE, READY, RECEIVE, Roles, SEND, SERVICE, SET_OFF, SIGNED, THANKS,
    THIS, VERY, WANT, WEAK, YA,
};
use super::normalise::Gap;
use super::object::object;
use super::phrase::Token;
use super::{correct, place, tail, wish};

/// What "and" joins to a yes.
const JOINED: Roles = AGREE
    .or(WANT)
    .or(ME)
    .or(YA)
    .or(THANKS)
    .or(READY)
    .or(AFTER_YES)
    .or(AFTER_AGREE);

/// "mau": a wish that stands by itself beside a yes.
pub(super) fn is_plain_wish(token: &Token<'_>) -> bool {
    matches!(
        token.word,
        "mau" | "maw" | "mo" | "mw" | "ingin" | "berminat" | "tertarik" | "berkenan"
    )
}

/// A number of a mobile telephone, and not an amount.
fn is_telephone(word: &str) -> bool {
    (10..=14).contains(&word.len())
        && (word.starts_with("08") || word.starts_with("628"))
        && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// "tentu": surely.
pub(super) fn is_sure(token: &Token<'_>) -> bool {
    matches!(token.word, "pasti" | "tentu" | "tentunya")
}

/// "setuju kali pak", as Medan says "sekali"; "setuju kali ya" doubts.
fn is_much(rest: &[Token<'_>], at: usize) -> bool {
    let says = rest
        .get(at)
        .is_some_and(|token| matches!(token.word, "kali" | "kalilah" | "kaliah"));
    says && at == 0
        && rest.get(at + 1).is_none_or(|next| {
            next.gap > Gap::Space
                || next.is(ADDRESS.or(THANKS).or(PARTICLE).or(ME)) && !next.is(YA.or(THIS))
        })
}

/// "setuju kok pak": no question there.
pub(super) fn is_softener(tokens: &[Token<'_>], at: usize) -> bool {
    let word = tokens.get(at).map_or("", |token| token.word);
    let agreed = at.checked_sub(1).and_then(|before| tokens.get(before));
    matches!(word, "kok" | "koq")
        && agreed.is_some_and(|token| token.is(AGREE))
        && tokens
            .get(at + 1)
            .is_none_or(|next| next.gap > Gap::Space || next.is(ADDRESS))
}

impl Parse<'_, '_> {
    /// "sekali", "saja", "ya", "dong" after an agreement.
    pub(super) fn trimmings(&self, ahead: usize) -> usize {
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
            let softens = is_much(rest, used)
                || token.is(VERY.or(PARTICLE).or(JUST).or(YA))
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
            let last = rest.get(used + 2).is_none_or(|next| next.gap > Gap::Space);
            // "setuju aku ya pak"
            let trails = token.is(YA) && rest.get(used + 2).is_none_or(|next| next.is(ADDRESS));
            token.gap > Gap::Space
                || trails
                || token.is(ADDRESS.or(THANKS)) && (last || !token.is(KIN))
        });
        used + usize::from(me && ends)
    }

    /// "setuju lagi menerima notifikasi", "mau menerima notifikasi lagi"
    pub(super) fn again(&self, ahead: usize) -> usize {
        let again = self.token(ahead).is_some_and(|token| {
            token.gap == Gap::Space && matches!(token.word, "lagi" | "kembali" | "lg")
        });
        let goes_on = self
            .token(ahead + 1)
            .is_none_or(|next| next.gap > Gap::Space || next.is(RECEIVE));
        usize::from(again && goes_on)
    }

    /// "kami setuju semua": the "semua" that stands `ahead`, where it is we who agree.
    pub(super) fn all_of_us(&self, ahead: usize) -> usize {
        let all = self.token(ahead).is_some_and(|token| {
            token.gap == Gap::Space && matches!(token.word, "semua" | "semuanya")
        });
        let ends = self
            .token(ahead + 1)
            .is_none_or(|next| next.gap > Gap::Space || next.is(ADDRESS.or(THANKS)));
        let we = self
            .token(0)
            .is_some_and(|token| matches!(token.word, "kami" | "kmi" | "kita"));
        usize::from(all && ends && we)
    }

    /// What may follow a yes: "mau", "boleh", "silakan", "dan" before another.
    pub(super) fn after_yes(&mut self) -> bool {
        if self.said.is_none() {
            return false;
        }
        if self.added() {
            return true;
        }
        let meant = correct::meant_after(self.rest(0));
        if self.corrected && meant > 0 {
            self.at += meant;
            return true;
        }
        let wish = wish::wish(self.rest(0));
        if wish > 0 {
            self.at += wish;
            return true;
        }
        // "Ya, saya Rina Br Ginting" needs the full name; "ya saya Rina" only says who is there.
        let signs = self.said == Some(Strength::Agree)
            || self.is(0, ME) && !self.confirmed && tail::full_name(self.rest(1)) > 0;
        if signs && self.token(0).is_some_and(|t| t.gap > Gap::Space) {
            let named = self.i_am(0);
            if named > 0 {
                self.at += named;
                return true;
            }
        }
        if self.switched_on() {
            return true;
        }
        if self.is(0, AND) && self.is(1, JOINED) {
            self.at += 1;
            return true;
        }
        let mine = usize::from(self.is(0, ME));
        let plainly_wants = self
            .token(mine)
            .is_some_and(|token| is_plain_wish(token) || matches!(token.word, "perlu" | "butuh"));
        if plainly_wants {
            self.at += mine + 1;
            let ends = self.token(1).is_none_or(|token| token.gap > Gap::Space);
            if self.is(0, JUST.or(PARTICLE).or(VERY)) || self.is(0, RECEIVE) && ends {
                self.at += 1;
            }
            return true;
        }
        // "ya, menerima"
        let receives = self.token(0).is_some_and(|token| {
            token.single && matches!(token.word, "menerima" | "nerima" | "mnerima")
        });
        if receives
            && self.said == Some(Strength::Yes)
            && self.token(1).is_none_or(|next| {
                next.gap > Gap::Space || next.is(ADDRESS.or(THANKS).or(PARTICLE))
            })
        {
            self.at += 1;
            return true;
        }
        // "ya, tentu saja"
        let sure = self.token(0).is_some_and(is_sure);
        let ends = self.token(1).is_none_or(|next| {
            next.gap > Gap::Space || next.is(ADDRESS.or(THANKS).or(PARTICLE).or(WEAK))
        });
        if sure && ends {
            self.at += 1;
            return true;
        }
        if self.allowed() {
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
        let town = place::town(self.rest(0));
        if apart && town > 0 && self.said == Some(Strength::Agree) {
            self.at += town;
            return true;
        }
        // "setuju 081375554433"
        let agreed = match self.tokens.get(..self.at) {
            Some([.., agrees, called]) if called.is(ADDRESS) => agrees.is(AGREE),
            Some([.., agrees]) => agrees.is(AGREE),
            _ => false,
        };
        let reached = agreed && matches!(self.rest(0), [number] if is_telephone(number.word));
        let used = tail::signature(self.rest(0), apart || reached);
        self.at += used;
        self.signed |= used > 0;
        used > 0
    }

    /// "boleh", "silakan kirim", with what is to be received.
    fn allowed(&mut self) -> bool {
        if !self.is(0, WEAK) {
            return false;
        }

        // "kirim sekali": once.
        let sends = self.is(0, SEND);
        self.at += 1;
        if self.token(0).is_some_and(|token| {
            token.gap == Gap::Space
                && token.is(JUST.or(PARTICLE).or(VERY))
                && !(sends && token.word == "sekali")
        }) {
            self.at += 1;
        }
        if let Some(used) = object(self.rest(0), true) {
            self.at += used;
        }
        true
    }

    /// An aside after the yes.
    fn added(&mut self) -> bool {
        let agreed = self.said == Some(Strength::Agree);
        let aside = self.is(0, AFTER_YES.or(AFTER_AGREE));
        let runs_on = self.token(0).is_some_and(|token| token.gap == Gap::Space);
        if self.is(0, SET_OFF) && runs_on {
            return false;
        }
        if aside {
            // "ya bagus pak, setuju"
            self.worded |= !agreed && !self.is(0, AFTER_YES);
            self.merely = true;
            self.named |= self.is(0, NAMED);
        }
        // "ya saya pemiliknya setuju"
        let fronted = self.is(0, FRONTED) && self.is(1, AGREE);
        self.at += usize::from(aside || fronted);
        aside || fronted
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
        // "untuk nomor ini"
        let where_to = |at: usize| {
            rest.get(at)
                .is_some_and(|token| matches!(token.word, "untuk" | "utk" | "di" | "pada" | "ke"))
                && rest.get(at + 1).is_some_and(|next| {
                    next.gap == Gap::Space && matches!(next.word, "nomor" | "nomer" | "no" | "wa")
                })
        };
        let more = rest
            .iter()
            .enumerate()
            .skip(asks + 1)
            .take_while(|(at, token)| {
                token.gap == Gap::Space
                    && (token.is(SERVICE.or(JUST).or(MESSAGE).or(PARTICLE)) || where_to(*at))
            })
            .count();
        self.at += asks + 1 + more;
        true
    }
}
