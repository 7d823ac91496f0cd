//! Partners: the people and companies of the office's register. Consent does not belong to them
//! but to their number's contact, so a partner may come, change and go without touching it.

mod directory;
mod entry;
pub(super) mod fields;
pub mod link;
pub(super) mod merge;
mod search;

use entity::{contact, partner};

pub use directory::{Place, Wanted, count, page};
pub use entry::{change, create, create_once, delete};
pub use fields::{LONGEST_NAME, LONGEST_REF, NewPartner, PartnerChange, PartnerError};
pub use search::{
    Filter, find, find_known, find_many, first_unknown, list, of_contact, of_contacts,
};

/// A partner with the contact of its number, if it has one.
pub type Known = (partner::Model, Option<contact::Model>);

#[cfg(test)]
mod tests;
