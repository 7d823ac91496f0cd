//! Calling messages back: one that nobody wants any more, and all that wait for an account when
//! the account is taken away.

use entity::account;
use entity::ids::MessageId;
use entity::message::{Column, Entity};
use entity::words::MessageStatus;
use sea_orm::sea_query::{Cond, Expr};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::outbox::write;
use crate::core::Core;
use crate::database::StoreError;
use crate::providers::registry::{self, AccountError};
use crate::time::Timestamp;

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

/// Takes an account away, and calls back what waits to be sent through it. What it sent and
/// received stays.
///
/// # Errors
/// [`AccountError::NotFound`], or the database.
pub async fn remove_account(core: &Core, id: &str) -> Result<(), AccountError> {
    let txn = core.db.begin_write().await?;
    registry::remove(core, &*txn, id).await?;
    cancel_queued(&*txn, Column::AccountId.eq(id).into(), core.now()).await?;
    txn.commit().await?;
    core.settled.ring();
    Ok(())
}

/// Calls back what was queued for an account while it was being taken away.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn cancel_stranded(core: &Core) -> Result<u64, StoreError> {
    let accounts = account::Entity::find()
        .select_only()
        .column(account::Column::Id)
        .into_query();
    let stranded = Cond::all().add(Column::AccountId.not_in_subquery(accounts));
    let txn = core.db.begin_write().await?;
    let cancelled = cancel_queued(&*txn, stranded, core.now()).await?;
    txn.commit().await?;
    if cancelled > 0 {
        core.settled.ring();
    }
    Ok(cancelled)
}

async fn cancel_queued(
    db: &impl ConnectionTrait,
    which: Cond,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::Status, Expr::value(MessageStatus::Cancelled))
        .col_expr(Column::Error, Expr::value(ACCOUNT_DELETED))
        .col_expr(Column::UpdatedAt, Expr::value(now.millis()))
        .filter(Column::Status.eq(MessageStatus::Queued))
        .filter(which)
        .exec(db)
        .await?;
    Ok(done.rows_affected)
}

#[cfg(test)]
mod tests {
    use entity::words::{AccountKind, Purpose};
    use rand::rngs::StdRng;

    use super::*;
    use crate::outbound::history;
    use crate::outbound::message::Draft;
    use crate::outbound::outbox;
    use crate::people::{Address, PhoneNumber};
    use crate::providers::Providers;
    use crate::providers::registration::{self, AccountChange, NewAccount};
    use crate::testing::TestCore;

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
        registration::add(core, &providers, new, &mut rng)
            .await
            .unwrap();
        let change = AccountChange {
            position: Some(position),
            ..AccountChange::default()
        };
        registration::change(core, &providers, id, change, &mut rng)
            .await
            .unwrap();
    }

    async fn queue(core: &Core, account: &str) -> MessageId {
        let draft = Draft {
            purpose: Purpose::Custom,
            text: "Kabar".to_owned(),
            template_key: None,
            template_version: None,
            account_id: account.to_owned(),
            forced: false,
            partner_id: None,
            permit_id: None,
            actor: "test".to_owned(),
            answers_id: None,
            not_after: None,
        };
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
        remove_account(core, "karo").await.unwrap();
        let cancelled = (MessageStatus::Cancelled, Some(ACCOUNT_DELETED.to_owned()));
        assert_eq!(fate(core, gone).await, cancelled);
        assert_eq!(fate(core, kept).await, (MessageStatus::Queued, None));

        let late = queue(core, "karo").await;
        assert_eq!(cancel_stranded(core).await.unwrap(), 1);
        assert_eq!(fate(core, late).await, cancelled);
        assert_eq!(fate(core, kept).await, (MessageStatus::Queued, None));
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
            remove_account(core, expected).await.unwrap();
        }
        assert_eq!(default(core).await, None);
    }
}
