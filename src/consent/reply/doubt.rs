//! What to say of a message that no rule decides.

use super::lexicon::{
    AGREE, ASKS, CONSENT, DONT, FINE, HALF, IF, NEED, NO, NUISANCE, OWN_STOP, REFUSE, SEND, STOP,
    SUBSCRIPTION, WANT, WILLING, YA,
};
use super::normalise::Signs;
use super::phrase::Token;
use super::{Context, Intent, Reading, no, rules};

/// Names the reason why there is no intent, and whether it smells of refusal.
pub(super) fn weigh(tokens: &[Token<'_>], signs: Signs, context: Context) -> Reading {
    let has = |roles| tokens.iter().any(|token| token.is(roles));
    let agreed = has(AGREE);
    let yes = agreed || has(YA);
    if refusal(tokens, signs, context) {
        let rule = if yes {
            rules::NONE_BOTH
        } else {
            rules::NONE_REFUSAL
        };
        return Reading::refusal(rule);
    }
    let rule = if signs.cut {
        rules::NONE_LONG
    } else if signs.question || has(ASKS) {
        rules::NONE_QUESTION
    } else if yes && has(IF) {
        rules::NONE_CONDITION
    } else if yes {
        rules::NONE_YES_AND_MORE
    } else {
        rules::NONE_TALK
    };
    Reading::clear(Intent::None, rule)
}

fn refusal(tokens: &[Token<'_>], signs: Signs, context: Context) -> bool {
    let asks = signs.question || tokens.iter().any(|token| token.is(ASKS));
    if signs.refusing || !asks && no::takes_back(tokens) {
        return true;
    }
    let mut before: Option<&Token<'_>> = None;
    for (at, token) in tokens.iter().enumerate() {
        let after = tokens.get(at + 1);
        let dont = before.is_some_and(|word| word.is(DONT.or(OWN_STOP)))
            || after.is_some_and(|word| word.is(OWN_STOP));
        let denied = before.is_some_and(|word| word.is(NO.or(HALF)))
            && !after.is_some_and(|word| word.is(FINE));
        let smells = token.is(STOP) && !dont
            || token.is(AGREE.or(WANT)) && denied && !(asks && token.is(WANT))
            || token.is(CONSENT.or(SUBSCRIPTION)) && denied
            || token.is(WILLING) && denied && !asks
            || token.is(SEND) && dont && before.is_some_and(|word| word.is(DONT))
            || token.is(SEND) && before.is_some_and(|word| word.is(NEED)) && !asks
            || token.is(REFUSE) && !before.is_some_and(|word| word.is(NO))
            || token.is(NUISANCE) && !asks && !before.is_some_and(|word| word.is(NO));
        if smells {
            return true;
        }
        before = Some(token);
    }
    let has = |roles| tokens.iter().any(|token| token.is(roles));
    let agreed_and_not = has(AGREE) && has(HALF) && !asks;
    let both = has(YA.or(AGREE)) && has(NO) && !has(FINE) && !asks && tokens.len() <= 6;
    agreed_and_not || (both && context == Context::Asked)
}
