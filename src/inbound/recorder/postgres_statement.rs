//! The one statement that writes a batch on PostgreSQL, and what is bound to it.

use entity::{consent_event, contact, inbound_message, message, receipt};
use sea_orm::sqlx;

use super::batch::Rows;

/// Everything at once. The last line divides by zero, and so undoes it all, unless every contact
/// that was to change still had the version that the decision was made on.
const INSERT: &str = "WITH new_contact AS ( \
        INSERT INTO contact (id, address, created_at, status, since, source, decided_at, \
            chain_length, chain_head, name, last_inbound_at, ask_count, held, questioned_at, \
            quick_replies, played, refused, last_played_at, last_inbound_id, last_wrote_id, \
            unreachable, version) \
        SELECT *, 0 FROM UNNEST($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::bigint[], \
            $6::text[], $7::bigint[], $8::bigint[], $9::bytea[], $10::text[], $11::bigint[], \
            $12::bigint[], $13::bool[], $14::bigint[], $15::bigint[], $16::bool[], $17::bool[], \
            $18::bigint[], $19::bigint[], $20::bigint[], $21::bool[])), \
    changed AS ( \
        UPDATE contact SET status = n.status, since = n.since, source = n.source, decided_at = \
            n.decided_at, chain_length = n.chain_length, chain_head = n.chain_head, name = n.name, \
            last_inbound_at = n.last_inbound_at, ask_count = n.ask_count, held = n.held, \
            questioned_at = n.questioned_at, quick_replies = n.quick_replies, played = n.played, \
            refused = n.refused, last_played_at = n.last_played_at, last_inbound_id = \
            n.last_inbound_id, last_wrote_id = n.last_wrote_id, unreachable = n.unreachable, version \
            = n.version + 1 \
        FROM UNNEST($22::bigint[], $23::bigint[], $24::text[], $25::bigint[], $26::text[], \
            $27::bigint[], $28::bigint[], $29::bytea[], $30::text[], $31::bigint[], $32::bigint[], \
            $33::bool[], $34::bigint[], $35::bigint[], $36::bool[], $37::bool[], $38::bigint[], \
            $39::bigint[], $40::bigint[], $41::bool[]) \
            AS n(id, version, status, since, source, decided_at, chain_length, chain_head, name, \
            last_inbound_at, ask_count, held, questioned_at, quick_replies, played, refused, \
            last_played_at, last_inbound_id, last_wrote_id, unreachable) \
        WHERE contact.id = n.id AND contact.version = n.version RETURNING 1), \
    inbound AS ( \
        INSERT INTO inbound_message (id, account_id, dedupe_key, contact_id, previous_id, address, \
            kind, text, intent, rule, context, unclear, authenticity, provider_message_id, sent_at, \
            received_at, raw, event_id) \
        SELECT * FROM UNNEST($42::bigint[], $43::text[], $44::bytea[], $45::bigint[], $46::bigint[], \
            $47::text[], $48::text[], $49::text[], $50::text[], $51::text[], $52::text[], \
            $53::bool[], $54::text[], $55::text[], $56::bigint[], $57::bigint[], $58::text[], \
            $59::bigint[])), \
    event AS ( \
        INSERT INTO consent_event (id, contact_id, seq, kind, source, actor, at, evidence, \
            previous_hash, hash) \
        SELECT * FROM UNNEST($60::bigint[], $61::bigint[], $62::bigint[], $63::text[], $64::text[], \
            $65::text[], $66::bigint[], $67::text[], $68::bytea[], $69::bytea[])), \
    outgoing AS ( \
        INSERT INTO message (id, contact_id, address, account_id, purpose, template_key, \
            template_version, text, status, priority, not_before, answers_id, actor, created_at, \
            updated_at, forced, attempt) \
        SELECT n.*, n.created_at, true, 0 FROM UNNEST($70::bigint[], $71::bigint[], $72::text[], \
            $73::text[], $74::text[], $75::text[], $76::bigint[], $77::text[], $78::text[], \
            $79::int[], $80::bigint[], $81::bigint[], $82::text[], $83::bigint[]) \
            AS n(id, contact_id, address, account_id, purpose, template_key, template_version, text, \
            status, priority, not_before, answers_id, actor, created_at)), \
    receipts AS ( \
        INSERT INTO receipt (id, account_id, dedupe_key, provider_message_id, provider_state_id, \
            status, error, received_at) \
        SELECT * FROM UNNEST($84::bigint[], $85::text[], $86::bytea[], $87::text[], $88::text[], \
            $89::text[], $90::text[], $91::bigint[])) \
    SELECT 1 / (CASE WHEN (SELECT count(*) FROM changed) = $92 THEN 1 ELSE 0 END)";

type Query<'q> = sqlx::query::Query<'q, sqlx::Postgres, sqlx::postgres::PgArguments>;

/// The statement, with every row of the batch.
pub(super) fn insert<'q>(
    new: &'q [contact::Model],
    changed: &'q [contact::Model],
    rows: &'q Rows,
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
        .bind(column(rows, |row| &*row.address))
        .bind(column(rows, |row| row.created_at));
    bind_contact(query, rows)
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
        .bind(column(rows, |row| row.played))
        .bind(column(rows, |row| row.refused))
        .bind(column(rows, |row| row.last_played_at))
        .bind(column(rows, |row| row.last_inbound_id.map(|id| id.0)))
        .bind(column(rows, |row| row.last_wrote_id.map(|id| id.0)))
        .bind(column(rows, |row| row.unreachable))
}

fn bind_inbound<'q>(query: Query<'q>, rows: &'q [inbound_message::Model]) -> Query<'q> {
    query
        .bind(column(rows, |row| row.id.0))
        .bind(column(rows, |row| &*row.account_id))
        .bind(column(rows, |row| &*row.dedupe_key))
        .bind(column(rows, |row| row.contact_id.map(|id| id.0)))
        .bind(column(rows, |row| row.previous_id.map(|id| id.0)))
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
        .bind(column(rows, |row| row.template_version))
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
