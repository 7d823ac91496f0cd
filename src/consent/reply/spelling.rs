//! Misspelled words: which known word was meant.

use super::lexicon::{self, Roles};

/// Real words that are one slip away from a word below, and are not that word.
const OTHER_WORDS: &[&str] = &[
    "setujui",
    "setubuh",
    "seduju",
    "sekutu",
    "sejuju",
    "setumpu",
    "tersedia",
    "bersedih",
    "tindak",
    "sidak",
    "tidar",
    "tidal",
    "tiada",
    "tida",
    "pidak",
    "meneria",
    "penerima",
    "diterima",
    "menerimanya",
    "berhembus",
    "terhenti",
    "berganti",
    "pemberhentian",
    "berarti",
    "berhati",
    "bergenti",
    "menyetubuhi",
    "sedia",
];

/// A word that is often misspelled, how far the slip may go, and what it means.
const TARGETS: &[(&str, usize, Roles)] = &[
    ("setuju", 1, lexicon::AGREE),
    ("stuju", 1, lexicon::AGREE),
    ("menyetujui", 1, lexicon::AGREE),
    ("bersedia", 1, lexicon::AGREE.or(lexicon::OFFER)),
    ("berhenti", 1, lexicon::STOP),
    ("unsubscribe", 2, lexicon::STOP),
    ("hentikan", 1, lexicon::STOP),
    ("tidak", 1, lexicon::NO),
    ("notifikasi", 2, lexicon::MESSAGE),
    ("notifikasinya", 2, lexicon::MESSAGE),
    ("dpmptsp", 2, lexicon::LINK),
    ("menerima", 1, lexicon::RECEIVE),
    ("whatsap", 2, lexicon::MESSAGE),
    ("pemberitahuan", 2, lexicon::MESSAGE),
    ("terimakasih", 2, lexicon::THANKS),
    ("asalamualaikum", 3, lexicon::GREETING),
    ("waalaikumsalam", 3, lexicon::GREETING),
    ("persetujuan", 1, lexicon::CONSENT),
    ("langganan", 1, lexicon::SUBSCRIPTION),
];

/// A word with every run of a letter shortened to one, as folding does.
pub(super) fn squeezed(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for letter in word.chars() {
        if letter.is_ascii_digit() || !out.ends_with(letter) {
            out.push(letter);
        }
    }
    out
}

/// What a word that is not known most likely means.
pub(super) fn guess(word: &str) -> Roles {
    if is_slip(word) {
        return lexicon::AGREE;
    }
    if matches!(word, "ridak" | "fidak" | "gidak" | "yidak") {
        return lexicon::NO;
    }
    if matches!(word, "setojo" | "stojo" | "satojo" | "setujo" | "setoju") {
        return lexicon::AGREE;
    }
    if !(5..=16).contains(&word.len()) {
        return Roles::default();
    }
    if let Some(modern) = modern(word) {
        let known = lexicon::known(&modern);
        if known.is_some() {
            return known.unwrap_or_default();
        }
    }
    TARGETS
        .iter()
        .filter(|(target, most, _)| {
            let (word, target) = (word.as_bytes(), target.as_bytes());
            word.first() == target.first() && within(word, target, *most)
        })
        .map(|(_, _, roles)| *roles)
        .next()
        .filter(|_| !OTHER_WORDS.contains(&word))
        .unwrap_or_default()
}

/// A word of the old spelling as it is written now: "setoedjoe", "djangan".
fn modern(word: &str) -> Option<String> {
    let old = word
        .as_bytes()
        .windows(2)
        .any(|pair| matches!(pair, b"oe" | b"dj" | b"tj"));
    old.then(|| {
        squeezed(
            &word
                .replace("oe", "u")
                .replace("dj", "j")
                .replace("tj", "c"),
        )
    })
}

/// Whether a word may be a slip for another that opens with the same letter.
pub(super) fn is_near(word: &str, meant: &str, most: usize) -> bool {
    let (word, meant) = (word.as_bytes(), meant.as_bytes());
    word.first() == meant.first() && word.len() + 1 >= meant.len() && within(word, meant, most)
}

/// Whether two words are at most `most` slips apart: a letter too many, a letter missing, a
/// wrong letter, or two neighbours exchanged.
fn within(left: &[u8], right: &[u8], most: usize) -> bool {
    if left.len().abs_diff(right.len()) > most {
        return false;
    }
    match (left.split_first(), right.split_first()) {
        (Some((one, left_rest)), Some((two, right_rest))) => {
            if one == two {
                return within(left_rest, right_rest, most);
            }
            let Some(fewer) = most.checked_sub(1) else {
                return false;
            };
            let exchanged = match (left_rest.split_first(), right_rest.split_first()) {
                (Some((a, left_more)), Some((b, right_more))) => {
                    a == two && b == one && within(left_more, right_more, fewer)
                }
                _ => false,
            };
            exchanged
                || within(left_rest, right_rest, fewer)
                || within(left_rest, right, fewer)
                || within(left, right_rest, fewer)
        }
        _ => left.len().max(right.len()) <= most,
    }
}

/// "cetuju", "aetuju": a wrong first letter, as children say it or a thumb hits it.
fn is_slip(word: &str) -> bool {
    matches!(
        word.strip_suffix("etuju"),
        Some("a" | "c" | "d" | "e" | "q" | "w" | "x" | "z")
    ) || matches!(word, "estuju" | "etuju" | "cetujuh" | "sutuju" | "cetujuk")
}
