//! The table of accounts: the only code that writes it.

use entity::account::{Column, Entity, Model};
use entity::words::{AccountKind, AccountState};
use rand::Rng;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::account::{Account, WEBHOOK_SECRET, WEBHOOK_SEED};
use super::vault::Credentials;
use super::{AccountSetting, Providers};
use crate::core::Core;
use crate::database::StoreError;
use crate::keys::Key;
use crate::lang::{Lang, Say};
use crate::live::REVISION;
use crate::outbound::pace::Pace;
use crate::setting;
use crate::time::Timestamp;

/// How long the token before a rotation stays good.
pub const ROTATION: std::time::Duration = std::time::Duration::from_hours(7 * 24);

/// An account to be added.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Its id: letters, digits, `-` and `_`.
    pub id: String,
    /// Which gateway.
    pub kind: AccountKind,
    /// The name people see.
    pub name: Option<String>,
    /// Whether it becomes the default.
    pub default: bool,
    /// Another address of the provider's API.
    pub base_url: Option<String>,
    /// `key=value` pairs.
    pub settings: Vec<(String, String)>,
}

/// What is to be changed of an account; `None` leaves as is.
#[derive(Clone, Debug, Default)]
pub struct AccountChange {
    /// The name people see.
    pub name: Option<String>,
    /// Makes it the default.
    pub default: Option<bool>,
    /// Another address; empty for the usual one.
    pub base_url: Option<String>,
    /// The order in which accounts are tried.
    pub position: Option<i32>,
    /// Switched on.
    pub active: Option<bool>,
    /// `key=value` pairs; an empty value takes one away.
    pub settings: Vec<(String, String)>,
}

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

/// Settings that every kind of account takes.
const COMMON: &[AccountSetting] = &[
    AccountSetting::optional(WEBHOOK_SECRET),
    AccountSetting::optional("pace_ms"),
];

/// Adds an account.
///
/// # Errors
/// [`AccountError`] says what is wrong.
pub async fn add(
    core: &Core,
    providers: &Providers,
    new: NewAccount,
    rng: &mut (impl Rng + Send),
) -> Result<Account, AccountError> {
    check_id(&new.id)?;
    let mut credentials = Credentials::default();
    credentials.set(WEBHOOK_SEED, &hex::encode(Key::random(rng).as_bytes()));
    let now = core.now();
    let mut row = Model {
        name: new
            .name
            .filter(|name| !name.trim().is_empty())
            .unwrap_or_else(|| new.id.clone()),
        id: new.id,
        kind: new.kind,
        base_url: check_base_url(new.base_url)?,
        sealed: Vec::new(),
        token_generation: 1,
        previous_token_until: None,
        is_default: false,
        position: if new.kind == AccountKind::Sandbox {
            1000
        } else {
            10
        },
        active: true,
        paused: false,
        down_until: None,
        down_count: 0,
        state: AccountState::Draft,
        last_error: None,
        pace_ms: None,
        next_send_at: 0,
        last_webhook_at: None,
        created_at: now.millis(),
        updated_at: now.millis(),
    };
    let allowed = providers.get(new.kind).settings();
    set_all(&mut row, &mut credentials, allowed, &new.settings)?;
    if let Some(missing) = allowed
        .iter()
        .find(|setting| setting.required && credentials.get(setting.name).is_none())
    {
        return Err(AccountError::MissingSetting {
            kind: new.kind,
            key: missing.name,
        });
    }
    row.sealed = credentials.seal(&core.keys.vault, &row.id, rng);

    let txn = core.db.begin_write().await?;
    if Entity::find_by_id(row.id.clone())
        .one(&*txn)
        .await
        .map_err(StoreError::from)?
        .is_some()
    {
        return Err(AccountError::Taken);
    }
    let no_default_yet = default_account(&*txn).await?.is_none();
    Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&*txn)
        .await
        .map_err(StoreError::from)?;
    if new.default || no_default_yet {
        make_default(&*txn, &row.id).await?;
        row.is_default = true;
    }
    mark_changed(core, &*txn).await?;
    txn.commit().await?;
    open(row, &core.keys.vault)
}

/// Changes an account.
///
/// # Errors
/// [`AccountError`] says what is wrong.
pub async fn change(
    core: &Core,
    providers: &Providers,
    id: &str,
    change: AccountChange,
    rng: &mut (impl Rng + Send),
) -> Result<Account, AccountError> {
    let txn = core.db.begin_write().await?;
    let mut row = find_row(&*txn, id).await?;
    let mut credentials = Credentials::open(&row.sealed, &core.keys.vault, id)
        .or(Err(AccountError::WrongKey(id.to_owned())))?;
    let allowed = providers.get(row.kind).settings();
    set_all(&mut row, &mut credentials, allowed, &change.settings)?;
    if let Some(name) = change.name.filter(|name| !name.trim().is_empty()) {
        row.name = name;
    }
    if change.base_url.is_some() {
        row.base_url = check_base_url(change.base_url)?;
    }
    row.position = change.position.unwrap_or(row.position);
    row.active = change.active.unwrap_or(row.active);
    if !change.settings.is_empty() {
        row.sealed = credentials.seal(&core.keys.vault, id, rng);
        row.state = AccountState::Draft;
    }
    row.updated_at = core.now().millis();
    write(&*txn, &row).await?;
    if change.default == Some(true) {
        make_default(&*txn, id).await?;
        row.is_default = true;
    }
    mark_changed(core, &*txn).await?;
    txn.commit().await?;
    open(row, &core.keys.vault)
}

