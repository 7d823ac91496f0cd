//! The jobs there are, and what each does.

use std::time::Duration;

use anyhow::Context;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::pattern::Pattern;
use crate::config::Config;
use crate::core::Core;
use crate::hooks;
use crate::live::Live;
use crate::outbound::message::SYSTEM;
use crate::permits::{pending, reminder};

/// When the jobs run; one without a pattern runs only when somebody asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timetable {
    /// Reminders of permits that end.
    pub reminders: Option<Pattern>,
    /// Reminders of documents that wait for officials.
    pub documents: Option<Pattern>,
    /// Clearing the log of outgoing webhooks.
    pub hook_log: Option<Pattern>,
}

macro_rules! jobs {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $field:ident;)+) => {
        /// What runs by itself.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Job {
            $($(#[$doc])* $name,)+
        }

        impl Job {
            /// Every job.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
            /// The names of all.
            pub const NAMES: &'static [&'static str] = &[$($text),+];

            /// Its name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// When it runs by itself, if it does.
            pub fn pattern(self, timetable: &Timetable) -> Option<&Pattern> {
                match self { $(Self::$name => timetable.$field.as_ref(),)+ }
            }
        }
    };
}

jobs! {
    /// Reminds of permits that end.
    ExpiryReminders = "expiry_reminders", reminders;
    /// Reminds officials of documents that wait for them.
    PendingDocuments = "pending_documents", documents;
    /// Clears the log of outgoing webhooks of what is old.
    HookLog = "hook_log", hook_log;
}

impl Job {
    /// The job with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|job| job.name() == name)
    }

    /// Does it, to its end; the answer says what came of it.
    ///
    /// # Errors
    /// Says why it broke off; what was done by then stays done.
    pub(super) async fn work(self, desk: &Desk) -> anyhow::Result<Value> {
        match self {
            Self::ExpiryReminders => {
                let done = reminder::run(&desk.core, &desk.live, &desk.stop).await?;
                serde_json::to_value(done).context("the result of the reminders")
            }
            Self::PendingDocuments => {
                let notices = pending::remind(&desk.core, &desk.live, SYSTEM).await?;
                let queued = pending::count_queued(&notices);
                Ok(json!({ "queued": queued, "withheld": notices.len() - queued }))
            }
            Self::HookLog => {
                let deleted = hooks::delivery::prune(&desk.core, desk.keep_hook_log).await?;
                Ok(json!({ "deleted": deleted }))
            }
        }
    }
}

/// What jobs work with; cheap to clone.
#[derive(Clone)]
pub struct Desk {
    pub(super) core: Core,
    pub(super) live: Live,
    pub(super) keep_hook_log: Duration,
    pub(super) stop: CancellationToken,
}

impl Desk {
    /// Jobs end early when `stop` is cancelled.
    pub fn new(core: &Core, live: &Live, config: &Config, stop: CancellationToken) -> Self {
        Self {
            core: core.clone(),
            live: live.clone(),
            keep_hook_log: Duration::from_hours(24) * config.hooks_keep_days,
            stop,
        }
    }
}
