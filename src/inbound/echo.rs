//! Echoes: copies of messages of our own, as a gateway posts them.

use entity::ids::InboundId;
use entity::inbound_message::{Column, Entity};
use entity::words::InboundKind;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::database::StoreError;
use crate::people::Address;
use crate::time::Timestamp;

/// A copy of a message that went to one person, with the id that the gateway has for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Echo {
    /// The row.
    pub id: InboundId,
    /// By which account it went.
    pub account_id: String,
    /// To whom.
    pub recipient: Address,
    /// What was written.
    pub text: String,
    /// The id that receipts name.
    pub provider_message_id: String,
    /// When the copy came.
    pub received_at: Timestamp,
}

/// The echoes behind a row, oldest first.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn behind(
    db: &impl ConnectionTrait,
    after: InboundId,
    limit: u64,
) -> Result<Vec<Echo>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Id.gt(after))
        .filter(Column::Kind.eq(InboundKind::Echo))
        .filter(Column::Address.is_not_null())
        .filter(Column::ProviderMessageId.is_not_null())
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    let echo = |row: entity::inbound_message::Model| {
        Some(Echo {
            id: row.id,
            account_id: row.account_id,
            recipient: Address::from_stored(&row.address?),
            text: row.text,
            provider_message_id: row.provider_message_id?,
            received_at: Timestamp::from_millis(row.received_at),
        })
    };
    Ok(rows.into_iter().filter_map(echo).collect())
}
