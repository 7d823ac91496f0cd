//! WhatsApp's own addresses, as the gateways that drive a linked device hand them on.

use crate::people::{Address, PhoneNumber};

/// Linked-device ids have 14 or 15 digits so far; what is much longer is none.
const LONGEST_LID: usize = 40;

/// What an address stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::providers) enum Jid {
    /// One person.
    Person(Address),
    /// A group.
    Group,
    /// A status post, a broadcast list or a channel.
    Broadcast,
    /// Nothing that is known here.
    Unknown,
}

impl Jid {
    /// Reads an address: digits alone, `…@s.whatsapp.net`, `…@c.us`, with `:7` for one of several
    /// linked devices, `…@lid`, `…@g.us`, `…@broadcast`, `…@newsletter` (`watzap.md` 12,
    /// `fonnte.md` 7).
    ///
    /// `lid` is the sender's linked-device id where the payload gives it: digits equal to it are
    /// no phone number, however much they look like one.
    pub(in crate::providers) fn read(text: &str, lid: Option<&str>) -> Self {
        let text = text.trim();
        let (local, server) = match text.split_once('@') {
            Some((local, server)) => (local, server.to_ascii_lowercase()),
            None => (text, String::new()),
        };
        let user = local.split(':').next().unwrap_or_default().trim();
        match server.as_str() {
            "g.us" => Self::Group,
            "broadcast" | "newsletter" => Self::Broadcast,
            "lid" => Self::hidden(user),
            "s.whatsapp.net" | "c.us" => Self::number(user),
            "" if user.eq_ignore_ascii_case("status") => Self::Broadcast,
            "" if is_old_group(user) => Self::Group,
            "" => Self::bare(user, lid),
            _ => Self::Unknown,
        }
    }

    /// The person, if it is one.
    pub(in crate::providers) fn person(self) -> Option<Address> {
        match self {
            Self::Person(address) => Some(address),
            Self::Group | Self::Broadcast | Self::Unknown => None,
        }
    }

    fn hidden(user: &str) -> Self {
        if is_digits(user) && user.len() <= LONGEST_LID {
            Self::Person(Address::lid(user))
        } else {
            Self::Unknown
        }
    }

    fn number(user: &str) -> Self {
        PhoneNumber::from_gateway(user).map_or(Self::Unknown, |phone| Self::Person(phone.into()))
    }

    /// A linked-device id has 14 or 15 digits and passes for a number at first sight; no country
    /// has numbers of that length beginning with most of them.
    fn bare(user: &str, lid: Option<&str>) -> Self {
        if !user.is_empty() && lid.is_some_and(|lid| user == digits_of_lid(lid)) {
            return Self::hidden(user);
        }
        let long = is_digits(user) && matches!(user.len(), 14 | 15);
        match PhoneNumber::from_gateway(user) {
            Some(phone) if !long || phone.has_a_possible_length() => Self::Person(phone.into()),
            _ if long => Self::hidden(user),
            _ => Self::Unknown,
        }
    }
}

/// The digits of a linked-device id, with or without `@lid` and `:7`.
pub(in crate::providers) fn digits_of_lid(lid: &str) -> &str {
    lid.trim().split(['@', ':']).next().unwrap_or_default()
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Older groups are named after their founder and the moment: `628…-159…`.
fn is_old_group(user: &str) -> bool {
    user.split_once('-').is_some_and(|(founder, moment)| {
        is_digits(founder) && is_digits(moment) && founder.len() >= 8 && moment.len() >= 9
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(text: &str) -> Option<String> {
        Jid::read(text, None)
            .person()
            .map(|address| address.as_str().to_owned())
    }

    #[test]
    fn what_is_far_too_long_for_an_id_is_nobody() {
        assert!(person(&format!("{}@lid", "7".repeat(15))).is_some());
        assert_eq!(person(&format!("{}@lid", "7".repeat(5000))), None);
        assert_eq!(person(&"7".repeat(5000)), None);
    }

    #[test]
    fn every_form_of_a_number_is_that_number() {
        for text in [
            "6281311112222",
            "+6281311112222",
            "081311112222",
            "6281311112222@s.whatsapp.net",
            "6281311112222:7@s.whatsapp.net",
            "6281311112222@c.us",
        ] {
            assert_eq!(person(text).as_deref(), Some("+6281311112222"), "{text}");
        }
    }

    #[test]
    fn an_id_that_hides_the_number_is_never_a_number() {
        for text in [
            "123456789012345@lid",
            "123456789012345",
            "123456789012345:3@lid",
        ] {
            assert_eq!(
                person(text).as_deref(),
                Some("lid:123456789012345"),
                "{text}"
            );
        }
        let both = Jid::read("6281311112222", Some("6281311112222@lid"));
        assert_eq!(both, Jid::Person(Address::lid("6281311112222")));
    }

    #[test]
    fn groups_and_channels_are_nobody() {
        for (text, jid) in [
            ("120363000000000001@g.us", Jid::Group),
            ("6281311112222-1590000000@g.us", Jid::Group),
            ("6281311112222-1590000000", Jid::Group),
            ("status@broadcast", Jid::Broadcast),
            ("status", Jid::Broadcast),
            ("120363000000000001@newsletter", Jid::Broadcast),
            ("120363000000000001", Jid::Unknown),
            ("", Jid::Unknown),
            ("@s.whatsapp.net", Jid::Unknown),
            ("Sari", Jid::Unknown),
        ] {
            assert_eq!(Jid::read(text, Some("")), jid, "{text}");
        }
    }
}
