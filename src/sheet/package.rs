//! What is packed in a workbook, read through once before anything of it is believed, and nothing
//! of it kept: a few kilobytes can be packed from gigabytes, and whoever reads workbooks sets
//! aside as much memory as a file says that it needs, and keeps its texts and styles.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read, Seek};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::workbook::WorkbookError;

/// As much as a workbook may hold, unpacked.
pub(super) const LARGEST: u64 = 512 << 20;
/// As much of it may be kept while its rows are read.
const MOST_KEPT: u64 = 128 << 20;
/// As long a tag, a comment, or a cell or text with all that is in it may be.
const LONGEST: u64 = 1 << 20;
/// As long a tag with the name of a font or with a number format may be.
const LONGEST_NAME: u64 = 1 << 10;
/// As much memory a text takes besides its letters.
const TEXT: u64 = 32;
/// As much memory an entry of another list takes.
const ENTRY: u64 = 512;
/// As much memory a style of cells takes: it has its own copy of a font and a format.
const STYLE: u64 = 2 * LONGEST_NAME + ENTRY;
/// As deep elements may lie in each other.
const DEEPEST: u32 = 256;
/// As long the name of an element may be.
const LONGEST_TAG: usize = 256;

/// Refuses a workbook that cannot be read within bounds.
pub(super) fn check<R: Read + Seek>(file: &mut R) -> Result<(), WorkbookError> {
    let mut archive = zip::ZipArchive::new(&mut *file).map_err(|error| damaged(&error))?;
    let (mut left, mut kept) = (LARGEST, Kept(MOST_KEPT));
    for place in 0..archive.len() {
        let entry = archive.by_index(place).map_err(|error| damaged(&error))?;
        let is_read = is_read(&entry.name().map_err(|error| damaged(&error))?);
        let mut part = entry.take(left + 1);
        if is_read {
            read_part(BufReader::new(&mut part), &mut kept)?;
        }
        io::copy(&mut part, &mut io::sink()).map_err(|error| damaged(&error))?;
        left = part.limit().checked_sub(1).ok_or(WorkbookError::TooLarge)?;
    }
    file.rewind().map_err(|error| damaged(&error))
}

fn damaged(error: &dyn std::fmt::Display) -> WorkbookError {
    tracing::debug!(%error, "a workbook cannot be unpacked");
    WorkbookError::Damaged
}

/// Whether a part is one that may be read as XML here. What else offices put into the package is
/// not looked at, in whatever encoding it is.
fn is_read(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('\\', "/");
    let is_xml = [".xml", ".rels"].iter().any(|end| name.ends_with(end));
    let is_aside = ["customxml/", "docprops/"]
        .iter()
        .any(|folder| name.starts_with(folder));
    is_xml && !is_aside
}

/// As much as may still be kept.
struct Kept(u64);

impl Kept {
    fn must_suffice(&self, bytes: u64) -> Result<(), WorkbookError> {
        (bytes <= self.0)
            .then_some(())
            .ok_or(WorkbookError::TooLarge)
    }

    fn charge(&mut self, bytes: u64) -> Result<(), WorkbookError> {
        self.0 = self.0.checked_sub(bytes).ok_or(WorkbookError::TooLarge)?;
        Ok(())
    }
}

/// Where an element begins, and how deep it lies.
type Place = (u64, u32);

/// Reads one part as the reader of workbooks will.
fn read_part(part: impl BufRead, kept: &mut Kept) -> Result<(), WorkbookError> {
    let mut xml = Reader::from_reader(Meter { part, left: 0 });
    xml.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    let mut depth = 0;
    let (mut cell, mut entry): (Option<Place>, Option<Place>) = (None, None);
    loop {
        buffer.clear();
        let before = xml.buffer_position();
        xml.get_mut().left = LONGEST;
        let event = xml.read_event_into(&mut buffer);
        let event = event.map_err(|error| damaged(&error))?;
        let after = xml.buffer_position();
        match event {
            Event::Start(tag) => {
                depth += 1;
                if depth > DEEPEST || tag.name().as_ref().len() > LONGEST_TAG {
                    return Err(WorkbookError::Damaged);
                }
                match tag.local_name().as_ref() {
                    "c" => cell = cell.or(Some((before, depth))),
                    "sst" => kept.must_suffice(told_texts(&tag)?.saturating_mul(TEXT))?,
                    name => {
                        if let Some(memory) = memory_of(name, &tag, after - before)? {
                            kept.charge(memory)?;
                            entry = entry.or(Some((before, depth)));
                        }
                    }
                }
            }
            Event::End(_) => {
                cell = cell.filter(|(_, its)| *its < depth);
                if let Some((start, _)) = entry.take_if(|(_, its)| *its == depth) {
                    kept.charge(after - start)?;
                }
                depth = depth.saturating_sub(1);
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
        let starts = [cell, entry].into_iter().flatten();
        if starts.into_iter().any(|(start, _)| after - start > LONGEST) {
            return Err(WorkbookError::LongText);
        }
    }
}

/// As much memory an element takes besides what is written in it; `None` if it is not kept.
fn memory_of(name: &str, tag: &BytesStart<'_>, length: u64) -> Result<Option<u64>, WorkbookError> {
    Ok(match name {
        "si" => Some(TEXT),
        "name" | "numFmt" if length > LONGEST_NAME => return Err(WorkbookError::Damaged),
        "xf" => Some(STYLE),
        "font" | "fill" | "border" | "numFmt" | "sheet" | "definedName" => Some(ENTRY),
        "Relationship" => {
            check_target(tag)?;
            Some(ENTRY)
        }
        _ => None,
    })
}

/// For so many texts memory is set aside before one of them is read.
fn told_texts(tag: &BytesStart<'_>) -> Result<u64, WorkbookError> {
    let count = tag.try_get_attribute("uniqueCount");
    let count = count.map_err(|error| damaged(&error))?;
    Ok(count.map_or(0, |count| count.value.trim().parse().unwrap_or(u64::MAX)))
}

/// A part that is read must be one that was looked at here.
fn check_target(tag: &BytesStart<'_>) -> Result<(), WorkbookError> {
    const READ: [&str; 4] = ["officeDocument", "worksheet", "chartsheet", "dialogsheet"];
    let (mut kind, mut target) = (Cow::default(), Cow::default());
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| damaged(&error))?;
        match attribute.key.as_ref() {
            "Type" => kind = attribute.value,
            "Target" => target = attribute.value,
            _ => {}
        }
    }
    let is_hidden = target.contains('&') || !is_read(target.trim_start_matches('/'));
    if is_hidden && READ.iter().any(|end| kind.ends_with(end)) {
        return Err(WorkbookError::Damaged);
    }
    Ok(())
}

/// Lets no more through than `left` says: whoever reads piece by piece would otherwise keep a
/// piece of any length.
struct Meter<R> {
    part: R,
    left: u64,
}

impl<R: BufRead> Read for Meter<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut bytes = self.fill_buf()?;
        let length = bytes.read(into)?;
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Meter<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::Error::other("a piece of markup has no end"));
        }
        self.part.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        let consumed = u64::try_from(amount).unwrap_or(u64::MAX);
        self.left = self.left.saturating_sub(consumed);
        self.part.consume(amount);
    }
}

#[cfg(test)]
#[path = "package_tests.rs"]
mod tests;
