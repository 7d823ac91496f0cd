//! Why the database did not do what it was asked, and whether asking again later may help.

use std::sync::Arc;

use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

/// Why the database did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot be reached, is locked, or its disk is full: worth trying again later.
    #[error("the database is not available")]
    Unavailable(#[source] DbErr),
    /// A row with the same key is there already.
    #[error("a row with the same key is there already")]
    Conflict(#[source] DbErr),
    /// Anything else: a fault of this program or of the data.
    #[error("the database refused")]
    Refused(#[source] DbErr),
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) {
            return Self::Conflict(error);
        }
        if is_unavailable(&error) {
            Self::Unavailable(error)
        } else {
            Self::Refused(error)
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::from(DbErr::Exec(RuntimeErr::SqlxError(Arc::new(error))))
    }
}

fn is_unavailable(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)) => {
            match &**error {
                sqlx::Error::Database(error) => {
                    error.code().is_some_and(|code| is_transient_code(&code))
                }
                sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::Protocol(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed => true,
                _ => false,
            }
        }
        _ => false,
    }
}

/// SQLite primary result codes (sqlite.org/rescode.html), PostgreSQL classes (appendix A).
fn is_transient_code(code: &str) -> bool {
    if let Ok(number) = code.parse::<u32>()
        && code.len() != 5
    {
        // busy, locked, read-only, interrupted, I/O, corrupt, full, cannot open
        return matches!(number & 0xff, 5 | 6 | 8 | 9 | 10 | 11 | 13 | 14);
    }
    // connection, operator intervention, resources, system error, serialisation, deadlock
    ["08", "57", "53", "58", "40", "25006"]
        .iter()
        .any(|class| code.starts_with(class))
}
