//! People who may sign in.

use argon2::{Argon2, PasswordHasher};
use entity::ids::StaffId;
use entity::staff_user::{Column, Entity, Model};
use entity::words::Role;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};

use crate::core::Core;
use crate::database::StoreError;
use crate::lang::{Lang, Say};
use crate::people::Email;

/// The shortest password, in characters.
pub const SHORTEST_PASSWORD: usize = 10;
/// Longer ones only cost time.
const LONGEST_PASSWORD: usize = 1024;

/// Why a person was not added.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// The address has not the form of one.
    #[error("{0:?} is not an e-mail address")]
    BadEmail(String),
    /// The password is too short, or absurdly long.
    #[error("a password has 10 to 1024 characters")]
    BadPassword,
    /// Somebody has this address already.
    #[error("there is a person with this e-mail address already")]
    Taken,
    /// Hashing failed; nothing the person can help.
    #[error("the password could not be hashed")]
    Hashing,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Say for UserError {
    fn say(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::BadEmail(given) => format!("{given:?} bukan alamat surel"),
            Self::BadPassword => "kata sandi terdiri dari 10 sampai 1024 karakter".to_owned(),
            Self::Taken => "sudah ada orang dengan alamat surel itu".to_owned(),
            Self::Hashing => "kata sandi tidak dapat diolah".to_owned(),
            Self::Store(_) => "basis data tidak dapat dipakai saat ini".to_owned(),
        }
    }
}

/// Adds a person.
///
/// # Errors
/// [`UserError`] says what is wrong.
pub async fn add(core: &Core, email: &str, role: Role, password: &str) -> Result<Model, UserError> {
    let email = Email::parse(email)
        .ok_or_else(|| UserError::BadEmail(email.to_owned()))?
        .to_folded();
    let length = password.chars().count();
    if !(SHORTEST_PASSWORD..=LONGEST_PASSWORD).contains(&length) {
        return Err(UserError::BadPassword);
    }
    let password_hash = hash(password.to_owned()).await?;
    let row = Model {
        id: StaffId(core.next_id()),
        email,
        role,
        password_hash,
        created_at: core.now().millis(),
    };
    let txn = core.db.begin_write().await?;
    Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&*txn)
        .await
        .map_err(|error| match StoreError::from(error) {
            StoreError::Conflict(_) => UserError::Taken,
            error => UserError::Store(error),
        })?;
    txn.commit().await?;
    Ok(row)
}

/// A person, by the address that signs in, in any case.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn find(db: &impl ConnectionTrait, email: &str) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find()
        .filter(Column::Email.eq(email.trim().to_lowercase()))
        .one(db)
        .await?)
}

/// Everybody, by address.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::Email).all(db).await?)
}

/// argon2id with the crate's recommended cost, off the threads that serve requests.
async fn hash(password: String) -> Result<String, UserError> {
    tokio::task::spawn_blocking(move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
    })
    .await
    .or(Err(UserError::Hashing))?
    .or(Err(UserError::Hashing))
}

#[cfg(test)]
mod tests {
    use argon2::PasswordVerifier;
    use argon2::password_hash::phc::PasswordHash;

    use super::*;
    use crate::testing::TestCore;

    #[tokio::test]
    async fn an_address_is_taken_once_whatever_its_case() {
        let test = TestCore::new().await;
        let core = &test.core;
        let row = add(core, "Kadis@Karokab.go.id", Role::Admin, "gundaling-2026")
            .await
            .unwrap();
        assert_eq!(row.email, "kadis@karokab.go.id");
        assert!(row.password_hash.starts_with("$argon2id$"));
        let kept = PasswordHash::new(&row.password_hash).unwrap();
        let argon = Argon2::default();
        assert!(argon.verify_password(b"gundaling-2026", &kept).is_ok());
        assert!(argon.verify_password(b"gundaling-2025", &kept).is_err());
        let again = add(core, "KADIS@karokab.go.id", Role::Auditor, "gundaling-2026").await;
        assert!(matches!(again, Err(UserError::Taken)));
        assert!(
            find(core.db.reader(), "kadis@KAROKAB.go.id ")
                .await
                .unwrap()
                .is_some()
        );
        assert_eq!(list(core.db.reader()).await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn bad_addresses_and_short_passwords_are_refused() {
        let test = TestCore::new().await;
        let bad = add(&test.core, "kadis", Role::Admin, "gundaling-2026").await;
        assert!(matches!(bad, Err(UserError::BadEmail(_))));
        let short = add(&test.core, "a@b.id", Role::Admin, "gundaling").await;
        assert!(matches!(short, Err(UserError::BadPassword)));
    }
}
