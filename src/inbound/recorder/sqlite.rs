//! The writer on SQLite: a plain thread that owns one connection, `BEGIN IMMEDIATE`, prepared
//! statements, one commit a batch with `synchronous=FULL`.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use entity::ids::{ContactId, MessageId};
use entity::{consent_event, contact, inbound_message, message, receipt};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};
use sea_orm::DbErr;
use tokio::sync::mpsc;

use super::batch::{Batch, Surroundings, Table, address_of, keys_of};
use super::checkpoint::Checkpointer;
use super::stats::RecorderStats;
use super::{Delivery, Job, NotRecorded, Recorded, answer_all, gather};
use crate::core::Core;
use crate::database::{BUSY_TIMEOUT, StoreError};
use crate::inbound::event::DeviceStatus;
use crate::live::Live;
use crate::outbound::dispatcher::DEVICE_PAUSE;
use crate::time::Timestamp;

/// The page cache in KiB: more gained nothing measurable, and memory is bounded.
const CACHE_KIB: i64 = 12_288;
/// The writer folds the log back itself only after so many pages of 4 KiB (see [`checkpoint`]).
///
/// [`checkpoint`]: super::checkpoint
const CHECKPOINT_PAGES: i64 = 25_000;
/// How often the time of an account's latest webhook is written, in milliseconds.
const WEBHOOK_NOTE_INTERVAL: i64 = 10_000;

