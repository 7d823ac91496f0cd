//! The inbox: what people wrote, and the decisions of staff on replies that no rule could read.

use std::collections::HashMap;

use entity::contact;
use entity::ids::{ContactId, EventId, InboundId};
use entity::inbound_message::{Column, Entity, Model};
use entity::words::{EventKind, EventSource, InboundKind};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use serde::{Deserialize, Serialize};

use super::trail;
use crate::consent::decision::{self, Outcome};
use crate::consent::ledger::{self, Entry, Evidence};
use crate::consent::register::{LONGEST_NOTE, check_note};
use crate::consent::reply::{Context, Intent};
use crate::core::Core;
use crate::database::StoreError;
use crate::lang::{Lang, Say};
use crate::people::{self, Address, PhoneNumber};
use crate::providers::registry;
use crate::staff::audit;
use crate::time::Timestamp;

/// The longest text that goes into the ledger, in characters; the row keeps it whole.
const LONGEST_EVIDENCE: usize = 4096;

/// Which messages.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// From this number.
    pub phone: Option<PhoneNumber>,
    /// From this contact.
    pub contact: Option<ContactId>,
    /// Read like this.
    pub intent: Option<Intent>,
    /// Waiting for a person, or not.
    pub unclear: Option<bool>,
    /// Of this kind.
    pub kind: Option<InboundKind>,
    /// Older than this one: the cursor.
    pub before: Option<InboundId>,
}

/// What a person read in an unclear reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// A yes.
    Grant,
    /// A no.
    Deny,
    /// Neither.
    None,
}

impl Resolution {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        self.intent().as_str()
    }

    const fn intent(self) -> Intent {
        match self {
            Self::Grant => Intent::Grant,
            Self::Deny => Intent::Deny,
            Self::None => Intent::None,
        }
    }
}

/// Why a reply was not decided.
#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    /// There is no such message.
    #[error("there is no inbound message {0}")]
    NotFound(InboundId),
    /// Nobody has to decide it, or somebody has already.
    #[error("this message does not wait for a decision")]
    NotUnclear,
    /// Nothing says why it was read so.
    #[error("a note of 1 to {LONGEST_NOTE} characters is needed: why is the reply read so")]
    BadNote,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Say for ResolveError {
    fn say(&self, lang: Lang) -> String {
        match self {
            _ if lang == Lang::En => self.to_string(),
            Self::NotFound(id) => format!("tidak ada pesan masuk {id}"),
            Self::NotUnclear => "pesan ini tidak menunggu keputusan".to_owned(),
            Self::BadNote => format!(
                "catatan wajib diisi, 1 sampai {LONGEST_NOTE} karakter: mengapa balasan dibaca \
                 demikian"
            ),
            Self::Store(_) => "basis data tidak dapat dipakai saat ini".to_owned(),
        }
    }
}

/// One message.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn find(db: &impl ConnectionTrait, id: InboundId) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// Who wrote some messages.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn writers(
    db: &impl ConnectionTrait,
    ids: &[InboundId],
) -> Result<HashMap<InboundId, ContactId>, StoreError> {
    let rows: Vec<(InboundId, ContactId)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::ContactId])
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(Column::ContactId.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Messages, newest first.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn list(
    db: &impl ConnectionTrait,
    mut filter: Filter,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    if let Some(phone) = filter.phone.take() {
        let contact = people::contact::find(db, &Address::Phone(phone)).await?;
        let contact = contact.map(|contact| contact.id);
        if contact.is_none() || filter.contact.is_some_and(|asked| Some(asked) != contact) {
            return Ok(Vec::new());
        }
        filter.contact = contact;
    }
    if let Some(contact) = filter.contact {
        return trail::list(db, contact, &filter, limit).await;
    }
    let mut query = Entity::find().order_by_desc(Column::Id).limit(limit);
    if let Some(intent) = filter.intent {
        query = query.filter(Column::Intent.eq(intent.as_str()));
    }
    // Written as the partial index has it.
    query = match filter.unclear {
        Some(true) => query.filter(Expr::col((Entity, Column::Unclear))),
        Some(false) => query.filter(Column::Unclear.eq(false)),
        None => query,
    };
    if let Some(kind) = filter.kind {
        query = query.filter(Column::Kind.eq(kind));
    }
    if let Some(before) = filter.before {
        query = query.filter(Column::Id.lt(before));
    }
    Ok(query.all(db).await?)
}

/// The latest message of each of some contacts.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn latest_of(
    db: &impl ConnectionTrait,
    contacts: &[ContactId],
) -> Result<Vec<Model>, StoreError> {
    let latest = contact::Entity::find()
        .select_only()
        .column(contact::Column::LastInboundId)
        .filter(contact::Column::Id.is_in(contacts.iter().copied()))
        .into_query();
    let these = Column::Id.in_subquery(latest);
    Ok(Entity::find().filter(these).all(db).await?)
}

