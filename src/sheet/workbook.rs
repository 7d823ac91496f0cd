//! The first worksheet of an Excel workbook (.xlsx), read cell by cell as the CSV that it would be
//! saved as: days as `2026-12-31`, whole numbers without a point, one line a row.

use std::io::{Read, Seek};

use calamine::{DataRef, Reader, Xlsx, XlsxError};
use csv::WriterBuilder;

use super::package::{self, LARGEST};
use super::pieces::{LONGEST_ROW, Outlet, PIECE, Piece, PieceError};
use crate::lang::{Lang, Say};

/// As many columns are read.
const COLUMNS: u32 = 256;
/// A worksheet has no more rows.
const ROWS: u32 = 1 << 20;
/// A cell holds no more signs.
const SIGNS: usize = 32_767;

/// Why a workbook cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// It is none, or is damaged.
    #[error("the file is no readable Excel workbook (.xlsx)")]
    Damaged,
    /// It unpacks to too much.
    #[error("the workbook holds too much to be read; save its sheet as CSV and try again")]
    TooLarge,
    /// A cell holds more than Excel lets it.
    #[error("a cell of the workbook holds more than {SIGNS} letters")]
    LongText,
    /// There is no worksheet in it.
    #[error("the workbook has no worksheet")]
    NoSheet,
}

impl Say for WorkbookError {
    fn say(&self, lang: Lang) -> String {
        match (self, lang) {
            (_, Lang::En) => self.to_string(),
            (Self::Damaged, _) => {
                "berkas ini bukan buku kerja Excel (.xlsx) yang dapat dibaca".to_owned()
            }
            (Self::TooLarge, _) => "buku kerja ini terlalu besar untuk dibaca; simpan lembarnya \
                sebagai CSV lalu ulangi"
                .to_owned(),
            (Self::LongText, _) => {
                format!("sebuah sel di buku kerja ini berisi lebih dari {SIGNS} huruf")
            }
            (Self::NoSheet, _) => "buku kerja ini tidak memiliki lembar kerja".to_owned(),
        }
    }
}

impl From<XlsxError> for WorkbookError {
    fn from(error: XlsxError) -> Self {
        tracing::debug!(%error, "a workbook cannot be read");
        Self::Damaged
    }
}

impl From<csv::Error> for WorkbookError {
    fn from(error: csv::Error) -> Self {
        tracing::error!(%error, "a row could not be written to memory");
        Self::Damaged
    }
}

/// Sends the first worksheet, piece by piece.
pub(super) fn cut<R: Read + Seek>(mut file: R, outlet: &Outlet) -> Result<(), PieceError> {
    package::check(&mut file)?;
    let mut workbook: Xlsx<R> =
        calamine::open_workbook_from_rs(file).map_err(WorkbookError::from)?;
    let names = workbook.sheet_names();
    let name = names.first().ok_or(WorkbookError::NoSheet)?;
    let mut cells = workbook
        .worksheet_cells_reader(name)
        .map_err(WorkbookError::from)?;
    let total = u64::from(cells.dimensions().end.0) + 1;
    let mut rows = Rows::default();
    while let Some(cell) = cells.next_cell().map_err(WorkbookError::from)? {
        let (row, column) = cell.get_position();
        if row != rows.row {
            rows.end_row(row)?;
            if rows.is_full() && !rows.send(outlet, total)? {
                return Ok(());
            }
        }
        if column < COLUMNS {
            rows.put(column, show(cell.get_value()))?;
        }
    }
    rows.end_row(rows.row + 1)?;
    rows.send(outlet, total)?;
    Ok(())
}

/// Rows as CSV, until there are enough for a piece.
struct Rows {
    row: u32,
    cells: Vec<String>,
    writer: csv::Writer<Vec<u8>>,
    /// As many bytes the row has.
    row_length: usize,
    /// As many bytes are written, or nearly.
    length: usize,
    /// As many were sent.
    sent: u64,
}

impl Default for Rows {
    fn default() -> Self {
        Self {
            row: 0,
            cells: Vec::new(),
            writer: WriterBuilder::new().flexible(true).from_writer(Vec::new()),
            row_length: 0,
            length: 0,
            sent: 0,
        }
    }
}

impl Rows {
    fn put(&mut self, column: u32, text: String) -> Result<(), PieceError> {
        if text.len() > SIGNS && text.chars().count() > SIGNS {
            return Err(WorkbookError::LongText.into());
        }
        let place = usize::try_from(column).unwrap_or(usize::MAX);
        while self.cells.len() <= place {
            self.cells.push(String::new());
            self.row_length += 1;
        }
        self.row_length += text.len();
        if self.row_length > LONGEST_ROW {
            return Err(PieceError::EndlessRow);
        }
        if let Some(cell) = self.cells.get_mut(place) {
            *cell = text;
        }
        Ok(())
    }

    /// Writes the row, and a blank line for each that is left out, so that lines are counted as
    /// the worksheet counts its rows.
    fn end_row(&mut self, next: u32) -> Result<(), WorkbookError> {
        // Rows that come again could go on for ever.
        if next <= self.row || next > ROWS {
            return Err(WorkbookError::Damaged);
        }
        // A row of one empty cell is a line of its own.
        if self.cells.is_empty() {
            self.cells.push(String::new());
        }
        self.writer.write_record(&self.cells)?;
        self.length += self.row_length + 1;
        self.row_length = 0;
        self.cells.clear();
        for _ in self.row + 1..next {
            self.writer.write_record([""])?;
            self.length += 3;
        }
        self.row = next;
        Ok(())
    }

    fn is_full(&self) -> bool {
        self.length >= PIECE
    }

    /// Whether somebody takes it.
    fn send(&mut self, outlet: &Outlet, total: u64) -> Result<bool, WorkbookError> {
        let fresh = WriterBuilder::new().flexible(true).from_writer(Vec::new());
        let full = std::mem::replace(&mut self.writer, fresh);
        self.length = 0;
        let bytes = full.into_inner().map_err(|error| {
            tracing::error!(%error, "rows could not be written to memory");
            WorkbookError::Damaged
        })?;
        // One text may stand in many cells, each of which counts here.
        self.sent += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if self.sent > LARGEST {
            return Err(WorkbookError::TooLarge);
        }
        let done = u64::from(self.row).min(total);
        Ok(outlet
            .blocking_send(Ok(Piece { bytes, done, total }))
            .is_ok())
    }
}

/// A cell as text on one line.
fn show(value: &DataRef<'_>) -> String {
    let text = match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => format!("{number}"),
        DataRef::Bool(is) => is.to_string(),
        DataRef::DateTime(at) if at.is_datetime() => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTime(at) => at.as_f64().to_string(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    };
    text.replace(['\r', '\n'], " ")
}

#[cfg(test)]
#[path = "workbook_tests.rs"]
mod tests;