pub(super) fn start(
    path: &Path,
    core: Core,
    live: Live,
    stats: RecorderStats,
    receiver: mpsc::Receiver<Job>,
) -> Result<(), StoreError> {
    let connection = open(path).map_err(unavailable)?;
    let checkpointer = Checkpointer::start(path).map_err(unavailable)?;
    let writer = Writer {
        connection,
        checkpointer,
        core,
        live,
        stats,
        noted: HashMap::new(),
    };
    thread::Builder::new()
        .name("recorder".to_owned())
        .spawn(move || writer.run(receiver))
        .map_err(|error| StoreError::Unavailable(DbErr::Custom(error.to_string())))?;
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn unavailable(error: rusqlite::Error) -> StoreError {
    StoreError::Unavailable(DbErr::Custom(error.to_string()))
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", "on")?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}

struct Writer {
    connection: Connection,
    checkpointer: Checkpointer,
    core: Core,
    live: Live,
    stats: RecorderStats,
    /// When the time of an account's latest webhook was last written.
    noted: HashMap<String, Timestamp>,
}

impl Writer {
    fn run(mut self, mut receiver: mpsc::Receiver<Job>) {
        let queue = self.core.db.writer_queue();
        while let Some(first) = receiver.blocking_recv() {
            let queued = queue.blocking_lock();
            let jobs = gather(first, &mut receiver);
            let outcome = self.write(&jobs);
            drop(queued);
            let outcome = outcome.map_err(|error| {
                self.stats.failed();
                tracing::error!(%error, "a batch of webhooks was not stored");
                NotRecorded::Unavailable
            });
            answer_all(jobs, outcome);
        }
    }

    fn write(&mut self, jobs: &[Job]) -> rusqlite::Result<Vec<Recorded>> {
        let reading = self.live.latest();
        let at = Surroundings {
            core: &self.core,
            reading: &reading,
        };
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut statements = Statements {
            connection: &transaction,
            count: 2,
        };
        let mut batch = Batch::default();
        let mut recorded = Vec::with_capacity(jobs.len());
        for job in jobs {
            statements.load(&mut batch, &job.delivery)?;
            recorded.push(batch.apply(&at, &job.delivery));
        }
        let (new, changed) = batch.take_contacts();
        for contact in &new {
            statements.insert_contact(contact)?;
        }
        for contact in &changed {
            statements.update_contact(contact)?;
        }
        for row in &batch.rows.inbound {
            statements.insert_inbound(row)?;
        }
        for event in &batch.rows.events {
            statements.insert_event(event)?;
        }
        for message in &batch.rows.messages {
            statements.insert_message(message)?;
        }
        for receipt in &batch.rows.receipts {
            statements.insert_receipt(receipt)?;
        }
        for (account, status) in &batch.rows.devices {
            statements.note_device(account, status, self.core.now())?;
        }
        for job in jobs {
            let Delivery {
                account_id,
                received_at,
                ..
            } = &job.delivery;
            let noted = self.noted.get(&**account_id);
            if noted.is_none_or(|at| received_at.millis() - at.millis() > WEBHOOK_NOTE_INTERVAL) {
                statements.note_webhook(account_id, *received_at)?;
                self.noted.insert(account_id.to_string(), *received_at);
            }
        }
        let count = statements.count;
        transaction.commit()?;
        let rows = &batch.rows;
        let events = rows.inbound.len() + rows.receipts.len() + rows.devices.len();
        self.checkpointer.note(events);
        self.stats.committed(events, batch.duplicates, count);
        if !rows.messages.is_empty() || !rows.devices.is_empty() {
            self.core.wake.ring();
        }
        if !rows.receipts.is_empty() {
            self.core.receipts.ring();
        }
        Ok(recorded)
    }
}

/// The statements of one transaction, counted.
struct Statements<'a> {
    connection: &'a Connection,
    count: u64,
}

impl Statements<'_> {
    fn execute(&mut self, sql: &str, params: impl rusqlite::Params) -> rusqlite::Result<()> {
        self.count += 1;
        self.connection.prepare_cached(sql)?.execute(params)?;
        Ok(())
    }

    /// Tells the batch what the database knows of the events and contacts of a delivery.
    fn load(&mut self, batch: &mut Batch, delivery: &Delivery) -> rusqlite::Result<()> {
        for key in keys_of(delivery) {
            if batch.knows_event(&key) {
                continue;
            }
            self.count += 1;
            let sql = match key.table {
                Table::Inbound => {
                    "SELECT 1 FROM inbound_message WHERE dedupe_key = ?1 AND account_id = ?2"
                }
                Table::Receipt => "SELECT 1 FROM receipt WHERE dedupe_key = ?1 AND account_id = ?2",
            };
            let known = self
                .connection
                .prepare_cached(sql)?
                .exists(params![key.key, key.account])?;
            if known {
                batch.know_event(key);
            }
        }
        for address in delivery.events.iter().filter_map(address_of) {
            if batch.knows_contact(address) {
                continue;
            }
            self.count += 1;
            let contact = self
                .connection
                .prepare_cached(SELECT_CONTACT)?
                .query_row([address], contact)
                .optional()?;
            if let Some(contact) = contact {
                batch.know_contact(contact);
            }
        }
        Ok(())
    }

    fn insert_contact(&mut self, row: &contact::Model) -> rusqlite::Result<()> {
        self.execute(
            "INSERT INTO contact (id, address, status, since, source, decided_at, chain_length, \
             chain_head, name, last_inbound_at, ask_count, held, questioned_at, quick_replies, \
             unreachable, created_at, version) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, 0)",
            params![
                row.id.0,
                row.address,
                row.status.as_str(),
                row.since,
                row.source.map(entity::words::EventSource::as_str),
                row.decided_at,
                row.chain_length,
                row.chain_head,
                row.name,
                row.last_inbound_at,
                row.ask_count,
                row.held,
                row.questioned_at,
                row.quick_replies,
                row.unreachable,
                row.created_at,
            ],
        )
    }

    fn update_contact(&mut self, row: &contact::Model) -> rusqlite::Result<()> {
        self.execute(
            "UPDATE contact SET status = ?2, since = ?3, source = ?4, decided_at = ?5, \
             chain_length = ?6, chain_head = ?7, name = ?8, last_inbound_at = ?9, ask_count = ?10, \
             held = ?11, questioned_at = ?12, quick_replies = ?13, unreachable = ?14, \
             version = version + 1 WHERE id = ?1",
            params![
                row.id.0,
                row.status.as_str(),
                row.since,
                row.source.map(entity::words::EventSource::as_str),
                row.decided_at,
                row.chain_length,
                row.chain_head,
                row.name,
                row.last_inbound_at,
                row.ask_count,
                row.held,
                row.questioned_at,
                row.quick_replies,
                row.unreachable,
            ],
        )
    }

    fn insert_inbound(&mut self, row: &inbound_message::Model) -> rusqlite::Result<()> {
        self.execute(
            "INSERT INTO inbound_message (id, account_id, dedupe_key, contact_id, address, kind, \
             text, intent, rule, context, unclear, authenticity, provider_message_id, sent_at, \
             received_at, raw, event_id) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
            params![
                row.id.0,
                row.account_id,
                row.dedupe_key,
                row.contact_id.map(|id| id.0),
                row.address,
                row.kind.as_str(),
                row.text,
                row.intent,
                row.rule,
                row.context,
                row.unclear,
                row.authenticity.as_str(),
                row.provider_message_id,
                row.sent_at,
                row.received_at,
                row.raw,
                row.event_id.map(|id| id.0),
            ],
        )
    }

    fn insert_event(&mut self, row: &consent_event::Model) -> rusqlite::Result<()> {
        self.execute(
            "INSERT INTO consent_event (id, contact_id, seq, kind, source, actor, at, evidence, \
             previous_hash, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                row.id.0,
                row.contact_id.0,
                row.seq,
                row.kind.as_str(),
                row.source.as_str(),
                row.actor,
                row.at,
                row.evidence,
                row.previous_hash,
                row.hash,
            ],
        )
    }

    fn insert_message(&mut self, row: &message::Model) -> rusqlite::Result<()> {
        self.execute(
            "INSERT INTO message (id, contact_id, address, account_id, forced, purpose, \
             template_key, text, status, priority, not_before, attempt, answers_id, actor, \
             created_at, updated_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0, ?12, ?13, ?14, ?14)",
            params![
                row.id.0,
                row.contact_id.0,
                row.address,
                row.account_id,
                row.forced,
                row.purpose.as_str(),
                row.template_key,
                row.text,
                row.status.as_str(),
                row.priority,
                row.not_before,
                row.answers_id.map(|id| id.0),
                row.actor,
                row.created_at,
            ],
        )
    }

    fn insert_receipt(&mut self, row: &receipt::Model) -> rusqlite::Result<()> {
        self.execute(
            "INSERT INTO receipt (id, account_id, dedupe_key, provider_message_id, \
             provider_state_id, status, error, received_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                row.id.0,
                row.account_id,
                row.dedupe_key,
                row.provider_message_id,
                row.provider_state_id,
                row.status.as_str(),
                row.error,
                row.received_at,
            ],
        )
    }

    fn note_device(
        &mut self,
        account: &str,
        status: &DeviceStatus,
        now: Timestamp,
    ) -> rusqlite::Result<()> {
        if status.connected {
            return self.execute(
                "UPDATE account SET down_until = NULL, down_count = 0, last_error = NULL, \
                 updated_at = ?2 WHERE id = ?1",
                params![account, now.millis()],
            );
        }
        self.execute(
            "UPDATE account SET down_until = ?3, down_count = max(down_count, 1), \
             last_error = ?4, updated_at = ?2 WHERE id = ?1",
            params![
                account,
                now.millis(),
                now.plus(DEVICE_PAUSE).millis(),
                status
                    .reason
                    .as_deref()
                    .unwrap_or("the device is disconnected"),
            ],
        )
    }

    fn note_webhook(&mut self, account: &Arc<str>, at: Timestamp) -> rusqlite::Result<()> {
        self.execute(
            "UPDATE account SET last_webhook_at = ?2 WHERE id = ?1",
            params![&**account, at.millis()],
        )
    }
}

