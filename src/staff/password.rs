//! Passwords: argon2id (RFC 9106) with the crate's recommended cost, off the threads that serve
//! requests, and never more than a few at once: one takes about 20 MiB.

use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use tokio::sync::{Semaphore, SemaphorePermit};

/// The shortest password, in characters.
pub const SHORTEST: usize = 10;
/// Longer ones only cost time.
const LONGEST: usize = 1024;

/// How many are hashed at once.
static HASHING: Semaphore = Semaphore::const_new(2);
/// How long one waits for one's turn: whoever waits longer has given up or tries again.
const PATIENCE: Duration = Duration::from_secs(3);

/// Why a password was not hashed, or not compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotHashed {
    /// Too many others are being hashed.
    Busy,
    /// Hashing failed, which nobody can help.
    Failed,
}

async fn turn(patience: Duration) -> Result<SemaphorePermit<'static>, NotHashed> {
    match tokio::time::timeout(patience, HASHING.acquire()).await {
        Ok(Ok(permit)) => Ok(permit),
        Ok(Err(_)) => Err(NotHashed::Failed),
        Err(_) => Err(NotHashed::Busy),
    }
}

/// A password that is long enough. It prints nothing of itself.
#[derive(Clone)]
pub struct Password(String);

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

impl Password {
    /// `None` for one that is too short, or absurdly long (NIST SP 800-63B, 3.1.1: length is
    /// what counts, not the kinds of signs).
    pub fn parse(text: &str) -> Option<Self> {
        let length = text.chars().count();
        (SHORTEST..=LONGEST)
            .contains(&length)
            .then(|| Self(text.to_owned()))
    }

    /// What is kept of it.
    pub(super) async fn hash(self) -> Result<String, NotHashed> {
        let _permit = turn(PATIENCE).await?;
        let work = move || {
            let hash = Argon2::default().hash_password(self.0.as_bytes());
            hash.ok().map(|hash| hash.to_string())
        };
        let hashed = tokio::task::spawn_blocking(work).await;
        hashed.ok().flatten().ok_or(NotHashed::Failed)
    }
}

/// Whether a text is the password that `kept` was made of. Without one the work is the same, so
/// that the time it takes does not tell who may sign in.
pub(super) async fn matches(text: &str, kept: Option<&str>) -> Result<bool, NotHashed> {
    let _permit = turn(PATIENCE).await?;
    let text: String = text.chars().take(LONGEST + 1).collect();
    let kept = kept.filter(|kept| !kept.is_empty()).map(ToOwned::to_owned);
    let work = move || {
        let Some(kept) = kept else {
            std::hint::black_box(Argon2::default().hash_password(text.as_bytes()).is_ok());
            return false;
        };
        PasswordHash::new(&kept).is_ok_and(|kept| {
            let verified = Argon2::default().verify_password(text.as_bytes(), &kept);
            verified.is_ok()
        })
    };
    Ok(tokio::task::spawn_blocking(work).await.unwrap_or(false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_same_text_matches() {
        let kept = Password::parse("gundaling-2026")
            .unwrap()
            .hash()
            .await
            .unwrap();
        assert!(kept.starts_with("$argon2id$"));
        let is = async |text, kept| matches(text, kept).await.unwrap();
        assert!(is("gundaling-2026", Some(kept.as_str())).await);
        assert!(!is("gundaling-2025", Some(kept.as_str())).await);
        assert!(!is("gundaling-2026", None).await);
        assert!(!is("", Some("")).await);
    }

    #[tokio::test]
    async fn nobody_waits_for_ever_for_a_turn() {
        let soon = Duration::from_millis(5);
        let both = (turn(PATIENCE).await.unwrap(), turn(PATIENCE).await.unwrap());
        assert_eq!(turn(soon).await.map(drop), Err(NotHashed::Busy));
        drop(both);
        assert_eq!(turn(PATIENCE).await.map(drop), Ok(()));
    }

    #[test]
    fn short_and_absurd_ones_are_none() {
        assert!(Password::parse("gundaling").is_none());
        assert!(Password::parse(&"x".repeat(1025)).is_none());
        let good = Password::parse("gundaling-2026").unwrap();
        assert_eq!(format!("{good:?}"), "Password(…)");
    }
}
