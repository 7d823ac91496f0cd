//! What is not to be done with a number, or is to be done so that nothing reaches it.

use super::lexicon::{
    ADVERB, AGREE, DROP, FIRM, HOUSE, JUST, LIST, ME, MESSAGE, NO, NUISANCE, NUMBER, SEND, WANT,
};
use super::normalise::Gap;
use super::phrase::Token;
use super::refuse::{AROUND, COURTESY, OBJECT, denied};

/// "tidak setuju nomor saya dipakai untuk notifikasi".
pub(super) fn misused(clause: &[Token<'_>]) -> bool {
    let used = |token: &Token<'_>| {
        matches!(
            token.word,
            "dipakai" | "dipake" | "digunakan" | "dimasukan" | "didaftarkan" | "disimpan"
        )
    };
    let has = |roles| clause.iter().any(|token| token.is(roles));
    let allowed = AROUND
        .or(NO)
        .or(WANT)
        .or(AGREE)
        .or(ADVERB)
        .or(NUMBER)
        .or(LIST)
        .or(OBJECT);
    denied(clause, WANT.or(AGREE))
        && has(NUMBER)
        && has(ME)
        && clause.iter().any(used)
        && clause.iter().all(|token| used(token) || token.is(allowed))
}

/// "Blokir saja nomor saya dari daftar".
pub(super) fn blocks(clause: &[Token<'_>]) -> bool {
    let first = clause
        .iter()
        .find(|token| !token.is(COURTESY.or(JUST)) || token.is(NUISANCE));
    let has = |roles| clause.iter().any(|token| token.is(roles));
    let block = |token: &Token<'_>| matches!(token.word, "blokir" | "blok" | "block");
    let allowed = AROUND.or(NUMBER).or(LIST).or(MESSAGE).or(DROP);
    first.is_some_and(block)
        && has(NUMBER)
        && has(ME)
        && clause.iter().all(|token| block(token) || token.is(allowed))
}

/// "tidak bersedia di-WA", "tidak mau di chat", "tidak bersedia dihubungi".
pub(super) fn written_to(clause: &[Token<'_>]) -> bool {
    let apart = clause.windows(3).any(|words| match words {
        [before, to, message] => {
            before.is(AGREE.or(WANT))
                && to.word == "di"
                && message.gap == Gap::Space
                && message.is(SEND)
        }
        _ => false,
    });
    apart || clause.last().is_some_and(|token| token.word == "dihubungi")
}

/// "ke nomor sekolah": the number, and not what is sent.
pub(super) fn is_of_a_house(clause: &[Token<'_>]) -> bool {
    clause.windows(2).all(|pair| match pair {
        [whose, house] => !house.is(HOUSE.or(FIRM)) || whose.is(NUMBER),
        _ => true,
    })
}
