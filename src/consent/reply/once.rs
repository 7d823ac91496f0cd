//! What stands at the end of a yes and leaves open how far it goes: "sekali ini", "no".

use super::lexicon::{ADDRESS, ME, PARTICLE, THANKS, VERY, YA};
use super::normalise::Gap;
use super::phrase::Token;

/// "terima kasih sekali ini": this once, perhaps, where "bagus sekali ini" praises.
pub(super) fn this_once(tokens: &[Token<'_>]) -> bool {
    tokens
        .windows(2)
        .enumerate()
        .any(|(at, words)| match words {
            [once, this] => {
                let before = at.checked_sub(1).and_then(|at| tokens.get(at));
                (matches!(once.word, "sekali" | "skali") || once.word.ends_with(" sekali"))
                    && this.gap == Gap::Space
                    && matches!(this.word, "ini" | "saja" | "aja")
                    && !before.is_some_and(praises)
            }
            _ => false,
        })
}

fn praises(token: &Token<'_>) -> bool {
    token.is(VERY)
        || matches!(
            token.word,
            "bagus"
                | "baik"
                | "membantu"
                | "terbantu"
                | "bermanfat"
                | "berguna"
                | "mudah"
                | "praktis"
                | "penting"
                | "senang"
                | "mantap"
                | "cepat"
                | "perlu"
        )
}

/// "kirim ke nomor ini no ya": a number that is not given, or a no.
pub(super) fn ends_in_no(tokens: &[Token<'_>]) -> bool {
    let more = YA.or(PARTICLE).or(ADDRESS).or(THANKS);
    let last = tokens
        .iter()
        .rev()
        .find(|token| !token.is(more) || token.is(ME));
    last.is_some_and(|token| token.word == "no")
}
