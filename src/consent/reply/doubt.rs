//! What to say of a message that no rule decides.

use super::lexicon::{
    AGREE, ASKS, CONSENT, DONT, FINE, HALF, HELP, IF, JUST, ME, MESSAGE, NEED, NO, NUISANCE,
    OWN_STOP, REFUSE, SEND, STOP, SUBSCRIPTION, WANT, WILLING, YA,
};
use super::normalise::Signs;
use super::phrase::Token;
use super::refuse::COURTESY;
use super::{Context, Intent, Reading, no, refuse, rules};

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
    if signs.refusing || !asks && (no::takes_back(tokens) || leaves(tokens) || tires(tokens)) {
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

/// "keluar", "OFF", "saya berubah pikiran": as people leave a list, without a word of what it is.
fn leaves(tokens: &[Token<'_>]) -> bool {
    let away = |token: &Token<'_>| {
        matches!(
            token.word,
            "keluar"
                | "exit"
                | "quit"
                // Folded: "OFF".
                | "of"
                | "end"
                | "mute"
                | "leave"
                | "cancel"
                | "cukup"
        ) || token.word.starts_with("nonaktif")
    };
    let changed = tokens.windows(2).any(|pair| match pair {
        [one, other] => one.word == "berubah" && other.word == "pikiran",
        _ => false,
    });
    let only = tokens.iter().any(away)
        && tokens
            .iter()
            .all(|token| away(token) || token.is(COURTESY.or(ME).or(WANT).or(JUST).or(YA)));
    changed || only
}

/// "gak butuh notifikasi", "notifikasi terlalu banyak", "tolong kurangi"
fn tires(tokens: &[Token<'_>]) -> bool {
    let of_ours = |token: &Token<'_>| {
        token.is(MESSAGE.or(SEND)) && !token.is(HELP) && !matches!(token.word, "wanya" | "kabar")
    };
    let much = tokens.windows(2).any(|pair| match pair {
        [too, much] => too.word == "terlalu" && matches!(much.word, "banyak" | "sering"),
        _ => false,
    }) || tokens
        .iter()
        .any(|token| matches!(token.word, "kebanyakan" | "keseringan"));
    let fewer = |token: &Token<'_>| matches!(token.word, "kurangi" | "kurangin" | "dikurangi");
    let pleads = tokens.iter().any(fewer)
        && tokens.iter().all(|token| {
            fewer(token)
                || of_ours(token)
                || token.is(COURTESY.or(YA))
                || matches!(token.word, "terlalu" | "banyak" | "sering")
        });
    pleads || tokens.iter().any(of_ours) && (much || refuse::denied(tokens, NEED))
}
