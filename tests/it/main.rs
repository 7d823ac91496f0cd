//! From outside only: start the real program, speak HTTP, look at the answers.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that meets what it did not expect has failed"
)]

mod broadcast_kill;
mod broadcast_race;
mod broadcasts;
mod cli;
mod consent;
mod crashes;
mod down;
mod hooks;
mod hooks_crash;
mod lanes;
mod late;
mod lifecycle;
mod pages_audit;
mod pages_broadcasts;
mod pages_hooks;
mod pages_imports;
mod pages_kept;
mod pages_officials;
mod pages_own_account;
mod pages_partners;
mod pages_permits;
mod pages_setup;
mod pages_sign_in;
mod pages_talk;
mod pages_texts;
mod played;
mod preferences;
mod probes;
mod processes;
mod schedule;
mod screens;
mod sending;
mod support;
mod webhooks;
