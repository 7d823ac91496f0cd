//! A person wrote to us: read it, decide, enter it in the ledger, answer.

use std::time::Duration;

use entity::contact;
use entity::ids::{EventId, MessageId};
use entity::words::{
    AccountKind, ConsentStatus, EventKind, EventSource, InboundKind, LastOutbound, Purpose,
};
use entity::{consent_event, inbound_message};

use super::Delivery;
use super::batch::{Rows, Surroundings, cut};
use crate::consent::decision::{self, Outcome};
use crate::consent::ledger::{self, Entry, Evidence};
use crate::consent::reply::{self, Context, Doubt, Intent};
use crate::inbound::answer::{self, Occasion};
use crate::inbound::event::IncomingMessage;
use crate::outbound::message::{Draft, SYSTEM};
use crate::time::Timestamp;

/// Evidence keeps the whole of any text that could be an answer.
const LONGEST_EVIDENCE: usize = 4096;

/// The clocks of providers and ours may differ by so much: a reply that seems older than the
/// question by less is taken for its answer.
const CLOCKS_DIFFER: Duration = Duration::from_mins(2);
/// Gateways repeat for minutes, after an outage for hours. A time before the question by more is
/// rather one of a clock that was never set, and the reply is taken for written when it came.
const CLOCK_IS_WRONG: Duration = Duration::from_hours(12);

/// Lets a message take effect on its contact, its own row, and the rows to be written.
pub(super) fn converse(
    at: &Surroundings<'_>,
    delivery: &Delivery,
    message: &IncomingMessage,
    contact: &mut contact::Model,
    row: &mut inbound_message::Model,
    rows: &mut Rows,
) {
    let now = delivery.received_at;
    // The provider's clock may run ahead of ours; nothing was written after it reached us.
    let written_at = message.sent_at.map_or(now, |sent_at| sent_at.min(now));
    let is_play = delivery.provider == AccountKind::Sandbox;
    let (context, read) = read_for(contact, message, written_at, is_play);
    // A yes that was played answers no question for its owner.
    let question_is_open = context == Context::Asked
        && ((contact.played && !is_play)
            || matches!(
                contact.status,
                ConsentStatus::Asked | ConsentStatus::Unknown
            ));
    answer::note_speed(contact, now);
    // Only the owner opens the window in which the office may write to the owner.
    let heard = Some(written_at.millis());
    if is_play {
        contact.last_played_at = contact.last_played_at.max(heard);
    } else {
        contact.last_inbound_at = contact.last_inbound_at.max(heard);
        contact.unreachable = false;
    }
    if let Some(name) = &message.name {
        contact.name = Some(cut(name, 200));
    }

    context.as_str().clone_into(&mut row.context);
    read.intent.as_str().clone_into(&mut row.intent);
    read.rule.clone_into(&mut row.rule);

    let mut entered = None;
    let mut is_left_to_a_person = false;
    // An account that is switched off hears a no, and says nothing; a yes is for a person to see.
    let is_off = at.reading.account(&delivery.account_id).is_none();
    match decision::outcome(contact, read.intent, written_at, is_play) {
        Outcome::Enter(EventKind::Granted) if is_off => {
            decision::ACCOUNT_OFF.clone_into(&mut row.rule);
            is_left_to_a_person = true;
        }
        Outcome::Enter(kind) => {
            let event = enter(at, delivery, message, contact, row, kind, written_at);
            row.event_id = Some(event.id);
            rows.events.push(event);
            entered = Some(kind);
        }
        Outcome::TooLate => decision::TOO_LATE.clone_into(&mut row.rule),
        Outcome::Again => ledger::decided(contact, written_at),
        Outcome::AsBefore => {}
    }

    let wants_a_closer_look = read.intent == Intent::None
        && matches!(message.kind, InboundKind::Text | InboundKind::Button)
        && !message.text.trim().is_empty()
        && (question_is_open || read.is_yes_to_something_else);
    let smells_of_refusal = read.doubt == Doubt::Refusal;
    contact.held |= smells_of_refusal;
    row.unclear = wants_a_closer_look || smells_of_refusal || is_left_to_a_person;

    let occasion = Occasion {
        intent: read.intent,
        entered,
        unclear: row.unclear,
    };
    if !is_off
        && let Some(key) = answer::choose(contact, occasion, now)
        && let Some((text, version)) = at.reading.answer(key)
    {
        let draft = Draft {
            purpose: Purpose::Reply,
            text: text.to_owned(),
            template_key: Some(key.to_owned()),
            template_version: Some(version),
            account_id: delivery.account_id.to_string(),
            forced: true,
            partner_id: None,
            permit_id: None,
            actor: SYSTEM.to_owned(),
            answers_id: Some(row.id),
            not_after: None,
        };
        rows.messages
            .push(draft.queued(MessageId(at.core.next_id()), contact, now, now));
    }
}

