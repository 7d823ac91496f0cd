//! What stands at the end of a yes and leaves open how far it goes: "sekali ini", "no".

use super::lexicon::{ADDRESS, ME, PARTICLE, Roles, THANKS, VERY, YA};
use super::normalise::Gap;
use super::phrase::Token;

/// What may stand behind anything.
const MORE: Roles = YA.or(PARTICLE).or(ADDRESS).or(THANKS);

/// "terima kasih sekali ini": this once, perhaps, where "bagus sekali ini" praises.
pub(super) fn this_once(tokens: &[Token<'_>]) -> bool {
    tokens.windows(2).enumerate().any(|(at, words)| {
        let [once, this] = words else {
            return false;
        };
        if this.gap != Gap::Space || !matches!(this.word, "ini" | "saja" | "aja") {
            return false;
        }
        // The phrase "terima kasih sekali" is one token.
        let ends = tokens.iter().skip(at + 2).all(|token| token.is(MORE));
        let thanks = once.is(THANKS) && !once.single && this.word == "ini" && ends;
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        thanks || matches!(once.word, "sekali" | "skali") && !before.is_some_and(praises)
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
                | "keren"
                | "hebat"
                | "canggih"
                | "memudahkan"
                | "mempermudah"
                | "ramah"
                | "jelas"
                | "puas"
        )
}

/// "kirim ke nomor ini no ya": a number that is not given, or a no.
pub(super) fn ends_in_no(tokens: &[Token<'_>]) -> bool {
    let last = tokens
        .iter()
        .rev()
        .find(|token| !token.is(MORE) || token.is(ME));
    last.is_some_and(|token| token.word == "no")
}
