//! The table of accounts: reading it, and the state of an account. Adding and changing accounts is
//! [`registration`]'s; nothing else writes the table but what sends and receives through it.
//!
//! [`registration`]: super::registration

use entity::account::{Column, Entity, Model};
use entity::words::{AccountKind, AccountState};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::account::Account;
use crate::core::Core;
use crate::database::StoreError;
use crate::keys::Key;
use crate::lang::{Lang, Say};
use crate::live::REVISION;
use crate::setting;
use crate::staff::audit::{self, Deed};
use crate::time::Timestamp;

/// How long the token before a rotation stays good.
pub const ROTATION: std::time::Duration = std::time::Duration::from_hours(7 * 24);

/// No pause of an account that is down is as long as this.
const LONGEST_DOWN: std::time::Duration = std::time::Duration::from_mins(5);

/// Why an account cannot be added or changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The id has signs that an address cannot have.
    #[error("an account id has 1 to 40 of the signs a-z, 0-9, - and _")]
    BadId,
    /// The id is taken.
    #[error("there is an account with this id already")]
    Taken,
    /// There is no such account.
    #[error("there is no account {0}")]
    NotFound(String),
    /// A setting that this kind does not have.
    #[error("{kind} accounts have no setting {key}; there are: {allowed}")]
    UnknownSetting {
        /// The kind of account.
        kind: AccountKind,
        /// What was given.
        key: String,
        /// What there is.
        allowed: String,
    },
    /// A setting that this kind needs.
    #[error("a {kind} account needs the setting {key}")]
    MissingSetting {
        /// The kind of account.
        kind: AccountKind,
        /// What is missing.
        key: &'static str,
    },
    /// A value that is not allowed.
    #[error("{value:?} is no value for {key}")]
    BadValue {
        /// The setting.
        key: &'static str,
        /// What was given; never a secret.
        value: String,
    },
    /// The sealed credentials were made with another master key.
    #[error("the credentials of account {0} cannot be opened with this master key")]
    WrongKey(String),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Say for AccountError {
    fn say(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::BadId => "ID akun terdiri dari 1 sampai 40 tanda a-z, 0-9, - dan _".to_owned(),
            Self::Taken => "sudah ada akun dengan ID itu".to_owned(),
            Self::NotFound(id) => format!("tidak ada akun {id}"),
            Self::UnknownSetting { kind, key, allowed } => {
                format!("akun {kind} tidak memiliki pengaturan {key}; yang ada: {allowed}")
            }
            Self::MissingSetting { kind, key } => {
                format!("akun {kind} memerlukan pengaturan {key} (--set {key}=…)")
            }
            Self::BadValue { key, value } => format!("{value:?} bukan nilai yang sah untuk {key}"),
            Self::WrongKey(id) => {
                format!("kredensial akun {id} tidak dapat dibuka dengan kunci induk ini")
            }
            Self::Store(_) => "basis data tidak dapat dipakai saat ini".to_owned(),
        }
    }
}

/// Stops or resumes sending through an account; resuming also forgets its faults.
///
/// # Errors
/// [`AccountError::NotFound`], or the database.
pub async fn set_paused(
    core: &Core,
    id: &str,
    paused: bool,
    deed: Option<Deed<'_>>,
) -> Result<Account, AccountError> {
    edit(core, id, deed, |row, _| {
        row.paused = paused;
        if !paused {
            row.down_until = None;
            row.down_count = 0;
        }
    })
    .await
}

/// Makes a new webhook token; the old one stays good for [`ROTATION`].
///
/// # Errors
/// [`AccountError::NotFound`], or the database.
pub async fn rotate_webhook_token(
    core: &Core,
    id: &str,
    deed: Option<Deed<'_>>,
) -> Result<Account, AccountError> {
    edit(core, id, deed, |row, now| {
        row.token_generation += 1;
        row.previous_token_until = Some(now.plus(ROTATION).millis());
    })
    .await
}

/// Keeps the outcome of a test: the state, the fault, and the device the provider told.
///
/// # Errors
/// [`AccountError::NotFound`], or the database.
pub async fn record_test(
    core: &Core,
    id: &str,
    outcome: Result<(), String>,
    deed: Option<Deed<'_>>,
) -> Result<Account, AccountError> {
    edit(core, id, deed, |row, _| match outcome {
        Ok(()) => {
            row.state = AccountState::Configured;
            row.last_error = None;
            row.down_until = None;
            row.down_count = 0;
        }
        Err(detail) => {
            row.state = AccountState::Error;
            row.last_error = Some(detail);
        }
    })
    .await
}

/// The provider of an account that was down answers again, and messages wait for it: one may be
/// tried. The account is back only when that one got through, because a provider may well answer
/// and yet send nothing.
///
/// # Errors
/// [`AccountError::NotFound`], or the database.
pub async fn let_try(core: &Core, id: &str) -> Result<Account, AccountError> {
    edit(core, id, None, |row, _| row.down_until = None).await
}

/// Takes an account out of the table, in a transaction of the caller's. If it was the default,
/// the next one becomes it: the first by position, the sandbox only if there is no other.
///
/// # Errors
/// [`AccountError::NotFound`], or the database.
pub async fn remove(core: &Core, db: &impl ConnectionTrait, id: &str) -> Result<(), AccountError> {
    let row = lock_row(db, id).await?;
    Entity::delete_many()
        .filter(Column::Id.eq(id))
        .exec(db)
        .await
        .map_err(StoreError::from)?;
    if row.is_default
        && let Some(next) = next_default(db).await?
    {
        make_default(db, &next).await?;
    }
    Ok(mark_changed(core, db).await?)
}

