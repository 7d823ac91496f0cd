//! Contacts: one row an address, made on first sight.

use entity::contact::{ActiveModel, Column, Entity, Model};
use entity::ids::ContactId;
use entity::words::ConsentStatus;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};

use super::Address;
use crate::database::StoreError;
use crate::time::Timestamp;

/// How many addresses one question to the database may name.
const CHUNK: usize = 500;

/// A contact as it is when it is first seen.
pub fn new(id: ContactId, address: &str, now: Timestamp) -> Model {
    Model {
        id,
        address: address.to_owned(),
        status: ConsentStatus::Unknown,
        since: None,
        source: None,
        decided_at: None,
        chain_length: 0,
        chain_head: None,
        name: None,
        last_inbound_at: None,
        last_outbound: None,
        last_outbound_at: None,
        last_request_id: None,
        last_asked_at: None,
        ask_count: 0,
        held: false,
        questioned_at: None,
        quick_replies: 0,
        unreachable: false,
        created_at: now.millis(),
        version: 0,
    }
}

/// The contact of an address.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn find(
    db: &impl ConnectionTrait,
    address: &Address,
) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find()
        .filter(Column::Address.eq(address.as_str()))
        .one(db)
        .await?)
}

/// The contact of an address, locked for the transaction.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn lock(
    db: &impl ConnectionTrait,
    address: &Address,
) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find()
        .filter(Column::Address.eq(address.as_str()))
        .lock_exclusive()
        .one(db)
        .await?)
}

/// A contact by its id, locked for the transaction.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn lock_by_id(
    db: &impl ConnectionTrait,
    id: ContactId,
) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(id).lock_exclusive().one(db).await?)
}

/// The contact of an address, locked for the transaction; made if it was not there.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn lock_or_create(
    db: &impl ConnectionTrait,
    id: ContactId,
    address: &Address,
    now: Timestamp,
) -> Result<Model, StoreError> {
    if let Some(contact) = lock(db, address).await? {
        return Ok(contact);
    }
    let row: ActiveModel = new(id, address.as_str(), now)
        .into_active_model()
        .reset_all();
    Entity::insert(row)
        .on_conflict_do_nothing_on([Column::Address])
        .exec_without_returning(db)
        .await?;
    lock(db, address).await?.ok_or_else(|| {
        StoreError::Refused(sea_orm::DbErr::RecordNotFound(
            "the contact just made".to_owned(),
        ))
    })
}

/// Makes the contacts of many addresses; those that are there already stay as they are.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn create_many(
    db: &impl ConnectionTrait,
    addresses: &[String],
    mut next_id: impl FnMut() -> ContactId,
    now: Timestamp,
) -> Result<(), StoreError> {
    for chunk in addresses.chunks(CHUNK) {
        let rows: Vec<ActiveModel> = chunk
            .iter()
            .map(|address| new(next_id(), address, now).into_active_model().reset_all())
            .collect();
        Entity::insert_many(rows)
            .on_conflict_do_nothing_on([Column::Address])
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

/// The contacts of many addresses; those not known are left out.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn find_many(
    db: &impl ConnectionTrait,
    addresses: &[String],
) -> Result<Vec<Model>, StoreError> {
    let mut found = Vec::with_capacity(addresses.len());
    for chunk in addresses.chunks(CHUNK) {
        let filter = Column::Address.is_in(chunk.iter().map(String::as_str));
        found.extend(Entity::find().filter(filter).all(db).await?);
    }
    Ok(found)
}

/// The contacts with these ids.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn find_by_ids(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = ContactId>,
) -> Result<Vec<Model>, StoreError> {
    let ids: Vec<_> = ids.into_iter().collect();
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let filter = Column::Id.is_in(chunk.iter().copied());
        found.extend(Entity::find().filter(filter).all(db).await?);
    }
    Ok(found)
}

/// How many contacts have each status.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn count_by_status(
    db: &impl ConnectionTrait,
) -> Result<Vec<(ConsentStatus, i64)>, StoreError> {
    Ok(Entity::find()
        .select_only()
        .column(Column::Status)
        .column_as(Column::Id.count(), "count")
        .group_by(Column::Status)
        .into_tuple()
        .all(db)
        .await?)
}

/// Writes a contact that was locked and changed in this transaction.
///
/// # Errors
/// [`StoreError::Conflict`] if somebody else changed it meanwhile.
pub async fn update(db: &impl ConnectionTrait, contact: Model) -> Result<(), StoreError> {
    let (id, version) = (contact.id, contact.version);
    let mut row: ActiveModel = contact.into_active_model().reset_all();
    row.version = sea_orm::Set(version + 1);
    let done = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(id))
        .filter(Column::Version.eq(version))
        .exec(db)
        .await?;
    if done.rows_affected == 1 {
        Ok(())
    } else {
        Err(StoreError::Conflict(sea_orm::DbErr::RecordNotUpdated))
    }
}
