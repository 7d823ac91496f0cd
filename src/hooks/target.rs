//! The address of an endpoint: a value that cannot point where it must not, as far as its text
//! tells. Where its name leads is looked at again at every connection, by the resolver.

use std::net::IpAddr;

use reqwest::Url;

use super::reach::is_public;
use crate::lang::{Lang, Say};

const LONGEST: usize = 2000;

/// Whether addresses inside the office's own network are allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Public addresses only, and only over HTTPS.
    Public,
    /// All addresses, as the office asked for.
    Everywhere,
}

/// Why an address is no target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTarget {
    /// No address of the web.
    #[error("an address is needed that starts with https://")]
    NotWeb,
    /// It is not encrypted.
    #[error("only https:// is allowed; http:// needs SETUJU_HOOKS_ALLOW_PRIVATE=on")]
    NotSecure,
    /// A name or a password in the address would end in logs.
    #[error("the address must hold no user name and no password")]
    Credentials,
    /// Longer than any sensible one.
    #[error("the address is too long")]
    TooLong,
    /// It leads into somebody's house.
    #[error("the address leads to a private network, which needs SETUJU_HOOKS_ALLOW_PRIVATE=on")]
    Private,
}

impl Say for BadTarget {
    fn say(&self, lang: Lang) -> String {
        match self {
            _ if lang == Lang::En => self.to_string(),
            Self::NotWeb => "diperlukan alamat yang diawali https://".to_owned(),
            Self::NotSecure => {
                "hanya https:// yang boleh; http:// memerlukan SETUJU_HOOKS_ALLOW_PRIVATE=on"
                    .to_owned()
            }
            Self::Credentials => "alamat tidak boleh memuat nama atau kata sandi".to_owned(),
            Self::TooLong => "alamatnya terlalu panjang".to_owned(),
            Self::Private => "alamat itu menuju jaringan pribadi, yang memerlukan \
                              SETUJU_HOOKS_ALLOW_PRIVATE=on"
                .to_owned(),
        }
    }
}

/// A checked address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target(Url);

impl Target {
    /// Checks an address.
    ///
    /// # Errors
    /// [`BadTarget`] says what is wrong.
    pub fn parse(text: &str, reach: Reach) -> Result<Self, BadTarget> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(BadTarget::TooLong);
        }
        let mut url = Url::parse(text).or(Err(BadTarget::NotWeb))?;
        match (url.scheme(), reach) {
            ("https", _) | ("http", Reach::Everywhere) => {}
            ("http", Reach::Public) => return Err(BadTarget::NotSecure),
            _ => return Err(BadTarget::NotWeb),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BadTarget::Credentials);
        }
        url.set_fragment(None);
        let target = Self(url);
        // An address written in figures never meets the resolver.
        if reach == Reach::Public && target.ip().is_some_and(|ip| !is_public(ip)) {
            return Err(BadTarget::Private);
        }
        Ok(target)
    }

    /// The address, as it is called.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Scheme, name and port alone.
    pub(super) fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// The name that must be looked up, unless the address is written in figures.
    pub(super) fn name(&self) -> Option<&str> {
        self.ip().is_none().then(|| self.0.host_str()).flatten()
    }

    /// `Url` has already brought every notation (`0x7f.1`, `2130706433`) into the usual form.
    fn ip(&self) -> Option<IpAddr> {
        let host = self.0.host_str()?;
        let bare = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'));
        bare.unwrap_or(host).parse().ok()
    }
}

/// What of the address of an endpoint is no secret: its path or query may hold one.
pub fn origin_of(url: &str) -> String {
    Url::parse(url)
        .map(|url| url.origin().ascii_serialization())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_must_not_be_called_is_refused_in_every_notation() {
        for (text, expected) in [
            ("", BadTarget::NotWeb),
            ("izin.karo.go.id/hook", BadTarget::NotWeb),
            ("ftp://izin.karo.go.id/", BadTarget::NotWeb),
            ("file:///etc/passwd", BadTarget::NotWeb),
            ("unix:/run/x.sock", BadTarget::NotWeb),
            ("https://", BadTarget::NotWeb),
            ("http://izin.karo.go.id/", BadTarget::NotSecure),
            ("https://a:b@izin.karo.go.id/", BadTarget::Credentials),
            ("https://a@izin.karo.go.id/", BadTarget::Credentials),
            ("https://127.0.0.1/", BadTarget::Private),
            ("https://127.1/", BadTarget::Private),
            ("https://2130706433/", BadTarget::Private),
            ("https://0x7f000001/", BadTarget::Private),
            ("https://0177.0.0.1/", BadTarget::Private),
            ("https://0x7f.1/", BadTarget::Private),
            ("https://0/", BadTarget::Private),
            ("https://１２７.0.0.1/", BadTarget::Private),
            ("https://10.0.0.1:8443/x", BadTarget::Private),
            (
                "https://169.254.169.254/latest/meta-data/",
                BadTarget::Private,
            ),
            ("https://100.64.3.4/", BadTarget::Private),
            ("https://[::1]/", BadTarget::Private),
            ("https://[::]/", BadTarget::Private),
            ("https://[::ffff:127.0.0.1]/", BadTarget::Private),
            ("https://[::ffff:7f00:1]/", BadTarget::Private),
            ("https://[64:ff9b::10.0.0.1]/", BadTarget::Private),
            ("https://[2002:7f00:1::]/", BadTarget::Private),
            ("https://[fe80::1]/", BadTarget::Private),
            ("https://[fd00::1]/", BadTarget::Private),
        ] {
            assert_eq!(Target::parse(text, Reach::Public), Err(expected), "{text}");
        }
        let long = format!("https://izin.karo.go.id/{}", "x".repeat(LONGEST));
        assert_eq!(Target::parse(&long, Reach::Public), Err(BadTarget::TooLong));
    }

    #[test]
    fn a_public_address_is_kept_and_a_private_one_where_the_office_allows_it() {
        let target = Target::parse(" https://Izin.Karo.go.id/hook?a=1#x ", Reach::Public).unwrap();
        assert_eq!(target.as_str(), "https://izin.karo.go.id/hook?a=1");
        assert_eq!(target.name(), Some("izin.karo.go.id"));
        let target = Target::parse("https://8.8.8.8/", Reach::Public).unwrap();
        assert_eq!(target.name(), None);
        for text in ["http://127.0.0.1:9/", "http://localhost/", "https://[::1]/"] {
            assert!(Target::parse(text, Reach::Everywhere).is_ok());
        }
    }
}
