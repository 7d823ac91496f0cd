//! The table of endpoints: the addresses of the office's other systems, what each wants to hear,
//! and the secret by which it knows us.

use std::time::Duration;

use entity::hook_endpoint::{Column, Entity, Model};
use entity::ids::HookId;
use entity::words::HookKind;
use rand::Rng;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::error::HookError;
use super::send::Caller;
use super::signature::Secret;
use super::target::Target;
use crate::core::Core;
use crate::database::StoreError;
use crate::keys::Key;
use crate::providers::vault::Credentials;
use crate::staff::audit;
use crate::time::Timestamp;

/// How long the secret before a rotation signs as well.
pub const ROTATION: Duration = Duration::from_hours(24);
/// The most endpoints: each may hold as many connections as it is allowed at once.
pub const MOST: u64 = 16;
/// The longest description, in characters.
pub(super) const LONGEST_DESCRIPTION: usize = 200;
/// An endpoint, with its secrets opened.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The row.
    pub row: Model,
    /// The secrets that sign at the moment, the newest first.
    pub(super) secrets: Vec<Secret>,
}

impl Endpoint {
    /// Opens the secrets that sign at that moment.
    fn open(row: Model, vault: &Key, now: Timestamp) -> Result<Self, HookError> {
        let credentials = Credentials::open(&row.sealed, vault, &place(row.id));
        let credentials = credentials.or(Err(HookError::WrongKey))?;
        let previous = row.previous_until.is_some_and(|until| until > now.millis());
        let names = if previous {
            &["current", "previous"][..]
        } else {
            &["current"][..]
        };
        let secrets = names.iter().filter_map(|name| credentials.get(name));
        let secrets = secrets.map(Secret::from_kept).collect();
        Ok(Self { row, secrets })
    }
}

/// What the sealed secrets are bound to.
fn place(id: HookId) -> String {
    format!("hook:{id}")
}

/// An endpoint to be made.
#[derive(Clone, Debug)]
pub struct NewEndpoint {
    /// The address.
    pub url: String,
    /// What people call it.
    pub description: String,
    /// The events it gets; empty for all.
    pub events: Vec<HookKind>,
    /// Whether events go there at once.
    pub active: bool,
}

/// What is to be changed of an endpoint.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Another address.
    pub url: Option<String>,
    /// Another description.
    pub description: Option<String>,
    /// Other events.
    pub events: Option<Vec<HookKind>>,
    /// On or off.
    pub active: Option<bool>,
}

/// Makes an endpoint and its secret, which is seen this once.
///
/// # Errors
/// [`HookError`] says what is wrong.
pub async fn create(
    core: &Core,
    caller: &Caller,
    new: NewEndpoint,
    actor: &str,
    rng: &mut (impl Rng + Send),
) -> Result<(Endpoint, Secret), HookError> {
    let target = caller.check(&new.url).await?;
    let description = check_description(&new.description)?;
    let secret = Secret::random(rng);
    let id = HookId(core.next_id());
    let now = core.now();
    let mut credentials = Credentials::default();
    credentials.set("current", secret.expose());
    let row = Model {
        id,
        url: target.as_str().to_owned(),
        description,
        events: joined(&new.events),
        active: new.active,
        disabled_reason: None,
        sealed: credentials.seal(&core.keys.vault, &place(id), rng),
        previous_until: None,
        failing_since: None,
        hold_until: None,
        last_error: None,
        created_at: now.millis(),
        updated_at: now.millis(),
    };
    let txn = core.db.begin_write().await?;
    if Entity::find()
        .count(&*txn)
        .await
        .map_err(StoreError::from)?
        >= MOST
    {
        return Err(HookError::TooMany);
    }
    Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&*txn)
        .await
        .map_err(StoreError::from)?;
    let subject = id.to_string();
    audit::record(
        &*txn,
        core,
        actor,
        "hook.added",
        &subject,
        Some(&told(&target)),
    )
    .await?;
    txn.commit().await?;
    Ok((Endpoint::open(row, &core.keys.vault, now)?, secret))
}

/// Changes an endpoint. Switched on again, it starts with a clean slate.
///
/// # Errors
/// [`HookError`] says what is wrong.
pub async fn change(
    core: &Core,
    caller: &Caller,
    id: HookId,
    change: Change,
    actor: &str,
) -> Result<Endpoint, HookError> {
    let target = match &change.url {
        Some(url) => Some(caller.check(url).await?),
        None => None,
    };
    let description = change.description.as_deref().map(check_description);
    let description = description.transpose()?;
    let now = core.now();
    let txn = core.db.begin_write().await?;
    let mut row = lock(&*txn, id).await?;
    let mut detail = Vec::new();
    if let Some(target) = target {
        detail.push(told(&target));
        target.as_str().clone_into(&mut row.url);
    }
    if let Some(description) = description {
        row.description = description;
    }
    if let Some(events) = change.events {
        row.events = joined(&events);
        detail.push(format!("events={}", row.events));
    }
    if let Some(active) = change.active {
        row.active = active;
        row.disabled_reason = None;
        row.failing_since = None;
        row.hold_until = None;
        row.last_error = None;
        detail.push(format!("active={active}"));
    }
    row.updated_at = now.millis();
    write(&*txn, row.clone()).await?;
    let (subject, detail) = (id.to_string(), detail.join(" "));
    audit::record(&*txn, core, actor, "hook.changed", &subject, Some(&detail)).await?;
    txn.commit().await?;
    Endpoint::open(row, &core.keys.vault, now)
}

