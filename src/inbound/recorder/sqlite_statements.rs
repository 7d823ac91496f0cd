//! The statements of the writer on SQLite: each prepared once, and counted. `OR FAIL`, as a failure
//! undoes the whole batch: SQLite then keeps no copy of each page to undo a single statement.
//! Those that run for each message are looked up once a batch: that takes a hash of their text.

use std::sync::Arc;

use entity::{consent_event, contact, inbound_message, message, receipt};
use rusqlite::{CachedStatement, Connection, params};

use super::batch::{Batch, address_of};
use super::dedupe::Table;
use super::{Job, sqlite_contact};
use crate::inbound::event::DeviceStatus;
use crate::outbound::dispatcher::DEVICE_PAUSE;
use crate::time::Timestamp;

/// The statements of one transaction, counted.
pub(super) struct Statements<'a> {
    connection: &'a Connection,
    known_inbound: Held<'a>,
    known_receipt: Held<'a>,
    select_contact: Held<'a>,
    insert_contact: Held<'a>,
    update_contact: Held<'a>,
    update_decided: Held<'a>,
    insert_inbound: Held<'a>,
    insert_event: Held<'a>,
    insert_message: Held<'a>,
    insert_receipt: Held<'a>,
    /// How many were run.
    pub(super) count: u64,
}

/// A statement, held from its first use on.
struct Held<'a> {
    connection: &'a Connection,
    sql: &'static str,
    statement: Option<CachedStatement<'a>>,
}

impl<'a> Held<'a> {
    const fn new(connection: &'a Connection, sql: &'static str) -> Self {
        Self {
            connection,
            sql,
            statement: None,
        }
    }

    fn get(&mut self) -> rusqlite::Result<&mut CachedStatement<'a>> {
        let statement = match self.statement.take() {
            Some(statement) => statement,
            None => self.connection.prepare_cached(self.sql)?,
        };
        Ok(self.statement.insert(statement))
    }

    fn execute(&mut self, params: impl rusqlite::Params) -> rusqlite::Result<()> {
        self.get()?.execute(params)?;
        Ok(())
    }
}

impl<'a> Statements<'a> {
    /// In a transaction that has begun, and will be committed.
    pub(super) fn new(connection: &'a Connection) -> Self {
        let held = |sql| Held::new(connection, sql);
        Self {
            connection,
            known_inbound: held(KNOWN_INBOUND),
            known_receipt: held(KNOWN_RECEIPT),
            select_contact: held(sqlite_contact::SELECT),
            insert_contact: held(sqlite_contact::INSERT),
            update_contact: held(sqlite_contact::UPDATE),
            update_decided: held(sqlite_contact::UPDATE_DECIDED),
            insert_inbound: held(INSERT_INBOUND),
            insert_event: held(INSERT_EVENT),
            insert_message: held(INSERT_MESSAGE),
            insert_receipt: held(INSERT_RECEIPT),
            count: 2,
        }
    }

    fn execute(&mut self, sql: &str, params: impl rusqlite::Params) -> rusqlite::Result<()> {
        self.count += 1;
        self.connection.prepare_cached(sql)?.execute(params)?;
        Ok(())
    }

    /// Tells the batch which events of a delivery the database has.
    pub(super) fn look_up_keys(&mut self, batch: &mut Batch, job: &Job) -> rusqlite::Result<()> {
        for key in job.keys.iter().flatten() {
            if batch.knows_event(key) {
                continue;
            }
            self.count += 1;
            let known = match key.table {
                Table::Inbound => &mut self.known_inbound,
                Table::Receipt => &mut self.known_receipt,
            };
            if known.get()?.exists(params![key.key, key.account])? {
                batch.know_event(key.clone());
            }
        }
        Ok(())
    }

    /// Tells the batch what the database knows of the contacts of a delivery.
    pub(super) fn load_contacts(&mut self, batch: &mut Batch, job: &Job) -> rusqlite::Result<()> {
        for address in job.delivery.events.iter().filter_map(address_of) {
            if batch.knows_contact(address) {
                continue;
            }
            self.count += 1;
            if let Some(contact) = sqlite_contact::select(self.select_contact.get()?, address)? {
                batch.know_contact(contact);
            }
        }
        Ok(())
    }

