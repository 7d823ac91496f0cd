//! Whom do we know? Partners (people and companies of the office's register) and contacts
//! (WhatsApp addresses, to which consent belongs).

pub mod contact;
pub mod email;
pub mod import;
pub mod partner;
pub mod phone;

pub use email::Email;
pub use phone::{Address, Line, PhoneError, PhoneNumber};
