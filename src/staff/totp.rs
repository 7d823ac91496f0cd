//! The second factor: codes of six digits from an app on the phone (RFC 6238), with the values
//! that every such app understands: SHA-1, 30 seconds, one step of tolerance.

use rand::Rng;
use secrecy::{ExposeSecret, SecretString};
use totp_rs::{Algorithm, Builder, Secret, Totp};

use crate::time::Timestamp;

/// How the app names the entry.
const ISSUER: &str = "Setuju";
/// RFC 4226, 4: 160 bits are recommended.
const BYTES: usize = 20;

/// The secret that the app and we share. It prints nothing of itself.
#[derive(Clone, Debug)]
pub struct Factor(SecretString);

impl Factor {
    /// A new one.
    pub fn random(rng: &mut impl Rng) -> Self {
        let mut bytes = [0; BYTES];
        rng.fill_bytes(&mut bytes);
        Self(SecretString::from(
            Secret::new(Box::new(bytes)).to_base32().clone(),
        ))
    }

    /// Reads base32; `None` for what is no secret of at least 128 bits.
    pub fn from_base32(text: &str) -> Option<Self> {
        let factor = Self(SecretString::from(text.to_owned()));
        factor.totp("").is_some().then_some(factor)
    }

    /// For typing it into the app, and for the vault.
    pub fn base32(&self) -> &str {
        self.0.expose_secret()
    }

    /// The address that the app reads from a QR code.
    pub fn uri(&self, email: &str) -> Option<String> {
        self.totp(email)?.to_url().ok()
    }

    /// The step of time that the code belongs to, if it is good now, or was within the last
    /// half minute, or will be within the next.
    pub fn step_of(&self, code: &str, now: Timestamp) -> Option<i64> {
        let code: String = code.chars().filter(|sign| !sign.is_whitespace()).collect();
        let seconds = u64::try_from(now.millis() / 1000).ok()?;
        let totp = self.totp("")?;
        let step = totp.check(&code, seconds)?;
        i64::try_from(step).ok()
    }

    /// The code of that moment, as the app shows it.
    #[cfg(test)]
    pub(crate) fn code(&self, now: Timestamp) -> String {
        let seconds = u64::try_from(now.millis() / 1000).unwrap();
        self.totp("").unwrap().generate(seconds).to_string()
    }

    fn totp(&self, email: &str) -> Option<Totp> {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_secret(Secret::try_from_base32(self.base32()).ok()?)
            .with_account_name(email)
            .with_issuer(Some(ISSUER))
            .build()
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::testing::NOW;

    #[test]
    fn the_codes_are_those_of_the_rfc() {
        // RFC 6238, appendix B: the secret "12345678901234567890", the last six digits.
        let factor = Factor::from_base32("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").unwrap();
        for (seconds, code) in [(1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(factor.code(Timestamp::from_millis(seconds * 1000)), code);
        }
    }

    #[test]
    fn a_code_is_good_around_its_time_only() {
        let factor = Factor::random(&mut rand::rng());
        let code = factor.code(NOW);
        let step = factor.step_of(&code, NOW).unwrap();
        let later = |seconds| NOW.plus(Duration::from_secs(seconds));
        assert_eq!(factor.step_of(&code, later(30)), Some(step));
        assert_eq!(factor.step_of(&code, later(90)), None);
        let spaced = format!(" {} {} ", &code[..3], &code[3..]);
        assert_eq!(factor.step_of(&spaced, NOW), Some(step));
        for wrong in ["", "12345", "abcdef", &"1".repeat(10_000)] {
            assert_eq!(factor.step_of(wrong, NOW), None);
        }
    }

    #[test]
    fn the_address_names_office_and_person_and_the_secret_prints_nothing() {
        let factor = Factor::random(&mut rand::rng());
        let uri = factor.uri("kadis@karokab.go.id").unwrap();
        assert!(
            uri.starts_with("otpauth://totp/Setuju:kadis%40karokab.go.id?"),
            "{uri}"
        );
        assert!(uri.contains(factor.base32()));
        assert!(!format!("{factor:?}").contains(factor.base32()));
        assert!(Factor::from_base32("pendek").is_none());
    }
}
