//! Secrets that a browser or a link holds: 32 random bytes, of which only the SHA-256 is kept.
//! There is nothing to guess in them, so a quick hash is enough.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::Rng;
use secrecy::SecretString;
use sha2::{Digest, Sha256};

/// 32 bytes in base64 without padding.
const LENGTH: usize = 43;

/// A new token, and what is kept of it.
pub(super) fn new(rng: &mut impl Rng) -> (SecretString, Vec<u8>) {
    let mut bytes = [0; 32];
    rng.fill_bytes(&mut bytes);
    let text = URL_SAFE_NO_PAD.encode(bytes);
    let hash = Sha256::digest(text.as_bytes()).to_vec();
    (SecretString::from(text), hash)
}

/// What is kept of a token with this text; `None` for what cannot be one.
pub(super) fn hash(text: &str) -> Option<Vec<u8>> {
    (text.len() == LENGTH).then(|| Sha256::digest(text.as_bytes()).to_vec())
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_token_is_found_again_by_its_hash_and_nothing_else_is_one() {
        let (token, kept) = new(&mut rand::rng());
        assert_eq!(hash(token.expose_secret()), Some(kept.clone()));
        let (other, _) = new(&mut rand::rng());
        assert_ne!(hash(other.expose_secret()), Some(kept));
        assert_eq!(hash(""), None);
        assert_eq!(hash(&"x".repeat(100_000)), None);
    }
}