/// Those that are switched off come after those that are not.
async fn next_default(db: &impl ConnectionTrait) -> Result<Option<String>, StoreError> {
    let rows = Entity::find().all(db).await?;
    let next = rows.into_iter().min_by_key(|row| {
        let is_sandbox = row.kind == AccountKind::Sandbox;
        (is_sandbox, !row.active, row.position, row.id.clone())
    });
    Ok(next.map(|row| row.id))
}

/// One account.
///
/// # Errors
/// [`AccountError::NotFound`], or the database.
pub async fn find(core: &Core, id: &str) -> Result<Account, AccountError> {
    open(find_row(core.db.reader(), id).await?, &core.keys.vault)
}

/// The kind of an account, if it is still there.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn kind_of(
    db: &impl ConnectionTrait,
    id: &str,
) -> Result<Option<AccountKind>, StoreError> {
    let row = Entity::find_by_id(id.to_owned()).one(db).await?;
    Ok(row.map(|row| row.kind))
}

/// Those of some accounts that can send, in their order: switched on, not stopped, and not down.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn usable(db: &impl ConnectionTrait, among: &[String]) -> Result<Vec<Model>, StoreError> {
    let mut usable = Entity::find()
        .filter(Column::Id.is_in(among.iter().map(String::as_str)))
        .filter(Column::Active.eq(true))
        .filter(Column::Paused.eq(false))
        .filter(Column::DownCount.eq(0))
        .all(db)
        .await?;
    usable.sort_by_key(|row| among.iter().position(|id| *id == row.id));
    Ok(usable)
}

/// Whether the pause of an account that is down is over. One that ends further off than any that
/// is ever made comes of a clock that was wrong, and would not end.
pub fn is_over(down_until: i64, now: Timestamp) -> bool {
    down_until <= now.millis() || down_until > now.plus(LONGEST_DOWN).millis()
}

/// Whether an account was down, and its pause is over: its provider is to be asked.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn may_be_back(
    db: &impl ConnectionTrait,
    id: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let row = Entity::find_by_id(id.to_owned()).one(db).await?;
    Ok(row.is_some_and(|row| {
        row.active
            && !row.paused
            && row.down_count > 0
            && row.down_until.is_some_and(|until| is_over(until, now))
    }))
}

/// All accounts that this master key opens, in the order in which they are tried.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn open_all(db: &impl ConnectionTrait, vault: &Key) -> Result<Vec<Account>, StoreError> {
    let rows = Entity::find()
        .order_by_asc(Column::Position)
        .order_by_asc(Column::Id)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let id = row.id.clone();
            match Account::open(row, vault) {
                Ok(account) => Some(account),
                Err(error) => {
                    tracing::error!(account.id = %id, %error, "an account is left out");
                    None
                }
            }
        })
        .collect())
}

/// Says in the database that accounts or templates have changed.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn mark_changed(core: &Core, db: &impl ConnectionTrait) -> Result<(), StoreError> {
    setting::set(db, REVISION, &core.next_id().to_string()).await
}

async fn edit(
    core: &Core,
    id: &str,
    deed: Option<Deed<'_>>,
    change: impl FnOnce(&mut Model, Timestamp),
) -> Result<Account, AccountError> {
    let txn = core.db.begin_write().await?;
    let mut row = lock_row(&*txn, id).await?;
    let now = core.now();
    change(&mut row, now);
    row.updated_at = now.millis();
    write(&*txn, &row).await?;
    mark_changed(core, &*txn).await?;
    audit::record_deed(&*txn, core, deed, id, &row.name).await?;
    txn.commit().await?;
    open(row, &core.keys.vault)
}

pub(super) async fn write(db: &impl ConnectionTrait, row: &Model) -> Result<(), StoreError> {
    Entity::update(row.clone().into_active_model().reset_all())
        .validate()?
        .exec(db)
        .await?;
    Ok(())
}

async fn find_row(db: &impl ConnectionTrait, id: &str) -> Result<Model, AccountError> {
    Entity::find_by_id(id.to_owned())
        .one(db)
        .await
        .map_err(StoreError::from)?
        .ok_or_else(|| AccountError::NotFound(id.to_owned()))
}

/// A row that is about to be changed: locked first, so that nothing another process writes
/// meanwhile, such as the time of the next send, is written over.
pub(super) async fn lock_row(db: &impl ConnectionTrait, id: &str) -> Result<Model, AccountError> {
    Entity::find_by_id(id.to_owned())
        .lock_exclusive()
        .one(db)
        .await
        .map_err(StoreError::from)?
        .ok_or_else(|| AccountError::NotFound(id.to_owned()))
}

/// The kind of the account that sends when nobody names one.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn default_kind(db: &impl ConnectionTrait) -> Result<Option<AccountKind>, StoreError> {
    Ok(default_account(db).await?.map(|row| row.kind))
}

pub(super) async fn default_account(
    db: &impl ConnectionTrait,
) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find()
        .filter(Column::IsDefault.eq(true))
        .one(db)
        .await?)
}

pub(super) async fn make_default(db: &impl ConnectionTrait, id: &str) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::IsDefault, Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

pub(super) fn open(row: Model, vault: &Key) -> Result<Account, AccountError> {
    let id = row.id.clone();
    Account::open(row, vault).or(Err(AccountError::WrongKey(id)))
}
