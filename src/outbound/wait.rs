//! Waiting for what becomes of a message.

use std::time::Duration;

use entity::message::Model;
use entity::words::MessageStatus;
use tokio::time::{Instant, timeout_at};

use super::history;
use crate::core::Core;
use crate::database::StoreError;

/// How often to look, besides the bell: another process may be the one that sends.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Whether the provider has yet to answer.
pub const fn is_open(status: MessageStatus) -> bool {
    matches!(status, MessageStatus::Queued | MessageStatus::Sending)
}

/// Whether the provider has answered, be it that it cannot take the message now and that it will
/// be asked again.
pub fn is_answered(message: &Model) -> bool {
    !is_open(message.status)
        || (message.status == MessageStatus::Queued && message.settled_at.is_some())
}

/// Waits until the provider has answered, at most so long, and returns the message as it is then.
/// A message that will not be tried within that time is returned at once.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn until_settled(
    core: &Core,
    mut message: Model,
    longest: Duration,
) -> Result<Model, StoreError> {
    let deadline = Instant::now() + longest;
    let mut settled = core.settled.listen();
    while !is_answered(&message) {
        // Listening began before this look, so nothing is missed.
        settled.mark_unchanged();
        if let Some(latest) = history::find(core.db.reader(), message.id).await? {
            message = latest;
        }
        let left = deadline.saturating_duration_since(Instant::now());
        let is_too_late = message.status == MessageStatus::Queued
            && message.not_before > core.now().plus(left).millis();
        if is_answered(&message) || left.is_zero() || is_too_late {
            break;
        }
        let next_look = deadline.min(Instant::now() + LOOK_EVERY);
        if let Ok(Err(_)) = timeout_at(next_look, settled.changed()).await {
            // The bell is gone with the program's end.
            break;
        }
    }
    Ok(message)
}
