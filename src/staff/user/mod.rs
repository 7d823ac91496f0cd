//! People who may sign in.

pub mod edit;
pub mod enrol;
pub mod factor;

use entity::ids::StaffId;
use entity::staff_user::{Column, Entity, Model};
use entity::words::Role;
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::password::{NotHashed, Password};
use crate::core::Core;
use crate::database::StoreError;
use crate::lang::{Lang, Say};
use crate::people::{Email, PhoneError, PhoneNumber};

/// The longest name, in characters.
const LONGEST_NAME: usize = 100;

/// Why a person was not added, or not changed.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// The address has not the form of one.
    #[error("{0:?} is not an e-mail address")]
    BadEmail(String),
    /// The name is empty, too long, or holds signs that no name has.
    #[error("a name has 1 to 100 characters")]
    BadName,
    /// The number cannot be one.
    #[error(transparent)]
    BadPhone(#[from] PhoneError),
    /// The password is too short, or absurdly long.
    #[error("a password has 10 to 1024 characters")]
    BadPassword,
    /// The password that was to be changed is another one.
    #[error("that is not the present password")]
    WrongPassword,
    /// The code of the second factor is not good.
    #[error("the code is not right; wait for the next one and check the clock of the phone")]
    WrongCode,
    /// Somebody has this address already.
    #[error("there is a person with this e-mail address already")]
    Taken,
    /// There is nobody with this id.
    #[error("there is no such person")]
    NotFound,
    /// Without this one nobody could manage the office's people.
    #[error("this is the last administrator; make somebody else one first")]
    LastAdmin,
    /// The link was used, was withdrawn, or its time has passed.
    #[error("this link is no longer good; ask an administrator for a new one")]
    LinkGone,
    /// Somebody guesses.
    #[error("too many tries; wait a few minutes")]
    TooOften,
    /// Too many passwords are being looked at.
    #[error("too much is going on at the moment; try again in a few seconds")]
    Busy,
    /// Hashing failed; nothing the person can help.
    #[error("the password could not be hashed")]
    Hashing,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Say for UserError {
    fn say(&self, lang: Lang) -> String {
        let indonesian = match self {
            Self::BadPhone(error) => return error.say(lang),
            Self::Store(_) => {
                let said = (
                    "basis data tidak dapat dipakai saat ini",
                    "the database is not available at the moment",
                );
                return lang.pick(said.0, said.1).to_owned();
            }
            _ if lang == Lang::En => return self.to_string(),
            Self::BadEmail(given) => return format!("{given:?} bukan alamat surel"),
            Self::BadName => "nama terdiri dari 1 sampai 100 karakter",
            Self::BadPassword => "kata sandi terdiri dari 10 sampai 1024 karakter",
            Self::WrongPassword => "kata sandi saat ini tidak cocok",
            Self::WrongCode => "kode tidak cocok; tunggu kode berikutnya dan periksa jam ponsel",
            Self::Taken => "sudah ada orang dengan alamat surel itu",
            Self::NotFound => "orang itu tidak ada",
            Self::LastAdmin => "ini admin terakhir; jadikan orang lain admin dahulu",
            Self::LinkGone => "tautan ini tidak berlaku lagi; mintalah yang baru kepada admin",
            Self::TooOften => "terlalu banyak percobaan; tunggu beberapa menit, lalu coba lagi",
            Self::Busy => "layanan sedang sibuk; coba lagi beberapa detik lagi",
            Self::Hashing => "kata sandi tidak dapat diolah",
        };
        indonesian.to_owned()
    }
}

impl From<NotHashed> for UserError {
    fn from(error: NotHashed) -> Self {
        match error {
            NotHashed::Busy => Self::Busy,
            NotHashed::Failed => Self::Hashing,
        }
    }
}

impl UserError {
    /// The field of a form that it is about.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::BadEmail(_) | Self::Taken => Some("email"),
            Self::BadName => Some("name"),
            Self::BadPhone(_) => Some("phone"),
            Self::BadPassword => Some("password"),
            Self::WrongPassword => Some("current_password"),
            Self::WrongCode => Some("code"),
            Self::LastAdmin => Some("role"),
            Self::NotFound
            | Self::LinkGone
            | Self::TooOften
            | Self::Busy
            | Self::Hashing
            | Self::Store(_) => None,
        }
    }
}

