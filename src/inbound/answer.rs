//! Which reply, if any, a recorded message deserves.

use std::time::Duration;

use entity::contact;
use entity::words::EventKind;

use crate::consent::reply::Intent;
use crate::outbound::template::answer;
use crate::time::Timestamp;

/// How often we ask what was meant.
const QUESTION_INTERVAL: Duration = Duration::from_hours(24);
/// Nobody reads a message and answers it in less.
const FASTEST_PERSON: Duration = Duration::from_secs(2);
/// So many replies in a row that no person could have written: a machine.
const MACHINE: i64 = 3;

/// What a message came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// How it was read.
    pub intent: Intent,
    /// The ledger entry that it led to.
    pub entered: Option<EventKind>,
    /// It is unclear, and a question of ours is open.
    pub unclear: bool,
}

/// Notes how fast a message followed ours, for the loop guard.
pub fn note_speed(contact: &mut contact::Model, now: Timestamp) {
    let quick = contact
        .last_outbound_at
        .map(Timestamp::from_millis)
        .is_some_and(|at| now >= at && now.since(at) < FASTEST_PERSON);
    contact.quick_replies = if quick { contact.quick_replies + 1 } else { 0 };
}

/// Chooses the automatic answer, and notes on the contact that a question was asked.
///
/// Thanks go out when consent is given, the confirmation when it is withdrawn or refused; an
/// unclear text gets one question in 24 hours; a machine gets nothing.
pub fn choose(
    contact: &mut contact::Model,
    occasion: Occasion,
    now: Timestamp,
) -> Option<&'static str> {
    if contact.quick_replies >= MACHINE {
        return None;
    }
    match (occasion.entered, occasion.intent) {
        (Some(EventKind::Granted), _) => Some(answer::GRANTED),
        (Some(EventKind::Declined | EventKind::Withdrawn), _) => Some(answer::DENIED),
        (_, Intent::Help) => Some(answer::HELP),
        _ if occasion.unclear => {
            let asked = contact.questioned_at.map(Timestamp::from_millis);
            if asked.is_some_and(|at| now.since(at) < QUESTION_INTERVAL) {
                return None;
            }
            contact.questioned_at = Some(now.millis());
            Some(answer::UNCLEAR)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use entity::ids::ContactId;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_323_600_000);
    const UNCLEAR: Occasion = Occasion {
        intent: Intent::None,
        entered: None,
        unclear: true,
    };

    fn contact() -> contact::Model {
        crate::people::contact::new(ContactId(1), "+6281234567890", NOW)
    }

    #[test]
    fn an_unclear_text_gets_one_question_a_day() {
        let mut contact = contact();
        assert_eq!(choose(&mut contact, UNCLEAR, NOW), Some(answer::UNCLEAR));
        assert_eq!(
            choose(&mut contact, UNCLEAR, NOW.plus(QUESTION_INTERVAL / 2)),
            None
        );
        let tomorrow = NOW.plus(QUESTION_INTERVAL);
        assert_eq!(
            choose(&mut contact, UNCLEAR, tomorrow),
            Some(answer::UNCLEAR)
        );
    }

    #[test]
    fn who_answers_three_times_faster_than_a_person_gets_no_answer() {
        let mut contact = contact();
        let mut answers = Vec::new();
        for step in 0..4_u64 {
            let now = NOW.plus(Duration::from_secs(10 * step));
            contact.last_outbound_at = Some(now.minus(Duration::from_millis(300)).millis());
            note_speed(&mut contact, now);
            let help = Occasion {
                intent: Intent::Help,
                entered: None,
                unclear: false,
            };
            answers.push(choose(&mut contact, help, now));
        }
        assert_eq!(
            answers,
            [Some(answer::HELP), Some(answer::HELP), None, None]
        );
        let later = NOW.plus(Duration::from_mins(10));
        note_speed(&mut contact, later);
        assert_eq!(contact.quick_replies, 0, "a person's pause ends it");
    }
}
