//! Adding and changing accounts: what may be set, and what must be.

use entity::account::{Entity, Model};
use entity::words::{AccountKind, AccountState};
use rand::Rng;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

use super::account::{Account, WEBHOOK_SECRET, WEBHOOK_SEED};
use super::registry::{
    AccountError, default_account, find, lock_row, make_default, mark_changed, open, record_test,
    write,
};
use super::vault::Credentials;
use super::{AccountSetting, Providers};
use crate::core::Core;
use crate::database::StoreError;
use crate::keys::Key;
use crate::outbound::cap::{self, WarmUp};
use crate::outbound::pace::Pace;
use crate::outbound::release;
use crate::staff::audit::{self, Deed};

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

/// The settings that are no credentials.
const PACE: &str = "pace_ms";
const DAILY_CAP: &str = "daily_cap";
const WARM_UP: &str = "warm_up";
const NO_CREDENTIALS: [&str; 3] = [PACE, DAILY_CAP, WARM_UP];
/// Settings that every kind of account takes.
const COMMON: &[AccountSetting] = &[
    AccountSetting::optional(WEBHOOK_SECRET),
    AccountSetting::optional(PACE),
    AccountSetting::optional(DAILY_CAP),
    AccountSetting::optional(WARM_UP),
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
    deed: Option<Deed<'_>>,
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
        daily_cap: None,
        warm_up: None,
        warm_up_since: None,
        sent_day: 0,
        sent_today: 0,
        last_webhook_at: None,
        created_at: now.millis(),
        updated_at: now.millis(),
    };
    // Behind another address there is a relay or a test, and no new device of a citizen's gateway.
    if row.base_url.is_none() {
        row.warm_up = WarmUp::usual(new.kind).map(|plan| plan.to_string());
    }
    let allowed = providers.get(new.kind).settings();
    set_all(&mut row, &mut credentials, allowed, &new.settings)?;
    check_required(new.kind, allowed, &credentials)?;
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
    audit::record_deed(&*txn, core, deed, &row.id, row.kind.as_str()).await?;
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
    deed: Option<Deed<'_>>,
) -> Result<Account, AccountError> {
    let txn = core.db.begin_write().await?;
    let mut row = lock_row(&*txn, id).await?;
    let mut credentials = Credentials::open(&row.sealed, &core.keys.vault, id)
        .or(Err(AccountError::WrongKey(id.to_owned())))?;
    let allowed = providers.get(row.kind).settings();
    set_all(&mut row, &mut credentials, allowed, &change.settings)?;
    check_required(row.kind, allowed, &credentials)?;
    if let Some(name) = change.name.filter(|name| !name.trim().is_empty()) {
        row.name = name;
    }
    if change.base_url.is_some() {
        row.base_url = check_base_url(change.base_url)?;
    }
    row.position = change.position.unwrap_or(row.position);
    row.active = change.active.unwrap_or(row.active);
    if change
        .settings
        .iter()
        .any(|(key, _)| !NO_CREDENTIALS.contains(&&**key))
    {
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
    audit::record_deed(&*txn, core, deed, id, &row.name).await?;
    txn.commit().await?;
    if change
        .settings
        .iter()
        .any(|(key, _)| [DAILY_CAP, WARM_UP].contains(&&**key))
    {
        release::capped(core, id).await?;
    }
    open(row, &core.keys.vault)
}

/// Asks the provider whether an account works, and keeps the answer: whether it does, and what the
/// provider said. Never sends a message.
///
/// # Errors
/// [`AccountError::NotFound`], or the database.
pub async fn test(
    core: &Core,
    providers: &Providers,
    id: &str,
    deed: Option<Deed<'_>>,
) -> Result<(bool, String, Account), AccountError> {
    let account = find(core, id).await?;
    let (ok, detail) = match providers.get(account.kind).test(&account).await {
        Ok(health) => (true, health.detail),
        Err(error) => (false, error.to_string()),
    };
    let kept = if ok { Ok(()) } else { Err(detail.clone()) };
    let account = record_test(core, id, kept, deed).await?;
    Ok((ok, detail, account))
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
    match add(core, providers, new, rng, None).await {
        Ok(_) | Err(AccountError::Taken) => Ok(()),
        Err(error) => Err(error),
    }
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

fn check_required(
    kind: AccountKind,
    allowed: &[AccountSetting],
    credentials: &Credentials,
) -> Result<(), AccountError> {
    let is_missing =
        |setting: &&AccountSetting| setting.required && credentials.get(setting.name).is_none();
    match allowed.iter().find(is_missing) {
        Some(missing) => Err(AccountError::MissingSetting {
            kind,
            key: missing.name,
        }),
        None => Ok(()),
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
        let bad = |key| AccountError::BadValue {
            key,
            value: value.clone(),
        };
        let is_given = !value.is_empty();
        if key == PACE {
            let pace = is_given.then(|| value.parse::<Pace>().or(Err(bad(PACE))));
            row.pace_ms = pace.transpose()?.map(|pace| pace.to_string());
        } else if key == DAILY_CAP {
            let daily = is_given.then(|| cap::parse_cap(value).ok_or(bad(DAILY_CAP)));
            row.daily_cap = daily.transpose()?;
        } else if key == WARM_UP {
            let plan = is_given.then(|| value.parse::<WarmUp>().or(Err(bad(WARM_UP))));
            row.warm_up = plan.transpose()?.map(|plan| plan.to_string());
            row.warm_up_since = None;
        } else {
            credentials.set(key, value.trim());
        }
    }
    Ok(())
}
