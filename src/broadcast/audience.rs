//! Whom a broadcast is for.

use std::fmt;
use std::marker::PhantomData;

use entity::ids::PartnerId;
use entity::words::{ConsentStatus, PermitStatus};
use serde::de::value::{SeqAccessDeserializer, StrDeserializer};
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::day::Day;

/// The most partners that an audience names.
pub const MOST_PARTNERS: usize = 10_000;
/// The most values that any other list of an audience names. Each is a value of a statement, of
/// which SQLite takes 32,766 and PostgreSQL 65,535; no office has so many types of permit.
pub const MOST_CHOICES: usize = 1_000;

/// A filter over contacts: all of what it says must hold. What speaks of permits must hold of one
/// permit of one partner of the number. A field takes one value or a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Audience {
    /// With one of these consent statuses.
    #[serde(default, deserialize_with = "one_or_many")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Option<Vec<String>>)]
    pub consent: Vec<ConsentStatus>,
    /// With a permit of one of these types.
    #[serde(default, deserialize_with = "one_or_many")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Option<Vec<String>>)]
    pub permit_type: Vec<String>,
    /// With a permit of one of these statuses.
    #[serde(default, deserialize_with = "one_or_many")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Option<Vec<String>>)]
    pub permit_status: Vec<PermitStatus>,
    /// With a permit that expires before this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub expires_before: Option<Day>,
    /// Of one of these partners.
    #[serde(default, deserialize_with = "one_or_many")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Option<Vec<String>>)]
    pub partner_ids: Vec<PartnerId>,
    /// Everybody; whoever wants that has to say so.
    #[serde(default, deserialize_with = "yes_or_no")]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(value_type = Option<bool>)]
    pub all: bool,
}

impl Audience {
    /// Whether it says anything at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it asks for permits.
    pub fn speaks_of_permits(&self) -> bool {
        !self.permit_type.is_empty()
            || !self.permit_status.is_empty()
            || self.expires_before.is_some()
    }

    /// The list, by its name, that has more than [`MOST_CHOICES`] values.
    pub fn too_long(&self) -> Option<&'static str> {
        let lists = [
            ("consent", self.consent.len()),
            ("permit_type", self.permit_type.len()),
            ("permit_status", self.permit_status.len()),
        ];
        let too_long = lists.into_iter().find(|(_, count)| *count > MOST_CHOICES);
        too_long.map(|(name, _)| name)
    }

    /// As it is kept.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// As it was kept.
    pub fn from_json(text: &str) -> Self {
        // What cannot be read selects nobody.
        serde_json::from_str(text).unwrap_or_default()
    }
}

fn yes_or_no<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(Option::<bool>::deserialize(deserializer)?.unwrap_or(false))
}

/// One value, or a list of them; `null` is none.
fn one_or_many<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct OneOrMany<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrMany<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text or a list of texts")
        }

        fn visit_unit<E: Error>(self) -> Result<Vec<T>, E> {
            Ok(Vec::new())
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Vec<T>, E> {
            Ok(vec![T::deserialize(StrDeserializer::new(text))?])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Vec<T>, A::Error> {
            Vec::deserialize(SeqAccessDeserializer::new(list))
        }
    }

    deserializer.deserialize_any(OneOrMany(PhantomData))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_filter_takes_one_value_or_many_and_is_kept_as_it_was_meant() {
        let read = |value| serde_json::from_value::<Audience>(value);
        let one = read(json!({"consent": "granted", "partner_ids": ["7"]})).unwrap();
        let many = read(json!({"consent": ["granted"], "partner_ids": "7", "all": null}));
        assert_eq!(one, many.unwrap());
        assert_eq!(Audience::from_json(&one.to_json()), one);
        assert!(read(json!({})).unwrap().is_empty());
        assert!(
            read(json!({"all": false, "consent": []}))
                .unwrap()
                .is_empty()
        );
        for wrong in [
            json!({"consent": "yes"}),
            json!({"consent": 1}),
            json!({"expires_before": "31-12-2026"}),
            json!({"expires_before": ""}),
            json!({"partner_ids": ["x"]}),
            json!({"everybody": true}),
        ] {
            assert!(read(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
