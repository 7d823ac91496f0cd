//! What of the inbox waits for a person.

use entity::ids::InboundId;
use entity::inbound_message::{Column, Entity, Model};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::database::StoreError;

/// Replies that wait for a person, the oldest first.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn list(
    db: &impl ConnectionTrait,
    after: Option<InboundId>,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let after = after.unwrap_or(InboundId(0));
    Ok(Entity::find()
        .filter(Expr::col((Entity, Column::Unclear)))
        .filter(Column::Id.gt(after))
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// The reply that is to be decided after this one: the next, or else the oldest.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn next(
    db: &impl ConnectionTrait,
    after: InboundId,
) -> Result<Option<Model>, StoreError> {
    for after in [Some(after), None] {
        if let Some(next) = list(db, after, 1).await?.pop() {
            return Ok(Some(next));
        }
    }
    Ok(None)
}

/// How many replies wait for a person, and how many posts could not be read.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn count_open(db: &impl ConnectionTrait) -> Result<(u64, u64), StoreError> {
    let unclear = Entity::find().filter(Expr::col((Entity, Column::Unclear)));
    // The word is written out, as the partial index has it.
    let unreadable = Entity::find().filter(Expr::cust("kind = 'unreadable'"));
    Ok((unclear.count(db).await?, unreadable.count(db).await?))
}

/// How many replies wait for a decision, counted up to `most`: this is asked for every page.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn count_unclear(db: &impl ConnectionTrait, most: u64) -> Result<u64, StoreError> {
    let found: Vec<InboundId> = Entity::find()
        .select_only()
        .column(Column::Id)
        // As the partial index has it.
        .filter(Expr::col((Entity, Column::Unclear)))
        .limit(most)
        .into_tuple()
        .all(db)
        .await?;
    Ok(u64::try_from(found.len()).unwrap_or(most))
}

/// How many posts could not be read, from this one on.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn count_unreadable(
    db: &impl ConnectionTrait,
    since: InboundId,
) -> Result<u64, StoreError> {
    let unreadable = Entity::find()
        .filter(Expr::cust("kind = 'unreadable'"))
        .filter(Column::Id.gte(since));
    Ok(unreadable.count(db).await?)
}
