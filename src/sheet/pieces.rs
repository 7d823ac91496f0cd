//! A file in pieces, each ending with the end of a row, so that a file of any size takes the same
//! memory. A workbook comes as the CSV that its first worksheet would be saved as.

use std::io::{Cursor, Read, Seek};

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::workbook::{self, WorkbookError};
use crate::lang::{Lang, Say};

/// About as many bytes a piece has.
pub(super) const PIECE: usize = 256 * 1024;
/// A row that is longer than this is none.
pub(super) const LONGEST_ROW: usize = 4 * 1024 * 1024;
/// As many pieces may wait: one is read while another is written to the database.
const WAITING: usize = 2;

/// Where a table comes from.
pub enum Source {
    /// A file.
    File(std::fs::File),
    /// What was sent.
    Bytes(Vec<u8>),
}

/// Some rows.
pub(super) struct Piece {
    pub(super) bytes: Vec<u8>,
    /// How much of the whole is read with it.
    pub(super) done: u64,
    /// The whole.
    pub(super) total: u64,
}

/// Why there is no next piece.
#[derive(Debug, thiserror::Error)]
pub enum PieceError {
    /// The file cannot be read.
    #[error("reading the file")]
    Read(#[from] std::io::Error),
    /// The workbook cannot be read.
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    /// A row has no end.
    #[error("a row is longer than {} MiB", LONGEST_ROW >> 20)]
    EndlessRow,
}

impl Say for PieceError {
    fn say(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Workbook(error), _) => error.say(lang),
            (Self::Read(error), Lang::Id) => format!("berkas tidak dapat dibaca: {error}"),
            (Self::Read(error), Lang::En) => format!("the file cannot be read: {error}"),
            (Self::EndlessRow, _) => lang
                .pick(
                    "berkas ini bukan tabel: satu barisnya tidak berakhir",
                    "the file is no table: one of its rows has no end",
                )
                .to_owned(),
        }
    }
}

/// Where pieces go; `Err` if nobody wants them any more.
pub(super) type Outlet = mpsc::Sender<Result<Piece, PieceError>>;

/// The pieces of a source, as they are read.
pub(super) struct Pieces {
    pieces: mpsc::Receiver<Result<Piece, PieceError>>,
    reader: Option<JoinHandle<()>>,
}

impl Pieces {
    /// The next piece; `None` at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Piece>, PieceError> {
        if let Some(piece) = self.pieces.recv().await {
            return piece.map(Some);
        }
        if let Some(reader) = self.reader.take()
            && let Err(error) = reader.await
        {
            // What broke off is not the end of the file.
            tracing::error!(%error, "a file could not be read to its end");
            return Err(WorkbookError::Damaged.into());
        }
        Ok(None)
    }
}

/// Reads a source in the background.
pub(super) fn read(source: Source) -> Pieces {
    let (outlet, pieces) = mpsc::channel(WAITING);
    let reader = tokio::task::spawn_blocking(move || {
        let read = match source {
            Source::File(file) => cut(file, &outlet),
            Source::Bytes(bytes) => cut(Cursor::new(bytes), &outlet),
        };
        if let Err(error) = read
            && outlet.blocking_send(Err(error)).is_err()
        {
            tracing::debug!("nobody waits for the rest of the file");
        }
    });
    Pieces {
        pieces,
        reader: Some(reader),
    }
}

fn cut<R: Read + Seek>(mut file: R, outlet: &Outlet) -> Result<(), PieceError> {
    let total = file.seek(std::io::SeekFrom::End(0))?;
    file.rewind()?;
    let mut rest = Vec::with_capacity(2 * PIECE);
    (&mut file).take(4).read_to_end(&mut rest)?;
    if rest.starts_with(b"PK\x03\x04") {
        file.rewind()?;
        return workbook::cut(file, outlet);
    }
    let mut done = 0;
    loop {
        let wanted = u64::try_from(PIECE).unwrap_or(u64::MAX);
        let is_last = (&mut file).take(wanted).read_to_end(&mut rest)? == 0;
        let length = if is_last {
            rest.len()
        } else {
            match end_of_row(&rest) {
                Some(length) => length,
                None if rest.len() > LONGEST_ROW => return Err(PieceError::EndlessRow),
                None => continue,
            }
        };
        let after = rest.split_off(length);
        let bytes = std::mem::replace(&mut rest, after);
        done += u64::try_from(length).unwrap_or(u64::MAX);
        let piece = Piece { bytes, done, total };
        if piece.bytes.is_empty() && total > 0 {
            return Ok(());
        }
        if outlet.blocking_send(Ok(piece)).is_err() || is_last {
            return Ok(());
        }
    }
}

/// Where the last whole row ends. A line that ends within quotation marks does not end a row; but
/// a mark that is opened and not closed may not keep all rows that follow.
fn end_of_row(bytes: &[u8]) -> Option<usize> {
    let line_end = if bytes.contains(&b'\n') { b'\n' } else { b'\r' };
    let (mut is_quoted, mut row, mut line) = (false, None, None);
    for (place, byte) in bytes.iter().enumerate() {
        if *byte == b'"' {
            is_quoted = !is_quoted;
        } else if *byte == line_end {
            line = Some(place + 1);
            if !is_quoted {
                row = line;
            }
        }
    }
    row.or(line.filter(|_| bytes.len() > 2 * PIECE))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn whole(bytes: &[u8]) -> Vec<Vec<u8>> {
        let mut pieces = read(Source::Bytes(bytes.to_vec()));
        let mut all = Vec::new();
        while let Some(piece) = pieces.next().await.unwrap() {
            all.push(piece.bytes);
        }
        all
    }

    #[tokio::test]
    async fn pieces_are_the_file_and_end_with_a_row() {
        let row = "REG-1;\"Jl. Veteran\nKabanjahe\";aktif\n";
        let text = row.repeat(40_000);
        let pieces = whole(text.as_bytes()).await;
        assert!(pieces.len() > 3);
        assert_eq!(pieces.concat(), text.as_bytes());
        for piece in &pieces {
            assert!(piece.starts_with(b"REG-1") && piece.ends_with(b"aktif\n"));
            assert!(piece.len() <= 2 * PIECE);
        }
        assert_eq!(whole(b"a;b").await, [b"a;b"]);
    }

    #[tokio::test]
    async fn a_mark_that_is_never_closed_does_not_keep_the_rest() {
        let text = format!("\"{}", "REG-1;x\n".repeat(200_000));
        let pieces = whole(text.as_bytes()).await;
        assert!(pieces.len() > 1);
        assert_eq!(pieces.concat(), text.as_bytes());
    }

    #[tokio::test]
    async fn a_row_without_end_is_refused() {
        let mut pieces = read(Source::Bytes(vec![b'x'; 6 << 20]));
        assert!(matches!(pieces.next().await, Err(PieceError::EndlessRow)));
    }

    #[tokio::test]
    async fn a_reader_that_breaks_off_is_not_the_end_of_the_file() {
        let (outlet, pieces) = mpsc::channel(WAITING);
        let reader = tokio::task::spawn_blocking(move || {
            let _outlet = outlet;
            panic!("as a library may");
        });
        let mut pieces = Pieces {
            pieces,
            reader: Some(reader),
        };
        let end = pieces.next().await;
        assert!(matches!(
            end,
            Err(PieceError::Workbook(WorkbookError::Damaged))
        ));
    }
}