/// Makes a new secret, which is seen this once; the one before signs as well for [`ROTATION`].
///
/// # Errors
/// [`HookError`] says what is wrong.
pub async fn rotate_secret(
    core: &Core,
    id: HookId,
    actor: &str,
    rng: &mut (impl Rng + Send),
) -> Result<(Endpoint, Secret), HookError> {
    let now = core.now();
    let secret = Secret::random(rng);
    let txn = core.db.begin_write().await?;
    let mut row = lock(&*txn, id).await?;
    let old = Credentials::open(&row.sealed, &core.keys.vault, &place(id));
    let old = old.or(Err(HookError::WrongKey))?;
    let mut credentials = Credentials::default();
    credentials.set("current", secret.expose());
    credentials.set("previous", old.get("current").unwrap_or_default());
    row.sealed = credentials.seal(&core.keys.vault, &place(id), rng);
    row.previous_until = Some(now.plus(ROTATION).millis());
    row.updated_at = now.millis();
    write(&*txn, row.clone()).await?;
    let subject = id.to_string();
    audit::record(&*txn, core, actor, "hook.secret_rotated", &subject, None).await?;
    txn.commit().await?;
    Ok((Endpoint::open(row, &core.keys.vault, now)?, secret))
}

/// Takes an endpoint away; nothing goes there any more, and its log is cleared bit by bit.
///
/// # Errors
/// [`HookError::NotFound`], or the database.
pub async fn remove(core: &Core, id: HookId, actor: &str) -> Result<(), HookError> {
    let txn = core.db.begin_write().await?;
    lock(&*txn, id).await?;
    Entity::delete_many()
        .filter(Column::Id.eq(id))
        .exec(&*txn)
        .await
        .map_err(StoreError::from)?;
    audit::record(&*txn, core, actor, "hook.deleted", &id.to_string(), None).await?;
    Ok(txn.commit().await?)
}

/// One endpoint.
///
/// # Errors
/// [`HookError::NotFound`], [`HookError::WrongKey`], or the database.
pub async fn find(core: &Core, id: HookId) -> Result<Endpoint, HookError> {
    let found = Entity::find_by_id(id).one(core.db.reader()).await;
    let row = found
        .map_err(StoreError::from)?
        .ok_or(HookError::NotFound)?;
    Endpoint::open(row, &core.keys.vault, core.now())
}

/// All endpoints, the oldest first.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::Id).all(db).await?)
}

/// Those that events go to and that this master key opens.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn active(core: &Core) -> Result<Vec<Endpoint>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Active.eq(true))
        .order_by_asc(Column::Id)
        .all(core.db.reader())
        .await?;
    let now = core.now();
    let open = |row: Model| {
        let id = row.id;
        let opened = Endpoint::open(row, &core.keys.vault, now);
        if opened.is_err() {
            tracing::warn!(hook.id = %id, "the secret of an endpoint cannot be opened");
        }
        opened.ok()
    };
    Ok(rows.into_iter().filter_map(open).collect())
}

/// Whether an endpoint has a failure on record, or asked for a pause.
pub(super) async fn is_troubled(db: &impl ConnectionTrait, id: HookId) -> Result<bool, StoreError> {
    let row = Entity::find_by_id(id).one(db).await?;
    Ok(row.is_some_and(|row| row.failing_since.is_some() || row.hold_until.is_some()))
}

/// A row, locked until the end of the transaction.
pub(super) async fn lock(db: &impl ConnectionTrait, id: HookId) -> Result<Model, HookError> {
    let found = Entity::find_by_id(id).lock_exclusive().one(db).await;
    found.map_err(StoreError::from)?.ok_or(HookError::NotFound)
}

pub(super) async fn write(db: &impl ConnectionTrait, row: Model) -> Result<(), StoreError> {
    Entity::update(row.into_active_model().reset_all())
        .validate()?
        .exec(db)
        .await?;
    Ok(())
}

/// What the audit trail tells of an address: not its path or query, which may hold a secret.
fn told(target: &Target) -> String {
    format!("url={}", target.origin())
}

fn joined(events: &[HookKind]) -> String {
    let mut names: Vec<_> = events.iter().map(|kind| kind.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.join(",")
}

fn check_description(text: &str) -> Result<String, HookError> {
    let text = text.trim();
    let is_good =
        text.chars().count() <= LONGEST_DESCRIPTION && !text.chars().any(char::is_control);
    is_good
        .then(|| text.to_owned())
        .ok_or(HookError::BadDescription)
}
