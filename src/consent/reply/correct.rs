//! An answer begun wrongly and put right: "setuhu eh setuju", "salah ketik, maksud saya setuju".

use super::lexicon::{ADDRESS, AGREE, ME, THANKS};
use super::normalise::Gap;
use super::phrase::Token;
use super::spelling;

/// How far a word may be from "setuju" to be taken for a slip that is put right at once.
const MOST_SLIPS: usize = 2;

/// How many tokens before the agreement are a slip, or the excuse for one. The agreement that
/// puts it right must stand behind them.
pub(super) fn correction(tokens: &[Token<'_>]) -> usize {
    let slip = tokens.first().is_some_and(|token| {
        token.single
            && (token.is(AGREE) || token.is_unknown())
            && spelling::is_near(token.word, "setuju", MOST_SLIPS)
    });
    let mut used = usize::from(slip);
    while slip && spaced(tokens.get(used)).is_some_and(|token| token.is(ADDRESS)) {
        used += 1;
    }
    let mut told = false;
    while let Some(token) = tokens.get(used) {
        let meant = token.single && is_meant(token.word);
        // "salah ketik" stands by itself; "eh" and "maaf" need the slip before them.
        told |= meant && (slip || !matches!(token.word, "eh" | "e"));
        let fits = meant || told && token.is(ME) || slip && token.is(THANKS);
        if !fits || token.is(AGREE) {
            break;
        }
        used += 1;
    }
    let put_right = tokens.get(used).is_some_and(|token| token.is(AGREE));
    if told && put_right { used } else { 0 }
}

/// How many tokens after the agreement say that it is what was meant.
pub(super) fn meant_after(tokens: &[Token<'_>]) -> usize {
    let meant = tokens.first().is_some_and(|token| {
        token.single && matches!(token.word, "maksudnya" | "maksud" | "mksdnya" | "mksd")
    });
    let mine = spaced(tokens.get(1)).is_some_and(|token| token.is(ME));
    if meant { 1 + usize::from(mine) } else { 0 }
}

fn spaced<'a, 't>(token: Option<&'a Token<'t>>) -> Option<&'a Token<'t>> {
    token.filter(|token| token.gap == Gap::Space)
}

fn is_meant(word: &str) -> bool {
    matches!(
        word,
        "eh" | "e"
            | "ralat"
            | "koreksi"
            | "maksudnya"
            | "maksud"
            | "mksdnya"
            | "mksd"
            | "salah"
            | "ketik"
            | "tik"
            | "tulis"
            | "typo"
            | "tipo"
    )
}
