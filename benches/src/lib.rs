//! The measuring instruments of Setuju.
//!
//! [`drive`] makes load over keep-alive connections and counts what comes back,
//! [`webhook`] writes the requests of one provider, [`outcome`] is a
//! measurement in figures, and [`report`] puts many of them side by side. The
//! scripts `bench-webhooks` and `bench-lookup` start the servers and run the
//! programs of this package against them.
//!
//! Load never leaves the machine: [`drive`] refuses any address but loopback.

pub mod arguments;
pub mod client;
pub mod drive;
mod figures;
pub mod outcome;
pub mod random;
pub mod record;
pub mod report;
pub mod webhook;
