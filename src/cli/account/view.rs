//! How an account is shown.

use serde::Serialize;

use crate::core::Policy;
use crate::lang::Lang;
use crate::providers::Account;

/// An account as programs see it. Credentials are not part of it; the webhook address, which is
/// meant for the provider's dashboard, is.
#[derive(Debug, Serialize)]
pub(super) struct View<'a> {
    id: &'a str,
    kind: &'static str,
    name: &'a str,
    state: &'static str,
    is_default: bool,
    position: i32,
    active: bool,
    paused: bool,
    last_error: Option<&'a str>,
    webhook_url: String,
    pace_ms: String,
    daily_cap: Option<i64>,
    warm_up: Option<String>,
}

impl<'a> View<'a> {
    pub(super) fn new(account: &'a Account, policy: &Policy) -> Self {
        Self {
            id: &account.id,
            kind: account.kind.as_str(),
            name: &account.name,
            state: account.state.as_str(),
            is_default: account.is_default,
            position: account.position,
            active: account.active,
            paused: account.paused,
            last_error: account.last_error.as_deref(),
            webhook_url: format!("{}{}", policy.public_url, account.webhook_path()),
            pace_ms: account.pace.unwrap_or(policy.pace).to_string(),
            daily_cap: account.limits.daily_cap,
            warm_up: account.limits.warm_up.as_ref().map(ToString::to_string),
        }
    }

    /// The headings over [`View::row`].
    pub(super) fn headings(lang: Lang) -> Vec<String> {
        let headings = match lang {
            Lang::Id => ["ID", "JENIS", "NAMA", "KEADAAN", "JEDA", "WEBHOOK"],
            Lang::En => ["ID", "KIND", "NAME", "STATE", "PACE", "WEBHOOK"],
        };
        headings.map(ToOwned::to_owned).to_vec()
    }

    /// One line of a table for people.
    pub(super) fn row(&self, lang: Lang) -> Vec<String> {
        vec![
            self.id.to_owned(),
            self.kind.to_owned(),
            self.name.to_owned(),
            self.condition(lang),
            self.pace_ms.clone(),
            self.webhook_url.clone(),
        ]
    }

    /// The state and all that restricts it, in words.
    fn condition(&self, lang: Lang) -> String {
        let mut words = vec![self.state];
        if self.is_default {
            words.push(lang.pick("utama", "default"));
        }
        if self.paused {
            words.push(lang.pick("dijeda", "paused"));
        }
        if !self.active {
            words.push(lang.pick("nonaktif", "inactive"));
        }
        words.join(", ")
    }
}
