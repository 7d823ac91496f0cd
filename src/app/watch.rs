//! What is looked at again and again as long as the service runs.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::core::Core;
use crate::live::Live;
use crate::outbound::{dispatcher, recall, settle};
use crate::staff::sign_in::Door;

/// How often messages are looked for whose time has passed.
const EXPIRY: Duration = Duration::from_secs(2);
/// How often those are forgotten who tried to sign in long ago.
const FORGETTING: Duration = Duration::from_mins(10);
/// How often the revision mark is looked at for changes made by other processes.
const REFRESH: Duration = Duration::from_millis(500);

/// Notices accounts and templates that other processes change.
pub(super) async fn changes(live: Live, stop: CancellationToken) {
    while stop
        .run_until_cancelled(tokio::time::sleep(REFRESH))
        .await
        .is_some()
    {
        if let Err(error) = live.refresh().await {
            tracing::debug!(%error, "looking for changed accounts");
        }
    }
}

/// Notices messages that a process which is gone was sending, or that wait for an account which is.
pub(super) async fn stale(core: Core, stop: CancellationToken) {
    let interval = dispatcher::LONGEST_SEND;
    while stop
        .run_until_cancelled(tokio::time::sleep(interval))
        .await
        .is_some()
    {
        if let Err(error) = settle::recover(&core, None, dispatcher::stale_before(core.now())).await
        {
            tracing::warn!(%error, "looking for messages left behind");
        }
        if let Err(error) = recall::cancel_stranded(&core).await {
            tracing::warn!(%error, "looking for messages of deleted accounts");
        }
    }
}

/// Notices messages whose time passes while they wait.
pub(super) async fn expiring(core: Core, stop: CancellationToken) {
    while stop
        .run_until_cancelled(tokio::time::sleep(EXPIRY))
        .await
        .is_some()
    {
        if let Err(error) = recall::expire(&core).await {
            tracing::warn!(%error, "looking for messages whose time has passed");
        }
    }
}

/// Forgets who tried to sign in long ago.
pub(super) async fn door(door: Door, stop: CancellationToken) {
    while stop
        .run_until_cancelled(tokio::time::sleep(FORGETTING))
        .await
        .is_some()
    {
        door.forget_old();
    }
}
