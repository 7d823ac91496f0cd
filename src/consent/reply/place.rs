//! Where somebody lives, in a signature or by itself: streets with their numbers, villages, towns.

use super::lexicon::{MAYBE_NAME, NAME, PLACE};
use super::normalise::Gap;
use super::phrase::Token;
use super::tail::{NEVER, looks_like_name};

/// The most words in the name of a street or a village.
const MOST_STREET: usize = 4;

/// What the name of a place opens with.
fn opens_place(token: &Token<'_>) -> bool {
    matches!(
        token.word,
        "desa"
            | "ds"
            | "dusun"
            | "kec"
            | "kecamatan"
            | "kel"
            | "kelurahan"
            | "kab"
            | "kampung"
            | "simpang"
    ) || opens_street(token)
}

fn opens_street(token: &Token<'_>) -> bool {
    matches!(token.word, "jl" | "jln" | "jalan" | "gang" | "gg")
}

/// "No. 17" of "Jl. Jamin Ginting No. 17", "No 5" of "Desa Lingga No 5".
pub(super) fn is_house_number(tokens: &[Token<'_>], at: usize) -> bool {
    let (before, rest) = tokens.split_at_checked(at).unwrap_or_default();
    let [no, number, ..] = rest else {
        return false;
    };
    let place = before
        .iter()
        .rev()
        .take_while(|token| !token.is(NEVER))
        .take(MOST_STREET)
        .find(|token| opens_place(token) || token.gap > Gap::Space);
    no.word == "no"
        && no.gap <= Gap::Comma
        && number.gap <= Gap::Sentence
        && number.word.bytes().all(|byte| byte.is_ascii_digit())
        && place.is_some_and(opens_place)
}

/// "Desa Ajijahe", "Jl. Veteran No. 12": where the one who signed lives.
pub(super) fn village(tokens: &[Token<'_>]) -> usize {
    let opens = tokens.first().is_some_and(opens_place);
    let named = tokens
        .iter()
        .skip(1)
        .take_while(|token| {
            token.gap == Gap::Space
                && (token.is(NAME.or(PLACE).or(MAYBE_NAME))
                    || token.word.bytes().all(|byte| byte.is_ascii_digit())
                    || token.is_unknown() && looks_like_name(token.word))
        })
        .count();
    if !opens || !(1..=MOST_STREET).contains(&named) {
        return 0;
    }
    1 + named
        + if is_house_number(tokens, 1 + named) {
            2
        } else {
            0
        }
}

/// "Setuju, Tigabinanga": a place that stands alone.
pub(super) fn town(tokens: &[Token<'_>]) -> usize {
    let used = tokens
        .iter()
        .enumerate()
        .take_while(|(at, token)| token.is(PLACE) && (*at == 0 || token.gap == Gap::Space))
        .count();
    let ends = tokens.get(used).is_none_or(|next| next.gap > Gap::Space);
    if ends { used } else { 0 }
}

/// "Kutambelin": a village of the regency, by how its name begins.
pub(super) fn looks_like_village(word: &str) -> bool {
    const HEADS: &[&str] = &[
        "kuta", "suka", "lau", "tiga", "guru", "batu", "rumah", "bunga",
    ];
    const ENDS: &[&str] = &["nya", "kan", "kah", "lah", "pun"];
    word.len() >= 7
        && word.bytes().all(|byte| byte.is_ascii_lowercase())
        && HEADS.iter().any(|head| word.starts_with(head))
        && !ENDS.iter().any(|end| word.ends_with(end))
}
