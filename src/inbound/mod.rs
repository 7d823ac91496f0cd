//! From a provider's POST to a recorded decision.

pub mod answer;
pub mod event;
pub mod inbox;
pub mod recorder;
pub mod webhook;
