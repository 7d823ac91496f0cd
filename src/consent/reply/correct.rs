//! An answer begun wrongly and put right: "setuhu eh setuju", "salah ketik, maksud saya setuju".

use super::lexicon::{ADDRESS, AGREE, ME, PARTICLE, THANKS, YA};
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
    let agrees = |at: usize| tokens.get(at).is_some_and(|token| token.is(AGREE));
    let mut used = usize::from(slip);
    while slip && spaced(tokens.get(used)).is_some_and(|token| token.is(ADDRESS)) {
        used += 1;
    }
    if slip {
        let from = used;
        while let Some(token) = tokens.get(used) {
            let goes_on = token.single && is_meant(token.word) || used > from && token.is(ME);
            if token.is(AGREE) || !goes_on && !token.is(THANKS) {
                break;
            }
            used += 1;
        }
        let told = tokens
            .get(from..used)
            .is_some_and(|excuse| excuse.iter().any(|token| is_meant(token.word)));
        return if told && agrees(used) { used } else { 0 };
    }
    // Without the slip itself it must be named: "salah setuju" is none.
    let named = named_slip(tokens);
    if named > 0 && agrees(named) { named } else { 0 }
}

/// "salah ketik, maksud saya", "ralat:"
fn named_slip(tokens: &[Token<'_>]) -> usize {
    let is = |at: usize, words: &[&str]| {
        tokens
            .get(at)
            .is_some_and(|token| token.single && words.contains(&token.word))
    };
    let mut used = 0;
    if is(0, &["ralat", "koreksi", "typo", "tipo"]) {
        used = 1;
    } else if is(0, &["salah"]) && is(1, &["ketik", "tik", "tulis"]) {
        used = 2;
    }
    let meant = is(used, &["maksud", "mksd"]) && tokens.get(used + 1).is_some_and(|t| t.is(ME));
    if meant {
        return used + 2;
    }
    if used > 0 && is(used, &["maksudnya", "mksdnya"]) {
        return used + 1;
    }
    let apart = tokens.get(used).is_some_and(|next| next.gap > Gap::Space);
    if apart { used } else { 0 }
}

/// "tidak, eh ya", "tidak, maksud saya setuju pak": a yes that ends the text puts right what stood
/// before it.
pub(super) fn is_put_right(tokens: &[Token<'_>]) -> bool {
    let puts_right = |token: &Token<'_>| {
        matches!(
            token.word,
            "eh" | "ralat" | "koreksi" | "maksudnya" | "maksud" | "mksdnya" | "mksd"
        )
    };
    let Some(at) = tokens.iter().rposition(puts_right).filter(|at| *at > 0) else {
        return false;
    };
    let mine = usize::from(tokens.get(at + 1).is_some_and(|next| next.is(ME)));
    let meant = tokens.get(at + 1 + mine..).unwrap_or_default();
    meant.first().is_some_and(|first| first.is(YA.or(AGREE)))
        && meant
            .iter()
            .all(|token| token.is(YA.or(AGREE).or(ADDRESS).or(PARTICLE)))
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
