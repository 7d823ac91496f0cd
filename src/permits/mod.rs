//! Permits: what the office issued or is asked to issue, to whom, and until when. A permit belongs
//! to a partner who is found by an id or a whole number, never by a name; who is told of it is
//! decided by the gate, like everything that is sent.

pub mod preview;
pub mod reminder;
mod reminder_due;
pub mod reminder_notice;
#[cfg(test)]
mod reminder_tests;
mod reminder_text;

pub use self::reminder_due::{MISSING_VALUE, NO_PARTNER, NO_PHONE};
