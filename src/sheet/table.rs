//! A table as CSV: separators, marks and encodings as they come. A bad row never stops the rest.

use std::io::Cursor;

use csv::{Position, ReaderBuilder, StringRecord};

pub use super::damage::{Damage, SheetError};
use super::rejects::unguard;
use crate::lang::Lang;

/// A column that is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Other headers under which offices have it.
    pub also: &'static [&'static str],
    /// Whether a table without it makes no sense.
    pub required: bool,
}

/// One row.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its first line in the file, from 1.
    pub line: u64,
    /// The cells of the columns looked for, in their order; empty where there is none.
    pub cells: Vec<String>,
    /// Why it cannot be taken as it is.
    pub damage: Option<Damage>,
    pub(super) raw: StringRecord,
}

impl Row {
    /// The cell of a column, by its place among the columns looked for.
    pub fn cell(&self, place: usize) -> &str {
        self.cells.get(place).map_or("", String::as_str)
    }
}

/// A table, read row by row.
pub struct Sheet {
    reader: csv::Reader<Cursor<String>>,
    text_length: u64,
    /// The lines of the pieces before this one.
    lines_before: u64,
    pub(super) header: StringRecord,
    /// For each column looked for, its place in a row.
    places: Vec<Option<usize>>,
    pub(super) separator: u8,
    notes: Vec<String>,
}

impl Sheet {
    /// Reads the header.
    ///
    /// # Errors
    /// [`SheetError`] says why it is no such table.
    pub fn open(bytes: &[u8], columns: &[Column], lang: Lang) -> Result<Self, SheetError> {
        let mut notes = Vec::new();
        let text = to_text(bytes, &mut notes, lang)?;
        let separator = separator_of(&text);
        let text_length = u64::try_from(text.len()).unwrap_or(u64::MAX);
        let mut reader = reader(text, separator);
        let mut header = StringRecord::new();
        loop {
            if !matches!(reader.read_record(&mut header), Ok(true)) {
                return Err(SheetError::Empty);
            }
            // Spreadsheets put `sep=;` before the table to announce the separator.
            let is_announcement = header.get(0).is_some_and(|cell| cell.starts_with("sep="));
            if !is_announcement && !is_blank(&header) {
                break;
            }
        }
        if has_nul(&header) {
            return Err(SheetError::NotText);
        }
        let places = find_columns(&header, columns);
        let missing: Vec<_> = columns
            .iter()
            .zip(&places)
            .filter(|(column, place)| column.required && place.is_none())
            .map(|(column, _)| column.name)
            .collect();
        if !missing.is_empty() && bytes.contains(&0) {
            return Err(SheetError::NotText);
        }
        if !missing.is_empty() {
            return Err(SheetError::MissingColumns(missing));
        }
        let ignored: Vec<_> = header
            .iter()
            .enumerate()
            .filter(|(place, name)| !places.contains(&Some(*place)) && !name.trim().is_empty())
            .map(|(_, name)| name.trim())
            .collect();
        if !ignored.is_empty() {
            let what = lang.pick("kolom diabaikan", "columns ignored");
            notes.push(format!("{what}: {}", ignored.join(", ")));
        }
        Ok(Self {
            reader,
            text_length,
            lines_before: 0,
            header,
            places,
            separator,
            notes,
        })
    }

    /// Goes on with the next piece of a table that is too large to be read at once. A piece ends
    /// with the end of a row.
    ///
    /// # Errors
    /// [`SheetError::NotText`] if it is no text.
    pub fn go_on(&mut self, bytes: &[u8], lang: Lang) -> Result<(), SheetError> {
        let lines = lines_of(self.text().as_bytes());
        let mut notes = Vec::new();
        let text = match to_text(bytes, &mut notes, lang) {
            Err(SheetError::Empty) => "\n".repeat(lines_of(bytes)),
            text => text?,
        };
        notes.retain(|note| !self.notes.contains(note));
        self.notes.append(&mut notes);
        self.lines_before += u64::try_from(lines).unwrap_or(u64::MAX);
        self.text_length = u64::try_from(text.len()).unwrap_or(u64::MAX);
        self.reader = reader(text, self.separator);
        Ok(())
    }

    /// What people should know about the table.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// How many bytes are read, and how many there are.
    pub fn progress(&self) -> (u64, u64) {
        (
            self.reader.position().byte().min(self.text_length),
            self.text_length,
        )
    }

    /// The next row that is not blank.
    pub fn next_row(&mut self) -> Option<Row> {
        loop {
            let start = self.start_of_next();
            let mut raw = StringRecord::new();
            // The text is UTF-8 and rows may have any length, so nothing else can go wrong.
            if !matches!(self.reader.read_record(&mut raw), Ok(true)) {
                return None;
            }
            if is_blank(&raw) {
                continue;
            }
            let mut cells = self.cells(&raw);
            let spans_lines = self.last_line() > start.line();
            let breaks = cells.iter().any(|cell| cell.contains('\n'));
            let is_torn = spans_lines
                && (raw.len() != self.header.len() || (breaks && !self.is_well_quoted(&start)));
            if is_torn {
                raw = self.first_line_only(&start)?;
                cells = self.cells(&raw);
            } else if breaks {
                // A cell of a spreadsheet with a line break in it.
                for cell in &mut cells {
                    *cell = cell.replace('\n', " ");
                }
            }
            return Some(Row {
                line: self.lines_before + start.line(),
                cells,
                damage: if is_torn {
                    Some(Damage::Torn)
                } else {
                    has_nul(&raw).then_some(Damage::Nul)
                },
                raw,
            });
        }
    }