/// Stops or resumes sending through an account; resuming also forgets its faults.
///
/// # Errors
/// [`AccountError::NotFound`], or the database.
pub async fn set_paused(core: &Core, id: &str, paused: bool) -> Result<Account, AccountError> {
    edit(core, id, |row, _| {
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
pub async fn rotate_webhook_token(core: &Core, id: &str) -> Result<Account, AccountError> {
    edit(core, id, |row, now| {
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
) -> Result<Account, AccountError> {
    edit(core, id, |row, _| match outcome {
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

/// Takes an account away; what it sent and received stays.
///
/// # Errors
/// [`AccountError::NotFound`], or the database.
pub async fn delete(core: &Core, id: &str) -> Result<(), AccountError> {
    let txn = core.db.begin_write().await?;
    find_row(&*txn, id).await?;
    Entity::delete_many()
        .filter(Column::Id.eq(id))
        .exec(&*txn)
        .await
        .map_err(StoreError::from)?;
    mark_changed(core, &*txn).await?;
    txn.commit().await?;
    Ok(())
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

/// The kinds of all accounts, by id.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn kinds(db: &impl ConnectionTrait) -> Result<Vec<(String, AccountKind)>, StoreError> {
    Ok(Entity::find()
        .select_only()
        .columns([Column::Id, Column::Kind])
        .into_tuple()
        .all(db)
        .await?)
}

/// When each account may send again: its next turn, and the end of its pause after a fault.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn lanes(
    db: &impl ConnectionTrait,
) -> Result<Vec<(String, i64, Option<i64>)>, StoreError> {
    Ok(Entity::find()
        .select_only()
        .columns([Column::Id, Column::NextSendAt, Column::DownUntil])
        .into_tuple()
        .all(db)
        .await?)
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

/// Makes the sandbox account of the first start; it is the default until another becomes it.
///
/// # Errors
/// [`AccountError`] if the database does not answer.
pub async fn seed_sandbox(
    core: &Core,
    providers: &Providers,
    rng: &mut (impl Rng + Send),
) -> Result<(), AccountError> {
    let new = NewAccount {
        id: "sandbox".to_owned(),
        kind: AccountKind::Sandbox,
        name: Some("Sandbox".to_owned()),
        default: false,
        base_url: None,
        settings: vec![("pace_ms".to_owned(), "0-0".to_owned())],
    };
    match add(core, providers, new, rng).await {
        Ok(_) | Err(AccountError::Taken) => Ok(()),
        Err(error) => Err(error),
    }
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
    change: impl FnOnce(&mut Model, Timestamp),
) -> Result<Account, AccountError> {
    let txn = core.db.begin_write().await?;
    let mut row = find_row(&*txn, id).await?;
    let now = core.now();
    change(&mut row, now);
    row.updated_at = now.millis();
    write(&*txn, &row).await?;
    mark_changed(core, &*txn).await?;
    txn.commit().await?;
    open(row, &core.keys.vault)
}

async fn write(db: &impl ConnectionTrait, row: &Model) -> Result<(), StoreError> {
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

async fn default_account(db: &impl ConnectionTrait) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find()
        .filter(Column::IsDefault.eq(true))
        .one(db)
        .await?)
}

async fn make_default(db: &impl ConnectionTrait, id: &str) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::IsDefault, Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

fn open(row: Model, vault: &Key) -> Result<Account, AccountError> {
    let id = row.id.clone();
    Account::open(row, vault).or(Err(AccountError::WrongKey(id)))
}

fn check_id(id: &str) -> Result<(), AccountError> {
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
    if (1..=40).contains(&id.len()) && id.bytes().all(plain) {
        Ok(())
    } else {
        Err(AccountError::BadId)
    }
}

fn check_base_url(url: Option<String>) -> Result<Option<String>, AccountError> {
    let Some(url) = url.filter(|url| !url.is_empty()) else {
        return Ok(None);
    };
    match reqwest::Url::parse(&url) {
        Ok(parsed) if matches!(parsed.scheme(), "http" | "https") && parsed.has_host() => {
            Ok(Some(url.trim_end_matches('/').to_owned()))
        }
        _ => Err(AccountError::BadValue {
            key: "base_url",
            value: url,
        }),
    }
}

fn set_all(
    row: &mut Model,
    credentials: &mut Credentials,
    allowed: &[AccountSetting],
    settings: &[(String, String)],
) -> Result<(), AccountError> {
    for (key, value) in settings {
        if !allowed
            .iter()
            .chain(COMMON)
            .any(|setting| setting.name == key)
        {
            let names: Vec<_> = allowed
                .iter()
                .chain(COMMON)
                .map(|setting| setting.name)
                .collect();
            return Err(AccountError::UnknownSetting {
                kind: row.kind,
                key: key.clone(),
                allowed: names.join(", "),
            });
        }
        if key == "pace_ms" {
            row.pace_ms = if value.is_empty() {
                None
            } else {
                let pace: Pace = value.parse().or(Err(AccountError::BadValue {
                    key: "pace_ms",
                    value: value.clone(),
                }))?;
                Some(pace.to_string())
            };
        } else {
            credentials.set(key, value.trim());
        }
    }
    Ok(())
}
