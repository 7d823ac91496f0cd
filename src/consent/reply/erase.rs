//! "Delete my number", "take me off the list".

use super::lexicon::{
    ADVERB, DONT, DROP, LIST, ME, MESSAGE, NUMBER, SIGNED, SUBSCRIPTION, THIS, WANT,
};
use super::phrase::Token;
use super::refuse::{AROUND, COURTESY, is_no, only};
use super::rules;

/// "hapus nomor saya", "keluarkan saya dari daftar", "remove me".
pub(super) fn erase(clause: &[Token<'_>]) -> Option<&'static str> {
    // "sesuai UU PDP"
    let by_law = clause.iter().position(|token| token.word == "sesuai");
    let clause = by_law.and_then(|at| clause.get(..at)).unwrap_or(clause);
    let has = |roles| clause.iter().any(|token| token.is(roles));
    let any_of = |words: &[&str]| clause.iter().any(|token| words.contains(&token.word));
    let data = any_of(&["data", "nama", "identitas"]);
    let mine = has(ME)
        || has(THIS) && !data
        || has(SIGNED) && has(LIST)
        || clause.iter().any(|token| token.word.ends_with("ku"));
    let kept = has(NUMBER.or(LIST));
    // "hapus saya"; "saya keluar" may be anything.
    let me_alone = has(ME) && clause.len() <= 5 && !any_of(&["keluar"]);
    // "keluar dari layanan"; "info keluar dari dinas" is another thing.
    let leaves = clause.windows(3).any(|words| match words {
        [out, from, what] => {
            out.is(DROP.or(ME))
                && matches!(from.word, "dari" | "dr")
                && (what.is(MESSAGE.or(SUBSCRIPTION))
                    || matches!(what.word, "layanan" | "grup" | "group" | "grub"))
        }
        _ => false,
    });
    let negated = has(DONT) || clause.iter().any(is_no);
    let allowed = AROUND
        .or(DROP)
        .or(NUMBER)
        .or(LIST)
        .or(WANT)
        .or(ADVERB)
        .or(MESSAGE)
        .or(SUBSCRIPTION);
    let off = mine && (kept || me_alone) || leaves;
    (off && !negated && only(clause, allowed)).then_some(rules::DENY_ERASE)
}

/// "tolong hapus nomor pak", and nothing else: whose but theirs.
pub(super) fn number_alone(tokens: &[Token<'_>]) -> bool {
    let mut said = tokens.iter().filter(|token| !token.is(COURTESY));
    let drops = said.next().is_some_and(|token| {
        matches!(
            token.word,
            "hapus" | "hapuskan" | "hapusin" | "hps" | "delete"
        )
    });
    let number = said
        .next()
        .is_some_and(|token| matches!(token.word, "nomor" | "nomer" | "kontak"));
    drops && number && said.next().is_none()
}
