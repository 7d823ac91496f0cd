//! Credentials at rest: sealed with ChaCha20-Poly1305 (RFC 8439), bound to the account they
//! belong to.

use std::collections::BTreeMap;
use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use rand::Rng;
use secrecy::{ExposeSecret, SecretString};

use crate::keys::Key;

const NONCE: usize = 12;

/// Named secrets of one account. They print nothing.
#[derive(Clone, Default)]
pub struct Credentials(BTreeMap<String, SecretString>);

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// The sealed bytes cannot be opened: another master key, or altered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the credentials cannot be opened with this master key")]
pub struct CannotOpen;

impl Credentials {
    /// One of them.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(ExposeSecret::expose_secret)
            .filter(|value| !value.is_empty())
    }

    /// Sets one; an empty value takes it away.
    pub fn set(&mut self, name: &str, value: &str) {
        if value.is_empty() {
            self.0.remove(name);
        } else {
            self.0
                .insert(name.to_owned(), SecretString::from(value.to_owned()));
        }
    }

    /// All of them, with their names.
    pub fn named_values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.expose_secret()))
    }

    /// Seals them for one account.
    ///
    /// # Panics
    /// Never: texts are always JSON, and short.
    pub fn seal(&self, key: &Key, account: &str, rng: &mut impl Rng) -> Vec<u8> {
        let plain: BTreeMap<&str, &str> = self
            .0
            .iter()
            .map(|(name, value)| (name.as_str(), value.expose_secret()))
            .collect();
        #[expect(clippy::expect_used, reason = "texts are always JSON")]
        let plain = serde_json::to_vec(&plain).expect("a map of texts is JSON");
        let mut nonce = [0; NONCE];
        rng.fill_bytes(&mut nonce);
        let cipher = ChaCha20Poly1305::new(key.as_bytes().into());
        let payload = Payload {
            msg: &plain,
            aad: account.as_bytes(),
        };
        #[expect(clippy::expect_used, reason = "RFC 8439 has room for 256 GiB")]
        let sealed = cipher
            .encrypt(&Nonce::from(nonce), payload)
            .expect("credentials are short");
        [nonce.as_slice(), &sealed].concat()
    }

    /// Opens sealed ones.
    ///
    /// # Errors
    /// [`CannotOpen`] if they were sealed with another key, for another account, or altered.
    pub fn open(sealed: &[u8], key: &Key, account: &str) -> Result<Self, CannotOpen> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or(CannotOpen)?;
        let cipher = ChaCha20Poly1305::new(key.as_bytes().into());
        let payload = Payload {
            msg: sealed,
            aad: account.as_bytes(),
        };
        let plain = cipher
            .decrypt(&Nonce::from(*nonce), payload)
            .or(Err(CannotOpen))?;
        let plain: BTreeMap<String, String> = serde_json::from_slice(&plain).or(Err(CannotOpen))?;
        Ok(Self(
            plain
                .into_iter()
                .map(|(name, value)| (name, SecretString::from(value)))
                .collect(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_only_with_its_key_and_for_its_account() {
        let key = Key::from_bytes([1; 32]);
        let mut credentials = Credentials::default();
        credentials.set("token", "rahasia");
        let mut sealed = credentials.seal(&key, "karo", &mut rand::rng());
        assert!(!String::from_utf8_lossy(&sealed).contains("rahasia"));
        let opened = Credentials::open(&sealed, &key, "karo").unwrap();
        assert_eq!(opened.get("token"), Some("rahasia"));
        assert!(Credentials::open(&sealed, &key, "dairi").is_err());
        assert!(Credentials::open(&sealed, &Key::from_bytes([2; 32]), "karo").is_err());
        if let Some(byte) = sealed.last_mut() {
            *byte ^= 1;
        }
        assert!(Credentials::open(&sealed, &key, "karo").is_err());
        assert!(!format!("{opened:?}").contains("rahasia"));
    }
}
