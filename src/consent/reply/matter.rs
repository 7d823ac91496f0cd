//! Which matters a clause speaks of: every word of it belongs to one of the tables of `beside`,
//! and one marks it. A yes, a no, a condition, a question or a word that is guarded belongs to
//! none, unless the table names it.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::beside::{self, Bits, COMMON, COMMON_ROLES, MATTERS, OPENERS, SPARED, SPARING, WRITES};
use super::lexicon::{
    ADDRESS, AGREE, ALREADY, ASKS, BESIDE_NAME, CLAN, CONSENT, DIGITS, DONT, DROP, EXCUSE, FIRM,
    GREETING, HALF, HARD, HOUSE, IF, KIN, MAYBE_NAME, ME, MESSAGE, NAME, NO, NUISANCE, NUMBER, OFF,
    OUTCRY, PLACE, READY, REFUSE, RETRACT, Roles, STOP, SUBSCRIPTION, THANKS, TITLE, TOPIC, WISH,
    WITHDRAW, YA,
};
use super::normalise::Gap;
use super::open::{DELICATE, STRICT, TALK};
use super::phrase::Token;
use super::tail::{self, Lead};
use super::{spelling, trade};

/// Roles that keep a word out of every matter that does not name the word itself.
const GUARDED: Roles = AGREE
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
struct Entry {
    belongs: Bits,
    marks: Bits,
    opens: bool,
    /// May stand in talk about oneself.
    talk: bool,
    spared: bool,
    sparing: bool,
    writes: bool,
    strict: bool,
}

