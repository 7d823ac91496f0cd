//! The first worksheet of an Excel workbook (.xlsx), read cell by cell as the CSV that it would be
//! saved as: days as `2026-12-31`, whole numbers without a point, one line a row.

use std::io::{Read, Seek};

use calamine::{DataRef, Reader, Xlsx, XlsxError};
use csv::WriterBuilder;

use super::pieces::{Outlet, PIECE, Piece};
use crate::lang::{Lang, Say};

/// As much as a workbook may hold, unpacked. A few kilobytes can be packed from gigabytes.
const LARGEST: u64 = 512 << 20;
/// As many columns are read.
const COLUMNS: u32 = 256;

/// Why a workbook cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// It is none, or is damaged.
    #[error("the file is no readable Excel workbook (.xlsx)")]
    Damaged,
    /// It unpacks to too much.
    #[error("the workbook holds more than {} MiB", LARGEST >> 20)]
    TooLarge,
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
            (Self::TooLarge, _) => {
                format!("buku kerja ini berisi lebih dari {} MiB", LARGEST >> 20)
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
pub(super) fn cut<R: Read + Seek>(mut file: R, outlet: &Outlet) -> Result<(), WorkbookError> {
    check_size(&mut file)?;
    let mut workbook: Xlsx<R> = calamine::open_workbook_from_rs(file)?;
    let names = workbook.sheet_names();
    let name = names.first().ok_or(WorkbookError::NoSheet)?;
    let mut cells = workbook.worksheet_cells_reader(name)?;
    let total = u64::from(cells.dimensions().end.0) + 1;
    let mut rows = Rows::default();
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        if row != rows.row {
            rows.end_row(row)?;
            if rows.is_full() && !rows.send(outlet, total)? {
                return Ok(());
            }
        }
        if column < COLUMNS {
            rows.put(column, show(cell.get_value()));
        }
    }
    rows.end_row(rows.row + 1)?;
    rows.send(outlet, total)?;
    Ok(())
}

/// Unpacks it all once and keeps nothing of it.
fn check_size<R: Read + Seek>(file: &mut R) -> Result<(), WorkbookError> {
    let damaged = |error: &dyn std::fmt::Display| {
        tracing::debug!(%error, "a workbook cannot be unpacked");
        WorkbookError::Damaged
    };
    let mut archive = zip::ZipArchive::new(&mut *file).map_err(|error| damaged(&error))?;
    let mut left = LARGEST;
    for place in 0..archive.len() {
        let entry = archive.by_index(place).map_err(|error| damaged(&error))?;
        let unpacked = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink());
        let unpacked = unpacked.map_err(|error| damaged(&error))?;
        left = left.checked_sub(unpacked).ok_or(WorkbookError::TooLarge)?;
    }
    file.rewind().map_err(|error| damaged(&error))
}

/// Rows as CSV, until there are enough for a piece.
struct Rows {
    row: u32,
    cells: Vec<String>,
    writer: csv::Writer<Vec<u8>>,
    /// As many bytes are written, or nearly.
    length: usize,
}

impl Default for Rows {
    fn default() -> Self {
        Self {
            row: 0,
            cells: Vec::new(),
            writer: WriterBuilder::new().flexible(true).from_writer(Vec::new()),
            length: 0,
        }
    }
}

impl Rows {
    fn put(&mut self, column: u32, text: String) {
        let place = usize::try_from(column).unwrap_or(usize::MAX);
        while self.cells.len() <= place {
            self.cells.push(String::new());
        }
        if let Some(cell) = self.cells.get_mut(place) {
            *cell = text;
        }
    }

    /// Writes the row, and a blank line for each that is left out, so that lines are counted as
    /// the worksheet counts its rows.
    fn end_row(&mut self, next: u32) -> Result<(), WorkbookError> {
        // A row of one empty cell is a line of its own.
        if self.cells.is_empty() {
            self.cells.push(String::new());
        }
        self.length += self.cells.iter().map(|cell| cell.len() + 1).sum::<usize>();
        self.writer.write_record(&self.cells)?;
        self.cells.clear();
        // A worksheet may leave out a million rows; nobody counts so far.
        for _ in (self.row + 1..next).take(PIECE) {
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
mod tests {
    use std::io::{Cursor, Write};

    use tokio::sync::mpsc;
    use zip::write::SimpleFileOptions;

    use super::*;

    const PARTS: [(&str, &str); 4] = [
        (
            "_rels/.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Izin" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#,
        ),
        (
            "xl/styles.xml",
            r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#,
        ),
    ];

    fn workbook(rows: &str) -> Vec<u8> {
        let sheet = format!(
            r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:C5"/><sheetData>{rows}</sheetData></worksheet>"#
        );
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options =
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        let parts = PARTS
            .into_iter()
            .chain([("xl/worksheets/sheet1.xml", &*sheet)]);
        for (name, text) in parts {
            zip.start_file(name, options).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    async fn csv(file: Vec<u8>) -> Result<String, WorkbookError> {
        let (outlet, mut pieces) = mpsc::channel(2);
        let cut = tokio::task::spawn_blocking(move || cut(Cursor::new(file), &outlet));
        let mut all = Vec::new();
        while let Some(piece) = pieces.recv().await {
            all.extend(piece.unwrap().bytes);
        }
        cut.await.unwrap()?;
        Ok(String::from_utf8(all).unwrap())
    }

    #[tokio::test]
    async fn days_numbers_and_left_out_rows_come_as_they_would_be_saved() {
        let rows = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>registration_id</t></is></c><c r="B1" t="inlineStr"><is><t>phone</t></is></c><c r="C1" t="inlineStr"><is><t>expiry_date</t></is></c></row>
            <row r="4"><c r="A4" t="inlineStr"><is><t>503/1
2</t></is></c><c r="B4"><v>81234567890</v></c><c r="C4" s="1"><v>46387</v></c></row>"#;
        let csv = csv(workbook(rows)).await.unwrap();
        assert_eq!(
            csv,
            "registration_id,phone,expiry_date\n\"\"\n\"\"\n503/1 2,81234567890,2026-12-31\n"
        );
    }

    #[tokio::test]
    async fn what_is_no_workbook_is_refused() {
        let mut half = workbook("");
        half.truncate(half.len() / 2);
        for file in [b"PK\x03\x04 nothing".to_vec(), half] {
            assert!(matches!(csv(file).await, Err(WorkbookError::Damaged)));
        }
    }
}
