//! The writers on PostgreSQL: two round trips a batch. The first reads the contacts, the second
//! writes everything in one statement, which is its own transaction. No lock is held in between:
//! if another process has changed a contact, extended its chain or stored the same event
//! meanwhile, the statement fails as a whole and the batch is decided again. A batch that meets
//! this again and again locks its contacts first.

use std::collections::HashMap;
use std::sync::Arc;

use entity::contact;
use entity::ids::{ContactId, InboundId, MessageId};
use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgRow};
use sea_orm::sqlx::{self, Connection, Row};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};

use super::batch::{Batch, Surroundings, address_of};
use super::dedupe::{DedupeKey, Table};
use super::postgres_statement::insert;
use super::stats::RecorderStats;
use super::{Job, NotRecorded, Recorded, answer_all, gather};
use crate::core::Core;
use crate::database::{ACQUIRE_TIMEOUT, TRUSTED_FOR};
use crate::inbound::event::DeviceStatus;
use crate::live::Live;
use crate::outbound::dispatcher::DEVICE_PAUSE;
use crate::time::Timestamp;

/// How often a batch is decided again when other processes interfere.
const ATTEMPTS: u32 = 8;
/// After so many of them nobody else may change the contacts any more.
const ATTEMPTS_WITHOUT_LOCK: u32 = 3;
/// In the order of the ids, as everybody locks contacts.
const LOCKED: &str = " ORDER BY id FOR UPDATE";
/// How often the time of an account's latest webhook is written, in milliseconds.
const WEBHOOK_NOTE_INTERVAL: i64 = 10_000;

pub(super) fn start(
    core: Core,
    live: Live,
    stats: RecorderStats,
    mut receiver: mpsc::Receiver<Job>,
) {
    let mut writer = Writer {
        options: by_index(core.db.reader().get_postgres_connection_pool()),
        connection: None,
        core,
        live,
        stats,
        noted: HashMap::new(),
    };
    tokio::spawn(async move {
        while let Some(first) = receiver.recv().await {
            let jobs = gather(first, &mut receiver);
            let outcome = writer.write(&jobs).await.map_err(|error| {
                writer.stats.failed();
                tracing::error!(%error, "a batch of webhooks was not stored");
                NotRecorded::Unavailable
            });
            answer_all(jobs, outcome);
        }
    });
}

/// The writer's own connection, which reaches rows by their index and in no other way: plans that
/// were made while the tables were small would else read them whole when they no longer are.
fn by_index(of: &PgPool) -> PgConnectOptions {
    (*of.connect_options()).clone().options([
        ("enable_seqscan", "off"),
        ("enable_hashjoin", "off"),
        ("enable_mergejoin", "off"),
        ("jit", "off"),
        // Planning the one large statement anew for each batch costs more than running it.
        ("plan_cache_mode", "force_generic_plan"),
    ])
}

struct Writer {
    options: PgConnectOptions,
    /// The connection, and when a batch was last written by it. From a pool it would be asked
    /// before and after each batch whether it still is good: two round trips more.
    connection: Option<(PgConnection, Instant)>,
    core: Core,
    live: Live,
    stats: RecorderStats,
    /// When the time of an account's latest webhook was last written.
    noted: HashMap<String, Timestamp>,
}

