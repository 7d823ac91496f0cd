//! What has a no in it, and refuses nothing.

use super::lexicon::{
    ADDRESS, AGREE, ANSWER, BESIDE_NAME, CLAN, DAYTIME, DONT, FINE, GREETING, MESSAGE, NAME, NO,
    TYPE, YA,
};
use super::phrase::Token;
use super::refuse::{COURTESY, is_no};

/// "jangan balas YA" as a warning goes round, "jangan balas pesan ini" as a machine writes.
pub(super) fn warns(clause: &[Token<'_>]) -> bool {
    let replies = clause.windows(3).any(|words| match words {
        [dont, reply, what] => {
            dont.is(DONT) && reply.is(TYPE.or(ANSWER)) && what.is(YA.or(AGREE).or(MESSAGE))
        }
        _ => false,
    });
    replies && !clause.iter().any(|token| token.is(NO))
}

/// "ga papa", "gak apa2 pak": never mind.
pub(super) fn is_calm(clause: &[Token<'_>]) -> bool {
    let said = || {
        clause
            .iter()
            .filter(|token| !token.is(GREETING.or(DAYTIME)))
    };
    let mut words = said().skip_while(|token| token.is(ADDRESS));
    let no = words.next().is_some_and(is_no);
    let mut calms = 0;
    let all = words.all(|token| {
        // "pa" is short for "pak", unless it is said twice.
        calms += match token.word {
            "papa" | "papah" | "apa2" | "pa2" => 2,
            "pa" => 1,
            _ if token.is(FINE) => 2,
            _ => return token.is(COURTESY.or(YA).or(NAME).or(CLAN).or(BESIDE_NAME)),
        };
        true
    });
    no && calms > 1 && all
}
