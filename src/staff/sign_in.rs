//! The door: password, then the code of the second factor where there is one. Both are limited in
//! how often they may be tried, and neither tells which part of a guess was wrong.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use entity::ids::StaffId;
use entity::staff_user::Model;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use rand::Rng;
use secrecy::SecretString;

use super::session::{self, Browser, Stage};
use super::user::UserError;
use super::{audit, password, user};
use crate::core::Core;
use crate::database::StoreError;

/// So many tries at once for one address or one person; then one in [`EVERY`].
const TRIES: NonZeroU32 = NonZeroU32::new(8).unwrap();
/// So many from one network address: an office sits behind one.
const TRIES_FROM: NonZeroU32 = NonZeroU32::new(40).unwrap();
/// How soon one more try is allowed.
const EVERY: Duration = Duration::from_secs(30);
/// The longest address that is looked at.
const LONGEST_EMAIL: usize = 254;

/// Why somebody is not let in.
#[derive(Debug, thiserror::Error)]
pub enum NotIn {
    /// Address or password are wrong, or the person may not sign in any more.
    #[error("address or password are not right")]
    Wrong,
    /// The code is wrong, was used, or its time has passed.
    #[error("the code is not right")]
    WrongCode,
    /// Password and code were asked for too long ago.
    #[error("sign in again, this took too long")]
    TooLate,
    /// Too many tries.
    #[error("too many tries; wait a few minutes")]
    TooOften,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A password that was right, and what the browser is to hold.
#[derive(Debug)]
pub struct Entered {
    /// Whether the code is still to come.
    pub stage: Stage,
    /// What the browser is to hold.
    pub token: SecretString,
}

/// Counts tries; shared by all workers, cheap to clone.
#[derive(Clone, Debug)]
pub struct Door {
    by_name: Arc<DefaultKeyedRateLimiter<String>>,
    by_origin: Arc<DefaultKeyedRateLimiter<String>>,
}

impl Default for Door {
    fn default() -> Self {
        let quota = |burst| {
            Quota::with_period(EVERY)
                .map_or(Quota::per_minute(burst), |quota| quota.allow_burst(burst))
        };
        Self {
            by_name: Arc::new(RateLimiter::keyed(quota(TRIES))),
            by_origin: Arc::new(RateLimiter::keyed(quota(TRIES_FROM))),
        }
    }
}

impl Door {
    /// Forgets those who have not tried for long; keys would be kept for ever otherwise.
    pub fn forget_old(&self) {
        self.by_name.retain_recent();
        self.by_origin.retain_recent();
    }

    fn may_try(&self, name: &str, origin: &str) -> Result<(), NotIn> {
        let both = self.by_origin.check_key(&origin.to_owned()).is_ok()
            && self.by_name.check_key(&name.to_owned()).is_ok();
        both.then_some(()).ok_or(NotIn::TooOften)
    }

    /// Somebody with address and password.
    ///
    /// # Errors
    /// [`NotIn`] says why not.
    pub async fn password(
        &self,
        core: &Core,
        email: &str,
        given: &str,
        browser: Browser<'_>,
        rng: &mut impl Rng,
    ) -> Result<Entered, NotIn> {
        let email: String = email.trim().to_lowercase();
        let email: String = email.chars().take(LONGEST_EMAIL).collect();
        self.may_try(&email, browser.origin)?;
        let row = user::find(core.db.reader(), &email).await?;
        let row = row.filter(|row| row.disabled_at.is_none());
        let kept = row.as_ref().map(|row| row.password_hash.as_str());
        let is_right = password::matches(given, kept).await;
        let Some(row) = row.filter(|_| is_right) else {
            audit::note(core, "somebody", "user.refused", &email).await?;
            return Err(NotIn::Wrong);
        };
        if row.totp.is_some() {
            let stage = Stage::AwaitsCode;
            let (_, token) = session::begin(core, row.id, stage, browser, rng).await?;
            return Ok(Entered { stage, token });
        }
        self.let_in(core, &row, browser, rng).await
    }

    /// The same person with the code; `token` is what the password gave.
    ///
    /// # Errors
    /// [`NotIn`] says why not.
    pub async fn code(
        &self,
        core: &Core,
        token: &str,
        digits: &str,
        browser: Browser<'_>,
        rng: &mut impl Rng,
    ) -> Result<Entered, NotIn> {
        let waiting = session::find(core, token, Stage::AwaitsCode).await?;
        let (waiting, row) = waiting.ok_or(NotIn::TooLate)?;
        self.may_try(&code_of(row.id), browser.origin)?;
        match user::factor::use_code(core, row.id, digits).await {
            Ok(()) => {}
            Err(UserError::Store(error)) => return Err(error.into()),
            Err(_) => {
                audit::note(core, "somebody", "user.code_refused", &row.email).await?;
                return Err(NotIn::WrongCode);
            }
        }
        session::end(core, row.id, waiting.id).await?;
        self.let_in(core, &row, browser, rng).await
    }

