//! Who may do what: people who sign in, keys of programs, and the trail of what they did.

pub mod api_key;
pub mod audit;
pub mod link;
pub mod origin;
pub mod own;
pub mod password;
pub mod session;
pub mod sign_in;
mod token;
pub mod totp;
pub mod user;

use entity::words::Role;

/// What kind of somebody it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrincipalKind {
    /// A program with a key.
    Program,
    /// A person who has signed in.
    Person,
}

/// Somebody, or some program, that has shown who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Which of the two.
    pub kind: PrincipalKind,
    /// The id of the key or of the person.
    pub id: String,
    /// The name people see; of a person the address that signs in, which no two share.
    pub name: String,
    /// What it may do.
    pub role: Role,
}

impl Principal {
    /// The name under which ledger and audit trail keep what it did.
    pub fn actor(&self) -> String {
        match self.kind {
            PrincipalKind::Program => format!("api:{}", self.name),
            PrincipalKind::Person => format!("staff:{}", self.name),
        }
    }
}
