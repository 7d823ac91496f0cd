//! From a message to a provider's answer.

pub mod pace;
