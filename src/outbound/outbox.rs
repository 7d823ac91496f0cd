//! The outbox: accepting a message and claiming it for sending. Both ask the gate, the second time
//! in the transaction that claims, so that a STOP that is committed first always wins.

use std::time::Duration;

use entity::account;
use entity::contact;
use entity::ids::{ContactId, MessageId};
use entity::message::{Column, Entity, Model};
use entity::words::{AccountKind, LastOutbound, MessageStatus, Purpose};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, sea_query,
};

use super::message::{Draft, SYSTEM, priority};
use super::pace::Pace;
use super::template::answer;
use crate::consent::gate::{self, Reason, Request, Standing, Verdict};
use crate::core::Core;
use crate::database::StoreError;
use crate::people::{self, Address};
use crate::providers::Account;
use crate::time::Timestamp;

/// How many messages one claim may put aside before it lets others write.
const MOST_PUT_ASIDE: usize = 50;
/// Every priority that occurs, most urgent first.
const PRIORITIES: [i32; 4] = [
    priority(Purpose::Reply),
    priority(Purpose::Custom),
    priority(Purpose::Notification),
    priority(Purpose::Broadcast),
];

/// Why a message was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum NotAccepted {
    /// The gate refuses.
    #[error("withheld: {0}")]
    Withheld(Reason),
    /// The idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    OtherRequest,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The key under which a repeated request gets the same answer.
#[derive(Clone, Debug)]
pub struct Idempotency {
    /// Who asks, and the key.
    pub key: String,
    /// SHA-256 of the request.
    pub request_hash: [u8; 32],
}

/// Queues a message, if the gate allows it.
///
/// # Errors
/// [`NotAccepted`] says why not; then nothing was stored.
pub async fn accept(
    core: &Core,
    to: &Address,
    draft: Draft,
    idempotency: Option<Idempotency>,
    account: AccountKind,
) -> Result<Model, NotAccepted> {
    let txn = core.db.begin_write().await?;
    if let Some(idempotency) = &idempotency
        && let Some(earlier) = earlier_answer(&*txn, idempotency).await?
    {
        return Ok(earlier);
    }
    let now = core.now();
    let id = ContactId(core.next_id());
    let contact = people::contact::lock_or_create(&*txn, id, to, now).await?;
    let request = Request {
        purpose: draft.purpose,
        confirms_stop: false,
        ignores_quiet_hours: account == AccountKind::Sandbox,
    };
    let not_before = match gate::check(request, (&contact).into(), &core.policy.rules, now) {
        Verdict::Leave => now,
        Verdict::Wait(until) => until,
        Verdict::Refuse(reason) => return Err(NotAccepted::Withheld(reason)),
    };
    let mut row = draft.queued(MessageId(core.next_id()), &contact, not_before, now);
    if not_before > now {
        row.reason = Some("quiet_hours".to_owned());
    }
    insert(&*txn, &row).await?;
    if let Some(idempotency) = idempotency {
        remember(&*txn, idempotency, row.id, now).await?;
    }
    txn.commit().await?;
    core.wake.ring();
    Ok(row)
}

/// The message that a repeated request made the first time.
///
/// # Errors
/// [`NotAccepted::OtherRequest`] if the key was used for another request, or the database.
pub async fn answered(
    core: &Core,
    idempotency: &Idempotency,
) -> Result<Option<Model>, NotAccepted> {
    earlier_answer(core.db.reader(), idempotency).await
}

/// Asks the gate without queueing anything.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn ask_gate(core: &Core, to: &Address, purpose: Purpose) -> Result<Verdict, StoreError> {
    let now = core.now();
    let contact = people::contact::find(core.db.reader(), to).await?;
    let contact = contact.unwrap_or_else(|| people::contact::new(ContactId(0), to.as_str(), now));
    let request = Request {
        purpose,
        confirms_stop: false,
        ignores_quiet_hours: false,
    };
    Ok(gate::check(
        request,
        Standing::from(&contact),
        &core.policy.rules,
        now,
    ))
}

