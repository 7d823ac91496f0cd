//! Calling messages back: one that nobody wants any more, and all that wait for an account when
//! the account is taken away.

use entity::ids::MessageId;
use entity::message::Entity;
use entity::words::{AccountKind, MessageStatus};
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect, Statement};

use super::outbox::write;
use crate::core::Core;
use crate::database::StoreError;
use crate::providers::registry::{self, AccountError};
use crate::staff::audit::{self, Deed};
use crate::time::Timestamp;

/// How many messages are called back in one transaction.
const AT_ONCE: u32 = 1000;
/// What is said of a message whose account is gone.
const ACCOUNT_DELETED: &str = "the account was deleted";

/// Calls back a message that has not been claimed yet.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn cancel(core: &Core, id: MessageId) -> Result<bool, StoreError> {
    let txn = core.db.begin_write().await?;
    let row = Entity::find_by_id(id).lock_exclusive().one(&*txn).await?;
    let Some(mut row) = row.filter(|row| row.status == MessageStatus::Queued) else {
        return Ok(false);
    };
    row.status = MessageStatus::Cancelled;
    row.updated_at = core.now().millis();
    write(&*txn, row).await?;
    txn.commit().await?;
    core.settled.ring();
    Ok(true)
}

/// Calls back a message that has not been claimed yet, in the transaction of the reason.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn cancel_in(
    db: &impl ConnectionTrait,
    id: MessageId,
    why: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let sql = "UPDATE message SET status = 'cancelled', error = $1, updated_at = $2 \
         WHERE id = $3 AND status = 'queued'";
    let values = [why.into(), now.millis().into(), id.into()];
    let cancel = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(db.execute_raw(cancel).await?.rows_affected() == 1)
}

/// Takes an account away, and calls back what waits to be sent through it. What it sent and
/// received stays.
///
/// # Errors
/// [`AccountError::NotFound`], or the database.
pub async fn remove_account(
    core: &Core,
    id: &str,
    deed: Option<Deed<'_>>,
) -> Result<(), AccountError> {
    let txn = core.db.begin_write().await?;
    let kind = registry::kind_of(&*txn, id).await?;
    registry::remove(core, &*txn, id).await?;
    let kind = kind.map(AccountKind::as_str).unwrap_or_default();
    audit::record_deed(&*txn, core, deed, id, kind).await?;
    txn.commit().await?;
    cancel_stranded(core).await?;
    Ok(())
}

/// Calls back what was queued for an account while it was being taken away.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn cancel_stranded(core: &Core) -> Result<u64, StoreError> {
    let mut cancelled = 0;
    while is_any_stranded(core.db.reader()).await? {
        let txn = core.db.begin_write().await?;
        let some = cancel_some(&*txn, core.now()).await?;
        txn.commit().await?;
        cancelled += some;
        if some == 0 {
            break;
        }
        core.settled.ring();
    }
    Ok(cancelled)
}

/// A look first, which makes nobody wait.
async fn is_any_stranded(db: &impl ConnectionTrait) -> Result<bool, StoreError> {
    let look = format!("{} LIMIT 1", stranded("SELECT id"));
    let look = Statement::from_string(db.get_database_backend(), look);
    Ok(db.query_one_raw(look).await?.is_some())
}

/// What waits for an account that is not there; in the words of the two indexes of what waits.
fn stranded(select: &str) -> String {
    let without = "account_id NOT IN (SELECT id FROM account)";
    format!(
        "{select} FROM message WHERE status = 'queued' AND broadcast_id IS NULL AND {without} \
         UNION ALL {select} FROM message WHERE status = 'queued' AND broadcast_id IS NOT NULL \
         AND {without}"
    )
}

async fn cancel_some(db: &impl ConnectionTrait, now: Timestamp) -> Result<u64, StoreError> {
    let sql = format!(
        "UPDATE message SET status = 'cancelled', error = $1, updated_at = $2 \
         WHERE status = 'queued' AND id IN ({} LIMIT {AT_ONCE})",
        stranded("SELECT id")
    );
    let values = [ACCOUNT_DELETED.into(), now.millis().into()];
    let cancel = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(db.execute_raw(cancel).await?.rows_affected())
}

/// Ends messages whose time has passed while they waited: for a lane that is stopped, for a
/// broadcast that is paused, or for their next try.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn expire(core: &Core) -> Result<u64, StoreError> {
    let now = core.now().millis();
    let backend = core.db.reader().get_database_backend();
    // A look first: hardly any message has an end, and a write would make others wait.
    let sql = "SELECT 1 FROM message WHERE status = 'queued' AND not_after IS NOT NULL \
        AND not_after < $1 LIMIT 1";
    let look = Statement::from_sql_and_values(backend, sql, [now.into()]);
    if core.db.reader().query_one_raw(look).await?.is_none() {
        return Ok(0);
    }
    let sql = "UPDATE message SET status = 'expired', updated_at = $1 WHERE id IN (SELECT id \
        FROM message WHERE status = 'queued' AND not_after IS NOT NULL AND not_after < $1 \
        ORDER BY not_after LIMIT 1000) AND status = 'queued'";
    let end = Statement::from_sql_and_values(backend, sql, [now.into()]);
    let txn = core.db.begin_write().await?;
    let ended = txn.execute_raw(end).await?.rows_affected();
    txn.commit().await?;
    core.settled.ring();
    Ok(ended)
}

