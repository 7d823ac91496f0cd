//! Watzap names no id when it takes a message, but may post a copy of what it sent, which has one
//! (mode U). Here a copy meets its message, by chat, text and time: the message gets the id under
//! which its receipts come, and one whose fate was uncertain is known to have been sent.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use entity::ids::{ContactId, InboundId};
use entity::message::{Column, Entity, Model};
use entity::words::MessageStatus;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::history::IS_BY_CONTACT;
use super::message::kept_id;
use super::outbox::write;
use super::receipts;
use crate::core::Core;
use crate::database::StoreError;
use crate::ids;
use crate::inbound::echo::{self, Echo};
use crate::people::contact;
use crate::time::Timestamp;

/// How often it is looked for copies.
const EVERY: Duration = Duration::from_secs(5);
/// A copy belongs to a message that was claimed so long before it came at most, and a message may
/// take so long to settle after it.
const WINDOW: Duration = Duration::from_mins(5);
/// So much later than others, a row may turn up that was numbered before them.
const LATE: Duration = Duration::from_secs(15);
const PAGE: u64 = 500;
/// Most messages of one text to one person that are looked at.
const MOST: u64 = 20;

/// What has been seen of the copies that came lately.
#[derive(Default)]
pub(super) struct Echoes {
    looked_at: Option<Timestamp>,
    waiting: BTreeMap<InboundId, Echo>,
    done: BTreeSet<InboundId>,
}

impl Echoes {
    /// Looks for copies, and for the messages of those that wait for one. A copy that finds none in
    /// time was written by somebody on the phone.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer; what was not done is done the next time.
    pub(super) async fn look(&mut self, core: &Core) -> Result<(), StoreError> {
        let now = core.now();
        let from = match self.looked_at {
            Some(before) if now.since(before) < EVERY => return Ok(()),
            Some(before) => before.minus(LATE),
            None => now.minus(WINDOW),
        };
        self.gather(core, from).await?;
        self.looked_at = Some(now);
        for (id, echo) in self.waiting.clone() {
            if meet(core, &echo, now).await? || now.since(echo.received_at) > WINDOW {
                self.waiting.remove(&id);
                self.done.insert(id);
            }
        }
        let forgotten = InboundId(ids::least_of(now.minus(WINDOW + LATE * 2)));
        self.done = self.done.split_off(&forgotten);
        Ok(())
    }

    async fn gather(&mut self, core: &Core, from: Timestamp) -> Result<(), StoreError> {
        let mut after = InboundId(ids::least_of(from));
        loop {
            let page = echo::behind(core.db.reader(), after, PAGE).await?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = last.id;
            for echo in page {
                if !self.done.contains(&echo.id) {
                    self.waiting.insert(echo.id, echo);
                }
            }
        }
    }
}

/// Whether the copy has met its message, now or before.
async fn meet(core: &Core, echo: &Echo, now: Timestamp) -> Result<bool, StoreError> {
    let Some(contact) = contact::find(core.db.reader(), &echo.recipient).await? else {
        return Ok(false);
    };
    if find(core.db.reader(), contact.id, echo).await?.is_none() {
        return Ok(false);
    }
    let txn = core.db.begin_write().await?;
    // Two processes that look at the same copy take turns.
    contact::lock_by_id(&*txn, contact.id).await?;
    let id = kept_id(&echo.provider_message_id);
    if is_known(&*txn, &echo.account_id, &id).await? {
        return Ok(true);
    }
    let Some(mut message) = find(&*txn, contact.id, echo).await? else {
        return Ok(false);
    };
    message.provider_message_id = Some(id);
    if message.status == MessageStatus::Uncertain {
        message.status = MessageStatus::Sent;
        message.error = None;
    }
    message.updated_at = now.millis();
    receipts::apply_to(&*txn, &mut message, now).await?;
    write(&*txn, message).await?;
    txn.commit().await?;
    core.settled.ring();
    Ok(true)
}

async fn is_known(
    db: &impl ConnectionTrait,
    account: &str,
    provider_id: &str,
) -> Result<bool, StoreError> {
    let found = Entity::find()
        .filter(Column::ProviderMessageId.eq(provider_id))
        .filter(Column::AccountId.eq(account))
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// The oldest message that the copy may be of: what was sent first was copied first.
async fn find(
    db: &impl ConnectionTrait,
    contact: ContactId,
    echo: &Echo,
) -> Result<Option<Model>, StoreError> {
    let came = echo.received_at;
    let rows = Entity::find()
        .filter(Column::ContactId.eq(contact))
        .filter(Expr::cust(IS_BY_CONTACT))
        .filter(Column::AccountId.eq(echo.account_id.as_str()))
        .filter(Column::Status.is_in([MessageStatus::Sent, MessageStatus::Uncertain]))
        .filter(Column::ProviderMessageId.is_null())
        .filter(Column::ClaimedAt.between(came.minus(WINDOW).millis(), came.millis()))
        .order_by_asc(Column::ClaimedAt)
        .order_by_asc(Column::Id)
        .limit(MOST)
        .all(db)
        .await?;
    let text = echo.text.trim();
    Ok(rows.into_iter().find(|row| row.text.trim() == text))
}

#[cfg(test)]
#[path = "echoes_tests.rs"]
mod tests;