async fn earlier_answer(
    db: &impl ConnectionTrait,
    idempotency: &Idempotency,
) -> Result<Option<Model>, NotAccepted> {
    let known = entity::idempotency_key::Entity::find_by_id(idempotency.key.clone())
        .one(db)
        .await
        .map_err(StoreError::from)?;
    let Some(known) = known else {
        return Ok(None);
    };
    if known.request_hash != idempotency.request_hash {
        return Err(NotAccepted::OtherRequest);
    }
    Ok(Entity::find_by_id(known.message_id)
        .one(db)
        .await
        .map_err(StoreError::from)?)
}

async fn remember(
    db: &impl ConnectionTrait,
    idempotency: Idempotency,
    message_id: MessageId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = entity::idempotency_key::Model {
        key: idempotency.key,
        request_hash: idempotency.request_hash.to_vec(),
        message_id,
        created_at: now.millis(),
    };
    entity::idempotency_key::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

async fn insert(db: &impl ConnectionTrait, row: &Model) -> Result<(), StoreError> {
    Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

pub(super) async fn write(db: &impl ConnectionTrait, row: Model) -> Result<(), StoreError> {
    Entity::update(row.into_active_model().reset_all())
        .validate()?
        .exec(db)
        .await?;
    Ok(())
}

/// What a claim found.
#[derive(Clone, Debug)]
pub enum Claim {
    /// This message is ours to send, now.
    Ours(Box<Model>),
    /// Nothing before then.
    NotBefore(Timestamp),
    /// The account was down; ask its provider before going on.
    AskProvider,
    /// Messages were put aside; there may be more.
    Again,
    /// Nothing to do until the bell rings.
    Idle,
}

/// When a lane has something to do at the earliest; a cheap look without a lock: one step into the
/// index for each priority.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn next_due(core: &Core, account: &str) -> Result<Option<Timestamp>, StoreError> {
    let earliest = |priority: i32| {
        Entity::find()
            .select_only()
            .column_as(Column::NotBefore.min(), "due")
            .filter(single_and_queued())
            .filter(Column::AccountId.eq(account))
            .filter(Column::Priority.eq(priority))
    };
    let [first, rest @ ..] = PRIORITIES;
    let mut query = earliest(first).into_query();
    for priority in rest {
        query.union(sea_query::UnionType::All, earliest(priority).into_query());
    }
    let rows = core.db.reader().query_all(&query).await?;
    let mut due = None;
    for row in rows {
        let at: Option<i64> = row.try_get_by_index(0)?;
        due = [due, at].into_iter().flatten().min();
    }
    Ok(due.map(Timestamp::from_millis))
}

/// Claims the next message of a lane: due, allowed by the gate, and paced.
///
/// Messages that the gate now refuses are withheld with their reason, those whose time has passed
/// expire, those that meet quiet hours wait.
///
/// # Errors
/// [`StoreError`] if the database does not answer; then nothing was claimed.
pub async fn claim(core: &Core, account: &Account) -> Result<Claim, StoreError> {
    let now = core.now();
    let txn = core.db.begin_write().await?;
    let row = account::Entity::find_by_id(account.id.clone())
        .lock_exclusive()
        .one(&*txn)
        .await?;
    let Some(lane) = row.filter(|row| row.active && !row.paused) else {
        return Ok(Claim::Idle);
    };
    let free_at = lane.next_send_at.max(lane.down_until.unwrap_or(0));
    if free_at > now.millis() {
        return Ok(Claim::NotBefore(Timestamp::from_millis(free_at)));
    }
    if lane.down_count > 0 {
        return Ok(Claim::AskProvider);
    }
    for _ in 0..MOST_PUT_ASIDE {
        let Some(message) = next(&*txn, &account.id, now).await? else {
            txn.commit().await?;
            return Ok(Claim::Idle);
        };
        if let Some(message) = consider(core, &*txn, message, account, now).await? {
            take_turn(&*txn, lane, account.pace.unwrap_or(core.policy.pace), now).await?;
            txn.commit().await?;
            return Ok(Claim::Ours(Box::new(message)));
        }
    }
    txn.commit().await?;
    Ok(Claim::Again)
}

/// In the words of the index `message_due`: a partial index serves only a query that says the same,
/// and says it without a parameter.
fn single_and_queued() -> sea_query::SimpleExpr {
    Expr::cust("status = 'queued' AND broadcast_id IS NULL")
}

async fn next(
    db: &impl ConnectionTrait,
    account: &str,
    now: Timestamp,
) -> Result<Option<Model>, StoreError> {
    for priority in PRIORITIES {
        let found = Entity::find()
            .filter(single_and_queued())
            .filter(Column::AccountId.eq(account))
            .filter(Column::Priority.eq(priority))
            .filter(Column::NotBefore.lte(now.millis()))
            .order_by_asc(Column::NotBefore)
            .order_by_asc(Column::Id)
            .limit(1)
            .lock_with_behavior(
                sea_query::LockType::Update,
                sea_query::LockBehavior::SkipLocked,
            )
            .one(db)
            .await?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Asks the gate about a due message; returns it, marked as being sent, if it may leave.
async fn consider(
    core: &Core,
    db: &impl ConnectionTrait,
    mut message: Model,
    account: &Account,
    now: Timestamp,
) -> Result<Option<Model>, StoreError> {
    message.updated_at = now.millis();
    if message.not_after.is_some_and(|last| last < now.millis()) {
        message.status = MessageStatus::Expired;
        write(db, message).await?;
        core.settled.ring();
        return Ok(None);
    }
    let contact = people::contact::lock_by_id(db, message.contact_id).await?;
    let Some(mut contact) = contact else {
        return Err(StoreError::Refused(sea_orm::DbErr::RecordNotFound(
            "contact".to_owned(),
        )));
    };
    let request = Request {
        purpose: message.purpose,
        confirms_stop: message.actor == SYSTEM
            && message.template_key.as_deref() == Some(answer::DENIED),
        ignores_quiet_hours: account.kind == AccountKind::Sandbox,
    };
    match gate::check(request, Standing::from(&contact), &core.policy.rules, now) {
        Verdict::Leave => {
            message.status = MessageStatus::Sending;
            message.reason = None;
            message.claimed_at = Some(now.millis());
            message.attempt += 1;
            note_on_contact(&mut contact, &message, now);
            people::contact::update(db, contact).await?;
            write(db, message.clone()).await?;
            Ok(Some(message))
        }
        Verdict::Wait(until) => {
            message.not_before = until.millis();
            message.reason = Some("quiet_hours".to_owned());
            write(db, message).await?;
            Ok(None)
        }
        Verdict::Refuse(reason) => {
            message.status = MessageStatus::Withheld;
            message.reason = Some(reason.code().to_owned());
            message.settled_at = Some(now.millis());
            write(db, message).await?;
            core.settled.ring();
            Ok(None)
        }
    }
}

/// From the claim on, a reply of the citizen answers this message.
fn note_on_contact(contact: &mut contact::Model, message: &Model, now: Timestamp) {
    contact.last_outbound_at = Some(now.millis());
    match message.purpose {
        Purpose::OptInRequest => {
            contact.last_outbound = Some(LastOutbound::Asked);
            contact.last_request_id = Some(message.id);
            contact.last_asked_at = Some(now.millis());
            contact.ask_count += 1;
        }
        Purpose::ServiceInfo => {
            contact.last_outbound = Some(LastOutbound::Other);
            contact.last_asked_at = Some(now.millis());
        }
        // An automatic answer leaves the question open, if one is.
        Purpose::Reply if message.actor == SYSTEM => {}
        Purpose::Reply | Purpose::Custom | Purpose::Notification | Purpose::Broadcast => {
            contact.last_outbound = Some(LastOutbound::Other);
        }
    }
}

/// Draws the pause until the next message of the lane, and keeps it in the database, so that
/// neither a restart nor another process sends early.
async fn take_turn(
    db: &impl ConnectionTrait,
    lane: account::Model,
    pace: Pace,
    now: Timestamp,
) -> Result<(), StoreError> {
    let pause = pace.draw(&mut rand::rng());
    if pause == Duration::ZERO {
        return Ok(());
    }
    account::Entity::update_many()
        .col_expr(account::Column::NextSendAt, now.plus(pause).millis().into())
        .filter(account::Column::Id.eq(lane.id))
        .exec(db)
        .await?;
    Ok(())
}
