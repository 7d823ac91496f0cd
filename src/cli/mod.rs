//! The command line: one file a command. Results go to standard output, everything else to
//! standard error; no command prints a secret that it was not asked for.

mod account;
mod api_key;
mod argument;
mod broadcast;
mod classify;
mod consent;
mod doctor;
mod failure;
mod hook;
mod ledger;
mod message;
mod migrate;
mod output;
mod partners;
mod permits;
mod program;
mod recipients;
mod reminders;
mod schedule;
mod serve;
mod settings;
mod trail;
mod usage;
mod user;

pub use program::{program, run};
pub use usage::wrong_usage;
