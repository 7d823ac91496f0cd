//! Reading messages.

use entity::contact;
use entity::ids::{BroadcastId, ContactId, MessageId};
use entity::message::{Column, Entity, Model};
use entity::words::{MessageStatus, Purpose};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::database::StoreError;
use crate::people::Address;

/// Which messages.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// To this address.
    pub address: Option<Address>,
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
    let mut query = Entity::find().order_by_desc(order).limit(limit);
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
    }
    if let Some(status) = filter.status {
        query = query.filter(Column::Status.eq(status));
        if filter.broadcast.is_some() && status != MessageStatus::Queued {
            // In these words it is the condition of the index by broadcast and status.
            query = query.filter(Expr::cust("status <> 'queued'"));
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
    if let Some(behind) = filter.behind {
        query = query.filter(order.lt(behind));
    }
    Ok(query.all(db).await?)
}

/// How many messages have each status.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn count_by_status(
    db: &impl ConnectionTrait,
) -> Result<Vec<(MessageStatus, i64)>, StoreError> {
    Ok(Entity::find()
        .select_only()
        .column(Column::Status)
        .column_as(Column::Id.count(), "count")
        .group_by(Column::Status)
        .into_tuple()
        .all(db)
        .await?)
}

/// How many messages of each account wait, and since when the first of them.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn queues(
    db: &impl ConnectionTrait,
) -> Result<Vec<(String, i64, Option<i64>)>, StoreError> {
    Ok(Entity::find()
        .select_only()
        .column(Column::AccountId)
        .column_as(Column::Id.count(), "count")
        .column_as(Column::CreatedAt.min(), "oldest")
        .filter(Column::Status.eq(MessageStatus::Queued))
        .group_by(Column::AccountId)
        .into_tuple()
        .all(db)
        .await?)
}
