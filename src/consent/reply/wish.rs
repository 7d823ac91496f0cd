//! Good wishes after an answer: "semoga lancar".

use super::lexicon::{ADDRESS, BLESSING, THANKS, TITLE, VERY, WISH};
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
        .any(|token| token.is(THANKS) || is_good(token.word));
    let amen = usize::from(said && tokens.get(used).is_some_and(|token| is_amen(token.word)));
    if said { used + amen } else { 0 }
}

fn is_amen(word: &str) -> bool {
    matches!(word, "amin" | "amen" | "amiin" | "aamiin")
}

/// What a wish is for, among the words that may stand in one.
fn is_good(word: &str) -> bool {
    matches!(
        word,
        "lancar"
            | "bagus"
            | "baik"
            | "membaik"
            | "meningkat"
            | "dipermudah"
            | "lncar"
            | "lancar2"
            | "sukses"
            | "sehat"
            | "berkah"
            | "barokah"
            | "jaya"
            | "maju"
            | "bermanfat"
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
