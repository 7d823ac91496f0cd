//! A plain call for help.

use super::lexicon::{
    ADDRESS, AGAIN, AROUND_HELP, ASKS, DAYTIME, DONT, GREETING, HELP, HOW, LINK, MESSAGE, PARTICLE,
    PLEASE, RECEIVE, SEND, STOP, SUBSCRIPTION, THANKS, YA,
};
use super::normalise::Signs;
use super::phrase::Token;
use super::rules;

/// The rule by which the whole message asks for help, if it does.
pub(super) fn wanted(tokens: &[Token<'_>], signs: Signs) -> Option<&'static str> {
    if signs.strange || signs.cut {
        return None;
    }
    let around = GREETING
        .or(DAYTIME)
        .or(ADDRESS)
        .or(THANKS)
        .or(PLEASE)
        .or(PARTICLE);
    // "tolong ya" asks for something already under way.
    let trailing = tokens.iter().any(|token| token.is(YA));
    let mut called = false;
    let starts_with_yes = tokens
        .iter()
        .find(|token| !token.is(GREETING.or(DAYTIME).or(ADDRESS)))
        .is_some_and(|token| token.is(YA));
    // "terima kasih ya infonya" thanks for it.
    let thanks = tokens.iter().any(|token| token.is(THANKS))
        && !tokens.iter().any(|token| token.is(PLEASE))
        && tokens
            .last()
            .is_some_and(|token| matches!(token.word, "infonya" | "informasinya" | "bantuannya"));
    let plain = !starts_with_yes
        && !thanks
        && tokens.iter().all(|token| {
            called |= token.is(HELP) && !(matches!(token.word, "tolong" | "bantuanya") && trailing);
            token.is(HELP.or(around).or(AROUND_HELP).or(YA))
        });
    if plain && called {
        return Some(rules::HELP_WORD);
    }
    let how = tokens.iter().any(|token| token.is(HOW))
        && tokens.iter().any(|token| token.is(STOP))
        && tokens.iter().all(|token| {
            token.is(HOW.or(STOP).or(ASKS).or(around).or(AROUND_HELP).or(YA))
                || token.is(SEND
                    .or(MESSAGE)
                    .or(RECEIVE)
                    .or(SUBSCRIPTION)
                    .or(LINK)
                    .or(AGAIN))
        })
        && !tokens.iter().any(|token| token.is(DONT));
    how.then_some(rules::HELP_HOW_TO_STOP)
}
