//! Drafts: what is to be sent, to whom, when; checked, and counted, before anybody starts it.

use std::sync::Arc;

use entity::broadcast::Model;
use entity::ids::{BroadcastId, ContactId};
use entity::words::{AccountKind, BroadcastStatus, Purpose};

use super::audience::{Audience, MOST_PARTNERS};
use super::candidates::Candidates;
pub use super::draft_error::DraftError;
use super::dry_run::{self, DryRun};
use super::marks::Text;
use super::store;
use crate::core::Core;
use crate::database::StoreError;
use crate::edit::Edit;
use crate::live::Live;
use crate::outbound::message::{LONGEST_TEXT, Origin};
use crate::outbound::template;
use crate::people::partner;
use crate::providers::Account;
use crate::staff::audit;
use crate::time::Timestamp;

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 200;
/// The largest daily limit.
pub const LARGEST_LIMIT: i64 = 1_000_000;

/// What is said.
#[derive(Clone, Debug)]
pub enum Content {
    /// This text.
    Text(String),
    /// The text that this template has now.
    Template(String),
}

/// A broadcast to be drafted.
#[derive(Clone, Debug)]
pub struct NewDraft {
    /// The name people see.
    pub name: String,
    /// Why.
    pub purpose: Purpose,
    /// What.
    pub content: Content,
    /// To whom.
    pub audience: Audience,
    /// Through this account and no other; `None` for the default.
    pub account: Option<String>,
    /// When it starts, once it has been let.
    pub scheduled_at: Option<Timestamp>,
    /// None of it leaves after.
    pub not_after: Option<Timestamp>,
    /// How many a day.
    pub limit: Option<i64>,
}

/// A draft that was made under an id that was set aside before.
#[derive(Clone, Debug)]
pub enum Drafted {
    /// Just now.
    Now(Model),
    /// When the same form was sent before.
    Before(Model),
}

/// What is to be changed of a draft.
#[derive(Clone, Debug, Default)]
pub struct DraftChange {
    /// Another name.
    pub name: Option<String>,
    /// Another reason to send it.
    pub purpose: Option<Purpose>,
    /// Another text.
    pub content: Option<Content>,
    /// Another audience.
    pub audience: Option<Audience>,
    /// Another account, or the default.
    pub account: Edit<String>,
    /// Another time, or at once.
    pub scheduled_at: Edit<Timestamp>,
    /// Another end, or none.
    pub not_after: Edit<Timestamp>,
    /// Another limit, or none.
    pub limit: Edit<i64>,
}

/// Drafts a broadcast, and counts what it would come to. Nothing is sent.
///
/// # Errors
/// [`DraftError`] says what is wrong.
pub async fn create(
    core: &Core,
    live: &Live,
    new: NewDraft,
    actor: &str,
) -> Result<Model, DraftError> {
    let id = BroadcastId(core.next_id());
    create_as(core, live, id, new, actor).await
}

/// Drafts a broadcast under an id that was set aside before, so that a form that is sent twice
/// drafts once: the second time the draft is there, and stays as it is.
///
/// # Errors
/// [`DraftError`] says what is wrong.
pub async fn create_once(
    core: &Core,
    live: &Live,
    id: BroadcastId,
    new: NewDraft,
    actor: &str,
) -> Result<Drafted, DraftError> {
    if let Some(row) = store::find(core.db.reader(), id).await? {
        return Ok(Drafted::Before(row));
    }
    match create_as(core, live, id, new, actor).await {
        Err(DraftError::Store(StoreError::Conflict(error))) => {
            let row = store::find(core.db.reader(), id).await?;
            let row = row.ok_or(StoreError::Conflict(error))?;
            Ok(Drafted::Before(row))
        }
        result => result.map(Drafted::Now),
    }
}

async fn create_as(
    core: &Core,
    live: &Live,
    id: BroadcastId,
    new: NewDraft,
    actor: &str,
) -> Result<Model, DraftError> {
    let row = assemble(core, live, id, new, actor).await?;
    let txn = core.db.begin_write().await?;
    store::insert(&*txn, &row).await?;
    let (subject, name) = (row.id.to_string(), Some(row.name.as_str()));
    audit::record(&*txn, core, actor, "broadcast.drafted", &subject, name).await?;
    txn.commit().await?;
    Ok(row)
}

