//! Files that are handed in on a page and wait for a yes: first it is said what would become of
//! them, and only then is anything saved. The work is done beside the request, so that no request
//! hangs on a large file; where it stands is in the row, so that any process can show it.

use std::time::Duration;

use entity::ids::StagedId;
use entity::staged_content;
use entity::staged_file::{Column, Entity, Model};
use entity::words::StagedState;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QuerySelect, QueryTrait,
};

use crate::core::Core;
use crate::database::StoreError;

/// So long a file is kept.
pub const KEPT_FOR: Duration = Duration::from_hours(24);
/// Whoever works on a file and is not heard of for so long has gone.
const GONE_AFTER: Duration = Duration::from_secs(30);
/// How often whoever works on a file says so.
const BEAT: Duration = Duration::from_secs(1);

/// Keeps a file. Files that were kept long enough go.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn put(
    core: &Core,
    kind: &str,
    name: &str,
    content: Vec<u8>,
    actor: &str,
) -> Result<Model, StoreError> {
    let now = core.now();
    let file = Model {
        id: StagedId(core.next_id()),
        kind: kind.to_owned(),
        name: name
            .chars()
            .filter(|sign| !sign.is_control())
            .take(200)
            .collect(),
        state: StagedState::Checking,
        done: 0,
        total: i64::try_from(content.len()).unwrap_or(i64::MAX),
        report: None,
        actor: actor.to_owned(),
        created_at: now.millis(),
        // Nobody works on it yet.
        beat_at: 0,
    };
    let content = staged_content::Model {
        id: file.id,
        content,
        rejected: None,
    };
    let txn = core.db.begin_write().await?;
    let old = Column::CreatedAt.lt(now.minus(KEPT_FOR).millis());
    let ids = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(old.clone())
        .into_query();
    staged_content::Entity::delete_many()
        .filter(staged_content::Column::Id.in_subquery(ids))
        .exec(&*txn)
        .await?;
    Entity::delete_many().filter(old).exec(&*txn).await?;
    Entity::insert(file.clone().into_active_model().reset_all())
        .exec_without_returning(&*txn)
        .await?;
    staged_content::Entity::insert(content.into_active_model().reset_all())
        .exec_without_returning(&*txn)
        .await?;
    txn.commit().await?;
    Ok(file)
}

/// A file of this kind that this person handed in.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn find(
    db: &impl ConnectionTrait,
    id: StagedId,
    kind: &str,
    actor: &str,
) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(id)
        .filter(Column::Kind.eq(kind))
        .filter(Column::Actor.eq(actor))
        .one(db)
        .await?)
}

/// What is in a file.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn content(
    db: &impl ConnectionTrait,
    id: StagedId,
) -> Result<Option<staged_content::Model>, StoreError> {
    Ok(staged_content::Entity::find_by_id(id).one(db).await?)
}

/// Takes a file away.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn remove(core: &Core, id: StagedId) -> Result<(), StoreError> {
    let txn = core.db.begin_write().await?;
    staged_content::Entity::delete_by_id(id).exec(&*txn).await?;
    Entity::delete_by_id(id).exec(&*txn).await?;
    txn.commit().await
}

/// Whether somebody works on a file at the moment.
pub fn is_worked_on(core: &Core, file: &Model) -> bool {
    matches!(file.state, StagedState::Checking | StagedState::Saving)
        && file.beat_at > core.now().minus(GONE_AFTER).millis()
}

/// Takes up the work on a file, from one state to the next, or again where somebody left off.
/// Says `false` if somebody else has taken it up.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn take_up(
    core: &Core,
    id: StagedId,
    from: StagedState,
    to: StagedState,
) -> Result<bool, StoreError> {
    let now = core.now();
    let left = Condition::all()
        .add(Column::State.eq(to))
        .add(Column::BeatAt.lt(now.minus(GONE_AFTER).millis()));
    let mut may_begin = Condition::any().add(left);
    if from != to {
        may_begin = may_begin.add(Column::State.eq(from));
    }
    let txn = core.db.begin_write().await?;
    let done = Entity::update_many()
        .col_expr(Column::State, Expr::value(to.as_str()))
        .col_expr(Column::Done, Expr::value(0))
        .col_expr(Column::BeatAt, Expr::value(now.millis()))
        .filter(Column::Id.eq(id))
        .filter(may_begin)
        .exec(&*txn)
        .await?;
    txn.commit().await?;
    Ok(done.rows_affected == 1)
}

