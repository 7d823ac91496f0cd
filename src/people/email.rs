//! E-mail addresses: a value that cannot be wrong in form once made.

/// The longest address (RFC 5321, 4.5.3.1.3).
const LONGEST: usize = 254;

/// An address that has the form of one; whether it is reached is another question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Reads an address; `None` if the text has not the form of one.
    pub fn parse(raw: &str) -> Option<Self> {
        let text = raw.trim();
        let (local, domain) = text.rsplit_once('@')?;
        let plain = |sign: char| !sign.is_whitespace() && !sign.is_control();
        let is_good = text.len() <= LONGEST
            && !local.is_empty()
            && !local.contains(['@', ',', ';', '<', '>', '"', '\\'])
            && text.chars().all(plain)
            && domain.contains('.')
            && domain.split('.').all(is_label);
        is_good.then(|| Self(text.to_owned()))
    }

    /// The address as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address in lower case, for those that sign in.
    pub fn to_folded(&self) -> String {
        self.0.to_lowercase()
    }
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .chars()
            .all(|sign| sign.is_alphanumeric() || sign == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_not_the_form_of_an_address_is_refused() {
        for good in ["a@b.id", "Budi.Ginting+x@karokab.go.id", " a@b.id "] {
            assert!(Email::parse(good).is_some(), "{good}");
        }
        for bad in [
            "", "a", "a@", "@b.id", "a@b", "a b@c.id", "a@b..id", "a@@b.id", "a\0@b.id",
        ] {
            assert!(Email::parse(bad).is_none(), "{bad:?}");
        }
    }
}