    pub(super) fn insert_contact(&mut self, row: &contact::Model) -> rusqlite::Result<()> {
        self.count += 1;
        sqlite_contact::insert(self.insert_contact.get()?, row)
    }

    /// Writes a contact whose status is as it was.
    pub(super) fn update_contact(&mut self, row: &contact::Model) -> rusqlite::Result<()> {
        self.count += 1;
        sqlite_contact::update(self.update_contact.get()?, row)
    }

    /// Writes a contact whose status is another now.
    pub(super) fn update_decided(&mut self, row: &contact::Model) -> rusqlite::Result<()> {
        self.count += 1;
        sqlite_contact::update_decided(self.update_decided.get()?, row)
    }

    pub(super) fn insert_inbound(&mut self, row: &inbound_message::Model) -> rusqlite::Result<()> {
        self.count += 1;
        self.insert_inbound.execute(params![
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
            row.previous_id.map(|id| id.0),
        ])
    }

    pub(super) fn insert_event(&mut self, row: &consent_event::Model) -> rusqlite::Result<()> {
        self.count += 1;
        self.insert_event.execute(params![
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
        ])
    }

    pub(super) fn insert_message(&mut self, row: &message::Model) -> rusqlite::Result<()> {
        self.count += 1;
        self.insert_message.execute(params![
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
            row.template_version,
        ])
    }

    pub(super) fn insert_receipt(&mut self, row: &receipt::Model) -> rusqlite::Result<()> {
        self.count += 1;
        self.insert_receipt.execute(params![
            row.id.0,
            row.account_id,
            row.dedupe_key,
            row.provider_message_id,
            row.provider_state_id,
            row.status.as_str(),
            row.error,
            row.received_at,
        ])
    }

    pub(super) fn note_device(
        &mut self,
        account: &str,
        status: &DeviceStatus,
        now: Timestamp,
    ) -> rusqlite::Result<()> {
        if status.connected {
            return self.execute(
                "UPDATE account SET down_until = NULL, down_count = 0, last_error = NULL, \
                 state = 'configured', updated_at = ?2 WHERE id = ?1",
                params![account, now.millis()],
            );
        }
        self.execute(
            "UPDATE account SET down_until = ?3, down_count = max(down_count, 1), \
             state = 'error', last_error = ?4, updated_at = ?2 WHERE id = ?1",
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

    pub(super) fn note_webhook(
        &mut self,
        account: &Arc<str>,
        at: Timestamp,
    ) -> rusqlite::Result<()> {
        self.execute(
            "UPDATE account SET last_webhook_at = ?2 WHERE id = ?1",
            params![&**account, at.millis()],
        )
    }
}

const KNOWN_INBOUND: &str =
    "SELECT 1 FROM inbound_message WHERE dedupe_key = ?1 AND account_id = ?2";
const KNOWN_RECEIPT: &str = "SELECT 1 FROM receipt WHERE dedupe_key = ?1 AND account_id = ?2";
const INSERT_INBOUND: &str = "INSERT OR FAIL INTO inbound_message (id, account_id, dedupe_key, contact_id, address, kind, \
    text, intent, rule, context, unclear, authenticity, provider_message_id, sent_at, \
    received_at, raw, event_id, previous_id) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, \
    ?18)";
const INSERT_EVENT: &str = "INSERT OR FAIL INTO consent_event (id, contact_id, seq, kind, source, actor, at, evidence, \
    previous_hash, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
const INSERT_MESSAGE: &str = "INSERT OR FAIL INTO message (id, contact_id, address, account_id, forced, purpose, \
    template_key, text, status, priority, not_before, attempt, answers_id, actor, \
    created_at, updated_at, template_version) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0, ?12, ?13, ?14, ?14, ?15)";
const INSERT_RECEIPT: &str = "INSERT OR FAIL INTO receipt (id, account_id, dedupe_key, provider_message_id, \
    provider_state_id, status, error, received_at) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