struct Read {
    intent: Intent,
    rule: &'static str,
    doubt: Doubt,
    /// Would have been a yes, had our latest message been the question.
    is_yes_to_something_else: bool,
}

/// Reads the text, as far as its kind lets it count (invariant 8).
fn read(message: &IncomingMessage, context: Context) -> Read {
    let reading = reply::read(&message.text, context);
    let is_yes_to_something_else = context == Context::Other
        && reading.intent == Intent::None
        && reply::read(&message.text, Context::Asked).intent == Intent::Grant;
    let (intent, rule, doubt) = match message.kind {
        InboundKind::Text | InboundKind::Button => (reading.intent, reading.rule, reading.doubt),
        // A STOP under a picture is a STOP; a yes under one is not plain.
        InboundKind::Media if reading.intent == Intent::Deny => {
            (reading.intent, reading.rule, reading.doubt)
        }
        kind => (Intent::None, kind.as_str(), Doubt::Nothing),
    };
    Read {
        intent,
        rule,
        doubt,
        is_yes_to_something_else,
    }
}

/// What a reply answers, and what it says then. Nobody says yes to what was sent through the
/// sandbox except in the simulator, nor to what was sent after the reply was written. A no may be
/// one to our question all the same: to be silent by mistake harms nobody.
fn read_for(
    contact: &contact::Model,
    message: &IncomingMessage,
    written_at: Timestamp,
    is_play: bool,
) -> (Context, Read) {
    let asked_at = contact.last_asked_at.map(Timestamp::from_millis);
    let came_before = asked_at.is_some_and(|asked_at| {
        let ahead = asked_at.since(written_at);
        ahead > CLOCKS_DIFFER && ahead < CLOCK_IS_WRONG
    });
    let (context, is_sure) = match contact.last_outbound {
        None => (Context::Cold, true),
        Some(LastOutbound::Asked) => (Context::Asked, !came_before),
        Some(LastOutbound::Other) => (Context::Other, true),
        Some(LastOutbound::PlayedAsked) if is_play => (Context::Asked, !came_before),
        Some(LastOutbound::PlayedOther) if is_play => (Context::Other, true),
        Some(LastOutbound::PlayedAsked | LastOutbound::PlayedOther) => (Context::Asked, false),
    };
    let said = read(message, context);
    if is_sure || said.intent == Intent::Deny {
        (context, said)
    } else {
        (Context::Other, read(message, Context::Other))
    }
}

/// The question that a reply may answer; one that was asked in the simulator reached nobody else.
fn question_of(contact: &contact::Model, is_play: bool) -> Option<MessageId> {
    let was_played = contact.last_outbound.is_some_and(LastOutbound::was_played);
    contact.last_request_id.filter(|_| is_play || !was_played)
}

fn enter(
    at: &Surroundings<'_>,
    delivery: &Delivery,
    message: &IncomingMessage,
    contact: &mut contact::Model,
    row: &inbound_message::Model,
    kind: EventKind,
    written_at: Timestamp,
) -> consent_event::Model {
    let evidence = Evidence {
        text: Some(cut(&message.text, LONGEST_EVIDENCE)),
        account: Some(delivery.account_id.to_string()),
        provider: Some(delivery.provider.as_str().to_owned()),
        provider_message_id: message.provider_message_id.clone(),
        sent_at: message.sent_at.map(Timestamp::to_rfc3339),
        received_at: Some(delivery.received_at.to_rfc3339()),
        authenticity: Some(delivery.authenticity),
        request_message_id: question_of(contact, delivery.provider == AccountKind::Sandbox),
        inbound_id: Some(row.id),
        context: Some(row.context.clone()),
        rule: Some(row.rule.clone()),
        preference: None,
        message_id: None,
        note: None,
    };
    let entry = Entry {
        kind,
        source: EventSource::Reply,
        actor: "contact".to_owned(),
        decided_at: written_at,
        evidence,
    };
    let id = EventId(at.core.next_id());
    ledger::seal(
        &at.core.keys.ledger,
        contact,
        entry,
        id,
        delivery.received_at,
    )
}
