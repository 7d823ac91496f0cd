//! Settling: what a provider's answer does to a message, its contact, and its lane.

use std::time::Duration;

use entity::account;
use entity::contact;
use entity::ids::{EventId, MessageId};
use entity::message::{Column, Entity, Model};
use entity::words::{AccountState, EventKind, EventSource, LastOutbound, MessageStatus, Purpose};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::message::{SYSTEM, kept_id, may_follow};
use super::outbox::write;
use super::receipts;
use super::retry::{self, ATTEMPTS};
use crate::consent::ledger::{self, Entry, Evidence};
use crate::core::Core;
use crate::database::StoreError;
use crate::people;
use crate::providers::{Accepted, SendError};
use crate::time::Timestamp;

/// What one call of a provider came to.
pub type Outcome = Result<Accepted, SendError>;

/// Another account that may take over what this one cannot send.
pub type Fallback<'a> = Option<&'a str>;

/// Writes down what the provider's answer means. `delay` is how long after the claim the provider
/// was called.
///
/// # Errors
/// [`StoreError`] if the database does not answer; the message then still counts as being sent,
/// and becomes uncertain at the next start.
pub async fn settle(
    core: &Core,
    id: MessageId,
    outcome: &Outcome,
    fallback: Fallback<'_>,
    delay: Duration,
) -> Result<(), StoreError> {
    let now = core.now();
    let txn = core.db.begin_write().await?;
    let message = Entity::find_by_id(id).lock_exclusive().one(&*txn).await?;
    let Some(mut message) = message.filter(|message| message.status == MessageStatus::Sending)
    else {
        return Ok(());
    };
    message.updated_at = now.millis();
    message.settled_at = Some(now.millis());
    put_off(&*txn, &message, delay).await?;
    let reached = match outcome {
        Ok(accepted) => {
            message.status = MessageStatus::Sent;
            message.error = None;
            message.provider_message_id = accepted.provider_message_id.as_deref().map(kept_id);
            note_success(&*txn, &message.account_id, now).await?;
            true
        }
        Err(SendError::Unknown { detail }) => {
            message.status = MessageStatus::Uncertain;
            message.error = Some(detail.clone());
            true
        }
        Err(error) => {
            message.error = Some(error.detail().to_owned());
            fail(&*txn, &mut message, error, fallback, now).await?;
            false
        }
    };
    settle_contact(core, &*txn, &message, reached, outcome, now).await?;
    receipts::apply_to(&*txn, &mut message, now).await?;
    write(&*txn, message).await?;
    txn.commit().await?;
    core.settled.ring();
    Ok(())
}

/// The pause was drawn when the message was claimed, but counts from when it was sent.
async fn put_off(
    db: &impl ConnectionTrait,
    message: &Model,
    delay: Duration,
) -> Result<(), StoreError> {
    let millis = i64::try_from(delay.as_millis()).unwrap_or(0);
    if millis == 0 {
        return Ok(());
    }
    account::Entity::update_many()
        .col_expr(
            account::Column::NextSendAt,
            Expr::col(account::Column::NextSendAt).add(millis),
        )
        .filter(account::Column::Id.eq(message.account_id.as_str()))
        .filter(account::Column::NextSendAt.gt(message.claimed_at.unwrap_or(i64::MAX)))
        .exec(db)
        .await?;
    Ok(())
}

/// The provider took nothing: try again, or give up.
async fn fail(
    db: &impl ConnectionTrait,
    message: &mut Model,
    error: &SendError,
    fallback: Fallback<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    message.status = MessageStatus::Failed;
    let wait = retry::backoff(message.attempt, &mut rand::rng());
    match error {
        SendError::NotSent { retry_after, .. } if message.attempt < ATTEMPTS => {
            message.status = MessageStatus::Queued;
            message.not_before = now.plus(retry_after.unwrap_or(wait)).millis();
        }
        SendError::AccountDown { detail } => {
            note_fault(db, &message.account_id, detail, now).await?;
            // The message is hardly at fault, but in case it is, others get their turn first; and
            // nothing is tried for ever.
            if message.attempt < ATTEMPTS * 4 {
                message.status = MessageStatus::Queued;
                message.not_before = now.plus(wait).millis();
                if let Some(other) = fallback
                    && !message.forced
                {
                    other.clone_into(&mut message.account_id);
                }
            }
        }
        _ => {}
    }
    Ok(())
}