const SELECT_CONTACT: &str = "SELECT id, address, status, since, source, decided_at, chain_length, \
    chain_head, name, last_inbound_at, last_outbound, last_outbound_at, last_request_id, \
    last_asked_at, ask_count, held, questioned_at, quick_replies, unreachable, created_at, version \
    FROM contact WHERE address = ?1";

fn contact(row: &Row<'_>) -> rusqlite::Result<contact::Model> {
    Ok(contact::Model {
        id: ContactId(row.get(0)?),
        address: row.get(1)?,
        status: word(row, 2)?,
        since: row.get(3)?,
        source: optional_word(row, 4)?,
        decided_at: row.get(5)?,
        chain_length: row.get(6)?,
        chain_head: row.get(7)?,
        name: row.get(8)?,
        last_inbound_at: row.get(9)?,
        last_outbound: optional_word(row, 10)?,
        last_outbound_at: row.get(11)?,
        last_request_id: row.get::<_, Option<i64>>(12)?.map(MessageId),
        last_asked_at: row.get(13)?,
        ask_count: row.get(14)?,
        held: row.get(15)?,
        questioned_at: row.get(16)?,
        quick_replies: row.get(17)?,
        unreachable: row.get(18)?,
        created_at: row.get(19)?,
        version: row.get(20)?,
    })
}

fn optional_word<T>(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<T>>
where
    T: std::str::FromStr<Err = entity::words::UnknownWord>,
{
    row.get_ref(index)?
        .as_str_or_null()?
        .map(str::parse)
        .transpose()
        .map_err(|error: entity::words::UnknownWord| {
            rusqlite::Error::FromSqlConversionFailure(index, Type::Text, error.into())
        })
}

fn word<T>(row: &Row<'_>, index: usize) -> rusqlite::Result<T>
where
    T: std::str::FromStr<Err = entity::words::UnknownWord>,
{
    optional_word(row, index)?
        .ok_or_else(|| rusqlite::Error::InvalidColumnType(index, String::new(), Type::Null))
}
