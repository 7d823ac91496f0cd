//! The table of broadcasts.

use entity::broadcast::{Column, Entity};
use entity::ids::BroadcastId;
use entity::words::BroadcastStatus;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::database::StoreError;

/// The broadcasts whose messages may leave, oldest first.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn running(db: &impl ConnectionTrait) -> Result<Vec<BroadcastId>, StoreError> {
    Ok(Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Status.eq(BroadcastStatus::Running))
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(db)
        .await?)
}
