//! Who it is that agrees: the writer, by name or for a firm, or somebody told about.

use super::grant::Parse;
use super::lexicon::{
    ADDRESS, ADVERB, AGREE, AND, BEFORE, CAPACITY, CLAN, DAYTIME, EXCUSE, FIRM, FRONTED, GREETING,
    KIN, ME, NAME, READY, SIGNED, THANKS, THIS, TITLE, WANT, YA,
};
use super::normalise::Gap;
use super::object;
use super::tail::{self, Lead};
use super::trade;

impl Parse<'_, '_> {
    /// "Menyetujui pak", and nothing else: of whom it speaks is plain.
    pub(super) fn approves_alone(&self) -> bool {
        let rest = self.rest(1);
        // "Ya, menyetujui", "Selamat pagi, ya, menyetujui"
        let mut before = self.tokens.get(..self.at).unwrap_or_default().iter();
        let first = before.find(|token| !token.is(GREETING.or(DAYTIME).or(ADDRESS)));
        // "ibu ya menyetujui" may tell of her.
        let called = self.opens_with_address();
        let after_yes = rest.is_empty()
            && first.is_some_and(|token| token.is(YA) && (token.gap > Gap::Space || !called))
            && before.all(|token| token.is(YA));
        after_yes
            || self.opens()
                && (rest.len() <= 2
                    && rest
                        .iter()
                        .all(|token| token.is(ADDRESS.or(THANKS)) && !token.is(TITLE))
                    || object::object(rest, false).is_some_and(|used| used > 1))
    }

    /// Whether it opens with nothing but whom it speaks to: "Ibu", "Pak".
    fn opens_with_address(&self) -> bool {
        self.tokens
            .first()
            .is_some_and(|token| token.is(ADDRESS) && !token.is(GREETING.or(DAYTIME)))
    }

    /// "Saya sudah membaca dan menyetujui": the one who has read it.
    pub(super) fn read_and(&self) -> bool {
        let before = self.tokens.get(..self.at).unwrap_or_default();
        match before {
            [.., read, and] if and.is(AND) => read.roles.all(READY.or(EXCUSE)),
            // "sudah membaca dan"
            [.., read] => read.is(BEFORE.or(FRONTED)) && !read.single,
            [] => false,
        }
    }

    /// A name or a firm after "saya": "saya Budi Ginting dari CV Karya Bersama setuju".
    pub(super) fn who_i_am(&self, ahead: usize) -> usize {
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
    pub(super) fn told_about(&self) -> bool {
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
        // "halo admin saya setuju"
        let admin = matches!(before, [greets, admin]
            if greets.is(GREETING.or(DAYTIME)) && admin.gap == Gap::Space
                && admin.word == "admin" && matches!(token.word, "saya" | "sy" | "sya"));
        // "Bapak/Ibu, saya setuju": whoever reads it. "Bapak, ibu saya setuju" may tell of her.
        let whoever = token.is(ME)
            && matches!(before, [greets @ .., sir, madam]
                if madam.stroked && sir.is(KIN.or(ADDRESS)) && madam.is(KIN.or(ADDRESS))
                    && greets.iter().all(|token| token.is(GREETING.or(DAYTIME))));
        !admin && !whoever && (!greeted || token.is(ME) || last.is(TITLE))
    }

    /// Who agreed: "setuju. saya Marlon Purba".
    pub(super) fn i_am(&self, ahead: usize) -> usize {
        let this = self
            .token(ahead)
            .is_some_and(|t| t.gap > Gap::Space && matches!(t.word, "ini" | "dengan" | "dgn"));
        if !self.is(ahead, ME) && !this {
            return 0;
        }
        // "ini dengan Ngapuli Sembiring"
        let with = self
            .token(ahead + 1)
            .is_some_and(|t| this && matches!(t.word, "dengan" | "dgn" | "dg"));
        let ahead = ahead + usize::from(with);
        // "setuju, kami dari RM Tesalonika"
        let from = tail::from_where(self.rest(ahead + 1));
        if from > 0 && !this && self.is(ahead + 2, FIRM) {
            return 1 + from;
        }
        let apart = self.token(ahead).is_some_and(|t| t.gap > Gap::Space);
        if apart && !this && self.is(ahead + 1, FIRM) && trade::firm(self.rest(ahead + 1)) > 0 {
            return 1 + trade::firm(self.rest(ahead + 1));
        }
        let name = tail::name(self.rest(ahead + 1), Lead::Apart);
        if name > 0 && self.token(ahead + 1).is_some_and(|t| t.gap == Gap::Space) {
            let before = usize::from(with) + 1 + name;
            let behind = self.rest(ahead + 1 + name);
            let owns = trade::owner(behind).max(trade::in_charge(behind));
            before + owns + tail::from_where(self.rest(ahead + 1 + name + owns))
        } else {
            0
        }
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
        // "ini Rudi Purba, setuju", "ini dengan Rudi, saya setuju"
        let with = self
            .token(0)
            .is_some_and(|token| matches!(token.word, "dengan" | "dgn" | "dg"));
        let here = mine == 0 && (self.is(0, THIS) || with) && self.opens();
        if here {
            let with = self
                .token(1)
                .is_some_and(|token| matches!(token.word, "dengan" | "dgn" | "dg"));
            let before = 1 + usize::from(with);
            let name = tail::name(self.rest(before), Lead::Apart);
            let set_off = self
                .token(before + name)
                .is_some_and(|next| next.gap >= Gap::Comma);
            if name > 0 && set_off {
                self.at += before + name;
                self.worded = true;
                return true;
            }
        }
        if !self.is(mine, SIGNED.or(NAME).or(FIRM)) {
            return false;
        }
        let used = mine + tail::signature(self.rest(mine), false);
        // "April, ya" is a question; with an agreement, a comma is enough.
        let plain = mine == 0 && !self.is(0, SIGNED.or(FIRM)) && !self.is(used, AGREE.or(ME));
        // "selaku pemilik usaha saya setuju"
        let on_behalf = self.token(0).is_some_and(|token| token.word == "an")
            || self.is(0, SIGNED) && self.token(0).is_some_and(|token| !token.single);
        let speaks = used > 0
            && (self.is(0, CAPACITY) && self.is(used, ME)
                || on_behalf
                    && (self.is(used, AGREE) || self.is(used, ME) && self.is(used + 1, AGREE)));
        if speaks {
            self.at += used;
            self.worded = true;
            return true;
        }
        let least = if plain { Gap::Line } else { Gap::Comma };
        // "Hendra Ginting: ya", and nobody else
        let full = used > 1
            && self.is(used - 1, CLAN)
            && self
                .tokens
                .iter()
                .skip(1)
                .all(|token| token.gap < Gap::Line);
        let apart = self
            .token(used)
            .is_some_and(|token| token.gap >= least || full && token.colon);
        if used == mine || !apart {
            return false;
        }
        self.at += used;
        true
    }
}
