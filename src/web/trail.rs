//! Pages of a list. The address holds the way here: the cursor of each page that was passed, so
//! that one gets back without the list having to be read backwards.

use form_urlencoded::Serializer;

use super::form::Query;

/// How many rows a page shows.
const ROWS: usize = 50;
/// How many rows to read: one more tells whether there are more.
pub(super) const READ: u64 = 51;
/// How far back one gets.
const LONGEST: usize = 40;
/// The field of the address.
const FIELD: &str = "hal";

/// Where in a list somebody is.
#[derive(Clone, Debug, Default)]
pub(super) struct Trail {
    path: String,
    /// The filter, as it stands in the address.
    filter: Vec<(String, String)>,
    passed: Vec<i64>,
    next: Option<i64>,
}

impl Trail {
    /// The way as the address has it; what cannot be read is left out. `filter` are the fields of
    /// the address that say what is listed.
    pub(super) fn of(path: &str, query: &Query, filter: &[&str]) -> Self {
        let mut passed: Vec<_> = query
            .0
            .value(FIELD)
            .split('.')
            .filter_map(|cursor| cursor.parse().ok())
            .collect();
        let surplus = passed.len().saturating_sub(LONGEST);
        passed.drain(..surplus);
        let filter = filter
            .iter()
            .flat_map(|name| query.0.all(name).map(|value| ((*name).to_owned(), value)))
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name, value.to_owned()))
            .collect();
        Self {
            path: path.to_owned(),
            filter,
            passed,
            next: None,
        }
    }

    /// Behind what this page begins.
    pub(super) fn cursor(&self) -> Option<i64> {
        self.passed.last().copied()
    }

    /// Keeps the rows that are shown, and notes where the next page begins.
    pub(super) fn cut<T>(&mut self, rows: &mut Vec<T>, cursor: impl Fn(&T) -> i64) {
        if rows.len() > ROWS {
            rows.truncate(ROWS);
            self.next = rows.last().map(cursor);
        }
    }

    /// The address of the page before.
    pub(super) fn back(&self) -> Option<String> {
        let (_, before) = self.passed.split_last()?;
        Some(self.address(before))
    }

    /// The address of the next page.
    pub(super) fn on(&self) -> Option<String> {
        let next = self.next?;
        let mut passed = self.passed.clone();
        passed.push(next);
        Some(self.address(&passed))
    }

    fn address(&self, passed: &[i64]) -> String {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(self.filter.iter());
        if !passed.is_empty() {
            let passed: Vec<_> = passed.iter().map(ToString::to_string).collect();
            query.append_pair(FIELD, &passed.join("."));
        }
        match query.finish() {
            query if query.is_empty() => self.path.clone(),
            query => format!("{}?{query}", self.path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::form::Form;
    use super::*;

    #[test]
    fn one_gets_on_and_back_with_the_filter_kept() {
        let query = Query(Form::parse(b"q=Budi+G&status=&hal=5.x.7"));
        let mut trail = Trail::of("/izin", &query, &["q", "status"]);
        assert_eq!(trail.cursor(), Some(7));
        let mut rows: Vec<i64> = (8..100).collect();
        trail.cut(&mut rows, |row| *row);
        assert_eq!(rows.len(), ROWS);
        assert_eq!(trail.on().unwrap(), "/izin?q=Budi+G&hal=5.7.57");
        assert_eq!(trail.back().unwrap(), "/izin?q=Budi+G&hal=5");
        let first = Trail::of("/izin", &Query::default(), &[]);
        assert_eq!((first.back(), first.on()), (None, None));
    }
}
