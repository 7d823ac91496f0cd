//! The few words in which SQLite and PostgreSQL differ, so that a step can be one readable SQL
//! text for both.

use sea_orm_migration::prelude::DbErr;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// Runs SQL statements, separated by lines that hold `----` alone, in which
/// `{id}` is the type of an integer primary key, `{int}` of a 64-bit integer, `{bytes}` of a byte
/// string, and lines that start with `sqlite:` or `postgres:` are for that database only.
pub(crate) async fn run<C: ConnectionTrait>(db: &C, script: &str) -> Result<(), DbErr> {
    let backend = db.get_database_backend();
    for statement in script.split("\n----\n") {
        let sql = translate(statement, backend);
        if !sql.trim().is_empty() {
            db.execute_unprepared(&sql).await?;
        }
    }
    Ok(())
}

fn translate(statement: &str, backend: DbBackend) -> String {
    let (own, foreign, id, int, bytes) = if backend == DbBackend::Sqlite {
        ("sqlite:", "postgres:", "INTEGER", "INTEGER", "BLOB")
    } else {
        ("postgres:", "sqlite:", "BIGINT", "BIGINT", "BYTEA")
    };
    statement
        .lines()
        .filter(|line| !line.trim_start().starts_with(foreign))
        .map(|line| line.trim_start().strip_prefix(own).unwrap_or(line))
        .collect::<Vec<_>>()
        .join("\n")
        .replace("{id}", id)
        .replace("{int}", int)
        .replace("{bytes}", bytes)
}
