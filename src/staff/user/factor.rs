//! The second factor of a person: set up, asked for, taken away.

use entity::ids::StaffId;
use entity::staff_user::Model;
use rand::Rng;

use super::{UserError, get, replace};
use crate::core::Core;
use crate::providers::vault::Credentials;
use crate::staff::audit;
use crate::staff::totp::Factor;

const NAME: &str = "totp";

fn sealed_for(id: StaffId) -> String {
    format!("staff:{id}")
}

/// The factor of a person; `None` if there is none, or it was sealed with another master key.
pub fn of(core: &Core, row: &Model) -> Option<Factor> {
    let sealed = row.totp.as_deref()?;
    let opened = Credentials::open(sealed, &core.keys.vault, &sealed_for(row.id)).ok()?;
    Factor::from_base32(opened.get(NAME)?)
}

/// Sets a factor up; the code of these digits shows that the app has it.
///
/// # Errors
/// [`UserError::WrongCode`], or what else is wrong.
pub async fn set(
    core: &Core,
    actor: &str,
    id: StaffId,
    factor: &Factor,
    digits: &str,
    rng: &mut impl Rng,
) -> Result<(), UserError> {
    let step = factor
        .step_of(digits, core.now())
        .ok_or(UserError::WrongCode)?;
    let mut credentials = Credentials::default();
    credentials.set(NAME, factor.base32());
    let txn = core.db.begin_write().await?;
    let mut row = get(&*txn, id).await?.ok_or(UserError::NotFound)?;
    row.totp = Some(credentials.seal(&core.keys.vault, &sealed_for(id), rng));
    row.totp_step = step;
    audit::record(
        &*txn,
        core,
        actor,
        "user.second_factor_set",
        &row.email,
        None,
    )
    .await?;
    replace(&*txn, row).await?;
    txn.commit().await?;
    Ok(())
}

/// Takes the factor of a person away, as when the phone is lost.
///
/// # Errors
/// [`UserError`] says what is wrong.
pub async fn remove(core: &Core, actor: &str, id: StaffId) -> Result<(), UserError> {
    let txn = core.db.begin_write().await?;
    let mut row = get(&*txn, id).await?.ok_or(UserError::NotFound)?;
    if row.totp.is_none() {
        return Ok(());
    }
    row.totp = None;
    audit::record(
        &*txn,
        core,
        actor,
        "user.second_factor_removed",
        &row.email,
        None,
    )
    .await?;
    replace(&*txn, row).await?;
    txn.commit().await?;
    Ok(())
}

/// Whether a code is good, once: RFC 6238, 5.2 forbids to take the same one again.
///
/// # Errors
/// [`UserError::WrongCode`], or what else is wrong.
pub async fn use_code(core: &Core, id: StaffId, digits: &str) -> Result<(), UserError> {
    let txn = core.db.begin_write().await?;
    let mut row = get(&*txn, id).await?.ok_or(UserError::NotFound)?;
    let step = of(core, &row).and_then(|factor| factor.step_of(digits, core.now()));
    let step = step.filter(|step| *step > row.totp_step);
    row.totp_step = step.ok_or(UserError::WrongCode)?;
    replace(&*txn, row).await?;
    txn.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use entity::words::Role;

    use super::*;
    use crate::staff::user;
    use crate::testing::TestCore;

    #[tokio::test]
    async fn a_code_opens_once_and_never_for_somebody_else() {
        let test = TestCore::new().await;
        let core = &test.core;
        let add = async |email| {
            user::add(core, email, Role::Admin, "gundaling-2026")
                .await
                .unwrap()
                .id
        };
        let (one, other) = (add("a@karokab.go.id").await, add("b@karokab.go.id").await);
        let factor = Factor::random(&mut rand::rng());
        let wrong = set(core, "a", one, &factor, "000000x", &mut rand::rng()).await;
        assert!(matches!(wrong, Err(UserError::WrongCode)));
        let digits = factor.code(core.now());
        set(core, "a", one, &factor, &digits, &mut rand::rng())
            .await
            .unwrap();

        assert!(matches!(
            use_code(core, one, &digits).await,
            Err(UserError::WrongCode)
        ));
        test.pass(std::time::Duration::from_secs(30));
        let next = factor.code(core.now());
        assert!(matches!(
            use_code(core, other, &next).await,
            Err(UserError::WrongCode)
        ));
        use_code(core, one, &next).await.unwrap();
        assert!(matches!(
            use_code(core, one, &next).await,
            Err(UserError::WrongCode)
        ));

        let row = get(core.db.reader(), one).await.unwrap().unwrap();
        let moved = Model { id: other, ..row };
        assert!(of(core, &moved).is_none());
        remove(core, "a", one).await.unwrap();
        let row = get(core.db.reader(), one).await.unwrap().unwrap();
        assert!(of(core, &row).is_none());
    }
}
