//! Ids: one type a table, so that two of different kinds cannot be mixed up.

use sea_orm::DeriveValueType;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType,
        )]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                match text.parse() {
                    Ok(id) => Ok(id),
                    Err(_) => Err(serde::de::Error::custom("is no id: ids are texts of digits")),
                }
            }
        }
    };
}

id!(
    /// A WhatsApp address we know.
    ContactId
);
id!(
    /// A person or company the office knows.
    PartnerId
);
id!(
    /// A permit, or an application for one.
    PermitId
);
id!(
    /// One change of a permit.
    PermitChangeId
);
id!(
    /// Whether somebody was told of a change of a permit.
    PermitNoticeId
);
id!(
    /// An official who is told of documents.
    RecipientId
);
id!(
    /// One message in the outbox.
    MessageId
);
id!(
    /// Messages to many, planned together.
    BroadcastId
);
id!(
    /// One thing that reached us through a webhook.
    InboundId
);
id!(
    /// One entry of the consent ledger.
    EventId
);
id!(
    /// A key of a program that uses the API.
    ApiKeyId
);
id!(
    /// A person who may sign in.
    StaffId
);
id!(
    /// A browser in which somebody has signed in.
    SessionId
);
id!(
    /// A link with which one person once sets a password.
    LinkId
);
id!(
    /// A file that was handed in and waits for a yes.
    StagedId
);
id!(
    /// One entry of the audit trail.
    AuditId
);
id!(
    /// One delivery receipt of a provider.
    ReceiptId
);
id!(
    /// An address that outgoing webhooks go to.
    HookId
);
id!(
    /// One event for one such address.
    DeliveryId
);
id!(
    /// One reminder of a permit.
    NoticeId
);
