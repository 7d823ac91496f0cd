//! Lists, page by page.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

/// The most rows of one page.
pub const LARGEST: u64 = 500;

/// How many rows a page has.
#[derive(Clone, Copy, Debug)]
pub struct Limit(u64);

impl Limit {
    /// One more than asked for: it tells whether there is a next page.
    pub fn and_one(self) -> u64 {
        self.0 + 1
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(50)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.parse() {
            Ok(limit @ 1..=LARGEST) => Ok(Self(limit)),
            _ => Err(D::Error::custom(format_args!(
                "a number from 1 to {LARGEST} is expected"
            ))),
        }
    }
}

/// Where the next page begins. Programs hand it back as they got it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor(pub i64);

impl Cursor {
    fn to_text(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.to_be_bytes())
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = URL_SAFE_NO_PAD.decode(text).ok();
        bytes
            .and_then(|bytes| bytes.try_into().ok())
            .map(|bytes| Self(i64::from_be_bytes(bytes)))
            .ok_or_else(|| D::Error::custom("is not a cursor of this list"))
    }
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The rows.
    data: Vec<T>,
    /// Where the next page begins; `null` on the last one.
    next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// A page from one row more than was asked for.
    pub fn new<R>(
        mut rows: Vec<R>,
        limit: Limit,
        id: impl FnOnce(&R) -> i64,
        show: impl FnMut(R) -> T,
    ) -> Self {
        let length = usize::try_from(limit.0).unwrap_or(usize::MAX);
        let has_more = rows.len() > length;
        rows.truncate(length);
        let last = if has_more { rows.last() } else { None };
        Self {
            next_cursor: last.map(|row| Cursor(id(row)).to_text()),
            data: rows.into_iter().map(show).collect(),
        }
    }

    /// A list that is short enough for one page.
    pub fn whole(data: Vec<T>) -> Self {
        Self {
            data,
            next_cursor: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        for id in [i64::MIN, -1, 0, 1, i64::MAX] {
            let text = Cursor(id).to_text();
            let read: Cursor = serde_json::from_value(text.into()).unwrap();
            assert_eq!(read, Cursor(id));
        }
        for bad in ["", "x", "AAAA", "AAAAAAAAAAAAAAAA", "%%%"] {
            assert!(serde_json::from_value::<Cursor>(bad.into()).is_err());
        }
    }

    #[test]
    fn the_last_page_has_no_cursor() {
        let limit: Limit = serde_json::from_value("2".into()).unwrap();
        let page = Page::new(vec![1, 2, 3], limit, |row| *row, |row| row);
        assert_eq!(
            (page.data, page.next_cursor),
            (vec![1, 2], Some(Cursor(2).to_text()))
        );
        let page = Page::new(vec![1, 2], limit, |row| *row, |row| row);
        assert_eq!(page.next_cursor, None);
        for bad in ["0", "501", "-1", "x", "1.5", ""] {
            assert!(serde_json::from_value::<Limit>(bad.into()).is_err());
        }
    }
}
