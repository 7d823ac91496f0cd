//! What is asked of all accounts at once.

use std::collections::HashMap;

use entity::account::{Column, Entity};
use entity::words::AccountKind;
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect};

use crate::database::StoreError;

/// The kinds of all accounts, by id.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn kinds(db: &impl ConnectionTrait) -> Result<Vec<(String, AccountKind)>, StoreError> {
    Ok(Entity::find()
        .select_only()
        .columns([Column::Id, Column::Kind])
        .into_tuple()
        .all(db)
        .await?)
}

/// The names of all accounts, by id.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn names(db: &impl ConnectionTrait) -> Result<HashMap<String, String>, StoreError> {
    let rows: Vec<(String, String)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Name])
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// When each account may send again: its next turn, and the end of its pause after a fault.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn lanes(
    db: &impl ConnectionTrait,
) -> Result<Vec<(String, i64, Option<i64>)>, StoreError> {
    Ok(Entity::find()
        .select_only()
        .columns([Column::Id, Column::NextSendAt, Column::DownUntil])
        .into_tuple()
        .all(db)
        .await?)
}

/// Which accounts can send: switched on, not stopped, and not down.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn conditions(db: &impl ConnectionTrait) -> Result<Vec<(String, bool)>, StoreError> {
    let rows: Vec<(String, bool, bool, i32)> = Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::Active,
            Column::Paused,
            Column::DownCount,
        ])
        .into_tuple()
        .all(db)
        .await?;
    let can_send = |(id, active, paused, faults): (String, bool, bool, i32)| {
        (id, active && !paused && faults == 0)
    };
    Ok(rows.into_iter().map(can_send).collect())
}
