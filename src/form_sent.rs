//! Forms that make something do it once: each carries a mark, and the mark is kept with what it
//! made, in the same transaction.

use entity::form_sent::{Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use std::time::Duration;

use crate::database::StoreError;
use crate::time::Timestamp;

/// So long a form is known again.
const KEPT_FOR: Duration = Duration::from_hours(24);

/// The id of what a form made, if it was sent before.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(crate) async fn made(db: &impl ConnectionTrait, key: &str) -> Result<Option<i64>, StoreError> {
    let row = Entity::find_by_id(key.to_owned()).one(db).await?;
    Ok(row.map(|row| row.made))
}

/// Keeps what a form made; `db` is the transaction in which it did.
///
/// # Errors
/// [`StoreError::Conflict`] if the same form is just making it elsewhere.
pub(crate) async fn keep(
    db: &impl ConnectionTrait,
    key: &str,
    made: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::At.lt(now.minus(KEPT_FOR).millis()))
        .exec(db)
        .await?;
    let row = Model {
        key: key.to_owned(),
        made,
        at: now.millis(),
    };
    Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(db)
        .await?;
    Ok(())
}
