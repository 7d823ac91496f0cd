//! Settling: what a provider's answer does to a message, its contact, and its lane.

use std::collections::BTreeMap;
use std::time::Duration;

use entity::account;
use entity::contact;
use entity::ids::{EventId, MessageId};
use entity::message::{Column, Entity, Model};
use entity::words::{AccountState, EventKind, EventSource, LastOutbound, MessageStatus, Purpose};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::cap;
use super::desk::{self, Desk};
use super::history;
use super::message::{SYSTEM, kept_id};
use super::receipts;
use super::retry::{self, ATTEMPTS};
use super::turn::{self, Done};
use crate::consent::ledger::{self, Entry, Evidence};
use crate::core::Core;
use crate::database::StoreError;
use crate::providers::{Accepted, SendError, registry};
use crate::time::Timestamp;

/// After so many faults in a row the provider is asked every minute and a half: not so often that
/// it minds, and often enough for a device that is linked again.
const MOST_DOUBLINGS: i32 = 5;
/// How long a message is tried at least that the provider could not take: outages pass.
const LONGEST_RETRY: Duration = Duration::from_hours(24);
/// How long a message waits at most for accounts that are down.
const LONGEST_QUEUE: Duration = Duration::from_hours(7 * 24);
/// How many messages that a crash left behind are settled in one transaction.
const MOST_AT_ONCE: usize = 100;

/// What one call of a provider came to.
pub type Outcome = Result<Accepted, SendError>;

/// Whether the account cannot send at all.
pub(super) const fn is_fault(outcome: &Outcome) -> bool {
    matches!(outcome, Err(SendError::AccountDown { .. }))
}

/// Whether nobody knows if the provider took the message.
pub(super) const fn is_unclear(outcome: &Outcome) -> bool {
    matches!(outcome, Err(SendError::Unknown { .. }))
}

/// Whether the message reached the provider, or may have.
const fn reached(outcome: &Outcome) -> bool {
    matches!(outcome, Ok(_) | Err(SendError::Unknown { .. }))
}

fn is_being_sent(message: &Model) -> bool {
    message.status == MessageStatus::Sending
}

/// Whether an outcome changes the contact: a question counts as asked once it reached the
/// provider, and what reached nobody is taken back.
pub(super) fn concerns_contact(message: &Model, outcome: &Outcome) -> bool {
    !reached(outcome) || message.purpose == Purpose::OptInRequest
}

/// Decides what the provider's answers mean for messages, contacts and lane. Says whether a
/// message was handed to one of `others`.
pub(super) async fn all(
    desk: &mut Desk<'_>,
    account: &str,
    done: &[Done],
    others: &[String],
) -> Result<bool, StoreError> {
    let early = receipts::early(desk.db, account, done).await?;
    let mut usable = Vec::new();
    if done.iter().any(|done| is_fault(&done.outcome)) {
        usable = registry::usable(desk.db, others).await?;
    }
    let mut handed_over = false;
    // The table still says of them that they are being sent.
    let nowhere: Vec<_> = done
        .iter()
        .filter(|done| !reached(&done.outcome))
        .map(|done| done.id)
        .filter(|id| desk.sent.get(id).is_some_and(is_being_sent))
        .collect();
    for Done { id, outcome, .. } in done {
        let Some(mut message) = desk.sent.remove(id) else {
            continue;
        };
        // Another process thought that the sender was gone: only good news counts then.
        if message.status == MessageStatus::Uncertain && outcome.is_err() {
            continue;
        }
        // That it was asked was written down when it became uncertain.
        let was_told = message.status == MessageStatus::Uncertain;
        let lane = message.account_id.clone();
        let fallback = desk.first_with_room(&usable, message.purpose);
        let fallback = fallback.map(|other| other.id.as_str());
        settle(desk, &mut message, outcome, fallback);
        if concerns_contact(&message, outcome) && !was_told {
            settle_contact(desk, &message, outcome, &nowhere).await?;
        }
        if early
            .iter()
            .any(|id| message.provider_message_id.as_ref() == Some(id))
        {
            receipts::apply_to(desk.db, &mut message, desk.now).await?;
        }
        handed_over |= message.account_id != lane;
        desk.messages.push(message);
    }
    Ok(handed_over)
}

fn settle(desk: &mut Desk<'_>, message: &mut Model, outcome: &Outcome, fallback: Option<&str>) {
    let now = desk.now;
    message.updated_at = now.millis();
    message.settled_at = Some(now.millis());
    match outcome {
        Ok(accepted) => {
            message.status = MessageStatus::Sent;
            message.error = None;
            message.provider_message_id = accepted.provider_message_id.as_deref().map(kept_id);
            if let Some(lane) = &mut desk.lane {
                note_success(lane, now);
            }
        }
        Err(error) => {
            message.error = Some(error.detail().replace('\0', ""));
            fail(desk, message, error, fallback);
        }
    }
}

