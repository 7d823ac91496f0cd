//! Values the program keeps for itself in the database.

use entity::setting::{Column, Entity, Model};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel};

use crate::database::StoreError;

/// A value.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn get(db: &impl ConnectionTrait, key: &str) -> Result<Option<String>, StoreError> {
    Ok(Entity::find_by_id(key.to_owned())
        .one(db)
        .await?
        .map(|row| row.value))
}

/// Sets a value that is not there yet, and returns what is there then.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn get_or_set(
    db: &impl ConnectionTrait,
    key: &str,
    value: &str,
) -> Result<String, StoreError> {
    let row = Model {
        key: key.to_owned(),
        value: value.to_owned(),
    };
    Entity::insert(row.into_active_model().reset_all())
        .on_conflict(OnConflict::column(Column::Key).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(get(db, key).await?.unwrap_or_else(|| value.to_owned()))
}

/// Sets a value.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn set(db: &impl ConnectionTrait, key: &str, value: &str) -> Result<(), StoreError> {
    let row = Model {
        key: key.to_owned(),
        value: value.to_owned(),
    };
    Entity::insert(row.into_active_model().reset_all())
        .on_conflict(
            OnConflict::column(Column::Key)
                .update_column(Column::Value)
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// The values whose names begin like this.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn with_prefix(
    db: &impl ConnectionTrait,
    prefix: &str,
) -> Result<Vec<(String, String)>, StoreError> {
    // The table is small; a filter in SQL would have to know the wildcards of LIKE.
    let rows = Entity::find().all(db).await?;
    Ok(rows
        .into_iter()
        .filter(|row| row.key.starts_with(prefix))
        .map(|row| (row.key, row.value))
        .collect())
}
