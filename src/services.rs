//! The running parts, as the handlers of webhooks, API and pages see them.

use std::net::SocketAddr;

use tokio_util::sync::CancellationToken;

use crate::broadcast::board::Board;
use crate::core::Core;
use crate::hooks;
use crate::inbound::recorder::Recorder;
use crate::live::Live;
use crate::providers::Providers;

/// Shared by all handlers; cheap to clone.
#[derive(Clone)]
pub struct Services {
    /// Database, clock, ids, keys, policy.
    pub core: Core,
    /// Accounts and answers.
    pub live: Live,
    /// The gateways.
    pub providers: Providers,
    /// Makes webhooks durable.
    pub recorder: Recorder,
    /// For calls to ourselves: the sandbox posts replies to our own webhook.
    pub client: reqwest::Client,
    /// Calls the receivers of outgoing webhooks.
    pub hooks: hooks::Caller,
    /// Where this server listens.
    pub address: SocketAddr,
    /// Tells answers that have no end of their own that the service ends.
    pub closing: CancellationToken,
    /// How far broadcasts got, for those who watch.
    pub board: Board,
}
