//! Keys of programs that use the API. A key is shown once; only its SHA-256 is kept, which is
//! enough for 32 random bytes: there is nothing to guess.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::api_key::{ActiveModel, Column, Entity, Model};
use entity::ids::ApiKeyId;
use entity::words::Role;
use rand::Rng;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, Set,
};
use sha2::{Digest, Sha256};

use super::{Principal, PrincipalKind, audit};
use crate::core::Core;
use crate::database::{StoreError, find_unique};
use crate::lang::{Lang, Say};
use crate::time::Timestamp;

/// What every key starts with.
const PREFIX: &str = "stj_";
const LONGEST_NAME: usize = 100;
/// More than any key has: nothing longer is hashed.
const LONGEST_KEY: usize = 100;
/// How long a use counts as noted: a program that asks every second writes no more often.
const NOTED: Duration = Duration::from_mins(5);

/// Why there is no new key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The name is empty, too long, or holds signs that no name has.
    #[error("a key needs a name of 1 to 100 characters")]
    BadName,
    /// Two keys of one name could not be told apart in the audit trail.
    #[error("there is an active key of this name; withdraw it first, or choose another name")]
    NameTaken,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Say for KeyError {
    fn say(&self, lang: Lang) -> String {
        match self {
            Self::BadName => lang.pick(
                "kunci memerlukan nama 1 sampai 100 karakter",
                "a key needs a name of 1 to 100 characters",
            ),
            Self::NameTaken => lang.pick(
                "sudah ada kunci aktif dengan nama ini; cabut dahulu, atau pilih nama lain",
                "there is an active key of this name; withdraw it first, or choose another name",
            ),
            Self::Store(_) => lang.pick(
                "basis data tidak dapat dipakai saat ini",
                "the database is not available at the moment",
            ),
        }
        .to_owned()
    }
}

/// Makes a key, and returns it with its row: the one time that it can be seen.
///
/// # Errors
/// [`KeyError`] says why there is none.
pub async fn create(
    core: &Core,
    name: &str,
    role: Role,
    actor: &str,
) -> Result<(Model, String), KeyError> {
    let name = name.trim();
    let is_good =
        (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if !is_good {
        return Err(KeyError::BadName);
    }
    let key = random_key(&mut rand::rng());
    let row = Model {
        id: ApiKeyId(core.next_id()),
        name: name.to_owned(),
        role,
        hash: hash(&key),
        created_at: core.now().millis(),
        revoked_at: None,
        last_used_at: None,
    };
    let txn = core.db.begin_write().await?;
    take_turns(&*txn).await?;
    let namesakes = Entity::find()
        .filter(Column::Name.eq(row.name.as_str()))
        .filter(Column::RevokedAt.is_null())
        .count(&*txn)
        .await
        .map_err(StoreError::from)?;
    if namesakes > 0 {
        return Err(KeyError::NameTaken);
    }
    Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&*txn)
        .await
        .map_err(StoreError::from)?;
    let (action, subject) = ("api_key.created", row.id.to_string());
    audit::record(&*txn, core, actor, action, &subject, Some(&row.name)).await?;
    txn.commit().await?;
    Ok((row, key))
}

/// Whoever makes a key waits here for those who are making one: a name that is not there yet
/// cannot be locked. SQLite has only one writer anyway.
async fn take_turns(db: &impl ConnectionTrait) -> Result<(), StoreError> {
    if db.get_database_backend() == DbBackend::Postgres {
        db.execute_unprepared("SELECT pg_advisory_xact_lock(7366737)")
            .await?;
    }
    Ok(())
}

/// Whose key it is, which counts as a use of it; `None` for every key that is not good.
///
/// One indexed question by the hash, whatever the key: how long it takes tells nothing about the
/// keys that exist.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn verify(core: &Core, key: &str) -> Result<Option<Principal>, StoreError> {
    let key = if key.len() <= LONGEST_KEY { key } else { "" };
    let query = Entity::find()
        .filter(Column::Hash.eq(hash(key)))
        .filter(Column::RevokedAt.is_null());
    let row = find_unique(core.db.reader(), query).await?;
    if let Some(row) = &row {
        touch(core, row).await;
    }
    Ok(row.map(|row| Principal {
        kind: PrincipalKind::Program,
        id: row.id.to_string(),
        name: row.name,
        role: row.role,
    }))
}

/// Notes that a key is in use, if that was last noted a while ago. Who asks for something gets it
/// all the same if that cannot be written down.
async fn touch(core: &Core, row: &Model) {
    let now = core.now();
    let is_noted = |at| now.since(Timestamp::from_millis(at)) < NOTED;
    if !row.last_used_at.is_some_and(is_noted)
        && let Err(error) = note_use(core, row.id, now).await
    {
        tracing::warn!(%error, "the use of a key could not be noted");
    }
}

