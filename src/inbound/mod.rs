//! From a provider's POST to a recorded decision.

pub mod answer;
pub mod conversation;
pub mod echo;
pub mod event;
pub mod inbox;
pub mod latest;
pub mod play;
pub mod recorder;
pub(crate) mod trail;
pub mod waiting;
pub mod webhook;
