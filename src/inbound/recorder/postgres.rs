//! The writers on PostgreSQL: two round trips a batch. The first reads the contacts, the second
//! writes everything in one statement, which is its own transaction. No lock is held in between:
//! if another process has changed a contact, extended its chain or stored the same event
//! meanwhile, the statement fails as a whole and the batch is decided again.

use std::collections::HashMap;

use entity::ids::{ContactId, MessageId};
use entity::{consent_event, contact, inbound_message, message, receipt};
use sea_orm::sqlx::postgres::{PgPool, PgPoolOptions, PgRow};
use sea_orm::sqlx::{self, Row};
use tokio::sync::mpsc;

use super::batch::{Batch, DedupeKey, Surroundings, Table, address_of, keys_of};
use super::stats::RecorderStats;
use super::{Job, NotRecorded, Recorded, answer_all, gather};
use crate::core::Core;
use crate::database::ACQUIRE_TIMEOUT;
use crate::inbound::event::DeviceStatus;
use crate::live::Live;
use crate::outbound::dispatcher::DEVICE_PAUSE;
use crate::time::Timestamp;

/// How often a batch is decided again when other processes interfere.
const ATTEMPTS: u32 = 8;
/// How often the time of an account's latest webhook is written, in milliseconds.
const WEBHOOK_NOTE_INTERVAL: i64 = 10_000;