async fn note_use(core: &Core, id: ApiKeyId, now: Timestamp) -> Result<(), StoreError> {
    let txn = core.db.begin_write().await?;
    let change = ActiveModel {
        last_used_at: Set(Some(now.millis())),
        ..Default::default()
    };
    Entity::update_many()
        .set(change)
        .filter(Column::Id.eq(id))
        .exec(&*txn)
        .await?;
    txn.commit().await
}

/// All keys, newest first; withdrawn ones too.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find().order_by_desc(Column::Id).all(db).await?)
}

/// Withdraws a key; `false` if there is none with this id, or it was withdrawn before.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn revoke(core: &Core, id: ApiKeyId, actor: &str) -> Result<bool, StoreError> {
    let txn = core.db.begin_write().await?;
    let change = ActiveModel {
        revoked_at: Set(Some(core.now().millis())),
        ..Default::default()
    };
    let done = Entity::update_many()
        .set(change)
        .filter(Column::Id.eq(id))
        .filter(Column::RevokedAt.is_null())
        .exec(&*txn)
        .await?;
    if done.rows_affected == 0 {
        return Ok(false);
    }
    let (action, subject) = ("api_key.revoked", id.to_string());
    audit::record(&*txn, core, actor, action, &subject, None).await?;
    txn.commit().await?;
    Ok(true)
}

fn random_key(rng: &mut impl Rng) -> String {
    let mut bytes = [0; 32];
    rng.fill_bytes(&mut bytes);
    format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))
}

fn hash(key: &str) -> Vec<u8> {
    Sha256::digest(key.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestCore;

    #[tokio::test]
    async fn a_key_is_good_until_it_is_withdrawn_and_is_not_kept() {
        let test = TestCore::new().await;
        let core = &test.core;
        let (row, key) = create(core, "Sistem Izin", Role::Officer, "staff:a")
            .await
            .unwrap();
        assert!(key.starts_with("stj_") && key.len() == 47, "{key}");
        assert!(!format!("{row:?}").contains(&key));
        let who = verify(core, &key).await.unwrap().unwrap();
        assert_eq!(
            (who.name.as_str(), who.role),
            ("Sistem Izin", Role::Officer)
        );

        for other in [
            "",
            "stj_",
            &key[..46],
            &key.to_lowercase(),
            &"x".repeat(10_000),
        ] {
            assert_eq!(verify(core, other).await.unwrap(), None);
        }
        assert!(revoke(core, row.id, "staff:a").await.unwrap());
        assert!(!revoke(core, row.id, "staff:a").await.unwrap());
        assert_eq!(verify(core, &key).await.unwrap(), None);
        assert_eq!(list(core.db.reader()).await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn a_use_is_noted_and_the_next_ones_write_nothing_for_some_minutes() {
        let test = TestCore::new().await;
        let core = &test.core;
        let made = create(core, "Sistem Izin", Role::Officer, "staff:a").await;
        let (_, key) = made.unwrap();
        let used = async || list(core.db.reader()).await.unwrap()[0].last_used_at;
        assert_eq!(used().await, None, "not used yet");
        verify(core, "stj_bukan").await.unwrap();
        assert_eq!(used().await, None, "another key is no use of this one");

        verify(core, &key).await.unwrap();
        let first = used().await;
        assert_eq!(first, Some(core.now().millis()));
        test.pass(Duration::from_secs(299));
        verify(core, &key).await.unwrap();
        assert_eq!(used().await, first, "noted a moment ago");
        test.pass(Duration::from_secs(1));
        verify(core, &key).await.unwrap();
        assert_eq!(used().await, Some(core.now().millis()));
    }

    #[tokio::test]
    async fn a_name_belongs_to_one_active_key_also_when_two_are_made_at_once() {
        let test = TestCore::new().await;
        let core = &test.core;
        let another = || create(core, "Sistem Izin", Role::Officer, "staff:a");
        let (one, other) = tokio::join!(another(), another());
        let (made, refused): (Vec<_>, Vec<_>) = [one, other].into_iter().partition(Result::is_ok);
        assert!(matches!(refused[..], [Err(KeyError::NameTaken)]));
        let (row, _) = made.into_iter().next().unwrap().unwrap();
        assert!(revoke(core, row.id, "staff:a").await.unwrap());
        another().await.unwrap();

        let trail = audit::list(core.db.reader(), audit::Filter::default(), 9);
        let trail = trail.await.unwrap();
        let deeds: Vec<_> = trail.iter().map(|entry| entry.action.as_str()).collect();
        let created = "api_key.created";
        assert_eq!(deeds, [created, "api_key.revoked", created]);
    }

    #[tokio::test]
    async fn a_key_needs_a_name() {
        let test = TestCore::new().await;
        for name in ["", "  ", "a\0b", &"n".repeat(101)] {
            let made = create(&test.core, name, Role::Admin, "staff:a").await;
            assert!(matches!(made, Err(KeyError::BadName)));
        }
    }
}
