//! The door: password, then the code of the second factor where there is one. Both are limited in
//! how often they may be tried, and neither tells which part of a guess was wrong. The limit of a
//! name is that of the place it is tried from, so that whoever guesses keeps the owner, who sits
//! elsewhere, out of nothing.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use entity::ids::StaffId;
use entity::staff_user::Model;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use rand::Rng;
use secrecy::SecretString;

use super::password::NotHashed;
use super::session::{self, Browser, Stage};
use super::user::UserError;
use super::{audit, origin, password, user};
use crate::core::Core;
use crate::database::StoreError;
use crate::people::Email;

/// So many tries at once for one name from one place; then one in [`EVERY`].
const TRIES: NonZeroU32 = NonZeroU32::new(8).unwrap();
/// So many from one network address: an office sits behind one.
const TRIES_FROM: NonZeroU32 = NonZeroU32::new(40).unwrap();
/// So many for one name from everywhere, against a guesser in many places; then one in
/// [`EVERY_NAME`], which one place alone cannot use up.
const TRIES_FOR: NonZeroU32 = NonZeroU32::new(60).unwrap();
/// How soon one more try for a name is allowed.
const EVERY_NAME: Duration = Duration::from_secs(5);
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
    /// Too many passwords are being looked at.
    #[error("too much is going on at the moment; try again in a few seconds")]
    Busy,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<NotHashed> for NotIn {
    fn from(_: NotHashed) -> Self {
        Self::Busy
    }
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
    places: Arc<DefaultKeyedRateLimiter<(String, String)>>,
    names: Arc<DefaultKeyedRateLimiter<String>>,
    origins: Arc<DefaultKeyedRateLimiter<String>>,
}

impl Default for Door {
    fn default() -> Self {
        let quota = |burst, every| {
            Quota::with_period(every)
                .map_or(Quota::per_minute(burst), |quota| quota.allow_burst(burst))
        };
        Self {
            places: Arc::new(RateLimiter::keyed(quota(TRIES, EVERY))),
            names: Arc::new(RateLimiter::keyed(quota(TRIES_FOR, EVERY_NAME))),
            origins: Arc::new(RateLimiter::keyed(quota(TRIES_FROM, EVERY))),
        }
    }
}

impl Door {
    /// Forgets those who have not tried for long; keys would be kept for ever otherwise.
    pub fn forget_old(&self) {
        self.places.retain_recent();
        self.names.retain_recent();
        self.origins.retain_recent();
    }

    /// A password for a name, from there.
    fn may_try(&self, name: &str, origin: &str) -> Result<(), NotIn> {
        let origin = origin::counted_as(origin);
        let may = self.origins.check_key(&origin).is_ok()
            && self.places.check_key(&(name.to_owned(), origin)).is_ok()
            && self.names.check_key(&name.to_owned()).is_ok();
        may.then_some(()).ok_or(NotIn::TooOften)
    }

    /// What only the owner of an account knows or has, from somebody who is past the password. All
    /// places count together: a code has six digits, and a stranger does not get as far as this.
    pub(super) fn may_show(&self, id: StaffId, origin: &str) -> Result<(), NotIn> {
        let origin = origin::counted_as(origin);
        let anywhere = (format!("code {id}"), String::new());
        let may =
            self.origins.check_key(&origin).is_ok() && self.places.check_key(&anywhere).is_ok();
        may.then_some(()).ok_or(NotIn::TooOften)
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
        let is_right = password::matches(given, kept).await?;
        let Some(row) = row.filter(|_| is_right) else {
            // A password that was typed into the wrong field is not for the trail.
            let shown = Email::parse(&email).map_or("?", |_| email.as_str());
            audit::note(core, "somebody", "user.refused", shown).await?;
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
        self.may_show(row.id, browser.origin)?;
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

        let elsewhere = Browser {
            origin: "198.51.100.1",
            ..HERE
        };
        let rng = &mut rand::rng();
        let owner = door.password(core, EMAIL, PASSWORD, elsewhere, rng);
        assert!(owner.await.is_ok(), "a guesser keeps nobody else out");
    }

    #[test]
    fn many_places_together_have_an_end_too() {
        let door = Door::default();
        let may = |number: u32| door.may_try(EMAIL, &format!("2001:db8:{number:x}::1"));
        for number in 0..TRIES_FOR.get() {
            may(number).unwrap();
        }
        assert!(matches!(may(0x1000), Err(NotIn::TooOften)));
    }

    #[tokio::test]
    async fn what_is_no_address_is_not_in_the_trail() {
        let test = TestCore::new().await;
        let (core, door) = (&test.core, Door::default());
        for typed in [PASSWORD, "ada@karokab.go.id"] {
            let wrong = try_password(&door, core, typed, PASSWORD).await;
            assert!(matches!(wrong, Err(NotIn::Wrong)));
        }
        let trail = audit::list(core.db.reader(), audit::Filter::default(), 9).await;
        let subjects: Vec<_> = trail.unwrap().into_iter().map(|row| row.subject).collect();
        assert_eq!(subjects, ["ada@karokab.go.id", "?"]);
    }

    #[tokio::test]
    async fn with_a_second_factor_the_password_alone_opens_nothing() {
        let test = TestCore::new().await;
        let (core, door) = (&test.core, Door::default());
        let row = user::add(core, EMAIL, Role::Admin, PASSWORD).await.unwrap();
        let factor = Factor::random(&mut rand::rng());
        let digits = factor.code(core.now());
        let (here, _) = session::begin(core, row.id, Stage::Full, HERE, &mut rand::rng())
            .await
            .unwrap();
        let rng = &mut rand::rng();
        user::factor::set(core, "x", row.id, here.id, &factor, &digits, rng)
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