pub(super) fn start(
    core: Core,
    live: Live,
    stats: RecorderStats,
    mut receiver: mpsc::Receiver<Job>,
) {
    let pool = connections(core.db.reader().get_postgres_connection_pool());
    let mut writer = Writer {
        pool,
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
fn connections(of: &PgPool) -> PgPool {
    let options = (*of.connect_options()).clone().options([
        ("enable_seqscan", "off"),
        ("enable_hashjoin", "off"),
        ("enable_mergejoin", "off"),
        ("jit", "off"),
        // Planning the one large statement anew for each batch costs more than running it.
        ("plan_cache_mode", "force_generic_plan"),
    ]);
    PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_lazy_with(options)
}

struct Writer {
    pool: PgPool,
    core: Core,
    live: Live,
    stats: RecorderStats,
    /// When the time of an account's latest webhook was last written.
    noted: HashMap<String, Timestamp>,
}

impl Writer {
    async fn write(&mut self, jobs: &[Job]) -> Result<Vec<Recorded>, sqlx::Error> {
        let mut attempt = 1;
        loop {
            // The keys are looked up only when the first try has met one.
            match self.try_write(jobs, attempt > 1).await {
                Err(error) if attempt < ATTEMPTS && is_interference(&error) => attempt += 1,
                outcome => return outcome,
            }
        }
    }

    async fn try_write(
        &mut self,
        jobs: &[Job],
        look_up_keys: bool,
    ) -> Result<Vec<Recorded>, sqlx::Error> {
        let mut statements = 2;
        let mut batch = Batch::default();
        for contact in self.load_contacts(jobs).await? {
            batch.know_contact(contact);
        }
        if look_up_keys {
            statements += 1;
            for key in self.load_keys(jobs).await? {
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
            .map(|job| batch.apply(&at, &job.delivery))
            .collect();

        let (new, changed) = batch.take_contacts();
        let rows = &batch.rows;
        let anything = !(new.is_empty()
            && changed.is_empty()
            && rows.inbound.is_empty()
            && rows.receipts.is_empty());
        if anything {
            insert(&new, &changed, rows).execute(&self.pool).await?;
        }
        for (account, status) in &rows.devices {
            statements += 1;
            note_device(&self.pool, account, status, self.core.now()).await?;
        }
        statements += self.note_webhooks(jobs).await?;

        let events = rows.inbound.len() + rows.receipts.len() + rows.devices.len();
        self.stats.committed(events, batch.duplicates, statements);
        if !rows.messages.is_empty() || !rows.devices.is_empty() {
            self.core.wake.ring();
        }
        if !rows.receipts.is_empty() {
            self.core.receipts.ring();
        }
        Ok(recorded)
    }

    async fn load_contacts(&self, jobs: &[Job]) -> Result<Vec<contact::Model>, sqlx::Error> {
        let mut addresses: Vec<&str> = jobs
            .iter()
            .flat_map(|job| job.delivery.events.iter().filter_map(address_of))
            .collect();
        if addresses.is_empty() {
            return Ok(Vec::new());
        }
        addresses.sort_unstable();
        addresses.dedup();
        sqlx::query("SELECT * FROM contact WHERE address = ANY($1)")
            .bind(addresses)
            .try_map(|row: PgRow| contact(&row))
            .fetch_all(&self.pool)
            .await
    }

    async fn load_keys(&self, jobs: &[Job]) -> Result<Vec<DedupeKey>, sqlx::Error> {
        let keys: Vec<Vec<u8>> = jobs
            .iter()
            .flat_map(|job| keys_of(&job.delivery))
            .map(|key| key.key)
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
            Ok(DedupeKey {
                table,
                account: row.try_get(1)?,
                key: row.try_get(2)?,
            })
        })
        .fetch_all(&self.pool)
        .await
    }

    async fn note_webhooks(&mut self, jobs: &[Job]) -> Result<u64, sqlx::Error> {
        let mut statements = 0;
        for job in jobs {
            let (account, at) = (&job.delivery.account_id, job.delivery.received_at);
            let noted = self.noted.get(&**account);
            if noted.is_none_or(|noted| at.millis() - noted.millis() > WEBHOOK_NOTE_INTERVAL) {
                self.noted.insert(account.to_string(), at);
                sqlx::query("UPDATE account SET last_webhook_at = $2 WHERE id = $1")
                    .bind(&**account)
                    .bind(at.millis())
                    .execute(&self.pool)
                    .await?;
                statements += 1;
            }
        }
        Ok(statements)
    }
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
    pool: &PgPool,
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
         down_count = CASE WHEN $2 IS NULL THEN 0 ELSE greatest(down_count, $5) END WHERE id = $1",
    )
    .bind(account)
    .bind(down_until)
    .bind(error)
    .bind(now.millis())
    .bind(least)
    .execute(pool)
    .await?;
    Ok(())
}

/// Everything at once. The last line divides by zero, and so undoes it all, unless every contact
/// that was to change still had the version that the decision was made on.
const INSERT: &str = "WITH new_contact AS ( \
    INSERT INTO contact (id, address, status, since, source, decided_at, chain_length, chain_head, \
        name, last_inbound_at, ask_count, held, questioned_at, quick_replies, created_at, \
        unreachable, version) \
    SELECT *, false, 0 FROM UNNEST($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::text[], \
        $6::bigint[], $7::bigint[], $8::bytea[], $9::text[], $10::bigint[], $11::bigint[], \
        $12::bool[], $13::bigint[], $14::bigint[], $15::bigint[])), \
changed AS ( \
    UPDATE contact SET status = n.status, since = n.since, source = n.source, \
        decided_at = n.decided_at, chain_length = n.chain_length, chain_head = n.chain_head, \
        name = n.name, last_inbound_at = n.last_inbound_at, ask_count = n.ask_count, \
        held = n.held, questioned_at = n.questioned_at, quick_replies = n.quick_replies, \
        unreachable = false, version = n.version + 1 \
    FROM UNNEST($16::bigint[], $17::bigint[], $18::text[], $19::bigint[], $20::text[], \
        $21::bigint[], $22::bigint[], $23::bytea[], $24::text[], $25::bigint[], $26::bigint[], \
        $27::bool[], $28::bigint[], $29::bigint[]) \
        AS n(id, version, status, since, source, decided_at, chain_length, chain_head, name, \
        last_inbound_at, ask_count, held, questioned_at, quick_replies) \
    WHERE contact.id = n.id AND contact.version = n.version RETURNING 1), \
inbound AS ( \
    INSERT INTO inbound_message (id, account_id, dedupe_key, contact_id, address, kind, text, \
        intent, rule, context, unclear, authenticity, provider_message_id, sent_at, received_at, \
        raw, event_id) \
    SELECT * FROM UNNEST($30::bigint[], $31::text[], $32::bytea[], $33::bigint[], $34::text[], \
        $35::text[], $36::text[], $37::text[], $38::text[], $39::text[], $40::bool[], $41::text[], \
        $42::text[], $43::bigint[], $44::bigint[], $45::text[], $46::bigint[])), \
event AS ( \
    INSERT INTO consent_event (id, contact_id, seq, kind, source, actor, at, evidence, \
        previous_hash, hash) \
    SELECT * FROM UNNEST($47::bigint[], $48::bigint[], $49::bigint[], $50::text[], $51::text[], \
        $52::text[], $53::bigint[], $54::text[], $55::bytea[], $56::bytea[])), \
outgoing AS ( \
    INSERT INTO message (id, contact_id, address, account_id, purpose, template_key, text, status, \
        priority, not_before, answers_id, actor, created_at, updated_at, forced, attempt) \
    SELECT n.*, n.at, true, 0 FROM UNNEST($57::bigint[], $58::bigint[], $59::text[], $60::text[], \
        $61::text[], $62::text[], $63::text[], $64::text[], $65::int[], $66::bigint[], \
        $67::bigint[], $68::text[], $69::bigint[]) \
        AS n(id, contact_id, address, account_id, purpose, template_key, text, status, priority, \
        not_before, answers_id, actor, at)), \
receipts AS ( \
    INSERT INTO receipt (id, account_id, dedupe_key, provider_message_id, provider_state_id, \
        status, error, received_at) \
    SELECT * FROM UNNEST($70::bigint[], $71::text[], $72::bytea[], $73::text[], $74::text[], \
        $75::text[], $76::text[], $77::bigint[])) \
SELECT 1 / (CASE WHEN (SELECT count(*) FROM changed) = $78 THEN 1 ELSE 0 END)";

type Query<'q> = sqlx::query::Query<'q, sqlx::Postgres, sqlx::postgres::PgArguments>;

fn insert<'q>(
    new: &'q [contact::Model],
    changed: &'q [contact::Model],
    rows: &'q super::batch::Rows,
) -> Query<'q> {
    let query = bind_new_contacts(sqlx::query(INSERT), new);
    let query = bind_changed_contacts(query, changed);
    let query = bind_inbound(query, &rows.inbound);
    let query = bind_events(query, &rows.events);
    let query = bind_messages(query, &rows.messages);
    bind_receipts(query, &rows.receipts).bind(i64::try_from(changed.len()).unwrap_or(-1))
}

