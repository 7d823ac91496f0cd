//! One-time links: with one, a person sets a password. The first administrator, somebody who was
//! invited, and somebody who forgot the password all come in this way, and nobody ever has to
//! send a password to somebody else.

use std::time::Duration;

use entity::ids::{LinkId, StaffId};
use entity::sign_in_link::{ActiveModel, Column, Entity, Model};
use rand::Rng;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, Set,
};
use secrecy::SecretString;

use super::token;
use crate::core::Core;
use crate::database::StoreError;
use crate::time::Timestamp;

/// How long a link is good.
pub const GOOD_FOR: Duration = Duration::from_hours(72);

/// Makes a link and withdraws the earlier ones for the same person; `db` is the transaction of
/// the deed. The token is shown once.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn make(
    db: &impl ConnectionTrait,
    core: &Core,
    staff: Option<StaffId>,
    made_by: &str,
    rng: &mut impl Rng,
) -> Result<SecretString, StoreError> {
    let now = core.now();
    withdraw(db, now, staff).await?;
    let (token, token_hash) = token::new(rng);
    let row = Model {
        id: LinkId(core.next_id()),
        token_hash,
        staff_id: staff,
        made_by: made_by.to_owned(),
        created_at: now.millis(),
        expires_at: now.plus(GOOD_FOR).millis(),
        used_at: None,
    };
    Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(db)
        .await?;
    Ok(token)
}

/// The link with this token, if it is still good.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn find(
    db: &impl ConnectionTrait,
    now: Timestamp,
    token: &str,
) -> Result<Option<Model>, StoreError> {
    let Some(hash) = token::hash(token) else {
        return Ok(None);
    };
    let row = Entity::find()
        .filter(Column::TokenHash.eq(hash))
        .filter(Column::UsedAt.is_null())
        .one(db)
        .await?;
    Ok(row.filter(|row| now.millis() < row.expires_at))
}

/// Uses a link up, in the transaction of what it is used for; `false` if somebody was faster.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn use_up(
    db: &impl ConnectionTrait,
    now: Timestamp,
    id: LinkId,
) -> Result<bool, StoreError> {
    let done = Entity::update_many()
        .set(used(now))
        .filter(Column::Id.eq(id))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now.millis()))
        .exec(db)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Withdraws the open links for a person.
pub(super) async fn withdraw(
    db: &impl ConnectionTrait,
    now: Timestamp,
    staff: Option<StaffId>,
) -> Result<(), StoreError> {
    let whose = match staff {
        Some(id) => Column::StaffId.eq(id),
        None => Column::StaffId.is_null(),
    };
    Entity::update_many()
        .set(used(now))
        .filter(whose)
        .filter(Column::UsedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

fn used(now: Timestamp) -> ActiveModel {
    ActiveModel {
        used_at: Set(Some(now.millis())),
        ..Default::default()
    }
}