impl Writer {
    async fn write(&mut self, jobs: &[Job]) -> Result<Vec<Recorded>, sqlx::Error> {
        let mut connection = self.connection().await?;
        let mut attempt = 1;
        loop {
            let outcome = if attempt <= ATTEMPTS_WITHOUT_LOCK {
                // The keys are looked up only when the first try has met one.
                let look_up_keys = attempt > 1;
                self.try_write(&mut connection, jobs, look_up_keys, "")
                    .await
            } else {
                let mut txn = connection.begin().await?;
                match self.try_write(&mut txn, jobs, true, LOCKED).await {
                    Ok(recorded) => txn.commit().await.map(|()| recorded),
                    Err(error) => txn.rollback().await.and(Err(error)),
                }
            };
            match outcome {
                Err(error) if attempt < ATTEMPTS && is_interference(&error) => attempt += 1,
                Ok(written) => {
                    self.connection = Some((connection, Instant::now()));
                    self.tell(&written);
                    return Ok(written.recorded);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// The connection to write by. One that has failed is not kept, and one that has rested is asked
    /// whether it still is good.
    async fn connection(&mut self) -> Result<PgConnection, sqlx::Error> {
        let kept = self.connection.take();
        let good = async {
            if let Some((mut connection, used)) = kept
                && (used.elapsed() < TRUSTED_FOR || connection.ping().await.is_ok())
            {
                return Ok(connection);
            }
            PgConnection::connect_with(&self.options).await
        };
        let timed_out = |_| Err(sqlx::Error::PoolTimedOut);
        timeout(ACQUIRE_TIMEOUT, good)
            .await
            .unwrap_or_else(timed_out)
    }

    /// Decides a batch and writes it; `lock` ends the reading of the contacts.
    async fn try_write(
        &mut self,
        db: &mut PgConnection,
        jobs: &[Job],
        look_up_keys: bool,
        lock: &str,
    ) -> Result<Written, sqlx::Error> {
        // The account before the contacts, as the lanes lock them.
        let mut statements = 2 + self.note_webhooks(db, jobs).await?;
        let mut batch = Batch::with_room(jobs.len());
        for contact in load_contacts(db, jobs, lock).await? {
            batch.know_contact(contact);
        }
        if look_up_keys {
            statements += 1;
            for key in load_keys(db, jobs).await? {
                batch.know_event(key);
            }
        }
        let reading = self.live.latest();
        let at = Surroundings {
            core: &self.core,
            reading: &reading,
        };
        let recorded: Vec<_> = jobs
            .iter()
            .map(|job| batch.apply(&at, &job.delivery, &job.keys))
            .collect();

        let contacts = batch.take_contacts();
        let (new, mut changed) = (contacts.new, contacts.changed);
        changed.extend(contacts.decided);
        let rows = &batch.rows;
        let anything = !(new.is_empty()
            && changed.is_empty()
            && rows.inbound.is_empty()
            && rows.receipts.is_empty());
        if anything {
            insert(&new, &changed, rows).execute(&mut *db).await?;
        }
        for (account, status) in &rows.devices {
            statements += 1;
            note_device(db, account, status, self.core.now()).await?;
        }

        Ok(Written {
            events: rows.inbound.len() + rows.receipts.len() + rows.devices.len(),
            duplicates: batch.duplicates,
            statements,
            wakes_lanes: !rows.messages.is_empty() || !rows.devices.is_empty(),
            has_receipts: !rows.receipts.is_empty(),
            recorded,
        })
    }

    /// Counts what is on disk now, and rings for it.
    fn tell(&self, written: &Written) {
        self.stats
            .committed(written.events, written.duplicates, written.statements);
        if written.wakes_lanes {
            self.core.wake.ring();
        }
        if written.has_receipts {
            self.core.receipts.ring();
        }
    }

    async fn note_webhooks(
        &mut self,
        db: &mut PgConnection,
        jobs: &[Job],
    ) -> Result<u64, sqlx::Error> {
        let mut statements = 0;
        for job in jobs {
            let (account, at) = (&job.delivery.account_id, job.delivery.received_at);
            let noted = self.noted.get(&**account);
            if noted.is_none_or(|noted| at.millis() - noted.millis() > WEBHOOK_NOTE_INTERVAL) {
                self.noted.insert(account.to_string(), at);
                sqlx::query("UPDATE account SET last_webhook_at = $2 WHERE id = $1")
                    .bind(&**account)
                    .bind(at.millis())
                    .execute(&mut *db)
                    .await?;
                statements += 1;
            }
        }
        Ok(statements)
    }
}

async fn load_contacts(
    db: &mut PgConnection,
    jobs: &[Job],
    lock: &str,
) -> Result<Vec<contact::Model>, sqlx::Error> {
    let mut addresses: Vec<&str> = jobs
        .iter()
        .flat_map(|job| job.delivery.events.iter().filter_map(address_of))
        .collect();
    if addresses.is_empty() {
        return Ok(Vec::new());
    }
    addresses.sort_unstable();
    addresses.dedup();
    let sql = format!("SELECT * FROM contact WHERE address = ANY($1){lock}");
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(addresses)
        .try_map(|row: PgRow| contact(&row))
        .fetch_all(db)
        .await
}

async fn load_keys(db: &mut PgConnection, jobs: &[Job]) -> Result<Vec<DedupeKey>, sqlx::Error> {
    let keys: Vec<Vec<u8>> = jobs
        .iter()
        .flat_map(|job| job.keys.iter().flatten())
        .map(|key| key.key.to_vec())
        .collect();
    sqlx::query(
        "SELECT true, account_id, dedupe_key FROM inbound_message WHERE dedupe_key = ANY($1) \
         UNION ALL \
         SELECT false, account_id, dedupe_key FROM receipt WHERE dedupe_key = ANY($1)",
    )
    .bind(keys)
    .try_map(|row: PgRow| {
        let table = if row.try_get(0)? {
            Table::Inbound
        } else {
            Table::Receipt
        };
        let key: &[u8] = row.try_get(2)?;
        Ok(DedupeKey {
            table,
            account: Arc::from(row.try_get::<&str, _>(1)?),
            key: key
                .try_into()
                .map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
        })
    })
    .fetch_all(db)
    .await
}

/// What was written, once it is committed.
struct Written {
    recorded: Vec<Recorded>,
    events: usize,
    duplicates: usize,
    statements: u64,
    wakes_lanes: bool,
    has_receipts: bool,
}

/// Another process was quicker: a key is taken, a contact has changed, or two statements met.
fn is_interference(error: &sqlx::Error) -> bool {
    // unique_violation, division_by_zero (see `INSERT`), serialization_failure, deadlock_detected
    error
        .as_database_error()
        .and_then(|error| error.code().map(|code| code.to_string()))
        .is_some_and(|code| matches!(code.as_str(), "23505" | "22012" | "40001" | "40P01"))
}

async fn note_device(
    db: &mut PgConnection,
    account: &str,
    status: &DeviceStatus,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let (down_until, least, error) = if status.connected {
        (None, 0, None)
    } else {
        let reason = status
            .reason
            .as_deref()
            .unwrap_or("the device is disconnected");
        (Some(now.plus(DEVICE_PAUSE).millis()), 1, Some(reason))
    };
    sqlx::query(
        "UPDATE account SET down_until = $2, last_error = $3, updated_at = $4, \
         state = CASE WHEN $2 IS NULL THEN 'configured' ELSE 'error' END, \
         down_count = CASE WHEN $2 IS NULL THEN 0 ELSE greatest(down_count, $5) END WHERE id = $1",
    )
    .bind(account)
    .bind(down_until)
    .bind(error)
    .bind(now.millis())
    .bind(least)
    .execute(db)
    .await?;
    Ok(())
}

fn contact(row: &PgRow) -> Result<contact::Model, sqlx::Error> {
    Ok(contact::Model {
        id: ContactId(row.try_get("id")?),
        address: row.try_get("address")?,
        status: word(row, "status")?.ok_or(sqlx::Error::RowNotFound)?,
        since: row.try_get("since")?,
        source: word(row, "source")?,
        played: row.try_get("played")?,
        refused: row.try_get("refused")?,
        decided_at: row.try_get("decided_at")?,
        chain_length: row.try_get("chain_length")?,
        chain_head: row.try_get("chain_head")?,
        name: row.try_get("name")?,
        last_inbound_at: row.try_get("last_inbound_at")?,
        last_played_at: row.try_get("last_played_at")?,
        last_inbound_id: id(row, "last_inbound_id")?.map(InboundId),
        last_wrote_id: id(row, "last_wrote_id")?.map(InboundId),
        last_outbound: word(row, "last_outbound")?,
        last_outbound_at: row.try_get("last_outbound_at")?,
        last_request_id: id(row, "last_request_id")?.map(MessageId),
        last_asked_at: row.try_get("last_asked_at")?,
        ask_count: row.try_get("ask_count")?,
        held: row.try_get("held")?,
        questioned_at: row.try_get("questioned_at")?,
        quick_replies: row.try_get("quick_replies")?,
        unreachable: row.try_get("unreachable")?,
        created_at: row.try_get("created_at")?,
        version: row.try_get("version")?,
    })
}

fn id(row: &PgRow, column: &str) -> Result<Option<i64>, sqlx::Error> {
    row.try_get(column)
}

fn word<T>(row: &PgRow, column: &str) -> Result<Option<T>, sqlx::Error>
where
    T: std::str::FromStr<Err = entity::words::UnknownWord>,
{
    row.try_get::<Option<&str>, _>(column)?
        .map(str::parse)
        .transpose()
        .map_err(|error: entity::words::UnknownWord| sqlx::Error::Decode(error.into()))
}
