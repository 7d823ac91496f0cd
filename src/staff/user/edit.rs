//! What administrators change of people, and people of themselves.

use entity::ids::{SessionId, StaffId};
use entity::staff_user::{Column, Entity, Model};
use entity::words::Role;
use rand::Rng;
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use secrecy::SecretString;

use super::{UserError, good_name, good_phone, lock, replace};
use crate::core::Core;
use crate::database::StoreError;
use crate::staff::password::Password;
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
    let admins = lock_admins(&*txn).await?;
    let mut row = lock(&*txn, id).await?.ok_or(UserError::NotFound)?;
    let was = row.role;
    if was == Role::Admin && change.role != Role::Admin {
        another_admin(&admins, id)?;
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
    let admins = lock_admins(&*txn).await?;
    let mut row = lock(&*txn, id).await?.ok_or(UserError::NotFound)?;
    if row.disabled_at.is_some() == is_disabled {
        return Ok(row);
    }
    let action = if is_disabled {
        if row.role == Role::Admin {
            another_admin(&admins, id)?;
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

/// Everybody who can manage people, locked: of two administrators who take the role from one
/// another, the second sees what the first did. Always taken before a single row, in one order, so
/// that nobody waits for each other.
async fn lock_admins(db: &impl ConnectionTrait) -> Result<Vec<StaffId>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Role.eq(Role::Admin))
        .filter(Column::DisabledAt.is_null())
        .filter(Column::PasswordHash.ne(""))
        .order_by_asc(Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Refuses if nobody else could manage people afterwards.
fn another_admin(admins: &[StaffId], but: StaffId) -> Result<(), UserError> {
    let is_another = admins.iter().any(|id| *id != but);
    is_another.then_some(()).ok_or(UserError::LastAdmin)
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
    let mut row = lock(&*txn, id).await?.ok_or(UserError::NotFound)?;
    row.name = name;
    row.phone = phone;
    let email = row.email.clone();
    replace(&*txn, row).await?;
    audit::record(&*txn, core, actor, "user.profile_changed", &email, None).await?;
    txn.commit().await?;
    Ok(())
}

/// Sets one's own password, by somebody who has shown to be the owner. Every other session of the
/// person ends, open links with which a password could be set are withdrawn, and this session gets
/// a new token, which is returned: whoever had copied the old one is out.
///
/// # Errors
/// [`UserError`] says what is wrong.
pub(in crate::staff) async fn set_password(
    core: &Core,
    actor: &str,
    id: StaffId,
    here: SessionId,
    new: Password,
    rng: &mut impl Rng,
) -> Result<SecretString, UserError> {
    let hash = new.hash().await?;
    let txn = core.db.begin_write().await?;
    let mut row = lock(&*txn, id).await?.ok_or(UserError::NotFound)?;
    row.password_hash = hash;
    session::end_others(&*txn, core.now(), id, Some(here)).await?;
    link::withdraw(&*txn, core.now(), Some(id)).await?;
    let token = session::renew(&*txn, here, rng).await?;
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
    Ok(token)
}
