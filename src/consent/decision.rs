//! What a reading does to the consent of a contact: a pure rule, used for replies and for the
//! decisions of staff.

use entity::contact;
use entity::words::{ConsentStatus, EventKind};

use super::reply::Intent;
use crate::time::Timestamp;

/// The rule kept with a yes that is older than the decision on record.
pub const TOO_LATE: &str = "older-than-decision";
/// The rule kept with a yes to an account that is switched off: a person decides.
pub const ACCOUNT_OFF: &str = "account-off";

/// What follows from an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An entry of this kind is due.
    Enter(EventKind),
    /// The status is that already.
    AsBefore,
    /// It is a no already, said once more: no yes from before this one ends it now
    /// ([`ledger::decided`](super::ledger::decided)).
    Again,
    /// The answer is older than the decision on record (invariant 7): kept, and changes nothing.
    TooLate,
}

/// Decides.
///
/// A yes counts only if it is not older than the latest decision. A no always counts: to be
/// silent by mistake harms nobody, to write by mistake does. What was typed in the simulator
/// (`is_play`) never stands in for the word of the owner: that is entered beside it.
pub fn outcome(
    contact: &contact::Model,
    intent: Intent,
    decided_at: Timestamp,
    is_play: bool,
) -> Outcome {
    let older = contact
        .decided_at
        .is_some_and(|at| decided_at.millis() < at);
    match (intent, contact.status) {
        (Intent::Grant, ConsentStatus::Granted) if is_play || !contact.played => Outcome::AsBefore,
        (Intent::Deny, ConsentStatus::Denied) if is_play && contact.refused => Outcome::AsBefore,
        (Intent::Deny, ConsentStatus::Denied) if is_play || contact.refused => Outcome::Again,
        (Intent::Grant, _) if older => Outcome::TooLate,
        (Intent::Grant, _) => Outcome::Enter(EventKind::Granted),
        (Intent::Deny, ConsentStatus::Granted) => Outcome::Enter(EventKind::Withdrawn),
        (Intent::Deny, _) => Outcome::Enter(EventKind::Declined),
        (Intent::Help | Intent::None, _) => Outcome::AsBefore,
    }
}