    /// Lets in somebody who has shown who it is, as by a one-time link.
    ///
    /// # Errors
    /// [`NotIn::Store`] if the database does not answer.
    pub async fn let_in(
        &self,
        core: &Core,
        row: &Model,
        browser: Browser<'_>,
        rng: &mut impl Rng,
    ) -> Result<Entered, NotIn> {
        let stage = Stage::Full;
        let (_, token) = session::begin(core, row.id, stage, browser, rng).await?;
        let actor = format!("staff:{}", row.email);
        audit::note(core, &actor, "user.signed_in", &row.email).await?;
        Ok(Entered { stage, token })
    }
}

/// The key under which tries of a code are counted; no address looks like it.
fn code_of(id: StaffId) -> String {
    format!("code {id}")
}

#[cfg(test)]
mod tests {
    use entity::words::Role;
    use secrecy::ExposeSecret;

    use super::*;
    use crate::staff::totp::Factor;
    use crate::testing::TestCore;

    const EMAIL: &str = "kadis@karokab.go.id";
    const PASSWORD: &str = "gundaling-2026";
    const HERE: Browser<'_> = Browser {
        origin: "192.0.2.7",
        agent: "Mozilla/5.0",
    };

    async fn try_password(
        door: &Door,
        core: &Core,
        email: &str,
        given: &str,
    ) -> Result<Entered, NotIn> {
        door.password(core, email, given, HERE, &mut rand::rng())
            .await
    }

    #[tokio::test]
    async fn wrong_guesses_look_alike_and_end() {
        let test = TestCore::new().await;
        let (core, door) = (&test.core, Door::default());
        user::add(core, EMAIL, Role::Admin, PASSWORD).await.unwrap();
        let unknown = try_password(&door, core, "x@karokab.go.id", PASSWORD).await;
        assert!(matches!(unknown, Err(NotIn::Wrong)));
        for _ in 0..TRIES.get() - 1 {
            let wrong = try_password(&door, core, EMAIL, "salah-sekali").await;
            assert!(matches!(wrong, Err(NotIn::Wrong)));
        }
        let good = try_password(&door, core, &EMAIL.to_uppercase(), PASSWORD)
            .await
            .unwrap();
        assert_eq!(good.stage, Stage::Full);
        let more = try_password(&door, core, EMAIL, PASSWORD).await;
        assert!(
            matches!(more, Err(NotIn::TooOften)),
            "in whatever case the address is typed"
        );
    }

    #[tokio::test]
    async fn with_a_second_factor_the_password_alone_opens_nothing() {
        let test = TestCore::new().await;
        let (core, door) = (&test.core, Door::default());
        let row = user::add(core, EMAIL, Role::Admin, PASSWORD).await.unwrap();
        let factor = Factor::random(&mut rand::rng());
        let digits = factor.code(core.now());
        user::factor::set(core, "x", row.id, &factor, &digits, &mut rand::rng())
            .await
            .unwrap();
        test.pass(Duration::from_mins(1));

        let half = try_password(&door, core, EMAIL, PASSWORD).await.unwrap();
        assert_eq!(half.stage, Stage::AwaitsCode);
        let half = half.token.expose_secret();
        let wrong = door
            .code(core, half, "000000x", HERE, &mut rand::rng())
            .await;
        assert!(matches!(wrong, Err(NotIn::WrongCode)));
        let digits = factor.code(core.now());
        let full = door
            .code(core, half, &digits, HERE, &mut rand::rng())
            .await
            .unwrap();
        let found = session::find(core, full.token.expose_secret(), Stage::Full)
            .await
            .unwrap();
        assert_eq!(found.unwrap().1.id, row.id);
        let twice = door.code(core, half, &digits, HERE, &mut rand::rng()).await;
        assert!(matches!(twice, Err(NotIn::TooLate)));
    }

    #[tokio::test]
    async fn who_may_not_sign_in_any_more_does_not() {
        let test = TestCore::new().await;
        let (core, door) = (&test.core, Door::default());
        user::add(core, EMAIL, Role::Admin, PASSWORD).await.unwrap();
        let other = user::add(core, "b@karokab.go.id", Role::Officer, PASSWORD)
            .await
            .unwrap();
        let entered = try_password(&door, core, "b@karokab.go.id", PASSWORD)
            .await
            .unwrap();
        user::edit::set_disabled(core, EMAIL, other.id, true)
            .await
            .unwrap();
        let open = session::find(core, entered.token.expose_secret(), Stage::Full)
            .await
            .unwrap();
        assert!(open.is_none());
        let again = try_password(&door, core, "b@karokab.go.id", PASSWORD).await;
        assert!(matches!(again, Err(NotIn::Wrong)));
    }
}
