//! Greetings that no list of words can hold: "salam literasi", "slmt mlm".

use super::lexicon::{ADDRESS, AGREE, BLESSING, DAYTIME, HARD, ME, ORDINARY, PLACE, TITLE};
use super::normalise::Gap;
use super::phrase::Token;
use super::tail;

/// The most words behind "salam".
const MOST_WORDS: usize = 3;

/// Greetings that also take leave: "ya, mejuah-juah".
pub(super) fn takes_leave(word: &str) -> bool {
    matches!(
        word,
        "mejuah" | "mejuahjuah" | "njuah" | "njuahjuah" | "horas"
    )
}

/// How many tokens at the start are such a greeting; it must be set off from what follows.
pub(super) fn greeting(tokens: &[Token<'_>]) -> usize {
    let Some((first, rest)) = tokens.split_first() else {
        return 0;
    };
    let spaced = |token: &&Token<'_>| token.gap == Gap::Space;
    // "P", a ping, as the young open a chat: on a line of its own, or before a yes in words.
    let pinged = rest.first().is_some_and(|next| {
        next.gap == Gap::Line || next.gap == Gap::Comma && next.is(AGREE.or(ME))
    });
    if first.word == "p" && pinged {
        return 1;
    }
    let asks_leave = leave(tokens);
    if asks_leave > 0 {
        return asks_leave;
    }
    let named = match first.word {
        "salam" | "slm" if first.single => rest
            .iter()
            .take_while(spaced)
            .take_while(|token| {
                let quiet = token.is(ORDINARY.or(BLESSING).or(PLACE)) || token.is_unknown();
                quiet && !token.is(tail::NEVER.or(HARD).or(ADDRESS)) || token.word == "kasih"
            })
            .count(),
        "selamat" | "slmat" | "slamt" | "selamt" | "selmat" | "selamet" | "slamet" | "slmt"
        | "slamat" | "salamat" | "slmet" => rest
            .iter()
            .take_while(spaced)
            .take_while(|token| token.is(DAYTIME))
            .count(),
        _ => 0,
    };
    let called = rest
        .iter()
        .skip(named)
        .take_while(spaced)
        .take_while(|token| token.is(ADDRESS))
        .count();
    let used = 1 + named + called;
    let apart = tokens.get(used).is_some_and(|next| next.gap > Gap::Space);
    if (1..=MOST_WORDS).contains(&named) && apart {
        used
    } else {
        0
    }
}

/// "Izin menjawab", "mohon izin, bu", "lapor, ndan": as one speaks to one's betters. An agreement
/// in words must follow, set off.
fn leave(tokens: &[Token<'_>]) -> usize {
    let begs = tokens
        .iter()
        .take(1)
        .filter(|token| matches!(token.word, "mohon" | "mhn"))
        .count();
    let rest = tokens.get(begs..).unwrap_or_default();
    let asked = rest
        .first()
        .is_some_and(|token| matches!(token.word, "izin" | "ijin" | "lapor"));
    if !asked {
        return 0;
    }
    let more = rest
        .iter()
        .skip(1)
        .take_while(|token| token.gap == Gap::Space)
        .take_while(|token| {
            token.is(ADDRESS.or(TITLE))
                || matches!(
                    token.word,
                    "menjawab" | "jawab" | "respon" | "merespon" | "balas" | "membalas" | "bicara"
                )
        })
        .count();
    let used = begs + 1 + more;
    let agrees = tokens
        .get(used)
        .is_some_and(|next| next.gap > Gap::Space && next.is(AGREE.or(ME)));
    if agrees { used } else { 0 }
}
