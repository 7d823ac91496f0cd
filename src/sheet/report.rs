//! What became of the rows of a table.

use serde::Serialize;

/// What became of the rows, as the public interface has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Entered.
    pub created: u64,
    /// Known, and changed.
    pub updated: u64,
    /// Known as they are.
    pub unchanged: u64,
    /// Not taken.
    pub rejected: Vec<Rejected>,
    /// What people should know about the file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// A row that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// Its first line in the file, from 1.
    pub line: u64,
    /// The field that is wrong.
    pub field: &'static str,
    /// What is wrong with it.
    pub reason: String,
}

/// The report, and the rejected rows.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What became of the rows.
    pub report: Report,
    /// The rejected rows as CSV, each with its reason; `None` if there are none.
    pub rejected_csv: Option<Vec<u8>>,
}

/// What became of a row that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Entered.
    Created,
    /// Known, and changed.
    Updated,
    /// Known as it is.
    Unchanged,
}

impl Report {
    /// How many rows were taken.
    pub fn taken(&self) -> u64 {
        self.created + self.updated + self.unchanged
    }

    pub(super) fn count(&mut self, taken: Taken) {
        match taken {
            Taken::Created => self.created += 1,
            Taken::Updated => self.updated += 1,
            Taken::Unchanged => self.unchanged += 1,
        }
    }

    /// The figures, for the audit trail.
    pub(super) fn figures(&self) -> String {
        format!(
            "created {}, updated {}, unchanged {}, rejected {}",
            self.created,
            self.updated,
            self.unchanged,
            self.rejected.len()
        )
    }
}
