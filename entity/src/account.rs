//! A configured sender at a provider.

use crate::words::{AccountKind, AccountState};
use sea_orm::entity::prelude::*;

/// A configured sender at a provider.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// Its id, chosen by the office.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Which gateway.
    pub kind: AccountKind,
    /// The name people see.
    pub name: String,
    /// Another address of the provider API, for relays and tests.
    pub base_url: Option<String>,
    /// The credentials, sealed with the vault key.
    pub sealed: Vec<u8>,
    /// How often the webhook token was renewed.
    pub token_generation: i64,
    /// Until when the token before it is still good.
    pub previous_token_until: Option<i64>,
    /// Used when nobody names an account.
    pub is_default: bool,
    /// The order in which accounts are tried.
    pub position: i32,
    /// Switched on.
    pub active: bool,
    /// Stopped by a person.
    pub paused: bool,
    /// Stopped until then because the provider reported a fault of the account.
    pub down_until: Option<i64>,
    /// How many faults in a row, for the backoff.
    pub down_count: i32,
    /// What is known of the credentials.
    pub state: AccountState,
    /// The latest fault, in words.
    pub last_error: Option<String>,
    /// An own pause between messages, such as `1000-2000`.
    pub pace_ms: Option<String>,
    /// The earliest time of the next message.
    pub next_send_at: i64,
    /// At most so many messages a day, replies aside.
    pub daily_cap: Option<i64>,
    /// How many messages to many a new device may send, day by day, such as `20,40,80`.
    pub warm_up: Option<String>,
    /// When the first of these days began.
    pub warm_up_since: Option<i64>,
    /// The day, in the office's zone, that `sent_today` counts.
    pub sent_day: i64,
    /// How many messages were sent on that day, replies aside.
    pub sent_today: i64,
    /// When the latest webhook came.
    pub last_webhook_at: Option<i64>,
    /// When it was made.
    pub created_at: i64,
    /// When its settings were last changed.
    pub updated_at: i64,
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
