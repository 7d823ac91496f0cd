//! Good wishes after an answer: "semoga lancar".

use super::lexicon::{ADDRESS, BLESSING, TITLE, VERY, WISH};
use super::normalise::Gap;
use super::phrase::Token;

/// How many tokens are a wish in which nothing is asked for.
pub(super) fn wish(tokens: &[Token<'_>]) -> usize {
    if tokens.first().is_none_or(|token| !token.is(WISH)) {
        return 0;
    }
    let used = 1 + tokens
        .iter()
        .skip(1)
        .take_while(|token| {
            token.gap < Gap::Sentence && token.is(BLESSING.or(ADDRESS).or(TITLE).or(VERY))
        })
        .count();
    let said = tokens
        .get(1..used)
        .unwrap_or_default()
        .iter()
        .any(|token| is_good(token.word));
    if said { used } else { 0 }
}

/// What a wish is for, among the words that may stand in one.
fn is_good(word: &str) -> bool {
    matches!(
        word,
        "lancar"
            | "lncar"
            | "lancar2"
            | "sukses"
            | "sehat"
            | "berkah"
            | "barokah"
            | "jaya"
            | "maju"
            | "bermanfaat"
            | "manfat"
            | "makmur"
            | "sejahtera"
            | "diberkati"
            | "memberkati"
            | "berkat"
            | "sentosa"
            | "rejeki"
            | "rezeki"
            | "dilancarkan"
            | "dimudahkan"
            | "kesehatan"
    )
}
