//! Outgoing webhooks: telling the office's other systems what changed, by the Standard Webhooks
//! specification.
//!
//! An event is noted by the database itself, in the transaction of what it reports (see the
//! migration), so none is lost whichever process or statement wrote it, and without an endpoint
//! nothing is written at all. [`fan_out`] makes a delivery of it for every endpoint that wants it;
//! the [`worker`] delivers, again and again for three days, at least once. What a receiver gets is
//! thin: ids and the change itself; the rest it asks the API for.
//!
//! Nothing here may hold up consent or messages: nobody waits for an outgoing webhook.

pub mod delivery;
pub mod endpoint;
mod error;
pub mod events;
mod excerpt;
mod fan_out;
mod payload;
mod reach;
mod resolver;
mod schedule;
pub mod send;
mod settle;
mod signature;
mod target;
pub mod trial;
pub mod worker;

#[cfg(test)]
mod tests;

pub use self::error::HookError;
pub use self::send::{Caller, webhook_id};
pub use self::signature::Secret;
pub use self::target::{Reach, origin_of};
