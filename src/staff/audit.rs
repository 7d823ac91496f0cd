//! The audit trail: who did what, when. It is written in the transaction of the deed where that
//! is possible, and never holds a secret.

use entity::audit_event::{Column, Entity, Model};
use entity::ids::AuditId;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::origin;
use crate::core::Core;
use crate::database::StoreError;
use crate::time::Timestamp;

/// Enters a deed; `db` is the transaction of the deed.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn record(
    db: &impl ConnectionTrait,
    core: &Core,
    actor: &str,
    action: &str,
    subject: &str,
    detail: Option<&str>,
) -> Result<(), StoreError> {
    let row = Model {
        id: AuditId(core.next_id()),
        at: core.now().millis(),
        actor: actor.to_owned(),
        action: action.to_owned(),
        subject: subject.to_owned(),
        detail: detail.map(ToOwned::to_owned),
        origin: origin::current(),
    };
    Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// A deed that whatever does it enters, in the same transaction.
#[derive(Clone, Copy, Debug)]
pub struct Deed<'a> {
    /// Who does it.
    pub actor: &'a str,
    /// What: `account.added`.
    pub action: &'a str,
}

impl<'a> Deed<'a> {
    /// What somebody does.
    pub const fn new(actor: &'a str, action: &'a str) -> Self {
        Self { actor, action }
    }
}

/// Enters a deed of somebody; what the program does by itself is none.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn record_deed(
    db: &impl ConnectionTrait,
    core: &Core,
    deed: Option<Deed<'_>>,
    subject: &str,
    detail: &str,
) -> Result<(), StoreError> {
    match deed {
        Some(Deed { actor, action }) => {
            record(db, core, actor, action, subject, Some(detail)).await
        }
        None => Ok(()),
    }
}

/// Enters a deed that is done already.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn note(core: &Core, actor: &str, action: &str, subject: &str) -> Result<(), StoreError> {
    let txn = core.db.begin_write().await?;
    record(&*txn, core, actor, action, subject, None).await?;
    txn.commit().await
}

/// Which part of the trail.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// By one of these; by whomever, if there are none.
    pub actors: Vec<String>,
    /// What: a whole action, or its first word, such as `account`.
    pub action: Option<String>,
    /// To one of these; to whatever, if there are none.
    pub subjects: Vec<String>,
    /// Not before this moment.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// Older than this entry.
    pub before: Option<AuditId>,
}

/// The trail, newest first.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn list(
    db: &impl ConnectionTrait,
    filter: Filter,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let Filter {
        actors,
        action,
        subjects,
        from,
        until,
        before,
    } = filter;
    let mut query = Entity::find().order_by_desc(Column::Id).limit(limit);
    if !actors.is_empty() {
        query = query.filter(Column::Actor.is_in(actors));
    }
    match action {
        Some(action) if action.contains('.') => query = query.filter(Column::Action.eq(action)),
        // From `account.` up to `account/`, the next sign: a range that the index knows.
        Some(word) => {
            let (first, last) = (format!("{word}."), format!("{word}/"));
            query = query
                .filter(Column::Action.gte(first))
                .filter(Column::Action.lt(last));
        }
        None => {}
    }
    if !subjects.is_empty() {
        query = query.filter(Column::Subject.is_in(subjects));
    }
    if let Some(from) = from {
        query = query.filter(Column::At.gte(from.millis()));
    }
    if let Some(until) = until {
        query = query.filter(Column::At.lt(until.millis()));
    }
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    Ok(query.all(db).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestCore;

    #[tokio::test]
    async fn the_trail_is_read_newest_first_page_by_page() {
        let test = TestCore::new().await;
        let core = &test.core;
        let txn = core.db.begin_write().await.unwrap();
        for subject in ["a", "b", "c"] {
            record(&*txn, core, "api:x", "account.added", subject, None)
                .await
                .unwrap();
        }
        txn.commit().await.unwrap();
        let page = list(core.db.reader(), Filter::default(), 2).await.unwrap();
        assert_eq!(page[0].subject, "c");
        let older = Filter {
            before: Some(page[1].id),
            ..Filter::default()
        };
        let rest = list(core.db.reader(), older, 2).await.unwrap();
        assert_eq!(rest.len(), 1);
        assert_eq!(rest[0].subject, "a");
    }

    #[tokio::test]
    async fn the_trail_is_searched_by_who_what_when_and_to_what() {
        let test = TestCore::new().await;
        let core = &test.core;
        note(core, "staff:a", "account.added", "karo")
            .await
            .unwrap();
        note(core, "staff:b", "account_x.added", "karo")
            .await
            .unwrap();
        test.pass(std::time::Duration::from_hours(1));
        note(core, "staff:a", "user.added", "b").await.unwrap();
        let count = async |filter| list(core.db.reader(), filter, 9).await.unwrap().len();
        let all = Filter::default;
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            count(Filter {
                actors: vec!["staff:a".to_owned()],
                ..all()
            })
            .await,
            2
        );
        assert_eq!(
            count(Filter {
                action: some("account"),
                ..all()
            })
            .await,
            1
        );
        assert_eq!(
            count(Filter {
                action: some("user.added"),
                ..all()
            })
            .await,
            1
        );
        assert_eq!(
            count(Filter {
                subjects: vec!["karo".to_owned()],
                ..all()
            })
            .await,
            2
        );
        let soon = core.now().minus(std::time::Duration::from_mins(1));
        assert_eq!(
            count(Filter {
                from: Some(soon),
                ..all()
            })
            .await,
            1
        );
        assert_eq!(
            count(Filter {
                until: Some(soon),
                ..all()
            })
            .await,
            2
        );
    }
}
