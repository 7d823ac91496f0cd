//! Sessions: rows, so that they can be listed and ended, by their owner and by an administrator.

use std::time::Duration;

use entity::ids::{SessionId, StaffId};
use entity::session::{ActiveModel, Column, Entity, Model};
use rand::Rng;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, Set,
};
use secrecy::SecretString;

use super::{audit, token, user};
use crate::core::Core;
use crate::database::{StoreError, find_unique};
use crate::time::Timestamp;

/// How long a session lasts, used or not.
pub const LONGEST: Duration = Duration::from_hours(14 * 24);
/// How long a session lasts unused: a working day.
const IDLE: Duration = Duration::from_hours(12);
/// How long one may look for the code of the second factor.
pub const CODE: Duration = Duration::from_mins(5);
/// That a session is in use is noted this often, not at every request.
const NOTED: Duration = Duration::from_mins(5);
/// Ended and lapsed sessions are shown and kept so long.
const KEPT: Duration = Duration::from_hours(30 * 24);
/// What is kept of the name of a browser.
const LONGEST_AGENT: usize = 200;

/// Whether the second factor is still missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Signed in.
    Full,
    /// The password was right; the code is missing.
    AwaitsCode,
}

/// Where a session begins.
#[derive(Clone, Copy, Debug)]
pub struct Browser<'a> {
    /// Its network address.
    pub origin: &'a str,
    /// What it says it is.
    pub agent: &'a str,
}

/// Begins a session, and returns what the browser is to hold.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn begin(
    core: &Core,
    staff: StaffId,
    stage: Stage,
    browser: Browser<'_>,
    rng: &mut impl Rng,
) -> Result<(Model, SecretString), StoreError> {
    let (token, token_hash) = token::new(rng);
    let now = core.now();
    let lasts = match stage {
        Stage::Full => LONGEST,
        Stage::AwaitsCode => CODE,
    };
    let row = Model {
        id: SessionId(core.next_id()),
        token_hash,
        staff_id: staff,
        awaits_code: i64::from(stage == Stage::AwaitsCode),
        created_at: now.millis(),
        seen_at: now.millis(),
        expires_at: now.plus(lasts).millis(),
        origin: browser.origin.to_owned(),
        agent: browser.agent.chars().take(LONGEST_AGENT).collect(),
        ended_at: None,
    };
    let txn = core.db.begin_write().await?;
    Entity::delete_many()
        .filter(Column::ExpiresAt.lt(now.minus(KEPT).millis()))
        .exec(&*txn)
        .await?;
    Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&*txn)
        .await?;
    txn.commit().await?;
    Ok((row, token))
}

/// The session that this token opens, with its owner; `None` for one that is unknown, ended, has
/// lapsed, is at the other stage, or whose owner may not sign in any more.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn find(
    core: &Core,
    token: &str,
    stage: Stage,
) -> Result<Option<(Model, entity::staff_user::Model)>, StoreError> {
    let Some(hash) = token::hash(token) else {
        return Ok(None);
    };
    let db = core.db.reader();
    let query = Entity::find()
        .filter(Column::TokenHash.eq(hash))
        .filter(Column::AwaitsCode.eq(i64::from(stage == Stage::AwaitsCode)));
    let row = find_unique(db, query).await?;
    let Some(row) = row.filter(|row| is_open(row, core.now())) else {
        return Ok(None);
    };
    let owner = user::get(db, row.staff_id).await?;
    Ok(owner
        .filter(|owner| owner.disabled_at.is_none())
        .map(|owner| (row, owner)))
}

/// Whether a session can still be used.
pub fn is_open(row: &Model, now: Timestamp) -> bool {
    let seen = Timestamp::from_millis(row.seen_at);
    row.ended_at.is_none() && now.millis() < row.expires_at && now.since(seen) < IDLE
}

/// Notes that a session is in use, if that was last noted a while ago.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn touch(core: &Core, row: &Model) -> Result<(), StoreError> {
    let now = core.now();
    if now.since(Timestamp::from_millis(row.seen_at)) < NOTED {
        return Ok(());
    }
    let txn = core.db.begin_write().await?;
    let change = ActiveModel {
        seen_at: Set(now.millis()),
        ..Default::default()
    };
    Entity::update_many()
        .set(change)
        .filter(Column::Id.eq(row.id))
        .exec(&*txn)
        .await?;
    txn.commit().await
}

/// The sessions of a person that can still be used, the latest first.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn list(core: &Core, staff: StaffId) -> Result<Vec<Model>, StoreError> {
    let rows = Entity::find()
        .filter(Column::StaffId.eq(staff))
        .filter(Column::EndedAt.is_null())
        .filter(Column::AwaitsCode.eq(0))
        .order_by_desc(Column::Id)
        .limit(200)
        .all(core.db.reader())
        .await?;
    let now = core.now();
    Ok(rows.into_iter().filter(|row| is_open(row, now)).collect())
}