/// Says while `work` goes on that it does, and how far it got by `progress`.
pub async fn beating<T>(
    core: &Core,
    id: StagedId,
    progress: impl Fn() -> (i64, i64) + Send + 'static,
    work: impl Future<Output = T>,
) -> T {
    let core = core.clone();
    // A task of its own: it may wait for the writer that the work holds.
    let heart = tokio::spawn(async move {
        loop {
            tokio::time::sleep(BEAT).await;
            if let Err(error) = beat(&core, id, progress()).await {
                tracing::debug!(%error, "the progress of a file could not be noted");
            }
        }
    });
    let result = work.await;
    heart.abort();
    result
}

async fn beat(core: &Core, id: StagedId, (done, total): (i64, i64)) -> Result<(), StoreError> {
    let txn = core.db.begin_write().await?;
    Entity::update_many()
        .col_expr(Column::Done, Expr::value(done))
        .col_expr(Column::Total, Expr::value(total))
        .col_expr(Column::BeatAt, Expr::value(core.now().millis()))
        .filter(Column::Id.eq(id))
        .exec(&*txn)
        .await?;
    txn.commit().await
}

/// What the work on a file came to.
pub struct Outcome {
    /// The state after it.
    pub state: StagedState,
    /// What became of the file, or would, as JSON.
    pub report: String,
    /// The rows that are not taken.
    pub rejected: Option<Vec<u8>>,
}

/// Ends the work on a file. Of one that is saved only the rows that were not taken stay.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn finish(core: &Core, id: StagedId, outcome: Outcome) -> Result<(), StoreError> {
    let txn = core.db.begin_write().await?;
    Entity::update_many()
        .col_expr(Column::State, Expr::value(outcome.state.as_str()))
        .col_expr(Column::Report, Expr::value(outcome.report))
        .filter(Column::Id.eq(id))
        .exec(&*txn)
        .await?;
    let mut update = staged_content::Entity::update_many()
        .col_expr(
            staged_content::Column::Rejected,
            Expr::value(outcome.rejected),
        )
        .filter(staged_content::Column::Id.eq(id));
    if matches!(outcome.state, StagedState::Saved | StagedState::Failed) {
        let nothing = Vec::<u8>::new();
        update = update.col_expr(staged_content::Column::Content, Expr::value(nothing));
    }
    update.exec(&*txn).await?;
    txn.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestCore;

    #[tokio::test]
    async fn a_file_is_worked_on_by_one_and_goes_after_a_day() {
        let test = TestCore::new().await;
        let core = &test.core;
        let (kind, actor) = ("partners", "staff:a@karokab.go.id");
        let file = put(core, kind, "mitra.csv", b"nama,hp".to_vec(), actor)
            .await
            .unwrap();
        let (from, to) = (StagedState::Checking, StagedState::Checking);
        assert!(take_up(core, file.id, from, to).await.unwrap());
        assert!(!take_up(core, file.id, from, to).await.unwrap());
        test.pass(GONE_AFTER * 2);
        assert!(take_up(core, file.id, from, to).await.unwrap(), "left off");

        let db = core.db.reader();
        let others = find(db, file.id, kind, "staff:b@karokab.go.id").await;
        assert_eq!(others.unwrap(), None, "nobody else sees it");
        let outcome = Outcome {
            state: StagedState::Saved,
            report: "{}".to_owned(),
            rejected: Some(b"x".to_vec()),
        };
        finish(core, file.id, outcome).await.unwrap();
        let kept = content(db, file.id).await.unwrap().unwrap();
        assert!(kept.content.is_empty() && kept.rejected.is_some());

        test.pass(KEPT_FOR * 2);
        put(core, kind, "lain.csv", Vec::new(), actor)
            .await
            .unwrap();
        assert_eq!(find(db, file.id, kind, actor).await.unwrap(), None);
        assert_eq!(content(db, file.id).await.unwrap(), None);
    }
}
