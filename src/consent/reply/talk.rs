//! Plain talk about oneself after an agreement: every word is harmless by itself, by the tables of
//! `open` and `beside`, and nothing is said of what may be agreed to.

use super::beside::{self, COMMON_ROLES};
use super::lexicon::{
    BESIDE_NAME, CLAN, DIGITS, EXCUSE, FIRM, GREETING, HOUSE, MAYBE_NAME, ME, NAME, NO, PLACE,
    READY, REFUSE, Roles, THANKS, TITLE, TOPIC,
};
use super::matter::{GUARDED, TABLE, is_once, is_spared, known, named};
use super::nearby::{named_so, told_of, trails};
use super::phrase::Token;

/// Whether a clause after an agreement is plain talk about oneself.
pub(super) fn is_talk(clause: &[Token<'_>]) -> bool {
    if clause.first().is_some_and(is_once) {
        return false;
    }
    let table = &*TABLE;
    if clause.len() < LEAST_TALK
        || clause
            .first()
            .is_some_and(|token| known(table, token).strict)
    {
        return false;
    }
    let mut mine = false;
    let mut at = 0;
    while let Some(token) = clause.get(at) {
        let rest = clause.get(at..).unwrap_or_default();
        let entry = known(table, token);
        let named = named(rest);
        mine |= token.is(ME.or(CLAN)) || named > 1 || entry.marks & beside::OPEN != 0;
        if entry.marks & beside::WRITING != 0 || told_of(clause, at) {
            return false;
        }
        if named > 1 && !entry.talk {
            at += named;
            continue;
        }
        let spared = token.is(NO.or(REFUSE)) && is_spared(table, rest);
        let guarded = token.is(GUARDED) && !token.is(ME);
        let told =
            token.is(TALKED) || token.roles.all(READY.or(EXCUSE)) || named_so(clause, at, true);
        let harmless = entry.talk || spared || trails(clause, at);
        if !harmless && (guarded || entry.belongs != 0 || !told) {
            return false;
        }
        at += 1;
    }
    mine
}

/// Roles that belong to talk about oneself.
const TALKED: Roles = COMMON_ROLES
    .or(NAME)
    .or(CLAN)
    .or(MAYBE_NAME)
    .or(PLACE)
    .or(BESIDE_NAME)
    .or(FIRM)
    .or(HOUSE)
    .or(TITLE)
    .or(DIGITS)
    .or(TOPIC)
    .or(THANKS)
    .or(GREETING);

/// The fewest words of such talk.
const LEAST_TALK: usize = 3;
