//! Many changed rows in one statement, alike for both databases: the new values travel as one
//! JSON text, so that the statement stays the same for any number of rows.

use std::fmt::Write as _;

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde::Serialize;

use crate::database::StoreError;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A number.
    Integer,
    /// A text.
    Text,
    /// Yes or no.
    Boolean,
    /// Bytes, in hexadecimal in the JSON.
    Bytes,
}

/// Which columns of a table are written; each is a field of the JSON as well, and so is `id`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Columns {
    /// The table.
    pub(crate) table: &'static str,
    /// Its columns that change.
    pub(crate) written: &'static [(&'static str, Kind)],
    /// What must hold of a row besides, in SQL; `n` is the JSON.
    pub(crate) guard: Option<(&'static str, Kind)>,
}

/// Writes the rows; returns how many there were to write to.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(crate) async fn update<T: Serialize>(
    db: &impl ConnectionTrait,
    columns: Columns,
    rows: &[T],
) -> Result<u64, StoreError> {
    if rows.is_empty() {
        return Ok(0);
    }
    let backend = db.get_database_backend();
    let json = serde_json::to_string(rows)
        .map_err(|error| StoreError::Refused(sea_orm::DbErr::Json(error.to_string())))?;
    let statement = Statement::from_sql_and_values(backend, sql(columns, backend), [json.into()]);
    Ok(db.execute_raw(statement).await?.rows_affected())
}

fn sql(columns: Columns, backend: DbBackend) -> String {
    let mut sql = format!("UPDATE {} SET ", columns.table);
    let mut record = "id bigint".to_owned();
    for (index, (name, kind)) in columns.written.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        let value = value(name, *kind, backend);
        append(&mut sql, format_args!("{comma}{name} = {value}"));
        append(
            &mut record,
            format_args!(", {name} {}", postgres_type(*kind)),
        );
    }
    let id = value("id", Kind::Integer, backend);
    let table = columns.table;
    if backend == DbBackend::Sqlite {
        append(&mut sql, format_args!(" FROM json_each($1) AS n"));
    } else {
        if let Some((name, kind)) = columns.guard {
            append(
                &mut record,
                format_args!(", old_{name} {}", postgres_type(kind)),
            );
        }
        append(
            &mut sql,
            format_args!(" FROM json_to_recordset($1::text::json) AS n({record})"),
        );
    }
    append(&mut sql, format_args!(" WHERE {table}.id = {id}"));
    if let Some((name, kind)) = columns.guard {
        let old = value(&format!("old_{name}"), kind, backend);
        append(&mut sql, format_args!(" AND {table}.{name} = {old}"));
    }
    sql
}

fn append(sql: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing to a text cannot fail.
    if sql.write_fmt(what).is_err() {
        sql.clear();
    }
}

fn value(name: &str, kind: Kind, backend: DbBackend) -> String {
    match (backend, kind) {
        (DbBackend::Sqlite, Kind::Bytes) => format!("unhex(n.value->>'{name}')"),
        (DbBackend::Sqlite, _) => format!("n.value->>'{name}'"),
        (_, Kind::Bytes) => format!("decode(n.{name}, 'hex')"),
        (..) => format!("n.{name}"),
    }
}

const fn postgres_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Integer => "bigint",
        Kind::Boolean => "boolean",
        Kind::Text | Kind::Bytes => "text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestCore;

    const SETTINGS: Columns = Columns {
        table: "message",
        written: &[("status", Kind::Text), ("claimed_at", Kind::Integer)],
        guard: None,
    };

    #[tokio::test]
    async fn rows_are_reached_by_their_key_on_sqlite() {
        let test = TestCore::new().await;
        let db = test.core.db.reader();
        if db.get_database_backend() != DbBackend::Sqlite {
            return;
        }
        let sql = format!("EXPLAIN QUERY PLAN {}", sql(SETTINGS, DbBackend::Sqlite));
        let json = r#"[{"id":1,"status":"sent","claimed_at":null}]"#;
        let statement = Statement::from_sql_and_values(DbBackend::Sqlite, sql, [json.into()]);
        let mut plan = Vec::new();
        for row in db.query_all_raw(statement).await.unwrap() {
            plan.push(row.try_get_by::<String, _>("detail").unwrap());
        }
        assert!(
            plan.iter()
                .any(|step| step.contains("USING INTEGER PRIMARY KEY")),
            "{plan:?}"
        );
    }
}
