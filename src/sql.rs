//! A statement written by hand, with its values. What sea-orm's entities cannot say (sets made
//! from sets) is said in SQL that both databases understand; values are always bound.

use sea_orm::{DbBackend, Statement, Value};

/// A statement in the making: text and values in their order.
#[derive(Clone, Debug, Default)]
pub struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    /// A statement that begins so.
    pub fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            values: Vec::new(),
        }
    }

    /// Goes on with a text of ours; never with one from outside.
    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Goes on with a value.
    pub fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        let place = self.values.len().to_string();
        self.push("$").push(&place)
    }

    /// Goes on with ids, in parentheses. There may be more of them than a statement takes values.
    pub fn ids(&mut self, ids: impl IntoIterator<Item = i64>) -> &mut Self {
        let ids: Vec<_> = ids.into_iter().map(|id| id.to_string()).collect();
        self.push("(").push(&ids.join(",")).push(")")
    }

    /// Goes on with words of a closed set, in parentheses.
    pub fn words(&mut self, words: impl IntoIterator<Item = &'static str>) -> &mut Self {
        let words: Vec<_> = words.into_iter().map(|word| format!("'{word}'")).collect();
        self.push("(").push(&words.join(",")).push(")")
    }

    /// The statement, for either database: both know `$1`.
    pub fn statement(self, backend: DbBackend) -> Statement {
        Statement::from_sql_and_values(backend, self.text, self.values)
    }
}
