//! Contacts: one row an address, made on first sight.

use entity::contact::{ActiveModel, Column, Entity, Model};
use entity::ids::ContactId;
use entity::words::ConsentStatus;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde::Serialize;

use super::Address;
use crate::database::{StoreError, find_unique};
use crate::many_rows::{self, Columns, Kind};
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
        played: false,
        refused: false,
        decided_at: None,
        chain_length: 0,
        chain_head: None,
        name: None,
        last_inbound_at: None,
        last_played_at: None,
        last_inbound_id: None,
        last_wrote_id: None,
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

/// When it last wrote, or somebody for it in the simulator.
pub fn heard_at(contact: &Model) -> Option<i64> {
    contact.last_inbound_at.max(contact.last_played_at)
}

/// The contact of an address.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn find(
    db: &impl ConnectionTrait,
    address: &Address,
) -> Result<Option<Model>, StoreError> {
    let query = Entity::find().filter(Column::Address.eq(address.as_str()));
    find_unique(db, query).await
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

/// The contacts with these ids, locked for the transaction: always in the same order, so that two
/// who lock several do not wait for each other.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn lock_by_ids(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = ContactId>,
) -> Result<Vec<Model>, StoreError> {
    let ids: std::collections::BTreeSet<_> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(Entity::find()
        .filter(Column::Id.is_in(ids))
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(db)
        .await?)
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

/// How many numbers have agreed in the simulator only.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn count_played(db: &impl ConnectionTrait) -> Result<i64, StoreError> {
    let count = Entity::find()
        .select_only()
        .column_as(Column::Id.count(), "count")
        // As in the index `contact_played`, which holds only them.
        .filter(Expr::cust("played"))
        .into_tuple()
        .one(db)
        .await?;
    Ok(count.unwrap_or(0))
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

/// What sending changes of a contact.
#[derive(Serialize)]
struct Sent<'a> {
    id: i64,
    old_version: i64,
    version: i64,
    status: &'a str,
    since: Option<i64>,
    source: Option<&'a str>,
    chain_length: i64,
    chain_head: Option<String>,
    last_outbound: Option<&'a str>,
    last_outbound_at: Option<i64>,
    last_request_id: Option<i64>,
    last_asked_at: Option<i64>,
    ask_count: i64,
    unreachable: bool,
}

const SENT: Columns = Columns {
    table: "contact",
    written: &[
        ("version", Kind::Integer),
        ("status", Kind::Text),
        ("since", Kind::Integer),
        ("source", Kind::Text),
        ("chain_length", Kind::Integer),
        ("chain_head", Kind::Bytes),
        ("last_outbound", Kind::Text),
        ("last_outbound_at", Kind::Integer),
        ("last_request_id", Kind::Integer),
        ("last_asked_at", Kind::Integer),
        ("ask_count", Kind::Integer),
        ("unreachable", Kind::Boolean),
    ],
    guard: Some(("version", Kind::Integer)),
};

/// Writes what sending has changed of contacts that were locked in this transaction.
///
/// # Errors
/// [`StoreError::Conflict`] if somebody else changed one meanwhile.
pub async fn note_sent(db: &impl ConnectionTrait, contacts: &[&Model]) -> Result<(), StoreError> {
    let rows: Vec<_> = contacts
        .iter()
        .map(|contact| Sent {
            id: contact.id.0,
            old_version: contact.version,
            version: contact.version + 1,
            status: contact.status.as_str(),
            since: contact.since,
            source: contact.source.map(entity::words::EventSource::as_str),
            chain_length: contact.chain_length,
            chain_head: contact.chain_head.as_ref().map(hex::encode),
            last_outbound: contact
                .last_outbound
                .map(entity::words::LastOutbound::as_str),
            last_outbound_at: contact.last_outbound_at,
            last_request_id: contact.last_request_id.map(|id| id.0),
            last_asked_at: contact.last_asked_at,
            ask_count: contact.ask_count,
            unreachable: contact.unreachable,
        })
        .collect();
    if many_rows::update(db, SENT, &rows).await? == u64::try_from(rows.len()).unwrap_or(u64::MAX) {
        Ok(())
    } else {
        Err(StoreError::Conflict(sea_orm::DbErr::RecordNotUpdated))
    }
}
