//! The outbox: accepting a message, and writing what becomes of it. The gate is asked here, and
//! again in the transaction that claims the message, so that a STOP that is committed first always
//! wins.

use entity::ids::{ContactId, MessageId};
use entity::message::{Entity, Model};
use entity::words::{AccountKind, Purpose};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel};
use serde::Serialize;

use super::message::Draft;
use crate::consent::gate::{self, Reason, Request, Standing, Verdict};
use crate::core::Core;
use crate::database::{StoreError, WriteTransaction};
use crate::fault;
use crate::many_rows::{self, Columns, Kind};
use crate::people::{self, Address};
use crate::time::Timestamp;

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
    accept_with(core, to, draft, idempotency, account, async |_, _| Ok(())).await
}

/// Queues a message, if the gate allows it, and writes what belongs to it in the same transaction.
/// A repeated request writes nothing again.
///
/// # Errors
/// [`NotAccepted`] says why not; then nothing was stored.
pub async fn accept_with(
    core: &Core,
    to: &Address,
    draft: Draft,
    idempotency: Option<Idempotency>,
    account: AccountKind,
    also: impl AsyncFnOnce(&WriteTransaction, &Model) -> Result<(), StoreError>,
) -> Result<Model, NotAccepted> {
    let txn = core.db.begin_write().await?;
    if let Some(idempotency) = &idempotency
        && let Some(earlier) = earlier_answer(&*txn, idempotency).await?
    {
        return Ok(earlier);
    }
    let row = accept_in(core, &*txn, to, draft, account).await?;
    if let Some(idempotency) = idempotency {
        remember(&*txn, idempotency, row.id, core.now()).await?;
    }
    also(&txn, &row).await?;
    fault::point("accept.before_commit");
    txn.commit().await?;
    fault::point("accept.after_commit");
    core.wake.ring();
    Ok(row)
}

/// Queues a message, if the gate allows it, in the transaction of what it tells of. Whoever
/// commits that rings `core.wake`.
///
/// # Errors
/// [`NotAccepted`] says why not; then no message was stored, and the transaction may go on.
pub async fn accept_in(
    core: &Core,
    db: &impl ConnectionTrait,
    to: &Address,
    draft: Draft,
    account: AccountKind,
) -> Result<Model, NotAccepted> {
    let now = core.now();
    let id = ContactId(core.next_id());
    let contact = people::contact::lock_or_create(db, id, to, now).await?;
    let request = Request {
        purpose: draft.purpose,
        confirms_stop: false,
        is_sandbox: account == AccountKind::Sandbox,
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
    insert(db, &row).await?;
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
pub async fn ask_gate(
    core: &Core,
    to: &Address,
    purpose: Purpose,
    account: Option<AccountKind>,
) -> Result<Verdict, StoreError> {
    let now = core.now();
    let contact = people::contact::find(core.db.reader(), to).await?;
    let contact = contact.unwrap_or_else(|| people::contact::new(ContactId(0), to.as_str(), now));
    let request = Request {
        purpose,
        confirms_stop: false,
        is_sandbox: account == Some(AccountKind::Sandbox),
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

/// Queues messages that the gate was asked about in this transaction.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn insert_many(db: &impl ConnectionTrait, rows: Vec<Model>) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows
        .into_iter()
        .map(|row| row.into_active_model().reset_all());
    Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

pub(super) async fn write(db: &impl ConnectionTrait, row: Model) -> Result<(), StoreError> {
    Entity::update(row.into_active_model().reset_all())
        .validate()?
        .exec(db)
        .await?;
    Ok(())
}

/// What sending changes of a message.
#[derive(Serialize)]
struct Changed<'a> {
    id: i64,
    account_id: &'a str,
    status: &'a str,
    not_before: i64,
    attempt: i32,
    provider_message_id: Option<&'a str>,
    provider_state_id: Option<&'a str>,
    error: Option<&'a str>,
    reason: Option<&'a str>,
    claimed_at: Option<i64>,
    settled_at: Option<i64>,
    updated_at: i64,
}

const CHANGED: Columns = Columns {
    table: "message",
    written: &[
        ("account_id", Kind::Text),
        ("status", Kind::Text),
        ("not_before", Kind::Integer),
        ("attempt", Kind::Integer),
        ("provider_message_id", Kind::Text),
        ("provider_state_id", Kind::Text),
        ("error", Kind::Text),
        ("reason", Kind::Text),
        ("claimed_at", Kind::Integer),
        ("settled_at", Kind::Integer),
        ("updated_at", Kind::Integer),
    ],
    guard: None,
};

/// Writes what sending has changed of messages that were locked in this transaction.
pub(super) async fn write_sent(
    db: &impl ConnectionTrait,
    messages: &[Model],
) -> Result<(), StoreError> {
    let rows: Vec<_> = messages
        .iter()
        .map(|message| Changed {
            id: message.id.0,
            account_id: &message.account_id,
            status: message.status.as_str(),
            not_before: message.not_before,
            attempt: message.attempt,
            provider_message_id: message.provider_message_id.as_deref(),
            provider_state_id: message.provider_state_id.as_deref(),
            error: message.error.as_deref(),
            reason: message.reason.as_deref(),
            claimed_at: message.claimed_at,
            settled_at: message.settled_at,
            updated_at: message.updated_at,
        })
        .collect();
    many_rows::update(db, CHANGED, &rows).await?;
    Ok(())
}
