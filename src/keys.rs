//! The master key and the keys derived from it.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use rand::Rng;
use sha2::{Digest, Sha256};

/// A key of 32 bytes. It prints nothing of itself.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// Why there is no usable master key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The text is not 32 bytes in base64.
    #[error("the key is not 32 bytes in base64")]
    Malformed,
    /// The key file cannot be read or written.
    #[error("reading or writing the key file {path}")]
    File {
        /// Which file.
        path: String,
        /// What went wrong.
        source: std::io::Error,
    },
    /// Others may read the key file.
    #[error("the key file {path} may be read by others; run: chmod 600 {path}")]
    Exposed {
        /// Which file.
        path: String,
    },
}

impl Key {
    /// The key with these bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A new random key.
    pub fn random(rng: &mut impl Rng) -> Self {
        let mut bytes = [0; 32];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// Reads 32 bytes in base64.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] for anything else.
    pub fn from_base64(text: &str) -> Result<Self, KeyError> {
        let bytes = BASE64
            .decode(text.trim())
            .or(Err(KeyError::Malformed))?
            .try_into()
            .or(Err(KeyError::Malformed))?;
        Ok(Self(bytes))
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// `HMAC-SHA256(key, part || part …)`.
    pub fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        mac(&self.0, parts)
    }

    /// A key for one purpose: HKDF-Expand (RFC 5869) with the label as info, one block.
    #[must_use]
    pub fn derive(&self, label: &str) -> Self {
        Self(self.mac(&[label.as_bytes(), &[1]]))
    }

    /// Reads the key file, or makes it (mode 0600) if it is not there; one process at a time may.
    ///
    /// # Errors
    /// [`KeyError::File`], [`KeyError::Exposed`], [`KeyError::Malformed`].
    pub fn from_file(path: &Path, rng: &mut impl Rng) -> Result<Self, KeyError> {
        let shown = path.display().to_string();
        let failed = |source| KeyError::File {
            path: shown.clone(),
            source,
        };
        match std::fs::read_to_string(path) {
            Ok(text) => {
                let mode = std::fs::metadata(path)
                    .map_err(failed)?
                    .permissions()
                    .mode();
                if mode & 0o077 != 0 {
                    return Err(KeyError::Exposed { path: shown });
                }
                Self::from_base64(&text)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let key = Self::random(rng);
                key.write(path).map_err(failed)?;
                Ok(key)
            }
            Err(error) => Err(failed(error)),
        }
    }

    /// It gets its name when it is whole: half a key would be refused for ever.
    fn write(&self, path: &Path) -> std::io::Result<()> {
        let draft = path.with_extension("key.new");
        match std::fs::remove_file(&draft) {
            // Of a start that was cut short.
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&draft)?;
        writeln!(file, "{}", BASE64.encode(self.0))?;
        file.sync_all()?;
        std::fs::rename(&draft, path)?;
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }
}

/// `HMAC-SHA256(key, part || part …)` with a key of any length (RFC 2104).
///
/// # Panics
/// Never: no key length is refused.
pub fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    #[expect(
        clippy::expect_used,
        reason = "no key length is refused (RFC 2104, section 2)"
    )]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of every length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// SHA-256 of the parts, each preceded by its length, so that no two lists of parts collide.
pub fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// The keys that the parts of the program use, each derived from the master key.
#[derive(Clone, Debug)]
pub struct Keys {
    /// Chains the consent ledger.
    pub ledger: Key,
    /// Seals the credentials of accounts.
    pub vault: Key,
    /// Tells whether a database belongs to this master key.
    pub fingerprint: String,
}

impl Keys {
    /// Derives all keys.
    pub fn derive(master: &Key) -> Self {
        Self {
            ledger: master.derive("setuju ledger v1"),
            vault: master.derive("setuju vault v1"),
            fingerprint: hex::encode(master.derive("setuju fingerprint v1").as_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_is_made_once_and_only_for_its_owner() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("master.key");
        // What a start that was cut short may leave.
        std::fs::write(dir.path().join("master.key.new"), "half").unwrap();
        let made = Key::from_file(&path, &mut rand::rng()).unwrap();
        let read = Key::from_file(&path, &mut rand::rng()).unwrap();
        assert_eq!(made.as_bytes(), read.as_bytes());
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );

        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(
            Key::from_file(&path, &mut rand::rng()),
            Err(KeyError::Exposed { .. })
        ));
    }

    #[test]
    fn derived_keys_differ_by_label_and_print_nothing() {
        let master = Key::from_bytes([7; 32]);
        assert_ne!(master.derive("a").as_bytes(), master.derive("b").as_bytes());
        assert_eq!(format!("{master:?}"), "Key(…)");
    }

    /// RFC 4231, test case 2.
    #[test]
    fn the_mac_is_hmac_sha256() {
        assert_eq!(
            hex::encode(mac(b"Jefe", &[b"what do ya want ", b"for nothing?"])),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