/// One column of a list of rows.
fn column<'q, R, T>(rows: &'q [R], pick: impl Fn(&'q R) -> T) -> Vec<T> {
    rows.iter().map(pick).collect()
}

fn bind_new_contacts<'q>(query: Query<'q>, rows: &'q [contact::Model]) -> Query<'q> {
    let query = query
        .bind(column(rows, |row| row.id.0))
        .bind(column(rows, |row| &*row.address));
    bind_contact(query, rows).bind(column(rows, |row| row.created_at))
}

fn bind_changed_contacts<'q>(query: Query<'q>, rows: &'q [contact::Model]) -> Query<'q> {
    let query = query
        .bind(column(rows, |row| row.id.0))
        .bind(column(rows, |row| row.version));
    bind_contact(query, rows)
}

/// What an inbound message may change of a contact.
fn bind_contact<'q>(query: Query<'q>, rows: &'q [contact::Model]) -> Query<'q> {
    query
        .bind(column(rows, |row| row.status.as_str()))
        .bind(column(rows, |row| row.since))
        .bind(column(rows, |row| {
            row.source.map(entity::words::EventSource::as_str)
        }))
        .bind(column(rows, |row| row.decided_at))
        .bind(column(rows, |row| row.chain_length))
        .bind(column(rows, |row| row.chain_head.as_deref()))
        .bind(column(rows, |row| row.name.as_deref()))
        .bind(column(rows, |row| row.last_inbound_at))
        .bind(column(rows, |row| row.ask_count))
        .bind(column(rows, |row| row.held))
        .bind(column(rows, |row| row.questioned_at))
        .bind(column(rows, |row| row.quick_replies))
}

