//! Reading messages.

use std::collections::HashMap;

use entity::contact;
use entity::ids::{BroadcastId, ContactId, MessageId};
use entity::message::{Column, Entity, Model};
use entity::words::{MessageStatus, Purpose};
use sea_orm::sea_query::{Expr, ExprTrait, Query, UnionType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
};

use super::tally;
use crate::database::StoreError;
use crate::people::Address;

/// The condition of the index by contact, in its words: what only waits is not in it. So neither
/// the plan of a broadcast nor the answer to a webhook has to keep it.
pub(super) const IS_BY_CONTACT: &str = "status <> 'queued'";

/// The rest: what waits by itself, for which the index of what is due knows the contact as well,
/// and at most one message of each broadcast, found in the index that makes it the only one.
const WAITS: [&str; 2] = [
    tally::WAITS_ALONE,
    "broadcast_id IN (SELECT id FROM broadcast) AND status = 'queued'",
];

/// Which messages.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// To this address.
    pub address: Option<Address>,
    /// To this contact.
    pub contact: Option<ContactId>,
    /// With this status.
    pub status: Option<MessageStatus>,
    /// With this purpose.
    pub purpose: Option<Purpose>,
    /// Part of this broadcast.
    pub broadcast: Option<BroadcastId>,
    /// About this permit; to be asked together with an address.
    pub permit: Option<String>,
    /// Behind this one: the cursor.
    pub behind: Option<i64>,
}

impl Filter {
    /// Where the page behind a message begins.
    pub fn cursor_of(&self, message: &Model) -> i64 {
        match self.broadcast {
            Some(_) => message.contact_id.0,
            None => message.id.0,
        }
    }
}

/// One message.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn find(db: &impl ConnectionTrait, id: MessageId) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// The messages with these ids.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn find_many(
    db: &impl ConnectionTrait,
    ids: &[MessageId],
) -> Result<Vec<Model>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let these = Column::Id.is_in(ids.iter().copied());
    Ok(Entity::find().filter(these).all(db).await?)
}

/// Messages, newest first; those of a broadcast by contact, the newest contact first, which is the
/// order of its index.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn list(
    db: &impl ConnectionTrait,
    filter: &Filter,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let order = match filter.broadcast {
        Some(_) => Column::ContactId,
        None => Column::Id,
    };
    let mut query = Entity::find();
    let mut by_contact = false;
    if let Some(contact) = filter.contact {
        query = query.filter(Column::ContactId.eq(contact));
        by_contact = true;
    }
    if let Some(address) = &filter.address {
        let contact: Option<ContactId> = contact::Entity::find()
            .select_only()
            .column(contact::Column::Id)
            .filter(contact::Column::Address.eq(address.as_str()))
            .into_tuple()
            .one(db)
            .await?;
        let Some(contact) = contact else {
            return Ok(Vec::new());
        };
        query = query.filter(Column::ContactId.eq(contact));
        by_contact = true;
    }
    if let Some(status) = filter.status {
        query = query.filter(Column::Status.eq(status));
        if filter.broadcast.is_some() && status != MessageStatus::Queued {
            // In these words it is the condition of the index by broadcast and status.
            query = query.filter(Expr::cust("status <> 'queued'"));
        } else if !by_contact && !matches!(status, MessageStatus::Queued | MessageStatus::Sending) {
            // The index by status; who asks for a contact has a better one.
            query = query.filter(Expr::cust(tally::IS_SETTLED));
        }
    }
    if let Some(purpose) = filter.purpose {
        query = query.filter(Column::Purpose.eq(purpose));
    }
    if let Some(permit) = &filter.permit {
        query = query.filter(Column::PermitId.eq(permit.as_str()));
    }
    if let Some(broadcast) = filter.broadcast {
        query = query.filter(Column::BroadcastId.eq(broadcast));
    }
    let is_of_a_contact = by_contact && filter.broadcast.is_none();
    let mut page = query.clone();
    if let Some(behind) = filter.behind {
        page = page.filter(order.lt(behind));
    }
    page = page.order_by_desc(order).limit(limit);
    if is_of_a_contact {
        // In one look: a message may be claimed, or have to wait again, at any moment.
        let ids = |query: Select<Entity>| query.select_only().column(Column::Id).into_query();
        let mut known = Query::select();
        let left = ids(page.filter(Expr::cust(IS_BY_CONTACT)));
        known.column(Column::Id).from_subquery(left, "left_already");
        for waits in WAITS {
            known.union(UnionType::All, ids(query.clone().filter(Expr::cust(waits))));
        }
        page = Entity::find().filter(Column::Id.in_subquery(known));
        if let Some(behind) = filter.behind {
            // A sum is in no index: of the ids themselves SQLite would read all below.
            page = page.filter(Expr::col((Entity, Column::Id)).add(0).lt(behind));
        }
        page = page.order_by_desc(order).limit(limit);
    }
    Ok(page.all(db).await?)
}

/// The latest message to each of some contacts.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn latest_of(
    db: &impl ConnectionTrait,
    contacts: &[ContactId],
) -> Result<Vec<Model>, StoreError> {
    let mut latest: HashMap<ContactId, MessageId> = HashMap::new();
    // What a broadcast has only queued was not said yet. What waits is looked for first, as it may
    // be claimed between the two looks.
    for condition in [tally::WAITS_ALONE, IS_BY_CONTACT] {
        let found: Vec<(ContactId, MessageId)> = Entity::find()
            .select_only()
            .column(Column::ContactId)
            .expr(Column::Id.max())
            .filter(Column::ContactId.is_in(contacts.iter().copied()))
            .filter(Expr::cust(condition))
            .group_by(Column::ContactId)
            .into_tuple()
            .all(db)
            .await?;
        for (contact, id) in found {
            let known = latest.entry(contact).or_insert(id);
            *known = std::cmp::max(id, *known);
        }
    }
    let latest: Vec<_> = latest.into_values().collect();
    find_many(db, &latest).await
}

/// How many messages of each account wait, and since when the first of them.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn queues(
    db: &impl ConnectionTrait,
) -> Result<Vec<(String, i64, Option<i64>)>, StoreError> {
    let waiting = tally::waiting(db).await?;
    let first: Vec<_> = waiting.iter().map(|(.., id)| MessageId(*id)).collect();
    let first = find_many(db, &first).await?;
    let since = |id: i64| {
        let row = first.iter().find(|row| row.id.0 == id);
        row.map(|row| row.created_at)
    };
    Ok(waiting
        .into_iter()
        .map(|(account, count, id)| (account, count, since(id)))
        .collect())
}

#[cfg(test)]
#[path = "history_tests.rs"]
mod tests;
