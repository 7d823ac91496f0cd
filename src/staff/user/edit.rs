//! What administrators change of people, and people of themselves.

use entity::ids::{SessionId, StaffId};
use entity::staff_user::{Column, Entity, Model};
use entity::words::Role;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{UserError, get, good_name, good_phone, replace};
use crate::core::Core;
use crate::staff::password::{self, Password};
use crate::staff::{audit, link, session};

/// What may be changed of a person.
#[derive(Clone, Debug)]
pub struct Change {
    /// The name that colleagues see.
    pub name: String,
    /// What the person may do.
    pub role: Role,
}

/// Changes name and role.
///
/// # Errors
/// [`UserError`] says what is wrong.
pub async fn change(
    core: &Core,
    actor: &str,
    id: StaffId,
    change: Change,
) -> Result<Model, UserError> {
    let name = good_name(&change.name)?;
    let txn = core.db.begin_write().await?;
    let mut row = get(&*txn, id).await?.ok_or(UserError::NotFound)?;
    let was = row.role;
    if was == Role::Admin && change.role != Role::Admin {
        another_admin(&*txn, id).await?;
    }
    row.name = name;
    row.role = change.role;
    replace(&*txn, row.clone()).await?;
    let detail = format!("{was} -> {}", row.role);
    audit::record(
        &*txn,
        core,
        actor,
        "user.changed",
        &row.email,
        Some(&detail),
    )
    .await?;
    txn.commit().await?;
    Ok(row)
}

/// Lets a person sign in no more, or again. Open sessions and links end at once.
///
/// # Errors
/// [`UserError`] says what is wrong.
pub async fn set_disabled(
    core: &Core,
    actor: &str,
    id: StaffId,
    is_disabled: bool,
) -> Result<Model, UserError> {
    let now = core.now();
    let txn = core.db.begin_write().await?;
    let mut row = get(&*txn, id).await?.ok_or(UserError::NotFound)?;
    if row.disabled_at.is_some() == is_disabled {
        return Ok(row);
    }
    let action = if is_disabled {
        if row.role == Role::Admin {
            another_admin(&*txn, id).await?;
        }
        session::end_others(&*txn, now, id, None).await?;
        link::withdraw(&*txn, now, Some(id)).await?;
        row.disabled_at = Some(now.millis());
        "user.disabled"
    } else {
        row.disabled_at = None;
        "user.enabled"
    };
    replace(&*txn, row.clone()).await?;
    audit::record(&*txn, core, actor, action, &row.email, None).await?;
    txn.commit().await?;
    Ok(row)
}

/// Refuses if nobody else could manage people afterwards.
async fn another_admin(db: &impl ConnectionTrait, but: StaffId) -> Result<(), UserError> {
    let others = Entity::find()
        .filter(Column::Role.eq(Role::Admin))
        .filter(Column::DisabledAt.is_null())
        .filter(Column::PasswordHash.ne(""))
        .filter(Column::Id.ne(but))
        .count(db)
        .await
        .map_err(crate::database::StoreError::from)?;
    if others == 0 {
        return Err(UserError::LastAdmin);
    }
    Ok(())
}

/// Changes one's own name and number.
///
/// # Errors
/// [`UserError`] says what is wrong.
pub async fn set_profile(
    core: &Core,
    actor: &str,
    id: StaffId,
    name: &str,
    phone: &str,
) -> Result<(), UserError> {
    let (name, phone) = (good_name(name)?, good_phone(phone)?);
    let txn = core.db.begin_write().await?;
    let mut row = get(&*txn, id).await?.ok_or(UserError::NotFound)?;
    row.name = name;
    row.phone = phone;
    let email = row.email.clone();
    replace(&*txn, row).await?;
    audit::record(&*txn, core, actor, "user.profile_changed", &email, None).await?;
    txn.commit().await?;
    Ok(())
}

/// Changes one's own password; every other session of the person ends.
///
/// # Errors
/// [`UserError`] says what is wrong.
pub async fn set_password(
    core: &Core,
    actor: &str,
    id: StaffId,
    here: SessionId,
    present: &str,
    new: &str,
) -> Result<(), UserError> {
    let row = get(core.db.reader(), id)
        .await?
        .ok_or(UserError::NotFound)?;
    if !password::matches(present, Some(&row.password_hash)).await {
        return Err(UserError::WrongPassword);
    }
    let new = Password::parse(new).ok_or(UserError::BadPassword)?;
    let hash = new.hash().await.ok_or(UserError::Hashing)?;
    let txn = core.db.begin_write().await?;
    let mut row = get(&*txn, id).await?.ok_or(UserError::NotFound)?;
    row.password_hash = hash;
    session::end_others(&*txn, core.now(), id, Some(here)).await?;
    audit::record(
        &*txn,
        core,
        actor,
        "user.password_changed",
        &row.email,
        None,
    )
    .await?;
    replace(&*txn, row).await?;
    txn.commit().await?;
    Ok(())
}
