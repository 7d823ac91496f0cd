//! The rows of a table that were not taken, as a table of their own.

use csv::{StringRecord, WriterBuilder};

use super::table::{Row, Sheet};
use crate::lang::Lang;

/// Rows that were not taken, to be put right and handed in again.
pub struct Rejects {
    writer: csv::Writer<Vec<u8>>,
    is_empty: bool,
    length: usize,
}

impl Rejects {
    /// A table with the columns of `sheet`, and one for the reason.
    pub fn of(sheet: &Sheet, lang: Lang) -> Self {
        let mut rejects = Self {
            writer: WriterBuilder::new()
                .delimiter(sheet.separator)
                .flexible(true)
                .from_writer(Vec::new()),
            is_empty: true,
            length: 0,
        };
        rejects.write(&sheet.header, lang.pick("alasan", "reason"));
        rejects
    }

    /// Adds a row.
    pub fn add(&mut self, row: &Row, reason: &str) {
        self.is_empty = false;
        self.write(&row.raw, reason);
    }

    /// About as many bytes the table has.
    pub fn length(&self) -> usize {
        self.length
    }

    /// The table, if there is a row in it.
    pub fn into_bytes(self) -> Option<Vec<u8>> {
        if self.is_empty {
            return None;
        }
        self.writer.into_inner().ok()
    }

    fn write(&mut self, record: &StringRecord, reason: &str) {
        let cells: Vec<_> = record.iter().chain([reason]).map(guard).collect();
        self.length += cells.iter().map(|cell| cell.len() + 1).sum::<usize>();
        if self.writer.write_record(cells).is_err() {
            tracing::error!("a row could not be written to memory");
        }
    }
}

/// A cell that no spreadsheet runs as a formula, or takes for a number: what begins like one gets
/// an apostrophe, as people type it to say that it is text.
pub fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '@', '-', '+', '\t', '\r', '\n']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// A spreadsheet runs a cell that starts like a formula; an apostrophe makes it text. A phone
/// number with its plus is harmless, and stays as it is.
fn guard(cell: &str) -> String {
    let is_number = cell
        .chars()
        .all(|sign| sign.is_ascii_digit() || " +-().".contains(sign));
    let is_formula = cell.starts_with(['=', '@', '-', '+', '\t', '\r', '\n']);
    if is_formula && !is_number {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// Takes back what [`guard`] did, when a table of rejected rows is handed in again.
pub(super) fn unguard(cell: &str) -> &str {
    cell.strip_prefix('\'')
        .filter(|rest| rest.starts_with(['=', '@', '-', '+']))
        .unwrap_or(cell)
}