fn bind_inbound<'q>(query: Query<'q>, rows: &'q [inbound_message::Model]) -> Query<'q> {
    query
        .bind(column(rows, |row| row.id.0))
        .bind(column(rows, |row| &*row.account_id))
        .bind(column(rows, |row| &*row.dedupe_key))
        .bind(column(rows, |row| row.contact_id.map(|id| id.0)))
        .bind(column(rows, |row| row.address.as_deref()))
        .bind(column(rows, |row| row.kind.as_str()))
        .bind(column(rows, |row| &*row.text))
        .bind(column(rows, |row| &*row.intent))
        .bind(column(rows, |row| &*row.rule))
        .bind(column(rows, |row| &*row.context))
        .bind(column(rows, |row| row.unclear))
        .bind(column(rows, |row| row.authenticity.as_str()))
        .bind(column(rows, |row| row.provider_message_id.as_deref()))
        .bind(column(rows, |row| row.sent_at))
        .bind(column(rows, |row| row.received_at))
        .bind(column(rows, |row| &*row.raw))
        .bind(column(rows, |row| row.event_id.map(|id| id.0)))
}

fn bind_events<'q>(query: Query<'q>, rows: &'q [consent_event::Model]) -> Query<'q> {
    query
        .bind(column(rows, |row| row.id.0))
        .bind(column(rows, |row| row.contact_id.0))
        .bind(column(rows, |row| row.seq))
        .bind(column(rows, |row| row.kind.as_str()))
        .bind(column(rows, |row| row.source.as_str()))
        .bind(column(rows, |row| &*row.actor))
        .bind(column(rows, |row| row.at))
        .bind(column(rows, |row| &*row.evidence))
        .bind(column(rows, |row| &*row.previous_hash))
        .bind(column(rows, |row| &*row.hash))
}

fn bind_messages<'q>(query: Query<'q>, rows: &'q [message::Model]) -> Query<'q> {
    query
        .bind(column(rows, |row| row.id.0))
        .bind(column(rows, |row| row.contact_id.0))
        .bind(column(rows, |row| &*row.address))
        .bind(column(rows, |row| &*row.account_id))
        .bind(column(rows, |row| row.purpose.as_str()))
        .bind(column(rows, |row| row.template_key.as_deref()))
        .bind(column(rows, |row| &*row.text))
        .bind(column(rows, |row| row.status.as_str()))
        .bind(column(rows, |row| row.priority))
        .bind(column(rows, |row| row.not_before))
        .bind(column(rows, |row| row.answers_id.map(|id| id.0)))
        .bind(column(rows, |row| &*row.actor))
        .bind(column(rows, |row| row.created_at))
}

fn bind_receipts<'q>(query: Query<'q>, rows: &'q [receipt::Model]) -> Query<'q> {
    query
        .bind(column(rows, |row| row.id.0))
        .bind(column(rows, |row| &*row.account_id))
        .bind(column(rows, |row| &*row.dedupe_key))
        .bind(column(rows, |row| row.provider_message_id.as_deref()))
        .bind(column(rows, |row| row.provider_state_id.as_deref()))
        .bind(column(rows, |row| row.status.as_str()))
        .bind(column(rows, |row| row.error.as_deref()))
        .bind(column(rows, |row| row.received_at))
}

fn contact(row: &PgRow) -> Result<contact::Model, sqlx::Error> {
    Ok(contact::Model {
        id: ContactId(row.try_get("id")?),
        address: row.try_get("address")?,
        status: word(row, "status")?.ok_or(sqlx::Error::RowNotFound)?,
        since: row.try_get("since")?,
        source: word(row, "source")?,
        decided_at: row.try_get("decided_at")?,
        chain_length: row.try_get("chain_length")?,
        chain_head: row.try_get("chain_head")?,
        name: row.try_get("name")?,
        last_inbound_at: row.try_get("last_inbound_at")?,
        last_outbound: word(row, "last_outbound")?,
        last_outbound_at: row.try_get("last_outbound_at")?,
        last_request_id: row
            .try_get::<Option<i64>, _>("last_request_id")?
            .map(MessageId),
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

fn word<T>(row: &PgRow, column: &str) -> Result<Option<T>, sqlx::Error>
where
    T: std::str::FromStr<Err = entity::words::UnknownWord>,
{
    row.try_get::<Option<&str>, _>(column)?
        .map(str::parse)
        .transpose()
        .map_err(|error: entity::words::UnknownWord| sqlx::Error::Decode(error.into()))
}
