//! What stands beside a stop and is no part of it: why, what is threatened, what was before.

use super::lexicon::{
    AGREE, ALREADY, ASKS, CONSENT, DONT, HALF, IF, ME, MESSAGE, NO, NUISANCE, PLEASE, STOP, WANT,
    WITHDRAW,
};
use super::normalise::Gap;
use super::phrase::Token;
use super::refuse::COURTESY;

/// "stop pak sudah terlalu banyak": a stop and why.
pub(super) fn stops_for_a_reason(clause: &[Token<'_>]) -> bool {
    let until = clause
        .iter()
        .take_while(|token| token.is(STOP.or(COURTESY)))
        .count();
    let (stops, why) = clause.split_at_checked(until).unwrap_or_default();
    let much = |token: &Token<'_>| {
        matches!(
            token.word,
            "terlalu" | "kebanyakan" | "banyak" | "sering" | "keseringan" | "karena" | "krn"
        )
    };
    stops.iter().any(|token| token.is(STOP))
        && why
            .first()
            .is_some_and(|token| much(token) || token.is(ALREADY))
        && why.iter().any(much)
        && !why
            .iter()
            .any(|token| token.is(NO.or(DONT).or(ASKS).or(IF).or(HALF)))
}

/// A clause without what is threatened: "berhenti kirim pesan atau saya lapor".
pub(super) fn without_threat<'a, 't>(clause: &'a [Token<'t>]) -> &'a [Token<'t>] {
    let or = clause
        .iter()
        .position(|token| matches!(token.word, "atau" | "ato" | "atw"));
    let threat = or.filter(|at| match clause.get(at + 1..) {
        Some([me, does, ..]) => me.is(ME) && does.is(NUISANCE),
        _ => false,
    });
    threat.and_then(|at| clause.get(..at)).unwrap_or(clause)
}

/// "notifikasi saya berhenti, kenapa?", "persetujuan dicabut?": a question about what has happened,
/// and no wish.
pub(super) fn wonders(tokens: &[Token<'_>]) -> bool {
    let why = tokens.iter().any(|token| {
        matches!(
            token.word,
            "kenapa" | "knp" | "knapa" | "mengapa" | "napa" | "kok" | "koq"
        )
    });
    let happened = tokens
        .chunk_by(|_, next| next.gap < Gap::Comma)
        .any(|clause| {
            let place = |roles| clause.iter().position(|token| token.is(roles));
            let what = place(MESSAGE.or(CONSENT));
            let ends = place(STOP.or(WITHDRAW));
            what.zip(ends).is_some_and(|(what, ends)| {
                let done = clause
                    .get(ends)
                    .is_some_and(|token| token.word.starts_with("di"));
                what < ends && (why || done)
            })
        });
    happened && !tokens.iter().any(|token| token.is(PLEASE.or(WANT)))
}

/// "tadi saya setuju"
pub(super) fn was_agreed(clause: &[Token<'_>]) -> bool {
    let past = clause.iter().position(|token| {
        matches!(
            token.word,
            "tadi"
                | "td"
                | "tadinya"
                | "kemarin"
                | "kmrn"
                | "dulu"
                | "dulunya"
                | "awalnya"
                | "sebelumnya"
                | "semula"
        )
    });
    let agrees = clause.iter().position(|token| token.is(AGREE));
    past.zip(agrees).is_some_and(|(past, agrees)| past < agrees)
}
