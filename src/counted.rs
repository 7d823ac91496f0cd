//! A transaction that counts its statements.

use std::sync::atomic::{AtomicU64, Ordering};

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};

/// A transaction that counts its statements, begin and commit included.
#[derive(Debug)]
pub(crate) struct Counted<'a> {
    transaction: &'a DatabaseTransaction,
    statements: AtomicU64,
}

impl<'a> Counted<'a> {
    /// Of a transaction that has begun, and will be committed.
    pub(crate) const fn new(transaction: &'a DatabaseTransaction) -> Self {
        Self {
            transaction,
            statements: AtomicU64::new(2),
        }
    }

    /// How many there were.
    pub(crate) fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    fn count(&self) {
        self.statements.fetch_add(1, Ordering::Relaxed);
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Counted<'_> {
    fn get_database_backend(&self) -> DbBackend {
        self.transaction.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.count();
        self.transaction.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.count();
        self.transaction.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.count();
        self.transaction.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.count();
        self.transaction.query_all_raw(statement).await
    }
}
