//! Words to tokens: several words with one meaning become one token.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::lexicon::{self, ADDRESS, CLAN, GREETING, NAME, NO, Roles, THANKS};
use super::normalise::{Folded, Gap};
use super::phrases::PHRASES;

/// A word, or several words with one meaning.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about a word"
)]
pub(super) struct Token<'a> {
    /// The word, or the first of the words.
    pub(super) word: &'a str,
    /// What it can mean.
    pub(super) roles: Roles,
    /// The break before it.
    pub(super) gap: Gap,
    /// One word, and not several.
    pub(super) single: bool,
    /// A colon before it: what stands before is its label.
    pub(super) colon: bool,
    /// A question mark before it.
    pub(super) asked: bool,
    /// A stroke before it, and nothing else: "bapak/ibu".
    pub(super) stroked: bool,
}

impl Token<'_> {
    /// Whether it plays any of the roles.
    pub(super) const fn is(&self, roles: Roles) -> bool {
        self.roles.any(roles)
    }

    /// Whether nothing is known of it.
    pub(super) fn is_unknown(&self) -> bool {
        self.roles.is_unknown()
    }
}

/// What goes on with thanks or an excuse: "terima kasih banyak sebelumnya".
const AFTER_THANKS: &[&str] = &[
    "banyak",
    "byk",
    "sebelumnya",
    "sblmnya",
    "sebelum",
    "kembali",
    "atas",
    "infonya",
    "informasinya",
    "pemberitahuanya",
    "perhatianya",
    "bantuanya",
    "pelayananya",
    "sangat",
    "sekali",
    "banget",
    "nya",
    "info",
    "informasi",
    "tawaranya",
    "tawaran",
    "kesempatanya",
    "kabarnya",
    "pesanya",
];

/// Every phrase, word by word.
pub(super) fn phrases() -> impl Iterator<Item = (Vec<&'static str>, Roles)> {
    PHRASES.iter().flat_map(|(roles, list)| {
        list.split('|')
            .map(|phrase| (phrase.split(' ').collect(), *roles))
    })
}

type Candidates = Vec<(Vec<&'static str>, Roles)>;

/// The phrases by their first word, with the words that follow it.
static BY_FIRST: LazyLock<HashMap<&str, Candidates>> = LazyLock::new(|| {
    let mut map: HashMap<&str, Candidates> = HashMap::new();
    for (words, roles) in phrases() {
        if let Some((first, more)) = words.split_first() {
            map.entry(first).or_default().push((more.to_vec(), roles));
        }
    }
    map
});

/// The tokens of a folded text.
pub(super) fn tokens(folded: &Folded) -> Vec<Token<'_>> {
    let words: Vec<Token<'_>> = folded
        .words()
        .map(|(word, span)| Token {
            word,
            roles: lexicon::roles(word),
            gap: span.gap,
            single: true,
            colon: span.colon,
            asked: span.asked,
            stroked: span.tight && span.gap == Gap::Comma,
        })
        .collect();
    let mut tokens = Vec::with_capacity(words.len());
    let mut rest = words.as_slice();
    while let Some((first, after)) = rest.split_first() {
        let (phrase, used) = longest(first, after);
        let thanked = tokens
            .last()
            .is_some_and(|token: &Token<'_>| token.is(THANKS));
        let goes_on = first.gap == Gap::Space && AFTER_THANKS.contains(&first.word);
        if !(thanked && goes_on) {
            let roles = by_its_place(first, after, &tokens).filter(|_| used == 0);
            let roles = roles.unwrap_or(phrase);
            tokens.push(Token {
                roles,
                single: used == 0,
                ..*first
            });
        }
        rest = after.get(used..).unwrap_or_default();
    }
    tokens
}

/// What a word is by the words around it, whatever it is elsewhere.
fn by_its_place(word: &Token<'_>, after: &[Token<'_>], before: &[Token<'_>]) -> Option<Roles> {
    let next = after.first().filter(|next| next.gap == Gap::Space);
    let closed = next.is_some_and(|next| {
        next.is(CLAN) || word.word == "tida" && matches!(next.word, "br" | "beru" | "boru")
    });
    match word.word {
        // Karo: no. After another word it is the particle of Medan.
        "la" if opens(before, word) => Some(NO),
        // "setuju miss", folded; elsewhere "mis." supposes something.
        "mis" if after.is_empty() || next.is_some_and(|next| next.word == "admin") => Some(ADDRESS),
        // Toba: a particle behind what is said; elsewhere Javanese: do not.
        "jo" if after.is_empty() => Some(lexicon::PARTICLE),
        "nd" if is_nande(word, after) => Some(ADDRESS),
        // "Ganda Tarigan"; elsewhere these are double, but, not.
        "ganda" | "nangin" | "tida" if closed => Some(NAME),
        // "Moh. Yusuf"; elsewhere it says no: "moh umi".
        "moh" if next.is_some_and(|next| next.is(NAME) && !next.is(NOT_A_NAME)) => Some(NAME),
        _ => None,
    }
}

/// What a word that is also a name is rather, behind a no.
const NOT_A_NAME: Roles = ADDRESS
    .or(lexicon::PARTICLE)
    .or(lexicon::ME)
    .or(NO)
    .or(GREETING)
    .or(lexicon::READY)
    .or(lexicon::BLESSING);

/// Whether a word opens what is said: only greetings before it, or a break.
fn opens(before: &[Token<'_>], word: &Token<'_>) -> bool {
    word.gap > Gap::Space || before.iter().all(|token| token.is(GREETING.or(ADDRESS)))
}

/// "Terima kasih, Nd. Karina": mother of Karina, who signs; elsewhere "nd" says no.
fn is_nande(word: &Token<'_>, after: &[Token<'_>]) -> bool {
    word.gap > Gap::Space
        && after
            .first()
            .is_some_and(|next| next.gap == Gap::Space && next.is(NAME))
}

/// The roles of the longest phrase that starts here, and how many further words it takes.
fn longest(first: &Token<'_>, after: &[Token<'_>]) -> (Roles, usize) {
    if !first.is(lexicon::OPENS_PHRASE) {
        return (first.roles, 0);
    }
    let Some(candidates) = BY_FIRST.get(first.word) else {
        return (first.roles, 0);
    };
    candidates
        .iter()
        .filter(|(more, _)| {
            after.len() >= more.len()
                && more
                    .iter()
                    .zip(after)
                    .all(|(word, token)| token.word == *word && token.gap == Gap::Space)
        })
        .max_by_key(|(more, _)| more.len())
        .map_or((first.roles, 0), |(more, roles)| (*roles, more.len()))
}
