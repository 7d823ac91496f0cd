//! The one statement that writes a batch on PostgreSQL, and what is bound to it.

use entity::{consent_event, contact, inbound_message, message, receipt};
use sea_orm::sqlx;

use super::batch::Rows;

/// Everything at once. The last line divides by zero, and so undoes it all, unless every contact
/// that was to change still had the version that the decision was made on.
const INSERT: &str = "WITH new_contact AS ( \
    INSERT INTO contact (id, address, status, since, source, decided_at, chain_length, chain_head, \
        name, last_inbound_at, ask_count, held, questioned_at, quick_replies, created_at, \
        played, refused, last_played_at, unreachable, version) \
    SELECT *, false, 0 FROM UNNEST($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::text[], \
        $6::bigint[], $7::bigint[], $8::bytea[], $9::text[], $10::bigint[], $11::bigint[], \
        $12::bool[], $13::bigint[], $14::bigint[], $15::bigint[], $80::bool[], $81::bool[], \
        $84::bigint[])), \
changed AS ( \
    UPDATE contact SET status = n.status, since = n.since, source = n.source, \
        decided_at = n.decided_at, chain_length = n.chain_length, chain_head = n.chain_head, \
        name = n.name, last_inbound_at = n.last_inbound_at, ask_count = n.ask_count, \
        held = n.held, questioned_at = n.questioned_at, quick_replies = n.quick_replies, \
        played = n.played, refused = n.refused, last_played_at = n.last_played_at, \
        unreachable = n.unreachable, version = n.version + 1 \
    FROM UNNEST($16::bigint[], $17::bigint[], $18::text[], $19::bigint[], $20::text[], \
        $21::bigint[], $22::bigint[], $23::bytea[], $24::text[], $25::bigint[], $26::bigint[], \
        $27::bool[], $28::bigint[], $29::bigint[], $82::bool[], $83::bool[], \
        $85::bigint[], $86::bool[]) \
        AS n(id, version, status, since, source, decided_at, chain_length, chain_head, name, \
        last_inbound_at, ask_count, held, questioned_at, quick_replies, played, refused, \
        last_played_at, unreachable) \
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
        priority, not_before, answers_id, actor, created_at, template_version, updated_at, forced, \
        attempt) \
    SELECT n.*, n.at, true, 0 FROM UNNEST($57::bigint[], $58::bigint[], $59::text[], $60::text[], \
        $61::text[], $62::text[], $63::text[], $64::text[], $65::int[], $66::bigint[], \
        $67::bigint[], $68::text[], $69::bigint[], $79::bigint[]) \
        AS n(id, contact_id, address, account_id, purpose, template_key, text, status, priority, \
        not_before, answers_id, actor, at, template_version)), \
receipts AS ( \
    INSERT INTO receipt (id, account_id, dedupe_key, provider_message_id, provider_state_id, \
        status, error, received_at) \
    SELECT * FROM UNNEST($70::bigint[], $71::text[], $72::bytea[], $73::text[], $74::text[], \
        $75::text[], $76::text[], $77::bigint[])) \
SELECT 1 / (CASE WHEN (SELECT count(*) FROM changed) = $78 THEN 1 ELSE 0 END)";

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
    bind_receipts(query, &rows.receipts)
        .bind(i64::try_from(changed.len()).unwrap_or(-1))
        .bind(column(&rows.messages, |row| row.template_version))
        .bind(column(new, |row| row.played))
        .bind(column(new, |row| row.refused))
        .bind(column(changed, |row| row.played))
        .bind(column(changed, |row| row.refused))
        .bind(column(new, |row| row.last_played_at))
        .bind(column(changed, |row| row.last_played_at))
        .bind(column(changed, |row| row.unreachable))
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