    /// The place after the blank lines, which the reader passes over unseen.
    fn start_of_next(&self) -> Position {
        let mut start = self.reader.position().clone();
        let place = usize::try_from(start.byte()).unwrap_or(usize::MAX);
        let rest = self.text().get(place..).unwrap_or_default();
        let blank = rest.bytes().take_while(|byte| *byte == b'\n').count();
        let blank = u64::try_from(blank).unwrap_or(0);
        start.set_byte(start.byte() + blank);
        start.set_line(start.line() + blank);
        start
    }

    /// The line in which the row just read ends.
    fn last_line(&self) -> u64 {
        let place = self.reader.position();
        // The last row may have no line feed behind it.
        let is_open = place.byte() >= self.text_length && !self.text().ends_with('\n');
        place.line() - u64::from(!is_open)
    }

    /// Whether the row just read closes each quotation mark where a cell ends. One that swallowed
    /// rows ends in the midst of them.
    fn is_well_quoted(&self, start: &Position) -> bool {
        let place = |byte: u64| usize::try_from(byte).unwrap_or(usize::MAX);
        let range = place(start.byte())..place(self.reader.position().byte());
        let row = self.text().get(range).unwrap_or_default();
        let separator = char::from(self.separator);
        let mut signs = row.chars().peekable();
        loop {
            if signs.next_if_eq(&'"').is_some() {
                // Two of them are one that stands in the cell.
                while !(signs.by_ref().any(|sign| sign == '"') && signs.peek() != Some(&'"')) {
                    if signs.next().is_none() {
                        return false;
                    }
                }
            } else {
                while let Some(sign) = signs.next_if(|sign| *sign != separator && *sign != '\n') {
                    if sign == '"' {
                        return false;
                    }
                }
            }
            match signs.next() {
                Some(sign) if sign == separator => {}
                Some('\n') | None => return signs.all(|sign| sign == '\n'),
                Some(_) => return false,
            }
        }
    }

    /// An open quotation mark would swallow the rows after it: take the line for the row, and go
    /// on behind it.
    fn first_line_only(&mut self, start: &Position) -> Option<StringRecord> {
        let place = usize::try_from(start.byte()).ok()?;
        let line = self.text().get(place..)?.lines().next()?.to_owned();
        let length = u64::try_from(line.len()).ok()?;
        let mut next = Position::new();
        next.set_byte((start.byte() + length + 1).min(self.text_length));
        next.set_line(start.line() + 1);
        self.reader.seek(next).ok()?;
        Some(StringRecord::from(
            line.split(char::from(self.separator)).collect::<Vec<_>>(),
        ))
    }

    fn text(&self) -> &str {
        self.reader.get_ref().get_ref()
    }

    fn cells(&self, raw: &StringRecord) -> Vec<String> {
        let cell = |place: &Option<usize>| place.and_then(|place| raw.get(place)).unwrap_or("");
        self.places
            .iter()
            .map(|place| unguard(cell(place).trim()).to_owned())
            .collect()
    }
}

fn reader(text: String, separator: u8) -> csv::Reader<Cursor<String>> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(Cursor::new(text))
}

fn lines_of(bytes: &[u8]) -> usize {
    bytes.split(|byte| *byte == b'\n').count() - 1
}

fn is_blank(record: &StringRecord) -> bool {
    record.iter().all(|cell| cell.trim().is_empty())
}

fn has_nul(record: &StringRecord) -> bool {
    record.iter().any(|cell| cell.contains('\0'))
}

/// The text without byte-order mark, with line feeds only.
fn to_text(bytes: &[u8], notes: &mut Vec<String>, lang: Lang) -> Result<String, SheetError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.trim_ascii().is_empty() {
        return Err(SheetError::Empty);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(SheetError::NotText);
    }
    let text = if let Ok(text) = std::str::from_utf8(bytes) {
        text.to_owned()
    } else {
        // Older spreadsheets write one byte a letter.
        notes.push(
            lang.pick(
                "berkas bukan UTF-8 dan dibaca sebagai Latin-1; periksa huruf beraksen",
                "the file is not UTF-8 and was read as Latin-1; check accented letters",
            )
            .to_owned(),
        );
        bytes.iter().copied().map(char::from).collect()
    };
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// The separator that the first line holds most of.
fn separator_of(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty());
    let header = header.unwrap_or_default();
    if let Some(announced) = header.strip_prefix("sep=")
        && let Some(separator @ (b',' | b';' | b'\t')) = announced.bytes().next()
    {
        return separator;
    }
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut is_quoted = false;
    for byte in header.bytes() {
        if byte == b'"' {
            is_quoted = !is_quoted;
        } else if !is_quoted
            && let Some((_, count)) = counts.iter_mut().find(|(separator, _)| *separator == byte)
        {
            *count += 1;
        }
    }
    // The last of equals wins, so the comma goes last.
    counts
        .into_iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map_or(b',', |(separator, _)| separator)
}

fn find_columns(header: &StringRecord, columns: &[Column]) -> Vec<Option<usize>> {
    let names: Vec<_> = header.iter().map(fold).collect();
    let place_of = |wanted: &str| names.iter().position(|name| name == wanted);
    columns
        .iter()
        .map(|column| {
            place_of(column.name).or_else(|| column.also.iter().find_map(|name| place_of(name)))
        })
        .collect()
}

/// `No. HP` and `no_hp` are one header.
fn fold(header: &str) -> String {
    let lower = header.to_lowercase();
    lower
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("_")
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