/// Adds a person, who is known by the address until a name is entered.
///
/// # Errors
/// [`UserError`] says what is wrong.
pub async fn add(core: &Core, email: &str, role: Role, password: &str) -> Result<Model, UserError> {
    let email = folded(email)?;
    let password = Password::parse(password).ok_or(UserError::BadPassword)?;
    let mut row = new(core, email.clone(), email, role);
    row.password_hash = password.hash().await?;
    let txn = core.db.begin_write().await?;
    insert(&*txn, row.clone()).await?;
    txn.commit().await?;
    Ok(row)
}

fn new(core: &Core, email: String, name: String, role: Role) -> Model {
    Model {
        id: StaffId(core.next_id()),
        email,
        role,
        password_hash: String::new(),
        name,
        phone: None,
        totp: None,
        totp_step: 0,
        disabled_at: None,
        created_at: core.now().millis(),
    }
}

async fn insert(db: &impl ConnectionTrait, row: Model) -> Result<(), UserError> {
    let done = Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(db)
        .await;
    done.map(drop)
        .map_err(|error| match StoreError::from(error) {
            StoreError::Conflict(_) => UserError::Taken,
            error => UserError::Store(error),
        })
}

/// Puts a changed row in the place of the one that was locked in the same transaction.
async fn replace(db: &impl ConnectionTrait, row: Model) -> Result<(), StoreError> {
    let id = row.id;
    Entity::update_many()
        .set(row.into_active_model().reset_all())
        .filter(Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

/// A person.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn get(db: &impl ConnectionTrait, id: StaffId) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// A person who is about to be changed: others wait for the end of the transaction, and then see
/// what was made of the row.
async fn lock(db: &impl ConnectionTrait, id: StaffId) -> Result<Option<Model>, StoreError> {
    let row = Entity::find_by_id(id).lock(LockType::NoKeyUpdate);
    Ok(row.one(db).await?)
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

/// Everybody's id, address and name.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn names(
    db: &impl ConnectionTrait,
) -> Result<Vec<(StaffId, String, String)>, StoreError> {
    Ok(Entity::find()
        .select_only()
        .columns([Column::Id, Column::Email, Column::Name])
        .into_tuple()
        .all(db)
        .await?)
}

/// Whether nobody was ever added.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn is_nobody(db: &impl ConnectionTrait) -> Result<bool, StoreError> {
    Ok(Entity::find().count(db).await? == 0)
}

fn folded(email: &str) -> Result<String, UserError> {
    Email::parse(email)
        .map(|email| email.to_folded())
        .ok_or_else(|| UserError::BadEmail(email.to_owned()))
}

fn good_name(name: &str) -> Result<String, UserError> {
    let name = name.trim();
    let is_good =
        (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    is_good.then(|| name.to_owned()).ok_or(UserError::BadName)
}

fn good_phone(phone: &str) -> Result<Option<String>, UserError> {
    if phone.trim().is_empty() {
        return Ok(None);
    }
    Ok(Some(PhoneNumber::parse(phone)?.as_str().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestCore;

    #[tokio::test]
    async fn an_address_is_taken_once_whatever_its_case() {
        let test = TestCore::new().await;
        let core = &test.core;
        assert!(is_nobody(core.db.reader()).await.unwrap());
        let row = add(core, "Kadis@Karokab.go.id", Role::Admin, "gundaling-2026")
            .await
            .unwrap();
        assert_eq!(row.email, "kadis@karokab.go.id");
        assert!(row.password_hash.starts_with("$argon2id$"));
        let again = add(core, "KADIS@karokab.go.id", Role::Auditor, "gundaling-2026").await;
        assert!(matches!(again, Err(UserError::Taken)));
        let found = find(core.db.reader(), "kadis@KAROKAB.go.id ")
            .await
            .unwrap();
        assert_eq!(found.unwrap().id, row.id);
        assert_eq!(list(core.db.reader()).await.unwrap().len(), 1);
        assert!(!is_nobody(core.db.reader()).await.unwrap());
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