#[cfg(test)]
mod tests {
    use entity::words::AccountKind;
    use rand::rngs::StdRng;

    use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter};

    use super::*;
    use crate::outbound::history;
    use crate::outbound::outbox;
    use crate::people::{Address, PhoneNumber};
    use crate::providers::Providers;
    use crate::providers::registration::{self, AccountChange, NewAccount};
    use crate::testing::{TestCore, draft};

    async fn add(core: &Core, id: &str, kind: AccountKind, position: i32) {
        drop(rustls::crypto::ring::default_provider().install_default());
        let providers = Providers::new(&reqwest::Client::new());
        let mut rng = rand::make_rng::<StdRng>();
        let settings = match kind {
            AccountKind::Fonnte => vec![("token".to_owned(), "t".to_owned())],
            _ => Vec::new(),
        };
        let new = NewAccount {
            id: id.to_owned(),
            kind,
            name: None,
            default: false,
            base_url: None,
            settings,
        };
        registration::add(core, &providers, new, &mut rng, None)
            .await
            .unwrap();
        let change = AccountChange {
            position: Some(position),
            ..AccountChange::default()
        };
        registration::change(core, &providers, id, change, &mut rng, None)
            .await
            .unwrap();
    }

    async fn queue(core: &Core, account: &str) -> MessageId {
        let draft = draft(account, "Kabar");
        let to = Address::from(PhoneNumber::parse("081234567890").unwrap());
        let row = outbox::accept(core, &to, draft, None, AccountKind::Fonnte).await;
        row.unwrap().id
    }

    async fn fate(core: &Core, id: MessageId) -> (MessageStatus, Option<String>) {
        let found = history::find(core.db.reader(), id).await.unwrap().unwrap();
        (found.status, found.error)
    }

    async fn default(core: &Core) -> Option<String> {
        let accounts = registry::open_all(core.db.reader(), &core.keys.vault).await;
        let mut defaults = accounts.unwrap().into_iter().filter(|one| one.is_default);
        let default = defaults.next().map(|account| account.id);
        assert!(defaults.next().is_none());
        default
    }

    #[tokio::test]
    async fn what_waits_for_an_account_that_is_deleted_is_cancelled() {
        let test = TestCore::new().await;
        let core = &test.core;
        add(core, "karo", AccountKind::Fonnte, 1).await;
        add(core, "lain", AccountKind::Fonnte, 2).await;
        let (gone, kept) = (queue(core, "karo").await, queue(core, "lain").await);
        remove_account(core, "karo", None).await.unwrap();
        let cancelled = (MessageStatus::Cancelled, Some(ACCOUNT_DELETED.to_owned()));
        assert_eq!(fate(core, gone).await, cancelled);
        assert_eq!(fate(core, kept).await, (MessageStatus::Queued, None));

        let late = queue(core, "karo").await;
        assert_eq!(cancel_stranded(core).await.unwrap(), 1);
        assert_eq!(fate(core, late).await, cancelled);
        assert_eq!(fate(core, kept).await, (MessageStatus::Queued, None));
    }

    #[tokio::test]
    async fn many_that_wait_for_an_account_that_is_gone_are_cancelled_in_chunks() {
        let test = TestCore::new().await;
        let core = &test.core;
        add(core, "karo", AccountKind::Fonnte, 1).await;
        let first = queue(core, "karo").await;
        let txn = core.db.begin_write().await.unwrap();
        txn.execute_unprepared(&format!(
            "INSERT INTO message (id, contact_id, address, account_id, forced, purpose, text, \
             status, priority, not_before, attempt, actor, created_at, updated_at) \
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2200) \
             SELECT m.id + n.i, m.contact_id, m.address, m.account_id, m.forced, m.purpose, \
             m.text, m.status, m.priority, m.not_before, m.attempt, m.actor, m.created_at, \
             m.updated_at FROM n, message m WHERE m.id = {first}"
        ))
        .await
        .unwrap();
        txn.execute_unprepared("DELETE FROM account").await.unwrap();
        txn.commit().await.unwrap();

        let txn = core.db.begin_write().await.unwrap();
        let some = cancel_some(&*txn, core.now()).await.unwrap();
        txn.commit().await.unwrap();
        assert_eq!(some, u64::from(AT_ONCE), "no writer waits for all of them");
        assert_eq!(cancel_stranded(core).await.unwrap(), 2201 - some);
        let of_none = entity::message::Column::Status.ne(MessageStatus::Cancelled);
        let others = Entity::find().filter(of_none);
        let others = others.count(core.db.reader()).await.unwrap();
        assert_eq!(others, 0);
    }

    #[tokio::test]
    async fn the_next_account_becomes_the_default_and_the_sandbox_last() {
        let test = TestCore::new().await;
        let core = &test.core;
        add(core, "karo", AccountKind::Fonnte, 5).await;
        add(core, "sandbox", AccountKind::Sandbox, 1).await;
        add(core, "dua", AccountKind::Fonnte, 9).await;
        add(core, "satu", AccountKind::Fonnte, 7).await;
        for expected in ["karo", "satu", "dua", "sandbox"] {
            assert_eq!(default(core).await.as_deref(), Some(expected));
            remove_account(core, expected, None).await.unwrap();
        }
        assert_eq!(default(core).await, None);
    }
}
