//! How people come in: the first administrator, those who are invited, those who forgot.

use entity::ids::StaffId;
use entity::staff_user::Model;
use entity::words::Role;
use rand::Rng;
use secrecy::SecretString;

use super::{UserError, folded, get, good_name, insert, is_nobody, lock, new, replace};
use crate::core::Core;
use crate::database::StoreError;
use crate::staff::password::Password;
use crate::staff::{audit, link, session};

/// A link for the first administrator, as long as there is nobody; earlier ones are withdrawn.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn first_link(
    core: &Core,
    rng: &mut impl Rng,
) -> Result<Option<SecretString>, StoreError> {
    if !is_nobody(core.db.reader()).await? {
        return Ok(None);
    }
    let txn = core.db.begin_write().await?;
    let token = link::make(&*txn, core, None, "system", rng).await?;
    txn.commit().await?;
    Ok(Some(token))
}

/// Adds a person without a password, and makes the link with which one is set.
///
/// # Errors
/// [`UserError`] says what is wrong.
pub async fn invite(
    core: &Core,
    actor: &str,
    email: &str,
    name: &str,
    role: Role,
    rng: &mut impl Rng,
) -> Result<(Model, SecretString), UserError> {
    let row = new(core, folded(email)?, good_name(name)?, role);
    let txn = core.db.begin_write().await?;
    insert(&*txn, row.clone()).await?;
    let token = link::make(&*txn, core, Some(row.id), actor, rng).await?;
    audit::record(
        &*txn,
        core,
        actor,
        "user.invited",
        &row.email,
        Some(role.as_str()),
    )
    .await?;
    txn.commit().await?;
    Ok((row, token))
}

/// A new link for somebody who lost the password or the first link.
///
/// # Errors
/// [`UserError`] says what is wrong.
pub async fn new_link(
    core: &Core,
    actor: &str,
    id: StaffId,
    rng: &mut impl Rng,
) -> Result<SecretString, UserError> {
    let txn = core.db.begin_write().await?;
    let row = lock(&*txn, id).await?.ok_or(UserError::NotFound)?;
    let token = link::make(&*txn, core, Some(id), actor, rng).await?;
    audit::record(&*txn, core, actor, "user.link_made", &row.email, None).await?;
    txn.commit().await?;
    Ok(token)
}

/// Who a link is for.
#[derive(Clone, Debug)]
pub enum For {
    /// The first administrator, who says who that is.
    FirstAdmin,
    /// Somebody who is known.
    Person(Model),
}

/// Who a good link is for.
///
/// # Errors
/// [`UserError::LinkGone`] for any other, or the database.
pub async fn look_up(core: &Core, token: &str) -> Result<For, UserError> {
    let db = core.db.reader();
    let row = link::find(db, core.now(), token)
        .await?
        .ok_or(UserError::LinkGone)?;
    let Some(id) = row.staff_id else {
        return Ok(For::FirstAdmin);
    };
    let person = get(db, id).await?.filter(|row| row.disabled_at.is_none());
    person.map(For::Person).ok_or(UserError::LinkGone)
}

/// Makes the first administrator.
///
/// # Errors
/// [`UserError`] says what is wrong.
pub async fn first_admin(
    core: &Core,
    token: &str,
    email: &str,
    name: &str,
    password: &str,
) -> Result<Model, UserError> {
    let (email, name) = (folded(email)?, good_name(name)?);
    let hash = hashed(password).await?;
    let txn = core.db.begin_write().await?;
    let row = link::find(&*txn, core.now(), token).await?;
    let is_first = row.as_ref().is_some_and(|row| row.staff_id.is_none());
    let Some(row) = row.filter(|_| is_first) else {
        return Err(UserError::LinkGone);
    };
    if !is_nobody(&*txn).await? || !link::use_up(&*txn, core.now(), row.id).await? {
        return Err(UserError::LinkGone);
    }
    let mut person = new(core, email, name, Role::Admin);
    person.password_hash = hash;
    insert(&*txn, person.clone()).await?;
    let actor = format!("staff:{}", person.email);
    audit::record(&*txn, core, &actor, "user.first_admin", &person.email, None).await?;
    txn.commit().await?;
    Ok(person)
}