/// A person decides an unclear reply. The decision has the time of the reply: one that is older
/// than a later decision of the citizen is kept, and changes nothing.
///
/// # Errors
/// [`ResolveError`] says why not; then nothing has changed.
pub async fn resolve(
    core: &Core,
    id: InboundId,
    resolution: Resolution,
    note: &str,
    actor: &str,
) -> Result<Model, ResolveError> {
    let note = match resolution {
        // What changes nothing needs no reason.
        Resolution::None if note.trim().is_empty() => String::new(),
        _ => check_note(note).ok_or(ResolveError::BadNote)?,
    };
    let now = core.now();
    let txn = core.db.begin_write().await?;
    let (mut row, mut contact) = lock(&*txn, id).await?;
    let was_held = contact.held;

    let written_at = written_at(&row);
    let evidence = evidence(core, &row, &contact, &note).await?;
    let outcome = decision::outcome(
        &contact,
        resolution.intent(),
        written_at,
        evidence.is_play(),
    );
    if let Outcome::Enter(kind) = outcome {
        let entry = Entry {
            kind,
            source: EventSource::Staff,
            actor: actor.to_owned(),
            decided_at: written_at,
            evidence,
        };
        let event_id = EventId(core.next_id());
        let event = ledger::seal(&core.keys.ledger, &mut contact, entry, event_id, now);
        ledger::append(&*txn, event).await?;
        row.event_id = Some(event_id);
    } else if outcome == Outcome::Again {
        ledger::decided(&mut contact, written_at);
    }
    row.unclear = false;
    row.resolved_by = Some(actor.to_owned());
    row.resolved_at = Some(now.millis());
    write(&*txn, &row).await?;
    contact.held = was_held && others_wait(&*txn, contact.id).await?;
    people::contact::update(&*txn, contact).await?;
    let detail = format!(
        "{} ({}): {note}",
        resolution.as_str(),
        outcome_word(outcome)
    );
    let subject = id.to_string();
    audit::record(
        &*txn,
        core,
        actor,
        "inbound.resolved",
        &subject,
        Some(&detail),
    )
    .await?;
    txn.commit().await?;
    Ok(row)
}

async fn lock(
    db: &impl ConnectionTrait,
    id: InboundId,
) -> Result<(Model, contact::Model), ResolveError> {
    let row = find(db, id).await?.ok_or(ResolveError::NotFound(id))?;
    let contact = row.contact_id.ok_or(ResolveError::NotUnclear)?;
    let contact = people::contact::lock_by_id(db, contact).await?;
    // The contact is locked first, as everywhere; behind its lock nobody else decides the row.
    let row = find(db, id).await?.filter(|row| row.unclear);
    match (row, contact) {
        (Some(row), Some(contact)) => Ok((row, contact)),
        _ => Err(ResolveError::NotUnclear),
    }
}

/// When it was written: by the provider's clock, which may run ahead of ours.
fn written_at(row: &Model) -> Timestamp {
    let at = row
        .sent_at
        .map_or(row.received_at, |sent| sent.min(row.received_at));
    Timestamp::from_millis(at)
}

async fn evidence(
    core: &Core,
    row: &Model,
    contact: &contact::Model,
    note: &str,
) -> Result<Evidence, StoreError> {
    let provider = registry::kind_of(core.db.reader(), &row.account_id).await?;
    let answers_request = row.context == Context::Asked.as_str();
    let request = contact
        .last_request_id
        .filter(|request| answers_request && request.0 < row.id.0);
    Ok(Evidence {
        text: Some(row.text.chars().take(LONGEST_EVIDENCE).collect()),
        account: Some(row.account_id.clone()),
        provider: provider.map(|kind| kind.as_str().to_owned()),
        provider_message_id: row.provider_message_id.clone(),
        sent_at: row
            .sent_at
            .map(|at| Timestamp::from_millis(at).to_rfc3339()),
        received_at: Some(Timestamp::from_millis(row.received_at).to_rfc3339()),
        authenticity: Some(row.authenticity),
        request_message_id: request,
        inbound_id: Some(row.id),
        context: Some(row.context.clone()),
        rule: Some(row.rule.clone()),
        preference: None,
        message_id: None,
        note: Some(note.to_owned()),
    })
}

const fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Enter(EventKind::Granted) => "granted",
        Outcome::Enter(EventKind::Withdrawn) => "withdrawn",
        Outcome::Enter(_) => "declined",
        Outcome::AsBefore | Outcome::Again => "no change",
        Outcome::TooLate => "older than the decision on record",
    }
}

/// Whether more replies of the contact wait for a person: then bulk messages do, too.
async fn others_wait(db: &impl ConnectionTrait, contact: ContactId) -> Result<bool, StoreError> {
    let waiting = Entity::find()
        .filter(Column::ContactId.eq(contact))
        .filter(Expr::col((Entity, Column::Unclear)))
        .count(db)
        .await?;
    Ok(waiting > 0)
}

async fn write(db: &impl ConnectionTrait, row: &Model) -> Result<(), StoreError> {
    Entity::update(row.clone().into_active_model().reset_all())
        .validate()?
        .exec(db)
        .await?;
    Ok(())
}

#[cfg(test)]
#[path = "inbox_tests.rs"]
mod tests;
