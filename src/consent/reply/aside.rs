//! What people add to an answer that says nothing of it: where it may be sent, why they are glad
//! of it, where they read of us. The kinds of words are in `kinds` and `settings`, their orders in
//! `asides`; one that fits becomes a single token, so that the "tidak" in "biar tidak ketinggalan
//! info" denies nothing. One that goes on with anything else is none.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::asides::ORDERS;
use super::lexicon::{
    self, ADDRESS, ADVERB, AGREE, EXCUSE, FRONTED, KIN, LEADS, ME, MESSAGE, NAME, NAMED, PARTICLE,
    Roles, THANKS, WANT, WISH, YA,
};
use super::normalise::Gap;
use super::phrase::Token;
use super::place;
use super::{kinds, settings, spelling, tail};

/// The most words that one repeated part takes.
const MOST_REPEATED: usize = 6;

/// A set of kinds of words.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Kinds([u128; 2]);

impl Kinds {
    /// The kind that stands at a place in the tables; none beyond the most.
    fn of(place: usize) -> Self {
        let bit = |half: usize| match place.checked_sub(half * 128) {
            Some(place) if place < 128 => 1 << place,
            _ => 0,
        };
        Self([bit(0), bit(1)])
    }

    const fn or(self, other: Self) -> Self {
        let ([low, high], [more_low, more_high]) = (self.0, other.0);
        Self([low | more_low, high | more_high])
    }

    const fn meets(self, other: Self) -> bool {
        let ([low, high], [other_low, other_high]) = (self.0, other.0);
        low & other_low != 0 || high & other_high != 0
    }
}

/// One part of an aside: which words, and how many of them.
#[derive(Default)]
struct Part {
    kinds: Kinds,
    /// Roles of which one is enough.
    any: Roles,
    /// Roles that a word must have together.
    all: Roles,
    /// A word of which nothing is known, built as a name is.
    strange: bool,
    /// A role that keeps a word from being taken: an excuse is no thanks.
    except: Roles,
    least: usize,
    most: usize,
}

/// An order of parts, and what it makes.
struct Order {
    makes: Roles,
    parts: Vec<Part>,
    /// What it may open with: a word that fits none of it is passed over at once.
    opens: Part,
}

impl Order {
    fn new(makes: Roles, parts: Vec<Part>) -> Self {
        let until = parts.iter().take_while(|part| part.least == 0).count();
        let opens = parts.iter().take(until + 1).fold(Part::default(), Part::or);
        Self {
            makes,
            parts,
            opens,
        }
    }
}

struct Grammar {
    /// The kinds that a word is of.
    words: HashMap<String, Kinds>,
    orders: Vec<Order>,
    /// What any of the orders may open with.
    opens: Part,
    /// The words for a number.
    line: Kinds,
}

/// Every kind of words, by its name.
fn kinds() -> impl Iterator<Item = (&'static str, &'static str)> {
    kinds::SETS.iter().chain(settings::SETS).copied()
}

static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| {
    let mut words: HashMap<String, Kinds> = HashMap::new();
    let mut names: HashMap<&str, Kinds> = HashMap::new();
    for (place, (name, list)) in kinds().enumerate() {
        let kind = Kinds::of(place);
        names.insert(name, kind);
        for word in list.split_whitespace() {
            let of = words.entry(spelling::squeezed(word)).or_default();
            *of = of.or(kind);
        }
    }
    let orders = ORDERS
        .iter()
        .flat_map(|(roles, list)| list.split('|').map(|order| (*roles, order)))
        .map(|(roles, order)| {
            let parts = order
                .split_whitespace()
                .map(|part| Part::read(part, &names));
            Order::new(roles, parts.collect())
        })
        .collect::<Vec<_>>();
    let opens = orders
        .iter()
        .fold(Part::default(), |any, order| any.or(&order.opens));
    Grammar {
        words,
        orders,
        opens,
        line: names.get("WIRE").copied().unwrap_or_default(),
    }
});

impl Part {
    /// Reads "NAME", "NAME?", "NAME*" or "NAME+".
    fn read(part: &str, names: &HashMap<&str, Kinds>) -> Self {
        let name = part.trim_end_matches(['?', '*', '+']);
        let (least, most) = match part.strip_prefix(name) {
            Some("?") => (0, 1),
            Some("*") => (0, MOST_REPEATED),
            Some("+") => (1, MOST_REPEATED),
            _ => (1, 1),
        };
        Self {
            kinds: names.get(name).copied().unwrap_or_default(),
            any: lexicon::named(name),
            all: lexicon::named_together(name),
            strange: name == "VILLAGE",
            except: if name == "THANKS" {
                EXCUSE
            } else {
                Roles::default()
            },
            least,
            most,
        }
    }

    /// What fits this part or another.
    fn or(self, other: &Self) -> Self {
        Self {
            kinds: self.kinds.or(other.kinds),
            any: self.any | other.any,
            all: if self.all.is_unknown() {
                other.all
            } else {
                self.all
            },
            strange: self.strange || other.strange,
            ..self
        }
    }

