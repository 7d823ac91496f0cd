//! The ledger: every change of consent is an entry with its evidence, and each contact's entries
//! form a chain, `hash = HMAC-SHA256(ledger key, previous hash || canonical entry)`.
//!
//! UU 27/2022 (Perlindungan Data Pribadi), articles 20 to 24: consent is explicit, recorded,
//! provable by whoever relies on it, and revocable.

use entity::consent_event::{ActiveModel, Column, Entity, Model};
use entity::contact;
use entity::ids::{ContactId, EventId, InboundId, MessageId};
use entity::words::{AccountKind, Authenticity, ConsentStatus, EventKind, EventSource};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};

use super::preference::Preference;
use crate::database::StoreError;
use crate::keys::Key;
use crate::time::Timestamp;

/// What proves an entry. Only what applies is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Evidence {
    /// The words of the citizen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The account they reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The gateway that carried them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The gateway's id of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_message_id: Option<String>,
    /// When the citizen wrote, by the gateway's clock, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<String>,
    /// When it reached us, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received_at: Option<String>,
    /// How the post was shown to be authentic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authenticity: Option<Authenticity>,
    /// The request that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_message_id: Option<MessageId>,
    /// The inbound message it was read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inbound_id: Option<InboundId>,
    /// What we had sent before: `asked`, `other`, `cold`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// The rule that read the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What the provider reports that the person set; then there are no words of theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preference: Option<Preference>,
    /// The message that put the question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
    /// What a member of staff wrote about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Evidence {
    /// Whether the words came through the sandbox: somebody typed them in the simulator, and they
    /// are no word of the owner of the number.
    pub fn is_play(&self) -> bool {
        self.provider.as_deref() == Some(AccountKind::Sandbox.as_str())
    }
}

/// Whether an entry rests on what was typed in the simulator.
pub fn is_play(event: &Model) -> bool {
    /// All that matters here: a whole ledger is read by it.
    #[derive(Deserialize)]
    struct Way {
        provider: Option<AccountKind>,
    }
    // Nothing but a known gateway's name stands there; whatever else does is none.
    serde_json::from_str::<Way>(&event.evidence)
        .is_ok_and(|way| way.provider == Some(AccountKind::Sandbox))
}

/// An entry to be made.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it says.
    pub kind: EventKind,
    /// Where it comes from.
    pub source: EventSource,
    /// Who brought it about.
    pub actor: String,
    /// When the decision was made, by the clock of whoever carried it.
    pub decided_at: Timestamp,
    /// What proves it.
    pub evidence: Evidence,
}

/// Makes the next entry of a contact's chain, and moves the contact on: status, since, source,
/// chain. Both must then be written in one transaction.
///
/// # Panics
/// Never: evidence is made of texts and ids.
pub fn seal(
    key: &Key,
    contact: &mut contact::Model,
    entry: Entry,
    id: EventId,
    now: Timestamp,
) -> Model {
    #[expect(clippy::expect_used, reason = "evidence is made of texts and ids")]
    let evidence = serde_json::to_string(&entry.evidence).expect("evidence is JSON");
    let previous_hash = contact.chain_head.take().unwrap_or_default();
    let mut event = Model {
        id,
        contact_id: contact.id,
        seq: contact.chain_length + 1,
        kind: entry.kind,
        source: entry.source,
        actor: entry.actor,
        at: now.millis(),
        evidence,
        previous_hash,
        hash: Vec::new(),
    };
    event.hash = hash(key, &contact.address, &event);
    contact.chain_length = event.seq;
    contact.chain_head = Some(event.hash.clone());
    let is_play = entry.evidence.is_play();
    if let Some(record) = Record::of(contact).after(event.kind, is_play) {
        contact.status = record.status;
        contact.played = record.played;
        contact.refused = record.refused;
        contact.since = Some(now.millis());
        contact.source = Some(event.source);
    }
    if let EventKind::Granted | EventKind::Declined | EventKind::Withdrawn = event.kind {
        decided(contact, entry.decided_at);
        contact.held = false;
        // Who is only played with has not answered what was really asked.
        if !is_play {
            contact.ask_count = 0;
        }
    }
    event
}

/// Notes when a contact decided: a yes from before that comes too late (invariant 7).
pub fn decided(contact: &mut contact::Model, at: Timestamp) {
    contact.decided_at = contact.decided_at.max(Some(at.millis()));
}

/// What the entries of a contact come to, up to one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// What it agreed to.
    pub(crate) status: ConsentStatus,
    /// That is a yes played in the simulator.
    pub(crate) played: bool,
    /// The latest decision of its owner, play aside, is a no.
    pub(crate) refused: bool,
}

impl Record {
    /// Before the first entry.
    pub(crate) const NOTHING: Self = Self {
        status: ConsentStatus::Unknown,
        played: false,
        refused: false,
    };

    /// What is on record for a contact now.
    pub(crate) const fn of(contact: &contact::Model) -> Self {
        Self {
            status: contact.status,
            played: contact.played,
            refused: contact.refused,
        }
    }

    /// After an entry, if the entry changes the status.
    pub(crate) const fn after(self, kind: EventKind, is_play: bool) -> Option<Self> {
        let Some(status) = status_after(self.status, kind) else {
            return None;
        };
        let refused = match status {
            _ if is_play => self.refused,
            // To be asked is no decision.
            ConsentStatus::Asked => self.refused,
            ConsentStatus::Denied => true,
            ConsentStatus::Unknown | ConsentStatus::Granted => false,
        };
        Some(Self {
            status,
            played: is_play && matches!(status, ConsentStatus::Granted),
            refused,
        })
    }
}