/// Sets the password that a link is for; every session of the person ends.
///
/// # Errors
/// [`UserError`] says what is wrong.
pub async fn set_password(core: &Core, token: &str, password: &str) -> Result<Model, UserError> {
    let hash = hashed(password).await?;
    let txn = core.db.begin_write().await?;
    let row = link::find(&*txn, core.now(), token)
        .await?
        .ok_or(UserError::LinkGone)?;
    let Some(id) = row.staff_id else {
        return Err(UserError::LinkGone);
    };
    if !link::use_up(&*txn, core.now(), row.id).await? {
        return Err(UserError::LinkGone);
    }
    let person = lock(&*txn, id)
        .await?
        .filter(|row| row.disabled_at.is_none());
    let mut person = person.ok_or(UserError::LinkGone)?;
    person.password_hash = hash;
    replace(&*txn, person.clone()).await?;
    session::end_others(&*txn, core.now(), id, None).await?;
    let actor = format!("staff:{}", person.email);
    audit::record(
        &*txn,
        core,
        &actor,
        "user.password_set",
        &person.email,
        None,
    )
    .await?;
    txn.commit().await?;
    Ok(person)
}

async fn hashed(password: &str) -> Result<String, UserError> {
    let password = Password::parse(password).ok_or(UserError::BadPassword)?;
    Ok(password.hash().await?)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;
    use crate::staff::user::edit::{Change, change, set_disabled};
    use crate::testing::TestCore;

    const EMAIL: &str = "kadis@karokab.go.id";
    const PASSWORD: &str = "gundaling-2026";

    async fn first(test: &TestCore) -> Model {
        let token = first_link(&test.core, &mut rand::rng())
            .await
            .unwrap()
            .unwrap();
        first_admin(
            &test.core,
            token.expose_secret(),
            EMAIL,
            "Kepala Dinas",
            PASSWORD,
        )
        .await
        .unwrap()
    }

    #[tokio::test]
    async fn the_first_link_makes_one_administrator_and_no_second() {
        let test = TestCore::new().await;
        let core = &test.core;
        let rng = &mut rand::rng();
        let old = first_link(core, rng).await.unwrap().unwrap();
        let token = first_link(core, rng).await.unwrap().unwrap();
        let gone = look_up(core, old.expose_secret()).await;
        assert!(matches!(gone, Err(UserError::LinkGone)));
        let token = token.expose_secret();
        let found = look_up(core, token).await.unwrap();
        assert!(matches!(found, For::FirstAdmin));
        let short = first_admin(core, token, EMAIL, "Kepala Dinas", "pendek").await;
        assert!(matches!(short, Err(UserError::BadPassword)));
        let row = first_admin(core, token, EMAIL, "Kepala Dinas", PASSWORD)
            .await
            .unwrap();
        assert_eq!(row.role, Role::Admin);
        let again = first_admin(core, token, "x@karokab.go.id", "X", PASSWORD).await;
        assert!(matches!(again, Err(UserError::LinkGone)));
        assert!(first_link(core, rng).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn who_is_invited_sets_a_password_once() {
        let test = TestCore::new().await;
        let core = &test.core;
        first(&test).await;
        let invited = invite(
            core,
            EMAIL,
            "loket@karokab.go.id",
            "Loket 1",
            Role::Officer,
            &mut rand::rng(),
        )
        .await;
        let (row, token) = invited.unwrap();
        let token = token.expose_secret();
        set_password(core, token, PASSWORD).await.unwrap();
        let again = set_password(core, token, "lain-sekali-2026").await;
        assert!(matches!(again, Err(UserError::LinkGone)));
        let late = new_link(core, EMAIL, row.id, &mut rand::rng())
            .await
            .unwrap();
        test.pass(link::GOOD_FOR);
        let late = set_password(core, late.expose_secret(), PASSWORD).await;
        assert!(matches!(late, Err(UserError::LinkGone)));
    }

    #[tokio::test]
    async fn the_last_administrator_stays_one() {
        let test = TestCore::new().await;
        let core = &test.core;
        let admin = first(&test).await;
        let officer = || Change {
            name: "Kepala Dinas".to_owned(),
            role: Role::Officer,
        };
        let demoted = change(core, EMAIL, admin.id, officer()).await;
        assert!(matches!(demoted, Err(UserError::LastAdmin)));
        let disabled = set_disabled(core, EMAIL, admin.id, true).await;
        assert!(matches!(disabled, Err(UserError::LastAdmin)));
        let invited = invite(
            core,
            EMAIL,
            "wakil@karokab.go.id",
            "Wakil",
            Role::Admin,
            &mut rand::rng(),
        )
        .await;
        let (_, token) = invited.unwrap();
        let not_yet = set_disabled(core, EMAIL, admin.id, true).await;
        assert!(
            matches!(not_yet, Err(UserError::LastAdmin)),
            "the invited one has no password"
        );
        set_password(core, token.expose_secret(), PASSWORD)
            .await
            .unwrap();
        change(core, EMAIL, admin.id, officer()).await.unwrap();
    }
}
