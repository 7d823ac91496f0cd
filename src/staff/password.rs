//! Passwords: argon2id (RFC 9106) with the crate's recommended cost, off the threads that serve
//! requests, and never more than a few at once: one takes about 20 MiB.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

/// The shortest password, in characters.
pub const SHORTEST: usize = 10;
/// Longer ones only cost time.
const LONGEST: usize = 1024;

/// How many are hashed at once.
static HASHING: Semaphore = Semaphore::const_new(2);

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

    /// What is kept of it; `None` if hashing fails, which nobody can help.
    pub(super) async fn hash(self) -> Option<String> {
        let _permit = HASHING.acquire().await.ok()?;
        let work = move || {
            let hash = Argon2::default().hash_password(self.0.as_bytes());
            hash.ok().map(|hash| hash.to_string())
        };
        tokio::task::spawn_blocking(work).await.ok().flatten()
    }
}

/// Whether a text is the password that `kept` was made of. Without one the work is the same, so
/// that the time it takes does not tell who may sign in.
pub(super) async fn matches(text: &str, kept: Option<&str>) -> bool {
    let Ok(_permit) = HASHING.acquire().await else {
        return false;
    };
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
    tokio::task::spawn_blocking(work).await.unwrap_or(false)
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
        assert!(matches("gundaling-2026", Some(&kept)).await);
        assert!(!matches("gundaling-2025", Some(&kept)).await);
        assert!(!matches("gundaling-2026", None).await);
        assert!(!matches("", Some("")).await);
    }

    #[test]
    fn short_and_absurd_ones_are_none() {
        assert!(Password::parse("gundaling").is_none());
        assert!(Password::parse(&"x".repeat(1025)).is_none());
        let good = Password::parse("gundaling-2026").unwrap();
        assert_eq!(format!("{good:?}"), "Password(…)");
    }
}
