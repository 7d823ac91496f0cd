//! Receipts: what providers report of the fate of a message. The recorder stores them; here they
//! meet their message, also when they came before the answer of the send did.

use std::time::Duration;

use entity::message;
use entity::receipt::{Column, Entity, Model};
use sea_orm::sea_query::{Cond, Expr};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::message::{kept_id, may_follow};
use super::outbox::write;
use super::turn::Done;
use crate::core::Core;
use crate::database::StoreError;
use crate::time::Timestamp;

/// A receipt whose message does not turn up in this time belongs to none of ours.
const GIVE_UP_AFTER: Duration = Duration::from_hours(1);
const PAGE: u64 = 500;

/// Applies the receipts that wait and came after `after`, oldest first; returns the last one seen.
/// One whose message is not there yet is applied when that message settles.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn apply_waiting(core: &Core, mut after: i64) -> Result<i64, StoreError> {
    loop {
        let waiting = Entity::find()
            .filter(Column::AppliedAt.is_null())
            .filter(Column::Id.gt(after))
            .order_by_asc(Column::Id)
            .limit(PAGE)
            .all(core.db.reader())
            .await?;
        let Some(last) = waiting.last() else {
            return Ok(after);
        };
        after = last.id.0;
        let now = core.now();
        let txn = core.db.begin_write().await?;
        for receipt in &waiting {
            apply(&*txn, receipt, now).await?;
        }
        txn.commit().await?;
        core.settled.ring();
    }
}

async fn apply(
    db: &impl ConnectionTrait,
    receipt: &Model,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut ids = Cond::any();
    if let Some(id) = &receipt.provider_message_id {
        ids = ids.add(message::Column::ProviderMessageId.eq(id.as_str()));
    }
    if let Some(id) = &receipt.provider_state_id {
        ids = ids.add(message::Column::ProviderStateId.eq(id.as_str()));
    }
    let found = if ids.is_empty() {
        None
    } else {
        message::Entity::find()
            .filter(ids)
            .filter(message::Column::AccountId.eq(receipt.account_id.as_str()))
            .lock_exclusive()
            .one(db)
            .await?
    };
    match found {
        Some(mut message) => {
            apply_to(db, &mut message, now).await?;
            write(db, message).await
        }
        None if now.since(Timestamp::from_millis(receipt.received_at)) > GIVE_UP_AFTER => {
            mark(db, Column::Id.eq(receipt.id).into(), now).await
        }
        None => Ok(()),
    }
}

/// Which of the ids that the provider has just given are those of receipts that are here already.
pub(super) async fn early(
    db: &impl ConnectionTrait,
    account: &str,
    done: &[Done],
) -> Result<Vec<String>, StoreError> {
    let ids: Vec<_> = done
        .iter()
        .filter_map(|done| done.outcome.as_ref().ok()?.provider_message_id.as_deref())
        .map(kept_id)
        .collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(Entity::find()
        .select_only()
        .column(Column::ProviderMessageId)
        .filter(Column::AccountId.eq(account))
        .filter(Column::ProviderMessageId.is_in(ids))
        .into_tuple()
        .all(db)
        .await?)
}

/// Applies every receipt of a message, in any order: the status only moves forward.
pub(super) async fn apply_to(
    db: &impl ConnectionTrait,
    message: &mut message::Model,
    now: Timestamp,
) -> Result<(), StoreError> {
    // A receipt may tell the second id, under which further ones then come.
    for _ in 0..2 {
        let mut ids = Cond::any();
        if let Some(id) = &message.provider_message_id {
            ids = ids.add(Column::ProviderMessageId.eq(id.as_str()));
        }
        if let Some(id) = &message.provider_state_id {
            ids = ids.add(Column::ProviderStateId.eq(id.as_str()));
        }
        if ids.is_empty() {
            return Ok(());
        }
        let ours = Cond::all()
            .add(ids)
            .add(Column::AccountId.eq(message.account_id.as_str()));
        let receipts = Entity::find()
            .filter(ours.clone())
            .order_by_asc(Column::Id)
            .all(db)
            .await?;
        if receipts.is_empty() {
            return Ok(());
        }
        for receipt in receipts {
            if message.provider_state_id.is_none() {
                message.provider_state_id = receipt.provider_state_id;
            }
            if may_follow(message.status, receipt.status) {
                message.status = receipt.status;
                message.updated_at = now.millis();
                if receipt.error.is_some() {
                    message.error = receipt.error;
                }
            }
        }
        mark(db, ours, now).await?;
    }
    Ok(())
}

async fn mark(db: &impl ConnectionTrait, which: Cond, now: Timestamp) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::AppliedAt, Expr::value(now.millis()))
        .filter(which)
        .filter(Column::AppliedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

#[cfg(test)]
#[path = "receipts_tests.rs"]
mod tests;
