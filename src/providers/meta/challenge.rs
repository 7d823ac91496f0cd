//! Meta's question whether a webhook address is ours (Meta, "Create a webhook endpoint").

use super::VERIFY_TOKEN;
use crate::providers::{Account, authenticity};

/// The answer to the query of a `GET` on the webhook address; `None` unless it knows the
/// account's verify token. An account without one answers nobody.
pub fn challenge(query: &str, account: &Account) -> Option<String> {
    let find = |name: &str| {
        form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    let good = account.setting(VERIFY_TOKEN)?;
    let given = find("hub.verify_token")?;
    let asks = find("hub.mode")? == "subscribe";
    if authenticity::same(&given, good) && asks {
        find("hub.challenge")
    } else {
        None
    }
}
