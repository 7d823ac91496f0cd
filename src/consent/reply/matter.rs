//! Which matters a clause speaks of: every word of it belongs to one of the tables of `beside`,
//! and one marks it. A yes, a no, a condition, a question or a word that is guarded belongs to
//! none, unless the table names it.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::beside::{self, Bits, COMMON, COMMON_ROLES, MATTERS, OPENERS, SPARED, SPARING, WRITES};
use super::lexicon::{
    ADDRESS, AGREE, ALREADY, ASKS, CONSENT, DONT, DROP, EXCUSE, FIRM, HALF, HARD, HOUSE, IF, ME,
    MESSAGE, NO, NUISANCE, OFF, OUTCRY, PARTICLE, PLACE, READY, REFUSE, RETRACT, Roles, STOP,
    SUBSCRIPTION, THANKS, TOPIC, WANT, WISH, WITHDRAW, YA,
};
use super::nearby::{is_number, named_so, told_of, trails};
use super::normalise::Gap;
use super::open::{DELICATE, STRICT, TALK};
use super::phrase::Token;
use super::tail::{self, Lead};
use super::{spelling, trade};

/// Roles that keep a word out of every matter that does not name the word itself.
pub(super) const GUARDED: Roles = AGREE
    .or(YA)
    .or(NO)
    .or(DONT)
    .or(STOP)
    .or(HALF)
    .or(REFUSE)
    .or(ASKS)
    .or(IF)
    .or(ALREADY)
    .or(HARD)
    .or(CONSENT)
    .or(WITHDRAW)
    .or(RETRACT)
    .or(OFF)
    .or(DROP)
    .or(NUISANCE)
    .or(OUTCRY)
    .or(SUBSCRIPTION);

/// What the tables say of a word.
#[derive(Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about a word"
)]
pub(super) struct Entry {
    pub(super) belongs: Bits,
    pub(super) marks: Bits,
    opens: bool,
    /// May stand in talk about oneself.
    pub(super) talk: bool,
    spared: bool,
    sparing: bool,
    writes: bool,
    pub(super) strict: bool,
}

pub(super) struct Table {
    words: HashMap<String, Entry>,
    /// Every matter; those that may stand before the answer; those that may follow a bare yes.
    every: Bits,
    before: Bits,
    bare: Bits,
}

pub(super) static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut words: HashMap<String, Entry> = HashMap::new();
    let mut put = |list: &str, with: &dyn Fn(&mut Entry)| {
        for word in list.split_whitespace() {
            with(words.entry(spelling::squeezed(word)).or_default());
        }
    };
    let (mut before, mut bare, mut every) = (0, 0, 0);
    for matter in MATTERS {
        let bit = matter.bit;
        put(matter.marks, &|entry| {
            entry.belongs |= bit;
            entry.marks |= bit;
            entry.talk |= bit & beside::OPEN != 0;
        });
        let talk = bit & beside::OPEN != 0;
        put(matter.words, &|entry| {
            entry.belongs |= bit;
            entry.talk |= talk;
        });
        every |= bit;
        before |= if matter.before { bit } else { 0 };
        bare |= if matter.bare { bit } else { 0 };
    }
    put(COMMON, &|entry| {
        entry.belongs |= every;
        entry.talk = true;
    });
    put(TALK, &|entry| entry.talk = true);
    put(DELICATE, &|entry| entry.talk = false);
    put(STRICT, &|entry| entry.strict = true);
    put(OPENERS, &|entry| entry.opens = true);
    put(SPARED, &|entry| entry.spared = true);
    put(WRITES, &|entry| entry.writes = true);
    put(SPARING, &|entry| entry.sparing = true);
    Table {
        words,
        every,
        before,
        bare,
    }
});

/// The matters that may stand before the answer.
pub(super) fn before() -> Bits {
    TABLE.before
}

/// The matters that may follow a bare yes.
pub(super) fn bare() -> Bits {
    TABLE.bare
}

/// Whether a word opens a clause after a yes.
pub(super) fn opens(token: &Token<'_>) -> bool {
    TABLE.words.get(token.word).is_some_and(|entry| entry.opens)
}

