//! Contacts, as the writer on SQLite reads and writes them.

use entity::contact;
use entity::ids::{ContactId, InboundId, MessageId};
use entity::words::EventSource;
use rusqlite::types::Type;
use rusqlite::{OptionalExtension, Row, Statement, params};

/// Changes a contact: the columns that every message may change, and these.
macro_rules! update_sql {
    ($more:literal) => {
        concat!(
            "UPDATE OR FAIL contact SET source = ?2, decided_at = ?3, chain_length = ?4, \
            chain_head = ?5, name = ?6, last_inbound_at = ?7, ask_count = ?8, held = ?9, \
            questioned_at = ?10, quick_replies = ?11, unreachable = ?12, played = ?13, \
            refused = ?14, last_played_at = ?15, last_inbound_id = ?16, last_wrote_id = ?17, \
            version = version + 1",
            $more,
            " WHERE id = ?1"
        )
    };
}

pub(super) const SELECT: &str = "SELECT id, address, status, since, source, decided_at, chain_length, \
    chain_head, name, last_inbound_at, last_outbound, last_outbound_at, last_request_id, \
    last_asked_at, ask_count, held, questioned_at, quick_replies, unreachable, created_at, version, \
    played, refused, last_played_at, last_inbound_id, last_wrote_id FROM contact WHERE address = ?1";

pub(super) const INSERT: &str = "INSERT OR FAIL INTO contact (id, address, status, since, source, decided_at, chain_length, \
    chain_head, name, last_inbound_at, ask_count, held, questioned_at, quick_replies, \
    unreachable, created_at, played, refused, last_played_at, last_inbound_id, \
    last_wrote_id, version) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, \
    ?18, ?19, ?20, ?21, 0)";
pub(super) const UPDATE: &str = update_sql!("");
pub(super) const UPDATE_DECIDED: &str = update_sql!(", status = ?18, since = ?19");

/// What is bound to [`update_sql!`].
macro_rules! of_changed {
    ($row:ident $(, $more:expr)*) => {
        params![
            $row.id.0,
            $row.source.map(EventSource::as_str),
            $row.decided_at,
            $row.chain_length,
            $row.chain_head,
            $row.name,
            $row.last_inbound_at,
            $row.ask_count,
            $row.held,
            $row.questioned_at,
            $row.quick_replies,
            $row.unreachable,
            $row.played,
            $row.refused,
            $row.last_played_at,
            $row.last_inbound_id.map(|id| id.0),
            $row.last_wrote_id.map(|id| id.0)
            $(, $more)*
        ]
    };
}

/// The contact at an address.
pub(super) fn select(
    statement: &mut Statement<'_>,
    address: &str,
) -> rusqlite::Result<Option<contact::Model>> {
    statement.query_row([address], contact).optional()
}

pub(super) fn insert(statement: &mut Statement<'_>, row: &contact::Model) -> rusqlite::Result<()> {
    statement.execute(params![
        row.id.0,
        row.address,
        row.status.as_str(),
        row.since,
        row.source.map(EventSource::as_str),
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
        row.played,
        row.refused,
        row.last_played_at,
        row.last_inbound_id.map(|id| id.0),
        row.last_wrote_id.map(|id| id.0),
    ])?;
    Ok(())
}

/// Writes a contact, except for its status: SQLite moves a row in every index over a column that a
/// statement names, also if the value stays.
pub(super) fn update(statement: &mut Statement<'_>, row: &contact::Model) -> rusqlite::Result<()> {
    statement.execute(of_changed!(row))?;
    Ok(())
}

/// Writes a contact whose status is another now.
pub(super) fn update_decided(
    statement: &mut Statement<'_>,
    row: &contact::Model,
) -> rusqlite::Result<()> {
    statement.execute(of_changed!(row, row.status.as_str(), row.since))?;
    Ok(())
}

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
        played: row.get(21)?,
        refused: row.get(22)?,
        last_played_at: row.get(23)?,
        last_inbound_id: row.get::<_, Option<i64>>(24)?.map(InboundId),
        last_wrote_id: row.get::<_, Option<i64>>(25)?.map(InboundId),
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
