//! Setuju is a consent gateway for WhatsApp: it asks, records the answer with its proof, and lets
//! nothing through that was not agreed to.
//!
//! The modules, in the order in which data flows through them.

pub mod api;
pub mod app;
pub mod broadcast;
pub mod cli;
pub mod config;
pub mod consent;
pub mod core;
mod counted;
pub mod database;
pub mod day;
pub mod edit;
mod fault;
pub mod figures;
mod form_sent;
pub mod health;
pub mod hooks;
pub mod ids;
pub mod inbound;
pub mod keys;
pub mod lang;
pub mod lease;
pub mod live;
mod many_rows;
pub mod metrics;
pub mod office;
pub mod outbound;
pub mod people;
pub mod permits;
pub mod proof;
pub mod providers;
pub mod scheduler;
pub mod services;
pub mod setting;
pub mod sheet;
pub mod sql;
pub mod staff;
pub mod staged;
#[cfg(test)]
mod testing;
pub mod time;
pub mod time_of_day;
mod visible;
pub mod web;
