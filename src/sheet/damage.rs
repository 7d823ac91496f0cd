//! What may be wrong with a table, or with a row of it, whatever it is about.

use crate::lang::{Lang, Say};

/// Why a table cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetError {
    /// There is nothing in it.
    Empty,
    /// It is something that is no text.
    NotText,
    /// The first line does not name these columns.
    MissingColumns(Vec<&'static str>),
}

impl Say for SheetError {
    fn say(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Empty, _) => lang.pick("berkas kosong", "the file is empty").to_owned(),
            (Self::NotText, _) => lang
                .pick(
                    "berkas ini bukan CSV atau buku kerja .xlsx; simpan sebagai .xlsx atau CSV (UTF-8) lalu ulangi",
                    "this is neither CSV nor an .xlsx workbook; save it as .xlsx or CSV (UTF-8) and try again",
                )
                .to_owned(),
            (Self::MissingColumns(names), Lang::Id) => format!(
                "baris pertama tidak memuat kolom {}; baris pertama harus berisi nama kolom",
                names.join(", ")
            ),
            (Self::MissingColumns(names), Lang::En) => format!(
                "the first line has no column {}; it must name the columns",
                names.join(", ")
            ),
        }
    }
}

impl std::fmt::Display for SheetError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.say(Lang::En))
    }
}

impl std::error::Error for SheetError {}

/// Why a row cannot be read, whatever it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// A quotation mark is opened and not closed.
    Torn,
    /// It holds a NUL byte, which no database takes: something of it was overwritten.
    Nul,
}

impl Say for Damage {
    fn say(&self, lang: Lang) -> String {
        let said = match self {
            Self::Torn => lang.pick(
                "tanda kutip dibuka dan tidak ditutup",
                "a quotation mark is opened and not closed",
            ),
            Self::Nul => lang.pick(
                "baris ini rusak: ada bita NUL di dalamnya; ketik ulang isinya",
                "the row is damaged: there is a NUL byte in it; type it again",
            ),
        };
        said.to_owned()
    }
}