/// The status after an entry, if the entry changes it.
const fn status_after(before: ConsentStatus, kind: EventKind) -> Option<ConsentStatus> {
    match (kind, before) {
        (EventKind::Asked, ConsentStatus::Unknown) => Some(ConsentStatus::Asked),
        (EventKind::Asked, _) => None,
        (EventKind::Granted, _) => Some(ConsentStatus::Granted),
        (EventKind::Declined | EventKind::Withdrawn, _) => Some(ConsentStatus::Denied),
        (EventKind::Reset, _) => Some(ConsentStatus::Unknown),
    }
}

/// `HMAC-SHA256(ledger key, previous hash || canonical entry)`. The canonical entry is its fields,
/// each preceded by its length, with the address of the contact, so that an entry can be moved
/// neither to another place nor to another person.
pub(crate) fn hash(key: &Key, address: &str, event: &Model) -> Vec<u8> {
    let seq = event.seq.to_be_bytes();
    let at = event.at.to_be_bytes();
    let fields: [&[u8]; 7] = [
        address.as_bytes(),
        &seq,
        event.kind.as_str().as_bytes(),
        event.source.as_str().as_bytes(),
        event.actor.as_bytes(),
        &at,
        event.evidence.as_bytes(),
    ];
    let mut canonical = Vec::with_capacity(192 + event.evidence.len());
    for field in fields {
        canonical.extend_from_slice(&u64::try_from(field.len()).unwrap_or(u64::MAX).to_be_bytes());
        canonical.extend_from_slice(field);
    }
    key.mac(&[&event.previous_hash, &canonical]).to_vec()
}

/// Writes an entry that [`seal`] made.
///
/// # Errors
/// [`StoreError::Conflict`] if another writer has added to the chain meanwhile.
pub async fn append(db: &impl ConnectionTrait, event: Model) -> Result<(), StoreError> {
    let event: ActiveModel = event.into_active_model().reset_all();
    Entity::insert(event).exec_without_returning(db).await?;
    Ok(())
}

/// Writes entries of several contacts that [`seal`] made.
///
/// # Errors
/// [`StoreError::Conflict`] if another writer has added to a chain meanwhile.
pub async fn append_all(db: &impl ConnectionTrait, events: Vec<Model>) -> Result<(), StoreError> {
    let rows = events
        .into_iter()
        .map(|event| event.into_active_model().reset_all());
    Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// The history of a contact, oldest first.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn history(
    db: &impl ConnectionTrait,
    contact: ContactId,
) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find()
        .filter(Column::ContactId.eq(contact))
        .order_by_asc(Column::Seq)
        .all(db)
        .await?)
}

/// Entries of a contact, newest first, older than one of them if that is given.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn latest_of(
    db: &impl ConnectionTrait,
    contact: ContactId,
    before: Option<EventId>,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let mut query = Entity::find()
        .filter(Column::ContactId.eq(contact))
        .order_by_desc(Column::Seq)
        .limit(limit);
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    Ok(query.all(db).await?)
}

/// The entries with these ids.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn find_many(
    db: &impl ConnectionTrait,
    ids: &[EventId],
) -> Result<Vec<Model>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let these = Column::Id.is_in(ids.iter().copied());
    Ok(Entity::find().filter(these).all(db).await?)
}

/// The histories of some contacts, each oldest first.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn histories(
    db: &impl ConnectionTrait,
    contacts: &[ContactId],
) -> Result<Vec<Model>, StoreError> {
    if contacts.is_empty() {
        return Ok(Vec::new());
    }
    Ok(Entity::find()
        .filter(Column::ContactId.is_in(contacts.iter().copied()))
        .order_by_asc(Column::ContactId)
        .order_by_asc(Column::Seq)
        .all(db)
        .await?)
}

/// The latest entry that changed the status of a contact: what its status rests on.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn latest_decision(
    db: &impl ConnectionTrait,
    contact: &contact::Model,
) -> Result<Option<Model>, StoreError> {
    let kinds: &[EventKind] = match contact.status {
        ConsentStatus::Unknown => &[EventKind::Reset],
        ConsentStatus::Asked => &[EventKind::Asked],
        ConsentStatus::Granted => &[EventKind::Granted],
        ConsentStatus::Denied => &[EventKind::Declined, EventKind::Withdrawn],
    };
    Ok(Entity::find()
        .filter(Column::ContactId.eq(contact.id))
        .filter(Column::Kind.is_in(kinds.iter().copied()))
        .order_by_desc(Column::Seq)
        .one(db)
        .await?)
}

/// When the newest entry of all was made.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn latest(db: &impl ConnectionTrait) -> Result<Option<Timestamp>, StoreError> {
    // Ids ascend with time.
    let newest = Entity::find().order_by_desc(Column::Id).one(db).await?;
    Ok(newest.map(|event| Timestamp::from_millis(event.at)))
}

/// The newest entries of all, newest first; `before` is the cursor.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn newest(
    db: &impl ConnectionTrait,
    before: Option<EventId>,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    // Ids ascend with time.
    let mut query = Entity::find().order_by_desc(Column::Id).limit(limit);
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    Ok(query.all(db).await?)
}