/// What a draft would be, and what it would come to. Nothing is kept.
///
/// # Errors
/// [`DraftError`] says what is wrong.
pub async fn try_out(core: &Core, live: &Live, new: NewDraft) -> Result<Model, DraftError> {
    assemble(core, live, BroadcastId(0), new, "").await
}

async fn assemble(
    core: &Core,
    live: &Live,
    id: BroadcastId,
    new: NewDraft,
    actor: &str,
) -> Result<Model, DraftError> {
    let NewDraft {
        name,
        purpose,
        content,
        audience,
        account,
        scheduled_at,
        not_after,
        limit,
    } = new;
    let now = core.now();
    let (text, template) = read_content(core, content).await?;
    let (template_key, template_version) = template.unzip();
    let mut row = Model {
        id,
        name: check_name(&name)?,
        purpose: check_purpose(purpose)?,
        text,
        template_key,
        template_version,
        audience: audience.to_json(),
        account_id: String::new(),
        forced: account.is_some(),
        status: BroadcastStatus::Draft,
        pause_reason: None,
        scheduled_at: scheduled_at.map(Timestamp::millis),
        not_after: not_after.map(Timestamp::millis),
        daily_limit: limit,
        planned_to: ContactId(i64::MIN),
        planned_at: None,
        planned: 0,
        planned_day: None,
        planned_today: 0,
        withheld: "{}".to_owned(),
        dry_run: String::new(),
        created_by: actor.to_owned(),
        edited_by: None,
        started_by: None,
        created_at: now.millis(),
        started_at: None,
        resumed_at: None,
        finished_at: None,
        updated_at: now.millis(),
    };
    complete(core, live, &mut row, &audience, account).await?;
    Ok(row)
}

/// Changes a draft, and counts anew.
///
/// # Errors
/// [`DraftError`] says what is wrong; then nothing has changed.
pub async fn change(
    core: &Core,
    live: &Live,
    id: BroadcastId,
    change: DraftChange,
    actor: &str,
) -> Result<Model, DraftError> {
    let before = store::find(core.db.reader(), id).await?;
    let before = before.ok_or(DraftError::NotFound)?;
    let mut row = before.clone();
    let DraftChange {
        name,
        purpose,
        content,
        audience,
        account,
        scheduled_at,
        not_after,
        limit,
    } = change;
    if let Some(name) = name {
        row.name = check_name(&name)?;
    }
    if let Some(purpose) = purpose {
        row.purpose = check_purpose(purpose)?;
    }
    if let Some(content) = content {
        let (text, template) = read_content(core, content).await?;
        row.text = text;
        (row.template_key, row.template_version) = template.unzip();
    }
    let audience = audience.unwrap_or_else(|| Audience::from_json(&row.audience));
    row.audience = audience.to_json();
    let mut forced = row.forced.then(|| row.account_id.clone());
    account.apply(&mut forced);
    row.forced = forced.is_some();
    let millis = |time: Timestamp| Ok::<_, DraftError>(time.millis());
    scheduled_at.try_map(millis)?.apply(&mut row.scheduled_at);
    not_after.try_map(millis)?.apply(&mut row.not_after);
    limit.apply(&mut row.daily_limit);
    complete(core, live, &mut row, &audience, forced).await?;
    row.edited_by = Some(actor.to_owned());
    row.updated_at = core.now().millis();

    let txn = core.db.begin_write().await?;
    let latest = store::lock(&*txn, id).await?.ok_or(DraftError::NotFound)?;
    if latest.status != BroadcastStatus::Draft {
        return Err(DraftError::NotADraft(latest.status));
    }
    if latest != before {
        // Somebody else changed it meanwhile: the same again will do.
        let error = sea_orm::DbErr::RecordNotUpdated;
        return Err(StoreError::Conflict(error).into());
    }
    store::update(&*txn, &row).await?;
    let subject = row.id.to_string();
    audit::record(
        &*txn,
        core,
        actor,
        "broadcast.changed",
        &subject,
        Some(&row.name),
    )
    .await?;
    txn.commit().await?;
    Ok(row)
}

