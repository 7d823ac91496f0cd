//! Whether a due message leaves: decided in the transaction that claims it, from the contact as it
//! is then, so that a STOP that is committed first always wins (invariant 1). No I/O.

use entity::contact;
use entity::message::Model;
use entity::words::{AccountKind, LastOutbound, MessageStatus, Purpose};

use super::cap::Allowance;
use super::message::SYSTEM;
use super::template::answer;
use crate::consent::gate::{self, Request, Rules, Standing, Verdict};
use crate::time::Timestamp;

/// The reason of what waits because its account has sent all that it may in a day.
pub(super) const CAPPED: &str = "daily_cap";

/// What is decided about a due message; the message already says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// It is ours to send, now.
    Leaves,
    /// It waits, with its reason.
    Waits,
    /// Its time had passed, or the gate now refuses it.
    Settled,
}

/// Decides about a due message, and writes down what that means in the message and its contact.
pub(super) fn decide(
    rules: &Rules,
    message: &mut Model,
    contact: &mut contact::Model,
    kind: AccountKind,
    today: &mut Allowance,
    now: Timestamp,
) -> Decision {
    message.updated_at = now.millis();
    if message.not_after.is_some_and(|last| last < now.millis()) {
        message.status = MessageStatus::Expired;
        return Decision::Settled;
    }
    let request = Request {
        purpose: message.purpose,
        confirms_stop: message.actor == SYSTEM
            && message.template_key.as_deref() == Some(answer::DENIED),
        is_sandbox: kind == AccountKind::Sandbox,
    };
    match gate::check(request, Standing::from(&*contact), rules, now) {
        Verdict::Leave => {
            if let Some(tomorrow) = today.wait_for(message.purpose) {
                // Nobody is woken because the day of the account begins at midnight.
                let morning = if request.is_sandbox {
                    tomorrow
                } else {
                    gate::morning(rules, tomorrow)
                };
                return wait(message, morning, CAPPED);
            }
            today.count(message.purpose);
            message.status = MessageStatus::Sending;
            message.reason = None;
            message.claimed_at = Some(now.millis());
            message.attempt += 1;
            note_on_contact(contact, message, request.is_sandbox, now);
            Decision::Leaves
        }
        Verdict::Wait(until) => wait(message, until, "quiet_hours"),
        Verdict::Refuse(reason) => {
            message.status = MessageStatus::Withheld;
            message.reason = Some(reason.code().to_owned());
            message.settled_at = Some(now.millis());
            Decision::Settled
        }
    }
}

/// It waits, unless its time will have passed by then.
fn wait(message: &mut Model, until: Timestamp, reason: &str) -> Decision {
    message.not_before = until.millis();
    message.reason = Some(reason.to_owned());
    if message.not_after.is_some_and(|last| last < until.millis()) {
        message.status = MessageStatus::Expired;
        return Decision::Settled;
    }
    Decision::Waits
}

/// From the claim on, a reply of the citizen answers this message; what leaves through the sandbox
/// reaches nobody, and is answered in the simulator alone.
fn note_on_contact(
    contact: &mut contact::Model,
    message: &Model,
    is_sandbox: bool,
    now: Timestamp,
) {
    contact.last_outbound_at = Some(now.millis());
    let was_played = contact.last_outbound.is_some_and(LastOutbound::was_played);
    match message.purpose {
        // An automatic answer leaves the question open, if one is.
        Purpose::Reply if message.actor == SYSTEM => return,
        Purpose::OptInRequest => {
            contact.last_request_id = Some(message.id);
            contact.last_asked_at = Some(now.millis());
            contact.ask_count += 1;
        }
        // The question may have been one that was only played.
        _ if was_played && !is_sandbox => contact.last_request_id = None,
        _ => {}
    }
    if message.purpose == Purpose::ServiceInfo {
        contact.last_asked_at = Some(now.millis());
    }
    let asks = message.purpose == Purpose::OptInRequest;
    contact.last_outbound = Some(LastOutbound::of(asks, is_sandbox));
}