/// The question counts as asked once it reached the provider, or may have.
async fn settle_contact(
    core: &Core,
    db: &impl ConnectionTrait,
    message: &Model,
    reached: bool,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<(), StoreError> {
    let is_ask = message.purpose == Purpose::OptInRequest;
    let is_bad_recipient = matches!(outcome, Err(SendError::BadRecipient { .. }));
    if reached && !is_ask {
        return Ok(());
    }
    let Some(mut contact) = people::contact::lock_by_id(db, message.contact_id).await? else {
        return Ok(());
    };
    contact.unreachable |= is_bad_recipient;
    if reached {
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
        let event = ledger::seal(&core.keys.ledger, &mut contact, entry, id, now);
        people::contact::update(db, contact).await?;
        ledger::append(db, event).await
    } else {
        take_back(db, &mut contact, message).await?;
        people::contact::update(db, contact).await
    }
}

/// Nothing reached the citizen: the contact is as if the message had not been claimed.
async fn take_back(
    db: &impl ConnectionTrait,
    contact: &mut contact::Model,
    failed: &Model,
) -> Result<(), StoreError> {
    let reached = [
        MessageStatus::Sending,
        MessageStatus::Sent,
        MessageStatus::Delivered,
        MessageStatus::Read,
        MessageStatus::Uncertain,
    ];
    let earlier: Vec<(MessageId, Purpose, String, Option<i64>)> = Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::Purpose,
            Column::Actor,
            Column::ClaimedAt,
        ])
        .filter(Column::ContactId.eq(contact.id))
        .filter(Column::Id.ne(failed.id))
        .filter(Column::Status.is_in(reached))
        .order_by_desc(Column::ClaimedAt)
        .limit(20)
        .into_tuple()
        .all(db)
        .await?;
    let counts = |purpose: &Purpose, actor: &str| *purpose != Purpose::Reply || actor != SYSTEM;
    let latest = earlier
        .iter()
        .find(|(_, purpose, actor, _)| counts(purpose, actor));
    contact.last_outbound = latest.map(|(_, purpose, ..)| match purpose {
        Purpose::OptInRequest => LastOutbound::Asked,
        _ => LastOutbound::Other,
    });
    contact.last_outbound_at = earlier.first().and_then(|(.., claimed_at)| *claimed_at);
    let asks = |purpose: &Purpose| matches!(purpose, Purpose::OptInRequest | Purpose::ServiceInfo);
    contact.last_asked_at = earlier
        .iter()
        .find(|(_, purpose, ..)| asks(purpose))
        .and_then(|(.., at)| *at);
    if failed.purpose == Purpose::OptInRequest {
        contact.ask_count = Ord::max(contact.ask_count - 1, 0);
        contact.last_request_id = earlier
            .iter()
            .find(|(_, purpose, ..)| *purpose == Purpose::OptInRequest)
            .map(|(id, ..)| *id);
    }
    Ok(())
}

/// A send succeeded: the account works.
async fn note_success(
    db: &impl ConnectionTrait,
    account: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let by_id = account::Entity::find_by_id(account.to_owned());
    let has_news = |row: &account::Model| {
        row.state != AccountState::Configured || row.down_count > 0 || row.last_error.is_some()
    };
    // The lock, which others wait for, only where there is something to write.
    if !by_id
        .clone()
        .one(db)
        .await?
        .is_some_and(|row| has_news(&row))
    {
        return Ok(());
    }
    let Some(mut row) = by_id.lock_exclusive().one(db).await? else {
        return Ok(());
    };
    row.state = AccountState::Configured;
    row.down_count = 0;
    row.down_until = None;
    row.last_error = None;
    row.updated_at = now.millis();
    account::Entity::update(row.into_active_model().reset_all())
        .validate()?
        .exec(db)
        .await?;
    Ok(())
}

/// The account cannot send: its lane pauses, longer each time, and keeps its queue.
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
    row.down_count = row.down_count.saturating_add(1);
    let wait = retry::backoff(row.down_count, &mut rand::rng());
    row.down_until = Some(now.plus(wait).millis());
    row.state = AccountState::Error;
    row.last_error = Some(detail.to_owned());
    row.updated_at = now.millis();
    tracing::warn!(account.id = %row.id, "an account cannot send; its lane pauses");
    tracing::debug!(account.id = %row.id, error = %detail, "why an account cannot send");
    account::Entity::update(row.into_active_model().reset_all())
        .validate()?
        .exec(db)
        .await?;
    Ok(())
}

/// After a crash, what was being sent is uncertain (invariant 4): never sent again by itself.
/// Messages claimed after `before` may still be in the hands of another process.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn recover(core: &Core, before: Timestamp) -> Result<usize, StoreError> {
    let left: Vec<MessageId> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Status.eq(MessageStatus::Sending))
        .filter(Column::ClaimedAt.lt(before.millis()))
        .into_tuple()
        .all(core.db.reader())
        .await?;
    let outcome = Err(SendError::Unknown {
        detail: "the program stopped while it was sending".to_owned(),
    });
    for id in &left {
        settle(core, *id, &outcome, None, Duration::ZERO).await?;
    }
    Ok(left.len())
}

/// A person settles an uncertain message.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn settle_by_hand(
    core: &Core,
    id: MessageId,
    status: MessageStatus,
) -> Result<Option<Model>, StoreError> {
    let txn = core.db.begin_write().await?;
    let row = Entity::find_by_id(id).lock_exclusive().one(&*txn).await?;
    let Some(mut row) =
        row.filter(|row| row.status == MessageStatus::Uncertain && may_follow(row.status, status))
    else {
        return Ok(None);
    };
    row.status = status;
    row.updated_at = core.now().millis();
    write(&*txn, row.clone()).await?;
    txn.commit().await?;
    Ok(Some(row))
}
