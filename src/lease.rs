//! Leases: what one process at a time does, of all that share a PostgreSQL database. A lease is
//! renewed while its holder lives, and taken over when it has lapsed. Time is the database's, so
//! the clocks of the machines do not matter. On SQLite there is one process, which holds all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use tokio::time::Instant;

use crate::core::Core;
use crate::database::{Backend, StoreError};

/// How long a lease holds when it is not renewed.
const TERM: Duration = Duration::from_secs(8);
/// How often a lease is renewed, or one of another process looked at.
const RENEWED_EVERY: Duration = Duration::from_secs(2);
const LOOKED_AT_EVERY: Duration = Duration::from_secs(1);
/// The time, by the clock of the database, in milliseconds.
const NOW: &str = "(extract(epoch from clock_timestamp()) * 1000)::bigint";

/// Whether a lease is ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// It was before, and still is.
    Still,
    /// It is now: whoever held it before is gone.
    Anew,
    /// Another process holds it.
    Elsewhere,
}

/// The leases of this process; cheap to clone.
#[derive(Clone)]
pub struct Leases {
    core: Core,
    holder: Arc<str>,
    known: Arc<Mutex<HashMap<String, Known>>>,
}

/// What this process knows of a lease.
#[derive(Clone, Copy, Debug)]
struct Known {
    asked_at: Instant,
    is_ours: bool,
}

impl Leases {
    /// Of a process that holds nothing yet.
    pub fn new(core: &Core) -> Self {
        Self {
            core: core.clone(),
            holder: format!("{:016x}", rand::random::<u64>()).into(),
            known: Arc::default(),
        }
    }

    /// The name of this process among those that share the database.
    pub fn holder(&self) -> &str {
        &self.holder
    }

    /// Takes a lease, or renews it, if nobody else holds it. To be called again and again; it asks
    /// the database only as often as is needed.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer; what was held is held until it lapses.
    pub async fn hold(&self, name: &str) -> Result<Held, StoreError> {
        let known = self.known(name);
        if let Some(known) = known {
            let (every, held) = if known.is_ours {
                (RENEWED_EVERY, Held::Still)
            } else {
                (LOOKED_AT_EVERY, Held::Elsewhere)
            };
            if known.asked_at.elapsed() < every || self.is_alone() {
                return Ok(held);
            }
        }
        let asked_at = Instant::now();
        let is_ours = self.is_alone() || self.ask(name).await?;
        let was_ours = known.is_some_and(|known| known.is_ours);
        self.locked()
            .insert(name.to_owned(), Known { asked_at, is_ours });
        Ok(match (was_ours, is_ours) {
            (true, true) => Held::Still,
            (false, true) => Held::Anew,
            (_, false) => Held::Elsewhere,
        })
    }

    /// Whether a lease is ours, and will be for a while.
    pub fn holds(&self, name: &str) -> bool {
        self.known(name).is_some_and(|known| {
            known.is_ours && (self.is_alone() || known.asked_at.elapsed() < TERM / 2)
        })
    }

    /// Whether no lease that this process has asked for is held elsewhere.
    pub fn holds_all(&self) -> bool {
        self.locked().values().all(|known| known.is_ours)
    }

    /// Whether a lease is still ours, asked in a transaction that relies on it.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn confirm(&self, db: &impl ConnectionTrait, name: &str) -> Result<bool, StoreError> {
        if self.is_alone() {
            return Ok(true);
        }
        let sql = format!("SELECT 1 FROM lease WHERE name = $1 AND holder = $2 AND until > {NOW}");
        Ok(db
            .query_one_raw(self.statement(&sql, [name.into()]))
            .await?
            .is_some())
    }

    /// Gives a lease back, so that another process need not wait until it lapses.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer; the lease then lapses.
    pub async fn release(&self, name: &str) -> Result<(), StoreError> {
        let was_ours = self
            .locked()
            .remove(name)
            .is_some_and(|known| known.is_ours);
        if was_ours && !self.is_alone() {
            let sql = "DELETE FROM lease WHERE name = $1 AND holder = $2";
            let statement = self.statement(sql, [name.into()]);
            let txn = self.core.db.begin_write().await?;
            txn.execute_raw(statement).await?;
            txn.commit().await?;
        }
        Ok(())
    }

    /// Asks for a lease as if for the first time, the next time.
    pub(crate) fn forget(&self, name: &str) {
        self.locked().remove(name);
    }

    async fn ask(&self, name: &str) -> Result<bool, StoreError> {
        let term = i64::try_from(TERM.as_millis()).unwrap_or(i64::MAX);
        let sql = format!(
            "INSERT INTO lease (name, holder, until) VALUES ($1, $2, {NOW} + {term}) \
             ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until \
             WHERE lease.holder = excluded.holder OR lease.until <= {NOW}"
        );
        let statement = self.statement(&sql, [name.into()]);
        let txn = self.core.db.begin_write().await?;
        let done = txn.execute_raw(statement).await?;
        txn.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    fn statement(&self, sql: &str, values: [Value; 1]) -> Statement {
        let values = values.into_iter().chain([(&*self.holder).into()]);
        Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
    }

    /// On SQLite a lock file keeps a second process away.
    fn is_alone(&self) -> bool {
        matches!(self.core.db.backend(), Backend::Sqlite(_))
    }

    fn known(&self, name: &str) -> Option<Known> {
        self.locked().get(name).copied()
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, HashMap<String, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestCore;

    #[tokio::test]
    async fn one_process_at_a_time_holds_a_lease_and_gives_it_back() {
        let test = TestCore::new().await;
        let (one, two) = (Leases::new(&test.core), Leases::new(&test.core));
        assert_eq!(one.hold("scheduler").await.unwrap(), Held::Anew);
        assert_eq!(one.hold("scheduler").await.unwrap(), Held::Still);
        assert!(one.holds("scheduler") && !one.holds("lane:karo"));
        assert!(
            one.confirm(test.core.db.reader(), "scheduler")
                .await
                .unwrap()
        );
        if one.is_alone() {
            return;
        }
        assert_eq!(two.hold("scheduler").await.unwrap(), Held::Elsewhere);
        assert!(!two.holds_all() && !two.holds("scheduler"));
        assert!(
            !two.confirm(test.core.db.reader(), "scheduler")
                .await
                .unwrap()
        );
        one.release("scheduler").await.unwrap();
        tokio::time::sleep(LOOKED_AT_EVERY).await;
        assert_eq!(two.hold("scheduler").await.unwrap(), Held::Anew);
        assert!(
            !one.confirm(test.core.db.reader(), "scheduler")
                .await
                .unwrap()
        );
    }

    #[tokio::test]
    async fn a_lease_that_is_not_renewed_is_taken_over() {
        let test = TestCore::new().await;
        let (one, two) = (Leases::new(&test.core), Leases::new(&test.core));
        assert_eq!(one.hold("lane:karo").await.unwrap(), Held::Anew);
        if one.is_alone() {
            return;
        }
        let db = test.core.db.reader();
        db.execute_unprepared("UPDATE lease SET until = 0")
            .await
            .unwrap();
        assert_eq!(two.hold("lane:karo").await.unwrap(), Held::Anew);
        tokio::time::sleep(RENEWED_EVERY).await;
        assert_eq!(one.hold("lane:karo").await.unwrap(), Held::Elsewhere);
        assert!(!one.holds("lane:karo"));
    }
}
