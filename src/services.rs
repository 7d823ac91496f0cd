//! The running parts, as the handlers of webhooks, API and pages see them.

use std::net::SocketAddr;

use tokio_util::sync::CancellationToken;

use crate::broadcast::board::Board;
use crate::core::Core;
use crate::figures::Figures;
use crate::hooks;
use crate::inbound::play::Stage;
use crate::inbound::recorder::Recorder;
use crate::lang::Lang;
use crate::live::Live;
use crate::providers::Providers;
use crate::staff::sign_in::Door;

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
    /// Counts, for those who look at figures.
    pub figures: Figures,
    /// Lets people in.
    pub door: Door,
    /// The language of pages for who has chosen none.
    pub lang: Lang,
    /// Where this server listens.
    pub address: SocketAddr,
    /// Tells answers that have no end of their own that the service ends.
    pub closing: CancellationToken,
    /// How far broadcasts got, for those who watch.
    pub board: Board,
}

impl Services {
    /// What playing a citizen needs.
    pub(crate) fn stage(&self) -> Stage<'_> {
        Stage {
            core: &self.core,
            live: &self.live,
            client: &self.client,
            address: self.address,
        }
    }
}