    fn fits(&self, token: &Token<'_>, kinds: Kinds) -> bool {
        self.kinds.meets(kinds)
            || token.is(self.any) && !token.is(self.except)
            || token.roles.all(self.all)
            || self.strange
                && token.is_unknown()
                && (tail::looks_like_name(token.word) || place::looks_like_village(token.word))
    }
}

/// The tokens with every aside made one; none when there is no aside.
pub(super) fn folded<'t>(tokens: &[Token<'t>]) -> Option<Vec<Token<'t>>> {
    let grammar = &*GRAMMAR;
    let sets: Vec<Kinds> = tokens
        .iter()
        .map(|token| {
            let known = grammar.words.get(token.word).filter(|_| token.single);
            known.copied().unwrap_or_default()
        })
        .collect();
    if sets.iter().all(|kinds| *kinds == Kinds::default()) {
        return None;
    }
    let mut found = None;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let rest = tokens.get(at..).unwrap_or_default();
        let rest_sets = sets.get(at..).unwrap_or_default();
        let bound = at.checked_sub(1).and_then(|before| tokens.get(before));
        let aside = if bound.is_some_and(|word| token.gap == Gap::Space && binds(word)) {
            None
        } else {
            longest(grammar, rest, rest_sets)
        };
        if let Some((roles, used)) = aside {
            let out = found.get_or_insert_with(|| tokens.get(..at).unwrap_or_default().to_vec());
            let aside = rest.get(..used).unwrap_or_default();
            // It may name what is agreed to: "setuju, kirim notifikasinya".
            let named = aside.iter().any(|token| token.is(MESSAGE));
            let roles = if named { roles | NAMED } else { roles };
            out.push(Token {
                roles,
                single: false,
                ..*token
            });
            at += used;
            continue;
        }
        if let Some(out) = &mut found {
            out.push(*token);
        }
        at += 1;
    }
    found
}

/// Whether what follows a word at once belongs to it: "mau dikirim", "semoga bermanfaat".
fn binds(word: &Token<'_>) -> bool {
    word.is(WANT.or(WISH).or(NAME)) || matches!(word.word, "untuk" | "utk" | "buat" | "agar")
}

/// The longest aside that starts here: its role, and how many tokens it takes.
fn longest(grammar: &Grammar, rest: &[Token<'_>], sets: &[Kinds]) -> Option<(Roles, usize)> {
    let (first, first_sets) = (rest.first()?, sets.first().copied()?);
    if !grammar.opens.fits(first, first_sets) {
        return None;
    }
    grammar
        .orders
        .iter()
        .filter(|order| order.opens.fits(first, first_sets))
        .filter_map(|order| {
            let Order { makes, parts, .. } = order;
            let used = length(parts, rest, sets)?;
            // "no" is a number only before one: "ke no ini", not "ke nomor ini, no".
            if rest.get(used - 1).is_some_and(|token| token.word == "no") {
                return None;
            }
            let last = sets.get(used - 1).copied().unwrap_or_default();
            let whose = last.meets(grammar.line);
            ends(rest.get(used..).unwrap_or_default(), *makes, whose).then_some((*makes, used))
        })
        .reduce(|best, other| if other.1 > best.1 { other } else { best })
}

fn length(parts: &[Part], rest: &[Token<'_>], sets: &[Kinds]) -> Option<usize> {
    let mut used = 0;
    for part in parts {
        let fitting = rest
            .iter()
            .zip(sets)
            .skip(used)
            .take(part.most)
            .enumerate()
            .take_while(|(ahead, (token, sets))| {
                (used + ahead == 0 || token.gap == Gap::Space) && part.fits(token, **sets)
            })
            .count();
        if fitting < part.least {
            return None;
        }
        used += fitting;
    }
    (used > 0).then_some(used)
}

/// Whether what follows lets an aside be whole. After a word for a number, a form of address may
/// say whose it is: "ke nomor pak Budi", "ke nomor ibu".
fn ends(after: &[Token<'_>], roles: Roles, whose: bool) -> bool {
    let Some(next) = after.first() else {
        return !roles.any(LEADS.or(FRONTED));
    };
    if roles.any(LEADS) {
        return next.is(YA.or(AGREE).or(ME).or(ADVERB));
    }
    if roles.any(FRONTED) {
        return next.gap > Gap::Space || next.is(AGREE.or(ME).or(ADVERB));
    }
    let closes = after.get(1).is_none_or(|token| token.gap > Gap::Space);
    next.gap > Gap::Space
        || next.is(THANKS.or(PARTICLE).or(YA))
        || next.is(ADDRESS) && (!whose || closes && !next.is(KIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The most kinds of words that a set holds.
    const MOST_KINDS: usize = 256;

    #[test]
    fn every_kind_that_an_order_names_is_known() {
        assert!(kinds().count() <= MOST_KINDS, "{}", kinds().count());
        for order in &GRAMMAR.orders {
            for part in &order.parts {
                let known =
                    part.kinds != Kinds::default() || part.strange || !part.any.is_unknown();
                assert!(known || !part.all.is_unknown());
            }
        }
    }

    #[test]
    fn no_kind_is_named_twice() {
        let mut names: Vec<&str> = kinds().map(|(name, _)| name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), kinds().count());
    }
}
