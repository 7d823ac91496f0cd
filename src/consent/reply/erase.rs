//! "Delete my number", "take me off the list".

use super::lexicon::{
    ADVERB, DONT, DROP, LIST, ME, MESSAGE, NUMBER, PARTICLE, SIGNED, SUBSCRIPTION, THANKS, THIS,
    WANT, YA,
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
    let number = tokens
        .iter()
        .position(|token| matches!(token.word, "nomor" | "nomer" | "kontak"));
    let (before, after) = number
        .and_then(|at| tokens.split_at_checked(at))
        .unwrap_or_default();
    let Some((drop, before)) = before.split_last() else {
        return false;
    };
    let drops = matches!(
        drop.word,
        "hapus" | "hapuskan" | "hapusin" | "hps" | "delete"
    );
    // "hapus nomor bapak" is another's.
    let closes = after.iter().skip(1).all(|token| {
        token.is(THANKS.or(PARTICLE).or(YA))
            || matches!(token.word, "pak" | "bu" | "kak" | "bang" | "min")
    });
    drops && closes && before.iter().all(|token| token.is(COURTESY))
}
