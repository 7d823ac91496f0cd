//! From a message to a provider's answer.

pub mod message;
pub mod pace;
pub mod template;
