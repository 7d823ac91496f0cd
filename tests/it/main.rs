//! From outside only: start the real program, speak HTTP, look at the answers.

mod cli;
mod consent;
mod lifecycle;
mod sending;
mod support;
mod webhooks;
