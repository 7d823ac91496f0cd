//! The second factor of a person: set up, asked for, taken away.

use std::str::FromStr;

use entity::ids::{SessionId, StaffId};
use entity::staff_user::Model;
use entity::words::Role;
use rand::Rng;
use secrecy::SecretString;

use super::{UserError, lock, replace};
use crate::core::Core;
use crate::providers::vault::Credentials;
use crate::staff::totp::Factor;
use crate::staff::{audit, session};

const NAME: &str = "totp";

/// Who has to have a second factor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rule {
    /// Nobody; it is up to everybody.
    #[default]
    Off,
    /// Administrators.
    Admin,
    /// Everybody who signs in.
    All,
}

impl Rule {
    /// Whether somebody of this role has to have one.
    pub fn covers(self, role: Role) -> bool {
        match self {
            Self::Off => false,
            Self::Admin => role == Role::Admin,
            Self::All => true,
        }
    }
}

impl FromStr for Rule {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "off" => Ok(Self::Off),
            "admin" => Ok(Self::Admin),
            "all" => Ok(Self::All),
            _ => Err(()),
        }
    }
}

fn sealed_for(id: StaffId) -> String {
    format!("staff:{id}")
}

/// The factor of a person; `None` if there is none, or it was sealed with another master key.
pub fn of(core: &Core, row: &Model) -> Option<Factor> {
    let sealed = row.totp.as_deref()?;
    let opened = Credentials::open(sealed, &core.keys.vault, &sealed_for(row.id)).ok()?;
    Factor::from_base32(opened.get(NAME)?)
}

/// Sets a factor up, for somebody who has shown to be the owner; the code of these digits shows
/// that the app has it. Every other session of the person ends, and the one it is done from gets a
/// new token, which is returned.
///
/// # Errors
/// [`UserError::WrongCode`], or what else is wrong.
pub(in crate::staff) async fn set(
    core: &Core,
    actor: &str,
    id: StaffId,
    here: SessionId,
    factor: &Factor,
    digits: &str,
    rng: &mut impl Rng,
) -> Result<SecretString, UserError> {
    let step = factor
        .step_of(digits, core.now())
        .ok_or(UserError::WrongCode)?;
    let mut credentials = Credentials::default();
    credentials.set(NAME, factor.base32());
    let txn = core.db.begin_write().await?;
    let mut row = lock(&*txn, id).await?.ok_or(UserError::NotFound)?;
    row.totp = Some(credentials.seal(&core.keys.vault, &sealed_for(id), rng));
    row.totp_step = step;
    session::end_others(&*txn, core.now(), id, Some(here)).await?;
    let token = session::renew(&*txn, here, rng).await?;
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
    Ok(token)
}

/// Takes the factor of a person away, as when the phone is lost. Sessions that were begun with it
/// end, but for the one it is done from, if it is one of the person's own.
///
/// # Errors
/// [`UserError`] says what is wrong.
pub async fn remove(
    core: &Core,
    actor: &str,
    id: StaffId,
    here: Option<SessionId>,
) -> Result<(), UserError> {
    let txn = core.db.begin_write().await?;
    let mut row = lock(&*txn, id).await?.ok_or(UserError::NotFound)?;
    if row.totp.is_none() {
        return Ok(());
    }
    row.totp = None;
    session::end_others(&*txn, core.now(), id, here).await?;
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
    let mut row = lock(&*txn, id).await?.ok_or(UserError::NotFound)?;
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
        let browser = session::Browser {
            origin: "192.0.2.7",
            agent: "Mozilla/5.0",
        };
        let full = session::Stage::Full;
        let begun = session::begin(core, one, full, browser, &mut rand::rng()).await;
        let here = begun.unwrap().0.id;
        let factor = Factor::random(&mut rand::rng());
        let wrong = set(core, "a", one, here, &factor, "000000x", &mut rand::rng()).await;
        assert!(matches!(wrong, Err(UserError::WrongCode)));
        let digits = factor.code(core.now());
        set(core, "a", one, here, &factor, &digits, &mut rand::rng())
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

        let row = user::get(core.db.reader(), one).await.unwrap().unwrap();
        let moved = Model { id: other, ..row };
        assert!(of(core, &moved).is_none());
        remove(core, "a", one, None).await.unwrap();
        assert!(session::list(core, one).await.unwrap().is_empty());
        let row = user::get(core.db.reader(), one).await.unwrap().unwrap();
        assert!(of(core, &row).is_none());
    }
}
