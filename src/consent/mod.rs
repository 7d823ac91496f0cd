//! What did they agree to, and what does that allow?

pub mod course;
pub mod decision;
pub mod gate;
pub mod gate_sql;
pub mod inspection;
pub mod ledger;
pub mod preference;
pub mod register;
pub mod reply;
pub mod verify;

#[cfg(test)]
mod played_tests;
