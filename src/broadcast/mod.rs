//! Broadcasts: one text to many, planned together.
//!
//! An audience is a filter over what the office knows; a draft says what it would come to. Once
//! started, a broadcast is planned by gated `INSERT … SELECT` in chunks, so short that no webhook
//! waits long, and keeps its place in its row: pause, restart and resume cost nothing and repeat
//! nothing. Its messages are then sent like all others, through the gate that every claim asks.

pub mod act;
pub mod audience;
pub mod board;
pub mod brake;
pub mod candidates;
pub mod daily;
pub mod draft;
mod draft_error;
pub mod dry_run;
pub mod estimate;
pub mod marks;
pub mod planner;
pub mod progress;
mod recent;
pub mod runner;
pub mod stats;
pub mod store;
pub mod trial;
pub mod watch;

pub use self::brake::BrakeRules;

#[cfg(test)]
mod tests;