/// What was counted when the draft was last changed.
pub fn dry_run_of(row: &Model) -> DryRun {
    serde_json::from_str(&row.dry_run).unwrap_or_default()
}

/// Checks what belongs together, chooses the account, and counts.
async fn complete(
    core: &Core,
    live: &Live,
    row: &mut Model,
    audience: &Audience,
    account: Option<String>,
) -> Result<(), DraftError> {
    let now = core.now();
    let origin = Origin::of(row.template_key.is_some());
    let text = Text::parse(&row.text).map_err(|mark| DraftError::UnknownMark(origin, mark))?;
    check_audience(core, audience).await?;
    let earliest = row.scheduled_at.unwrap_or(0).max(now.millis());
    if row.not_after.is_some_and(|last| last <= earliest) {
        return Err(DraftError::BadNotAfter);
    }
    if row
        .daily_limit
        .is_some_and(|limit| !(1..=LARGEST_LIMIT).contains(&limit))
    {
        return Err(DraftError::BadLimit);
    }
    let account = choose(live, account).await?;
    if account.kind == AccountKind::Meta && row.template_key.is_none() {
        return Err(DraftError::TemplateRequired);
    }
    row.account_id.clone_from(&account.id);
    let db = core.db.reader();
    let candidates = Candidates {
        audience,
        text: &text,
        purpose: row.purpose,
        is_sandbox: account.kind == AccountKind::Sandbox,
        rules: &core.policy.rules,
        now,
        backend: sea_orm::ConnectionTrait::get_database_backend(db),
    };
    let dry_run = dry_run::count(db, &candidates).await?;
    row.dry_run = serde_json::to_string(&dry_run).unwrap_or_default();
    Ok(())
}

fn check_purpose(purpose: Purpose) -> Result<Purpose, DraftError> {
    match purpose {
        Purpose::Broadcast | Purpose::OptInRequest | Purpose::ServiceInfo => Ok(purpose),
        _ => Err(DraftError::BadPurpose),
    }
}

fn check_name(name: &str) -> Result<String, DraftError> {
    let name = name.trim();
    if (1..=LONGEST_NAME).contains(&name.chars().count()) {
        Ok(name.to_owned())
    } else {
        Err(DraftError::BadName)
    }
}

async fn read_content(
    core: &Core,
    content: Content,
) -> Result<(String, Option<(String, i64)>), DraftError> {
    let (text, template) = match content {
        Content::Text(text) => (text, None),
        Content::Template(key) => match template::find(core.db.reader(), &key).await? {
            Some(template) => (template.body, Some((key, template.version))),
            None => return Err(DraftError::NoTemplate(key)),
        },
    };
    let origin = Origin::of(template.is_some());
    match text.chars().count() {
        _ if text.trim().is_empty() => Err(DraftError::EmptyText(origin)),
        length if length > LONGEST_TEXT => Err(DraftError::TextTooLong(origin)),
        _ => Ok((text.trim_end().to_owned(), template)),
    }
}

async fn check_audience(core: &Core, audience: &Audience) -> Result<(), DraftError> {
    if audience.is_empty() {
        return Err(DraftError::EmptyAudience);
    }
    if audience.partner_ids.len() > MOST_PARTNERS {
        return Err(DraftError::TooManyPartners);
    }
    if let Some(list) = audience.too_long() {
        return Err(DraftError::TooManyChoices(list));
    }
    let unknown = partner::first_unknown(core.db.reader(), &audience.partner_ids).await?;
    unknown.map_or(Ok(()), |id| Err(DraftError::NoPartner(id)))
}

/// An account that another process has just added is found as well.
async fn choose(live: &Live, id: Option<String>) -> Result<Arc<Account>, DraftError> {
    if let Some(id) = id {
        return live.account(&id).await?.ok_or(DraftError::NoAccount(id));
    }
    live.refresh().await?;
    let default = live.latest().choose(None).cloned();
    default.ok_or(DraftError::NoProvider)
}
