//! An account as programs see it. Credentials are not part of it.

use entity::words::{AccountKind, AccountState, Role};
use serde::Serialize;
use utoipa::ToSchema;

use crate::outbound::cap::Allowance;
use crate::providers::Account;
use crate::services::Services;
use crate::staff::Principal;
use crate::time::Timestamp;

/// A configured sender at a provider.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AccountOut {
    id: String,
    /// `fonnte`, `watzap`, `meta` or `sandbox`.
    #[schema(value_type = String)]
    kind: AccountKind,
    name: String,
    /// `draft`, `configured` (a test or a send succeeded) or `error`.
    #[schema(value_type = String)]
    state: AccountState,
    /// It sends when nobody names an account.
    is_default: bool,
    /// The order in which accounts are tried.
    position: i32,
    /// Switched on.
    active: bool,
    /// Stopped by a person.
    paused: bool,
    last_error: Option<String>,
    /// The address to enter at the provider; its secret is shown to administrators only.
    webhook_url: String,
    /// The pause between two messages, in milliseconds.
    pace_ms: String,
    /// At most so many messages a day, replies aside.
    daily_cap: Option<i64>,
    /// How many messages to many a new device may send on its first days.
    warm_up: Option<String>,
    /// How many messages it has sent today, replies aside.
    sent_today: i64,
    /// How many it may have sent today and still send to many.
    bulk_cap_today: Option<i64>,
    /// Another address of the provider's API.
    base_url: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    last_webhook_at: Option<Timestamp>,
}

impl AccountOut {
    /// As somebody of this role sees it.
    pub(super) fn new(services: &Services, account: &Account, who: &Principal) -> Self {
        let policy = &services.core.policy;
        let path = if who.role == Role::Admin {
            account.webhook_path()
        } else {
            account.webhook_path().replace(account.webhook_token(), "…")
        };
        let now = services.core.now();
        let today = Allowance::of(&account.limits, now, policy.rules.zone);
        Self {
            id: account.id.clone(),
            kind: account.kind,
            name: account.name.clone(),
            state: account.state,
            is_default: account.is_default,
            position: account.position,
            active: account.active,
            paused: account.paused,
            last_error: account.last_error.clone(),
            webhook_url: format!("{}{path}", policy.public_url),
            pace_ms: account.pace.unwrap_or(policy.pace).to_string(),
            daily_cap: account.limits.daily_cap,
            warm_up: account.limits.warm_up.as_ref().map(ToString::to_string),
            sent_today: today.sent,
            bulk_cap_today: today.bulk_cap,
            base_url: account.base_url.clone(),
            last_webhook_at: account.last_webhook_at,
        }
    }
}
