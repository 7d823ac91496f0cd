//! Permits: what the office issued or is asked to issue, to whom, and until when. A permit belongs
//! to a partner who is found by an id or a whole number, never by a name; who is told of it is
//! decided by the gate, like everything that is sent.

pub mod preview;
pub mod reminder;
mod reminder_due;
pub mod reminder_notice;
mod reminder_recall;
pub mod reminder_rules;
#[cfg(test)]
mod reminder_tests;
mod reminder_text;

pub use self::reminder_due::{MISSING_VALUE, NO_PARTNER, NO_PHONE};
pub mod browse;
pub mod button;
pub mod columns;
pub mod dates;
mod document;
pub mod entry;
pub mod fields;
pub mod import;
mod merge;
pub mod notice;
mod notice_values;
pub mod pending;
pub mod recipient;
mod search;
pub mod values;
pub mod words;

pub use document::find as find_documents;
pub use merge::Merged;
pub use search::{Entry, Filter, Owned, find, history, list, types};
