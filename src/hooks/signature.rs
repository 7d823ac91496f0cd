//! Secrets and signatures, as Standard Webhooks 1.0 has them: `v1,` and the base64 of
//! `HMAC-SHA256(secret, "{id}.{timestamp}.{body}")`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use rand::Rng;
use secrecy::{ExposeSecret, SecretString};

use crate::keys;

const PREFIX: &str = "whsec_";

/// The secret of one endpoint, `whsec_…`. It prints nothing.
#[derive(Clone, Debug)]
pub struct Secret(SecretString);

impl Secret {
    /// A new one, of 32 random bytes.
    pub(super) fn random(rng: &mut impl Rng) -> Self {
        let mut bytes = [0; 32];
        rng.fill_bytes(&mut bytes);
        Self(SecretString::from(format!(
            "{PREFIX}{}",
            BASE64.encode(bytes)
        )))
    }

    /// One as it is kept.
    pub(super) fn from_kept(text: &str) -> Self {
        Self(SecretString::from(text.to_owned()))
    }

    /// The text to hand to the owner of the receiver, once.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    fn sign(&self, id: &str, seconds: i64, body: &str) -> String {
        let text = self.expose();
        let text = text.strip_prefix(PREFIX).unwrap_or(text);
        let key = BASE64.decode(text).unwrap_or_default();
        let content = format!("{id}.{seconds}.{body}");
        format!(
            "v1,{}",
            BASE64.encode(keys::mac(&key, &[content.as_bytes()]))
        )
    }
}

/// The header `webhook-signature`: one signature for each secret that is good at the moment.
pub(super) fn header(secrets: &[Secret], id: &str, seconds: i64, body: &str) -> String {
    let signatures = secrets.iter().map(|secret| secret.sign(id, seconds, body));
    signatures.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector of the reference libraries.
    #[test]
    fn the_signature_is_the_one_of_the_specification() {
        let secret = Secret::from_kept("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        let body = r#"{"test": 2432232314}"#;
        let expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        let one = header(std::slice::from_ref(&secret), id, 1_614_265_330, body);
        assert_eq!(one, expected);
        let other = Secret::random(&mut rand::rng());
        let both = header(&[other, secret], id, 1_614_265_330, body);
        assert_eq!(both.split(' ').next_back(), Some(expected));
        assert_eq!(both.split(' ').count(), 2);
    }

    #[test]
    fn a_secret_has_32_bytes_and_prints_nothing() {
        let secret = Secret::random(&mut rand::rng());
        let bytes = BASE64.decode(secret.expose().strip_prefix(PREFIX).unwrap());
        assert_eq!(bytes.unwrap().len(), 32);
        assert!(!format!("{secret:?}").contains(secret.expose()));
    }
}