struct Table {
    words: HashMap<String, Entry>,
    /// Every matter; those that may stand before the answer; those that may follow a bare yes.
    every: Bits,
    before: Bits,
    bare: Bits,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
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

fn is_once(token: &Token<'_>) -> bool {
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

/// Whether a clause after an agreement is plain talk about oneself.
pub(super) fn is_talk(clause: &[Token<'_>]) -> bool {
    if clause.first().is_some_and(is_once) {
        return false;
    }
    let table = &*TABLE;
    if clause.len() < LEAST_TALK
        || clause
            .first()
            .is_some_and(|token| known(table, token).strict)
    {
        return false;
    }
    let mut mine = false;
    let mut at = 0;
    while let Some(token) = clause.get(at) {
        let rest = clause.get(at..).unwrap_or_default();
        let entry = known(table, token);
        let named = named(rest);
        mine |= token.is(ME.or(CLAN)) || named > 1 || entry.marks & beside::OPEN != 0;
        if entry.marks & beside::WRITING != 0 || told_of(clause, at) {
            return false;
        }
        if named > 1 && !entry.talk {
            at += named;
            continue;
        }
        let spared = token.is(NO.or(REFUSE)) && is_spared(table, rest);
        let guarded = token.is(GUARDED) && !token.is(ME);
        let told =
            token.is(TALKED) || token.roles.all(READY.or(EXCUSE)) || named_so(clause, at, true);
        let harmless = entry.talk || spared || trails(clause, at);
        if !harmless && (guarded || entry.belongs != 0 || !told) {
            return false;
        }
        at += 1;
    }
    mine
}

/// Roles that belong to talk about oneself.
const TALKED: Roles = COMMON_ROLES
    .or(NAME)
    .or(CLAN)
    .or(MAYBE_NAME)
    .or(PLACE)
    .or(BESIDE_NAME)
    .or(FIRM)
    .or(HOUSE)
    .or(TITLE)
    .or(DIGITS)
    .or(TOPIC)
    .or(THANKS)
    .or(GREETING);

/// The fewest words of such talk.
const LEAST_TALK: usize = 3;

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
fn named(rest: &[Token<'_>]) -> usize {
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
    let happens = next.is_some_and(|next| !next.is(ME.or(ADDRESS).or(THANKS)));
    let knows = before
        .last()
        .is_some_and(|token| matches!(token.word, "tahu" | "tau" | "ingat" | "mengetahui"));
    when && ((writes(before) || knows) && happens || writes(after) && being)
}

/// A name that no list knows: two words or more behind a house, or where somebody is from.
fn named_so(clause: &[Token<'_>], at: usize, organised: bool) -> bool {
    let strange = |token: &Token<'_>| token.is_unknown() && tail::looks_like_name(token.word);
    if !clause.get(at).is_some_and(strange) {
        return false;
    }
    let near = |at: Option<usize>| {
        at.and_then(|at| clause.get(at))
            .is_some_and(|token| strange(token) || token.is(NAME.or(CLAN).or(PLACE)))
    };
    let behind = clause.iter().take(at).rev().find(|token| !strange(token));
    let placed = behind.is_some_and(|token| {
        matches!(
            token.word,
            "di" | "i"
                | "dari"
                | "dr"
                | "desa"
                | "ds"
                | "kec"
                | "dusun"
                | "jalan"
                | "jln"
                | "jl"
                | "nama"
                | "bernama"
        )
    });
    // "saya Renata dari Hotel Sinabung", "sama ibu Ros ke loket"
    let run = clause
        .iter()
        .skip(at)
        .take_while(|token| strange(token))
        .count();
    let called = behind.is_some_and(|token| token.is(ME.or(ADDRESS)))
        && run <= 3
        && clause.get(at + run).is_some_and(|next| {
            matches!(
                next.word,
                "dari" | "dr" | "di" | "pemilik" | "ke" | "yang" | "yg"
            ) || next.is(FIRM)
        });
    placed || called || organised && (near(at.checked_sub(1)) || near(Some(at + 1)))
}

fn known(table: &Table, token: &Token<'_>) -> Entry {
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
fn is_spared(table: &Table, rest: &[Token<'_>]) -> bool {
    let after = rest.get(1..).unwrap_or_default();
    let between = after
        .iter()
        .take_while(|token| known(table, token).sparing && token.gap == Gap::Space)
        .count();
    after
        .get(between)
        .is_some_and(|token| token.gap == Gap::Space && known(table, token).spared)
}

/// "no ini", "no wa saya": a number.
fn is_number(rest: &[Token<'_>]) -> bool {
    let number = rest.first().is_some_and(|token| token.word == "no");
    number
        && rest.get(1).is_some_and(|next| {
            next.gap == Gap::Space && (next.is(ME) || matches!(next.word, "ini" | "wa" | "hp"))
        })
}

/// "terima kasih ya", "tadi di loket ya kak": a particle there.
fn trails(clause: &[Token<'_>], at: usize) -> bool {
    let ya = clause
        .get(at)
        .is_some_and(|token| token.is(YA) && token.word.starts_with('y'));
    ya && at > 0
        && clause
            .iter()
            .skip(at + 1)
            .all(|token| token.is(ADDRESS) && !token.is(ME))
}

/// Those who may be told about: "staf saya".
const PERSONS: &[&str] = &[
    "staf",
    "karyawan",
    "karyawati",
    "pegawai",
    "notaris",
    "admin",
    "operator",
    "direktur",
    "pimpinan",
    "dokter",
    "bidan",
    "sekretaris",
    "bendahara",
    "wakil",
    "kuasa",
    "anggota",
    "pengurus",
    "ketua",
    "kepala",
    "pemilik",
    "guru",
    "manajer",
    "kontraktor",
];

/// "ibu saya", "bapak yang punya": somebody told about.
fn told_of(clause: &[Token<'_>], at: usize) -> bool {
    let kin = clause.get(at).is_some_and(|token| token.is(KIN));
    // "notaris saya yang jawab"
    let person = at == 0
        && clause
            .first()
            .is_some_and(|token| PERSONS.contains(&token.word));
    if person && clause.get(1).is_some_and(|next| next.is(ME)) {
        return true;
    }
    let before = at.checked_sub(1).and_then(|at| clause.get(at));
    kin && (clause
        .get(at + 1)
        .is_some_and(|next| next.is(ME) || matches!(next.word, "yang" | "yg" | "nya"))
        || before
            .is_some_and(|word| word.is(NUMBER) || matches!(word.word, "wa" | "whatsap" | "nomor")))
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