/// The matters that a clause may be of.
pub(super) fn of(clause: &[Token<'_>]) -> Bits {
    // "sekali ini": once.
    if clause.first().is_some_and(is_once) {
        return 0;
    }
    let table = &*TABLE;
    let mut belongs = table.every;
    let mut marks = 0;
    let mut organised = false;
    let mut at = 0;
    while let Some(token) = clause.get(at) {
        let fit = fit(table, clause, at, organised);
        organised |= token.is(FIRM.or(HOUSE)) || known(table, token).marks & beside::WRITER != 0;
        let named = named(clause.get(at..).unwrap_or_default());
        // A name or a firm as a whole, whatever its words are.
        if named > 1 && (token.is(FIRM) || fit.belongs & belongs & beside::NAMING == 0) {
            belongs &= beside::NAMING;
            marks |= beside::WRITER;
            at += named;
        } else {
            belongs &= fit.belongs;
            marks |= fit.marks;
            at += 1;
        }
        if belongs == 0 || told_of(clause, at - 1) {
            return 0;
        }
    }
    if clause.len() == 1 {
        return belongs & marks & clause.first().map_or(0, alone);
    }
    // "karena bingung": too short for a reason.
    let vague = match clause {
        [one, reason] => {
            known(table, one).marks & beside::REASON != 0 && known(table, reason).marks == 0
        }
        _ => false,
    };
    if vague {
        return 0;
    }
    // "kirim izin saya": a permit, and no word of it.
    let permit = clause.iter().any(|token| token.is(TOPIC));
    if permit && !clause.iter().any(tells) {
        return belongs & marks & !(beside::WRITING | beside::NEEDED);
    }
    belongs & marks
}

pub(super) fn is_once(token: &Token<'_>) -> bool {
    matches!(token.word, "sekali" | "skali" | "satu" | "1")
}

/// A word for what we write, or for when.
fn tells(token: &Token<'_>) -> bool {
    token.is(MESSAGE)
        || known(&TABLE, token).marks & beside::WRITING != 0 && !known(&TABLE, token).writes
        || matches!(
            token.word,
            "perkembangan" | "status" | "soal" | "tentang" | "seputar" | "kalau" | "kalo" | "klo"
        )
}

/// The matters that one word by itself is enough for: a town, thanks, praise.
fn alone(token: &Token<'_>) -> Bits {
    if token.is(PLACE.or(THANKS)) {
        Bits::MAX
    } else if token.is(WISH) {
        0
    } else {
        beside::BRIEF
    }
}

/// A name or a firm that starts here.
pub(super) fn named(rest: &[Token<'_>]) -> usize {
    if rest.first().is_some_and(|token| token.is(FIRM)) {
        trade::firm(rest)
    } else {
        tail::name(rest, Lead::Apart)
    }
}

/// The matters that a word of a clause belongs to, and those that it marks.
fn fit(table: &Table, clause: &[Token<'_>], at: usize, organised: bool) -> Entry {
    let rest = clause.get(at..).unwrap_or_default();
    let Some(token) = rest.first() else {
        return Entry::default();
    };
    let entry = known(table, token);
    if entry.belongs == 0 && token.is(NO.or(REFUSE)) && is_spared(table, rest) {
        return Entry::of(beside::REASON, beside::REASON);
    }
    let spared = clause.iter().take(at).any(|token| token.is(NO.or(REFUSE)));
    if spared && (entry.spared || entry.sparing) {
        return Entry::of(beside::REASON | entry.belongs, 0);
    }
    if is_when(clause, at) {
        return Entry::of(beside::WRITING | beside::REASON, 0);
    }
    let before = at.checked_sub(1).and_then(|at| clause.get(at));
    let knows = before.is_some_and(|token| {
        matches!(
            token.word,
            "tahu" | "tau" | "ingat" | "inget" | "lupa" | "mengetahui"
        )
    });
    if token.word == "kapan" && knows && clause.first().is_some_and(opens) {
        return Entry::of(beside::REASON, 0);
    }
    if is_number(rest) {
        return Entry::of(beside::LINE, 0);
    }
    if trails(clause, at) {
        return Entry::of(table.every, 0);
    }
    if entry.belongs == 0 && named_so(clause, at, organised) {
        return Entry::of(beside::NAMING | beside::REASON, 0);
    }
    let roles = roles(token);
    Entry::of(entry.belongs | roles.belongs, entry.marks | roles.marks)
}

impl Entry {
    fn of(belongs: Bits, marks: Bits) -> Self {
        Self {
            belongs,
            marks,
            ..Self::default()
        }
    }
}

/// "kabari kalau sudah siap", "kalau ada info kirim ke sini": when to write to them.
pub(super) fn is_when(clause: &[Token<'_>], at: usize) -> bool {
    let table = &*TABLE;
    let when = clause.get(at).is_some_and(|token| {
        matches!(
            token.word,
            "kalau" | "kalo" | "klo" | "kl" | "kalok" | "bila" | "jika" | "apabila"
        )
    });
    let writes = |tokens: &[Token<'_>]| tokens.iter().any(|token| known(table, token).writes);
    let (before, after) = clause.split_at_checked(at).unwrap_or_default();
    let next = after.get(1);
    let being = next.is_some_and(|next| next.word == "ada");
    // "kalau ya", "kalau mau" leave open what is to happen.
    let nobody = ME.or(ADDRESS).or(THANKS).or(YA).or(PARTICLE).or(WANT);
    let happens = next.is_some_and(|next| !next.is(nobody))
        && after
            .iter()
            .any(|token| beside::HAPPENS.contains(&token.word));
    let knows = before
        .last()
        .is_some_and(|token| matches!(token.word, "tahu" | "tau" | "ingat" | "mengetahui"));
    when && ((writes(before) || knows) && happens || writes(after) && being)
}

pub(super) fn known(table: &Table, token: &Token<'_>) -> Entry {
    let entry = table.words.get(token.word).filter(|_| token.single);
    entry.copied().unwrap_or_default()
}

/// The matters that a word belongs to by its roles, and those that it marks.
fn roles(token: &Token<'_>) -> Entry {
    if token.is(GUARDED) && !token.is(ME) {
        return Entry::default();
    }
    let every = token.is(COMMON_ROLES);
    let short = token.word.len() <= 4 && token.word.bytes().all(|byte| byte.is_ascii_digit());
    let mut entry = Entry::default();
    // "sudah saya baca"
    if !token.single && token.roles.all(READY.or(EXCUSE)) {
        entry = Entry::of(beside::READING, beside::READING);
    }
    for matter in MATTERS {
        let marked = token.is(matter.marking) && !token.is(EXCUSE);
        let numbered = short && matter.bit == beside::WRITER;
        if every || marked || numbered || token.is(matter.roles) {
            entry.belongs |= matter.bit;
        }
        if marked {
            entry.marks |= matter.bit;
        }
    }
    entry
}

/// "tidak perlu bolak-balik", "tak payah lagi ke kantor": a trouble that one is spared.
pub(super) fn is_spared(table: &Table, rest: &[Token<'_>]) -> bool {
    let after = rest.get(1..).unwrap_or_default();
    let between = after
        .iter()
        .take_while(|token| known(table, token).sparing && token.gap == Gap::Space)
        .count();
    after
        .get(between)
        .is_some_and(|token| token.gap == Gap::Space && known(table, token).spared)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words of the tables that elsewhere deny, ask or set a condition, and here do not.
    const HARMLESS: &str = "\
biar supaya agar kemarin sebelumnya kok nanya tanya bertanya insyaallah insya masa
";

    #[test]
    fn no_word_of_the_tables_takes_a_yes_back() {
        let against = NO
            .or(DONT)
            .or(STOP)
            .or(HALF)
            .or(REFUSE)
            .or(ASKS)
            .or(IF)
            .or(AGREE);
        let mut found = Vec::new();
        for (word, entry) in &TABLE.words {
            let counts = entry.talk || entry.belongs != 0;
            let taken = super::super::lexicon::known(word).is_some_and(|roles| roles.any(against));
            let allowed = HARMLESS
                .split_whitespace()
                .any(|one| spelling::squeezed(one) == *word);
            if counts && taken && !allowed {
                found.push(word.clone());
            }
        }
        assert!(found.is_empty(), "{found:?}");
    }
}
