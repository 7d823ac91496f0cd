//! Meta's own gateway, the Cloud API: the only one that signs what it posts.
//!
//! Every post is signed with the app secret over its raw bytes; without that secret nothing is
//! believed. Free text reaches people for 24 hours after they wrote; later Meta refuses it.

use async_trait::async_trait;
use entity::words::AccountKind;
use serde_json::Value;

mod challenge;
mod graph;
mod message;
mod preference;
mod receipt;
mod refusal;
#[cfg(test)]
mod tests;
pub(in crate::providers) mod wire;

pub use challenge::challenge;

use super::authenticity;
use super::{
    Accepted, Account, AccountSetting, Health, NotAuthentic, Outgoing, Parsed, Provider, SendError,
    Unreadable, Unverified, Verified,
};
use crate::time::Timestamp;

/// The token of a system user, allowed `whatsapp_business_messaging`.
const ACCESS_TOKEN: &str = "access_token";
/// The id of the sending number, which is not the number.
const PHONE_NUMBER_ID: &str = "phone_number_id";
/// The secret of the app, which signs.
const APP_SECRET: &str = "app_secret";
/// The id of the Business account.
const WABA_ID: &str = "waba_id";
/// What Meta says when it asks whether a webhook address is ours.
const VERIFY_TOKEN: &str = "verify_token";
/// What `object` names in every post that is for us.
const OBJECT: &str = "whatsapp_business_account";

/// The gateway.
pub struct Meta {
    client: reqwest::Client,
}

impl Meta {
    /// Speaks through this client.
    pub fn new(client: reqwest::Client) -> Self {
        Self { client }
    }
}

#[async_trait]
impl Provider for Meta {
    fn kind(&self) -> AccountKind {
        AccountKind::Meta
    }

    fn label(&self) -> &'static str {
        "Meta"
    }

    fn settings(&self) -> &'static [AccountSetting] {
        const {
            &[
                AccountSetting::required(ACCESS_TOKEN),
                AccountSetting::required(PHONE_NUMBER_ID),
                AccountSetting::required(APP_SECRET),
                AccountSetting::optional(WABA_ID),
                AccountSetting::optional(VERIFY_TOKEN),
            ]
        }
    }

    /// Meta, "Create a webhook endpoint": the signature is demanded on every path, also on the
    /// one that has a token. A post about other numbers of ours only is not for this account.
    fn verify(
        &self,
        post: Unverified,
        account: &Account,
        now: Timestamp,
    ) -> Result<Verified, NotAuthentic> {
        let secret = account.setting(APP_SECRET).ok_or(NotAuthentic)?;
        let verified = authenticity::check(post, account, Some(secret), now)?;
        let for_others = serde_json::from_slice(verified.body())
            .is_ok_and(|post: Value| is_for_others(&post, account));
        if for_others {
            Err(NotAuthentic)
        } else {
            Ok(verified)
        }
    }

    fn parse(&self, body: &Verified, account: &Account) -> Result<Parsed, Unreadable> {
        let post: Value = serde_json::from_slice(body.body()).map_err(|error| Unreadable {
            reason: error.to_string(),
        })?;
        if !is_about_whatsapp(&post) {
            return Err(Unreadable {
                reason: format!("not a post about a {OBJECT}"),
            });
        }
        let events = wire::changes(&post)
            .filter(|(_, value)| is_for(value, account))
            .flat_map(|(field, value)| match field {
                Some("messages" | "smb_message_echoes") | None => wire::events_of_value(value),
                Some(preference::FIELD) => preference::events(value),
                Some(other) => vec![receipt::ignored(other)],
            })
            .collect();
        Ok(Parsed {
            events,
            raw: account.redact(&post.to_string()).into_owned(),
        })
    }

    async fn send(&self, message: &Outgoing<'_>, account: &Account) -> Result<Accepted, SendError> {
        graph::send(&self.client, message, account).await
    }

    async fn test(&self, account: &Account) -> Result<Health, SendError> {
        graph::test(&self.client, account).await
    }
}

fn is_about_whatsapp(post: &Value) -> bool {
    let object = post.get("object").and_then(Value::as_str);
    object.is_none_or(|object| object == OBJECT) && post.get("entry").is_some_and(Value::is_array)
}

/// Whether a `value` is about the number of this account, or about none in particular.
fn is_for(value: &Value, account: &Account) -> bool {
    let ours = account.setting(PHONE_NUMBER_ID);
    match (wire::phone_number_id(value), ours) {
        (Some(theirs), Some(ours)) => theirs == ours,
        _ => true,
    }
}

fn is_for_others(post: &Value, account: &Account) -> bool {
    let mut values = wire::changes(post).map(|(_, value)| value).peekable();
    values.peek().is_some() && values.all(|value| !is_for(value, account))
}
