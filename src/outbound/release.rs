//! Letting go what waits for tomorrow because an account had sent all that it may: when the office
//! raises the cap, or the plan of a new device, the rest of the day is there again.

use entity::ids::MessageId;
use entity::message::{Column, Entity};
use entity::words::MessageStatus;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement};

use super::claim::CAPPED;
use crate::core::Core;
use crate::database::StoreError;

/// How many messages are let go in one transaction.
const AT_ONCE: u32 = 1000;

/// Lets go what waits for this account's cap; where that still holds, it will wait again. Says how
/// many.
///
/// # Errors
/// [`StoreError`] if the database does not answer; then some of them wait until tomorrow.
pub async fn capped(core: &Core, account: &str) -> Result<u64, StoreError> {
    let mut released = 0;
    loop {
        // Found first, so that the search makes no writer wait.
        let found = waiting(core, account).await?;
        if found.is_empty() {
            break;
        }
        let now = core.now().millis();
        let txn = core.db.begin_write().await?;
        let done = Entity::update_many()
            .col_expr(Column::NotBefore, Expr::value(now))
            .col_expr(Column::Reason, Expr::value(None::<String>))
            .col_expr(Column::UpdatedAt, Expr::value(now))
            .filter(Column::Id.is_in(found))
            .filter(Column::Status.eq(MessageStatus::Queued))
            .filter(Column::Reason.eq(CAPPED))
            .exec(&*txn)
            .await?;
        txn.commit().await?;
        if done.rows_affected == 0 {
            break;
        }
        released += done.rows_affected;
    }
    if released > 0 {
        core.wake.ring();
    }
    Ok(released)
}

/// Some of them; in the words of the two indexes of what waits.
async fn waiting(core: &Core, account: &str) -> Result<Vec<MessageId>, StoreError> {
    let db = core.db.reader();
    let sql = format!(
        "SELECT id FROM message WHERE account_id = $1 AND status = 'queued' \
         AND broadcast_id IS NULL AND not_before > $2 AND reason = '{CAPPED}' \
         UNION ALL SELECT id FROM message WHERE broadcast_id IN (SELECT id FROM broadcast) \
         AND broadcast_id IS NOT NULL AND account_id = $1 AND status = 'queued' \
         AND not_before > $2 AND reason = '{CAPPED}' LIMIT {AT_ONCE}"
    );
    let values = [account.into(), core.now().millis().into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = db.query_all_raw(statement).await?;
    let ids = rows.iter().map(|row| row.try_get_by_index(0));
    Ok(ids.collect::<Result<_, _>>()?)
}