/// The provider took nothing, or may have: try again, wait for a person, or give up.
fn fail(desk: &mut Desk<'_>, message: &mut Model, error: &SendError, fallback: Option<&str>) {
    let now = desk.now;
    let wait = retry::backoff(message.attempt, &mut rand::rng());
    let age = now.since(Timestamp::from_millis(message.created_at));
    match error {
        SendError::Unknown { .. } => message.status = MessageStatus::Uncertain,
        SendError::NotSent { retry_after, .. }
            if message.attempt < ATTEMPTS || age < LONGEST_RETRY =>
        {
            uncount(desk, message);
            try_again(message, now.plus(retry_after.unwrap_or(wait)));
        }
        SendError::AccountDown { detail } => {
            uncount(desk, message);
            if let Some(lane) = &mut desk.lane {
                go_down(lane, detail, now);
            }
            // The message is hardly at fault, but in case it is, others get their turn first; and
            // nothing is tried for ever.
            if message.attempt >= ATTEMPTS && age > LONGEST_QUEUE {
                message.status = MessageStatus::Failed;
            } else if let Some(other) = fallback.filter(|_| !message.forced) {
                other.clone_into(&mut message.account_id);
                try_again(message, now);
            } else {
                try_again(message, now.plus(wait));
            }
        }
        _ => message.status = MessageStatus::Failed,
    }
}

/// What reached nobody is not counted.
fn uncount(desk: &mut Desk<'_>, message: &Model) {
    if let (Some(lane), Some(claimed_at)) = (&mut desk.lane, message.claimed_at) {
        let (zone, claimed_at) = (
            desk.core.policy.rules.zone,
            Timestamp::from_millis(claimed_at),
        );
        cap::take_back(lane, message.purpose, claimed_at, zone);
    }
}

/// Back into the queue, unless its time will have passed by then.
fn try_again(message: &mut Model, then: Timestamp) {
    message.not_before = then.millis();
    message.status = if message.not_after.is_some_and(|last| last < then.millis()) {
        MessageStatus::Expired
    } else {
        MessageStatus::Queued
    };
}

/// The question counts as asked once it reached the provider, or may have.
async fn settle_contact(
    desk: &mut Desk<'_>,
    message: &Model,
    outcome: &Outcome,
    nowhere: &[MessageId],
) -> Result<(), StoreError> {
    let (core, db, now) = (desk.core, desk.db, desk.now);
    let Some(contact) = desk.contact(message.contact_id) else {
        return Ok(());
    };
    contact.unreachable |= matches!(outcome, Err(SendError::BadRecipient { .. }));
    if !reached(outcome) {
        return take_back(db, contact, message, nowhere).await;
    }
    let evidence = Evidence {
        account: Some(message.account_id.clone()),
        provider_message_id: message.provider_message_id.clone(),
        message_id: Some(message.id),
        note: outcome
            .as_ref()
            .err()
            .map(|error| error.detail().to_owned()),
        ..Evidence::default()
    };
    let entry = Entry {
        kind: EventKind::Asked,
        source: EventSource::Provider,
        actor: message.actor.clone(),
        decided_at: now,
        evidence,
    };
    let id = EventId(core.next_id());
    let event = ledger::seal(&core.keys.ledger, contact, entry, id, now);
    desk.events.push(event);
    Ok(())
}

/// Nothing reached the citizen: the contact is as if the message had not been claimed. Nor do
/// messages count that got `nowhere` either.
pub(super) async fn take_back(
    db: &impl ConnectionTrait,
    contact: &mut contact::Model,
    failed: &Model,
    nowhere: &[MessageId],
) -> Result<(), StoreError> {
    let nowhere = nowhere.iter().copied().chain([failed.id]);
    let earlier = latest_that_reached(contact, nowhere).limit(20);
    let found: Vec<Earlier> = earlier.clone().into_tuple().all(db).await?;
    let counts = |purpose: Purpose, actor: &str| purpose != Purpose::Reply || actor != SYSTEM;
    let latest = found
        .iter()
        .find(|(_, purpose, actor, ..)| counts(*purpose, actor));
    contact.last_outbound = latest.map(|(_, purpose, _, _, is_sandbox)| {
        LastOutbound::of(*purpose == Purpose::OptInRequest, *is_sandbox)
    });
    contact.last_outbound_at = found.first().and_then(|(.., claimed_at, _)| *claimed_at);
    let asks = [Purpose::OptInRequest, Purpose::ServiceInfo];
    if !asks.contains(&failed.purpose) {
        return Ok(());
    }
    // Looked for by themselves: much else may have been sent since the number was asked.
    let asked = earlier.filter(Column::Purpose.is_in(asks));
    let asked: Vec<Earlier> = asked.into_tuple().all(db).await?;
    contact.last_asked_at = asked.first().and_then(|(.., claimed_at, _)| *claimed_at);
    if failed.purpose == Purpose::OptInRequest {
        contact.ask_count = Ord::max(contact.ask_count - 1, 0);
        contact.last_request_id = asked
            .iter()
            .find(|(_, purpose, ..)| *purpose == Purpose::OptInRequest)
            .map(|(id, ..)| *id);
    }
    Ok(())
}

