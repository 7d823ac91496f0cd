//! What a command prints: results to standard output, remarks to standard error.

use std::io::{self, BufWriter, StdoutLock, Write};

use serde::Serialize;

/// Standard output, for one command alone. What was written is seen after [`Output::finish`].
pub(super) struct Output(BufWriter<StdoutLock<'static>>);

impl Output {
    /// Takes standard output.
    pub(super) fn lock() -> Self {
        Self(BufWriter::with_capacity(1 << 16, io::stdout().lock()))
    }

    /// Writes a line.
    ///
    /// # Errors
    /// If nobody reads any more, or the disk is full.
    pub(super) fn line(&mut self, text: &str) -> io::Result<()> {
        self.0.write_all(text.as_bytes())?;
        self.0.write_all(b"\n")
    }

    /// Writes a value as JSON in one line.
    ///
    /// # Errors
    /// As [`Output::line`].
    pub(super) fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        self.line(&serde_json::to_string(value)?)
    }

    /// Makes sure that all of it has left.
    ///
    /// # Errors
    /// As [`Output::line`].
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Prints lines.
///
/// # Errors
/// As [`Output::line`].
pub(super) fn print<T: AsRef<str>>(lines: impl IntoIterator<Item = T>) -> io::Result<()> {
    let mut output = Output::lock();
    for line in lines {
        output.line(line.as_ref())?;
    }
    output.finish()
}

/// Prints one value as JSON.
///
/// # Errors
/// As [`Output::line`].
pub(super) fn print_json(value: &impl Serialize) -> io::Result<()> {
    let mut output = Output::lock();
    output.json(value)?;
    output.finish()
}

/// Tells people something on standard error; there is nobody to tell if that is closed.
pub(super) fn remark(text: &str) {
    if writeln!(io::stderr().lock(), "{text}").is_err() {
        tracing::debug!("standard error is closed");
    }
}

/// A table for people: columns as wide as their widest cell, two spaces between.
pub(super) fn table(rows: &[Vec<String>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths);
        let cells: Vec<_> = cells
            .map(|(cell, width)| format!("{cell:<width$}"))
            .collect();
        cells.join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_of_a_table_line_up() {
        let rows = [
            vec!["a".into(), "bb".into()],
            vec!["ccc".into(), "d".into()],
        ];
        assert_eq!(table(&rows), ["a    bb", "ccc  d"]);
    }
}
