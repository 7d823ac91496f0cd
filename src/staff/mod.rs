//! Who may do what: people who sign in, keys of programs, and the trail of what they did.

pub mod api_key;
pub mod audit;
pub mod user;

use entity::words::Role;

/// Somebody, or some program, that has shown who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The id of the key or of the person.
    pub id: String,
    /// The name people see.
    pub name: String,
    /// What it may do.
    pub role: Role,
}

impl Principal {
    /// The name under which ledger and audit trail keep what it did.
    pub fn actor(&self) -> String {
        format!("api:{}", self.name)
    }
}