/// What is to be known of an earlier message, at last whether it left through the sandbox.
type Earlier = (MessageId, Purpose, String, Option<i64>, bool);

const LEFT_THROUGH_SANDBOX: &str =
    "account_id IN (SELECT a.id FROM account a WHERE a.kind = 'sandbox')";

/// What reached a contact, or may have, the latest first.
fn latest_that_reached(
    contact: &contact::Model,
    except: impl Iterator<Item = MessageId>,
) -> Select<Entity> {
    let reached = [
        MessageStatus::Sending,
        MessageStatus::Sent,
        MessageStatus::Delivered,
        MessageStatus::Read,
        MessageStatus::Uncertain,
    ];
    Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::Purpose,
            Column::Actor,
            Column::ClaimedAt,
        ])
        .expr_as(Expr::cust(LEFT_THROUGH_SANDBOX), "is_sandbox")
        .filter(Column::ContactId.eq(contact.id))
        .filter(Expr::cust(history::IS_BY_CONTACT))
        .filter(Column::Id.is_not_in(except))
        .filter(Column::Status.is_in(reached))
        .order_by_desc(Column::ClaimedAt)
}

/// A send succeeded: the account works. If it has gone down since, the send began before that.
fn note_success(lane: &mut account::Model, now: Timestamp) {
    let was_down = lane.down_count > 0;
    if was_down && lane.down_until.is_some() {
        return;
    }
    if was_down {
        tracing::info!(account.id = %lane.id, "an account is back; its lane resumes");
    }
    if was_down || lane.state != AccountState::Configured || lane.last_error.is_some() {
        lane.down_count = 0;
        lane.state = AccountState::Configured;
        lane.last_error = None;
        lane.updated_at = now.millis();
    }
}

/// The account cannot send: its lane pauses, longer each time, and keeps its queue. Several sends
/// that were under way together are one fault.
pub(super) fn go_down(lane: &mut account::Model, detail: &str, now: Timestamp) {
    if lane
        .down_until
        .is_none_or(|until| registry::is_over(until, now))
    {
        lane.down_count = lane.down_count.saturating_add(1);
        let wait = retry::backoff(lane.down_count.min(MOST_DOUBLINGS), &mut rand::rng());
        lane.down_until = Some(now.plus(wait).millis());
        tracing::warn!(account.id = %lane.id, "an account cannot send; its lane pauses");
    }
    lane.state = AccountState::Error;
    lane.last_error = Some(detail.replace('\0', ""));
    lane.updated_at = now.millis();
    tracing::debug!(account.id = %lane.id, error = %detail, "why an account cannot send");
}

/// The health call says that the account still cannot send.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn note_fault(
    db: &impl ConnectionTrait,
    account: &str,
    detail: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(mut row) = account::Entity::find_by_id(account.to_owned())
        .lock_exclusive()
        .one(db)
        .await?
    else {
        return Ok(());
    };
    go_down(&mut row, detail, now);
    desk::write_lane(db, row).await
}

/// After a crash, what was being sent is uncertain (invariant 4): never sent again by itself.
/// Of all accounts, or of one. Messages claimed after `before` may still be in the hands of another
/// process.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn recover(
    core: &Core,
    account: Option<&str>,
    before: Timestamp,
) -> Result<usize, StoreError> {
    let mut query = Entity::find()
        .select_only()
        .columns([Column::AccountId, Column::Id, Column::ClaimedAt])
        .filter(Expr::cust("status = 'sending'"))
        .filter(Column::ClaimedAt.lte(before.millis()));
    if let Some(account) = account {
        query = query.filter(Column::AccountId.eq(account));
    }
    let left: Vec<(String, MessageId, Option<i64>)> =
        query.into_tuple().all(core.db.reader()).await?;
    let count = left.len();
    let mut by_account: BTreeMap<String, Vec<Done>> = BTreeMap::new();
    for (account, id, claimed_at) in left {
        let outcome = Err(SendError::Unknown {
            detail: "the program stopped while it was sending".to_owned(),
        });
        by_account.entry(account).or_default().push(Done {
            id,
            claimed_at,
            outcome,
        });
    }
    for (account, done) in by_account {
        for some in done.chunks(MOST_AT_ONCE) {
            turn::settle_only(core, &account, some).await?;
        }
    }
    Ok(count)
}

#[cfg(test)]
#[path = "settle_tests.rs"]
mod tests;
