//! What people change of their own way in: password and second factor. An open browser is not yet
//! its owner, so each of these asks once more for what only the owner knows or has. That is limited
//! in how often it may be tried, and every wrong try is in the audit trail.

use entity::ids::{SessionId, StaffId};
use rand::Rng;
use secrecy::SecretString;

use super::audit;
use super::password::{self, Password};
use super::sign_in::Door;
use super::totp::Factor;
use super::user::{self, UserError, edit, factor};
use crate::core::Core;

/// Somebody who is signed in, and says to be the owner.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    /// Whose things are changed.
    pub id: StaffId,
    /// The name in the audit trail.
    pub actor: &'a str,
    /// The address that signs in.
    pub email: &'a str,
    /// The session it is done from.
    pub session: SessionId,
    /// From which network address.
    pub origin: &'a str,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum NotDone {
    /// It was not shown that it is the owner.
    #[error(transparent)]
    Unproven(UserError),
    /// What was to be set is not good.
    #[error(transparent)]
    Refused(UserError),
}

impl Door {
    /// Changes one's own password. Every other session ends; the token is the new one of this.
    ///
    /// # Errors
    /// [`NotDone`] says why not.
    pub async fn change_password(
        &self,
        core: &Core,
        owner: Owner<'_>,
        present: &str,
        new: &str,
        rng: &mut impl Rng,
    ) -> Result<SecretString, NotDone> {
        let new = Password::parse(new).ok_or(NotDone::Refused(UserError::BadPassword))?;
        let proven = self.show_password(core, owner, present).await;
        proven.map_err(NotDone::Unproven)?;
        edit::set_password(core, owner.actor, owner.id, owner.session, new, rng)
            .await
            .map_err(NotDone::Refused)
    }

    /// Sets up one's own second factor. `present` is the code of the factor that is replaced, or
    /// the password where there is none. Every other session ends; the token is the new one of
    /// this.
    ///
    /// # Errors
    /// [`NotDone`] says why not.
    pub async fn set_factor(
        &self,
        core: &Core,
        owner: Owner<'_>,
        present: &str,
        factor: &Factor,
        digits: &str,
        rng: &mut impl Rng,
    ) -> Result<SecretString, NotDone> {
        // The code of the new one is looked at first: a slip there costs nothing.
        if factor.step_of(digits, core.now()).is_none() {
            return Err(NotDone::Refused(UserError::WrongCode));
        }
        let proven = match self.has_factor(core, owner).await {
            Ok(true) => self.show_code(core, owner, present).await,
            Ok(false) => self.show_password(core, owner, present).await,
            Err(error) => Err(error),
        };
        proven.map_err(NotDone::Unproven)?;
        factor::set(
            core,
            owner.actor,
            owner.id,
            owner.session,
            factor,
            digits,
            rng,
        )
        .await
        .map_err(NotDone::Refused)
    }

    /// Takes one's own second factor away; every other session ends.
    ///
    /// # Errors
    /// [`NotDone`] says why not.
    pub async fn remove_factor(
        &self,
        core: &Core,
        owner: Owner<'_>,
        present: &str,
    ) -> Result<(), NotDone> {
        let proven = self.show_code(core, owner, present).await;
        proven.map_err(NotDone::Unproven)?;
        factor::remove(core, owner.actor, owner.id, Some(owner.session))
            .await
            .map_err(NotDone::Refused)
    }

    async fn has_factor(&self, core: &Core, owner: Owner<'_>) -> Result<bool, UserError> {
        let row = user::get(core.db.reader(), owner.id).await?;
        Ok(row.ok_or(UserError::NotFound)?.totp.is_some())
    }

    async fn show_password(
        &self,
        core: &Core,
        owner: Owner<'_>,
        given: &str,
    ) -> Result<(), UserError> {
        self.may_show(owner.id, owner.origin)
            .or(Err(UserError::TooOften))?;
        let row = user::get(core.db.reader(), owner.id).await?;
        let row = row.ok_or(UserError::NotFound)?;
        if password::matches(given, Some(&row.password_hash)).await? {
            return Ok(());
        }
        audit::note(core, owner.actor, "user.password_refused", owner.email).await?;
        Err(UserError::WrongPassword)
    }

    async fn show_code(
        &self,
        core: &Core,
        owner: Owner<'_>,
        digits: &str,
    ) -> Result<(), UserError> {
        self.may_show(owner.id, owner.origin)
            .or(Err(UserError::TooOften))?;
        let used = factor::use_code(core, owner.id, digits).await;
        if matches!(used, Err(UserError::WrongCode)) {
            audit::note(core, owner.actor, "user.code_refused", owner.email).await?;
        }
        used
    }
}