/// Gives a session a new token, in the transaction of what made it necessary; the old one opens
/// nothing any more.
pub(super) async fn renew(
    db: &impl ConnectionTrait,
    id: SessionId,
    rng: &mut impl Rng,
) -> Result<SecretString, StoreError> {
    let (token, token_hash) = token::new(rng);
    let change = ActiveModel {
        token_hash: Set(token_hash),
        ..Default::default()
    };
    Entity::update_many()
        .set(change)
        .filter(Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(token)
}

/// Ends one session of a person; `false` if there is none that could be ended.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn end(core: &Core, staff: StaffId, id: SessionId) -> Result<bool, StoreError> {
    let txn = core.db.begin_write().await?;
    let ended = end_where(&*txn, core.now(), staff, Column::Id.eq(id)).await?;
    txn.commit().await?;
    Ok(ended > 0)
}

/// Ends all sessions of a person but one, for somebody who manages people.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn end_all(
    core: &Core,
    actor: &str,
    person: &entity::staff_user::Model,
    but: Option<SessionId>,
) -> Result<(), StoreError> {
    let txn = core.db.begin_write().await?;
    let ended = end_others(&*txn, core.now(), person.id, but).await?;
    if ended > 0 {
        let detail = format!("{ended}");
        let action = "user.session_ended";
        audit::record(&*txn, core, actor, action, &person.email, Some(&detail)).await?;
    }
    txn.commit().await
}

/// Ends all sessions of a person but one; in the transaction of what made it necessary.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn end_others(
    db: &impl ConnectionTrait,
    now: Timestamp,
    staff: StaffId,
    but: Option<SessionId>,
) -> Result<u64, StoreError> {
    let others = match but {
        Some(id) => Column::Id.ne(id),
        None => Column::Id.is_not_null(),
    };
    end_where(db, now, staff, others).await
}

async fn end_where(
    db: &impl ConnectionTrait,
    now: Timestamp,
    staff: StaffId,
    which: sea_orm::sea_query::SimpleExpr,
) -> Result<u64, StoreError> {
    let change = ActiveModel {
        ended_at: Set(Some(now.millis())),
        ..Default::default()
    };
    let done = Entity::update_many()
        .set(change)
        .filter(Column::StaffId.eq(staff))
        .filter(Column::EndedAt.is_null())
        .filter(which)
        .exec(db)
        .await?;
    Ok(done.rows_affected)
}

#[cfg(test)]
mod tests {
    use entity::words::Role;
    use secrecy::ExposeSecret;

    use super::*;
    use crate::testing::TestCore;

    const HERE: Browser<'_> = Browser {
        origin: "192.0.2.7",
        agent: "Mozilla/5.0",
    };

    async fn officer(test: &TestCore) -> StaffId {
        user::add(
            &test.core,
            "loket@karokab.go.id",
            Role::Officer,
            "gundaling-2026",
        )
        .await
        .unwrap()
        .id
    }

    async fn begin_at(test: &TestCore, staff: StaffId, stage: Stage) -> (Model, SecretString) {
        begin(&test.core, staff, stage, HERE, &mut rand::rng())
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn a_session_is_found_by_its_token_until_it_is_ended() {
        let test = TestCore::new().await;
        let core = &test.core;
        let staff = officer(&test).await;
        let (row, token) = begin_at(&test, staff, Stage::Full).await;
        let (other, kept) = begin_at(&test, staff, Stage::Full).await;
        let found = find(core, token.expose_secret(), Stage::Full)
            .await
            .unwrap();
        assert_eq!(found.unwrap().1.id, staff);
        let guessed = find(core, "not-a-token", Stage::Full).await.unwrap();
        assert!(guessed.is_none());

        assert!(end(core, staff, row.id).await.unwrap());
        assert!(!end(core, staff, row.id).await.unwrap());
        assert!(!end(core, StaffId(1), other.id).await.unwrap());
        let ended = find(core, token.expose_secret(), Stage::Full)
            .await
            .unwrap();
        assert!(ended.is_none());
        let open = find(core, kept.expose_secret(), Stage::Full).await.unwrap();
        assert!(open.is_some());
        assert_eq!(list(core, staff).await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn a_session_without_its_code_opens_nothing() {
        let test = TestCore::new().await;
        let staff = officer(&test).await;
        let (_, token) = begin_at(&test, staff, Stage::AwaitsCode).await;
        let token = token.expose_secret();
        assert!(
            find(&test.core, token, Stage::Full)
                .await
                .unwrap()
                .is_none()
        );
        let waiting = find(&test.core, token, Stage::AwaitsCode).await.unwrap();
        assert!(waiting.is_some());
        test.pass(CODE);
        let late = find(&test.core, token, Stage::AwaitsCode).await.unwrap();
        assert!(late.is_none());
    }

    #[tokio::test]
    async fn a_session_ends_unused_and_in_the_end_also_used() {
        let test = TestCore::new().await;
        let core = &test.core;
        let staff = officer(&test).await;
        let (_, token) = begin_at(&test, staff, Stage::Full).await;
        let mut hours = 0;
        while let Some((row, _)) = find(core, token.expose_secret(), Stage::Full)
            .await
            .unwrap()
        {
            touch(core, &row).await.unwrap();
            test.pass(Duration::from_hours(11));
            hours += 11;
        }
        assert!((14 * 24..14 * 24 + 11).contains(&hours), "{hours}");

        let (_, unused) = begin_at(&test, staff, Stage::Full).await;
        test.pass(IDLE);
        let found = find(core, unused.expose_secret(), Stage::Full)
            .await
            .unwrap();
        assert!(found.is_none());
    }
}
