//! Is this post really from the provider? Every comparison takes the same time whatever it finds.

use bytes::Bytes;
use entity::words::Authenticity;
use subtle::{Choice, ConstantTimeEq};

use super::Account;
use crate::keys;
use crate::time::Timestamp;

/// A webhook post as it came in.
#[derive(Clone, Debug)]
pub struct Unverified {
    /// The token of the address, on the path that has one.
    pub token: Option<String>,
    /// The header `X-Hub-Signature-256`.
    pub signature: Option<String>,
    /// The header `Content-Type`.
    pub content_type: Option<String>,
    /// The raw body.
    pub body: Bytes,
}

/// A webhook body that was shown to come from the provider: the only thing that can be parsed.
#[derive(Clone, Debug)]
pub struct Verified {
    body: Bytes,
    content_type: Option<String>,
    authenticity: Authenticity,
    received_at: Timestamp,
}

/// The post was not shown to be authentic. Says no more on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not authentic")]
pub struct NotAuthentic;

impl Verified {
    /// The raw body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The content type it was posted with.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// How it was shown to be authentic.
    pub fn authenticity(&self) -> Authenticity {
        self.authenticity
    }

    /// When it reached us.
    pub fn received_at(&self) -> Timestamp {
        self.received_at
    }

    /// The same body, after the provider found the secret in it as well.
    #[must_use]
    pub(in crate::providers) fn with_authenticity(self, authenticity: Authenticity) -> Self {
        Self {
            authenticity,
            ..self
        }
    }
}

/// Checks what is alike for every provider: the token of the address, and the signature.
///
/// A post on the token path needs a good token; a post on the other path needs a good signature
/// with `secret`. Where `secret` is known, a post on the token path needs the signature as well.
///
/// # Errors
/// [`NotAuthentic`], for every reason alike.
pub(in crate::providers) fn check(
    post: Unverified,
    account: &Account,
    secret: Option<&str>,
    now: Timestamp,
) -> Result<Verified, NotAuthentic> {
    let token_is_good = match &post.token {
        Some(token) => account.token_is_good(token, now),
        None => secret.is_some(),
    };
    let (signature_is_good, authenticity) = match secret {
        Some(secret) => {
            let good = post
                .signature
                .as_deref()
                .is_some_and(|header| signature_is_good(header, secret, &post.body));
            (good, Authenticity::Signature)
        }
        None => (true, Authenticity::UrlToken),
    };
    if token_is_good && signature_is_good {
        Ok(Verified {
            body: post.body,
            content_type: post.content_type,
            authenticity,
            received_at: now,
        })
    } else {
        Err(NotAuthentic)
    }
}

/// Whether two texts are equal, in a time that depends on their lengths only.
pub fn same(one: &str, two: &str) -> bool {
    one.as_bytes().ct_eq(two.as_bytes()).into()
}

/// Whether `given` is one of `good`, without telling which by the time it takes.
pub(in crate::providers) fn is_one_of<'a>(
    given: &str,
    good: impl Iterator<Item = &'a str>,
) -> bool {
    good.fold(Choice::from(0), |found, text| {
        found | given.as_bytes().ct_eq(text.as_bytes())
    })
    .into()
}

/// `sha256=<hex HMAC-SHA256 of the raw body>` (Meta, "Validating payloads").
fn signature_is_good(header: &str, secret: &str, body: &[u8]) -> bool {
    let own = keys::mac(secret.as_bytes(), &[body]);
    let mut given = [0; 32];
    let is_given = header
        .trim()
        .strip_prefix("sha256=")
        .is_some_and(|text| hex::decode_to_slice(text, &mut given).is_ok());
    is_given && own.ct_eq(&given).into()
}
