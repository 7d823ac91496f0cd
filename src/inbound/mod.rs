//! From a provider's POST to a recorded decision.

pub mod event;
