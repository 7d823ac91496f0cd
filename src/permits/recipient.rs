//! The officials who are told of documents. They are contacts like everybody else: without their
//! consent nothing reaches them.

use entity::contact;
use entity::ids::{ContactId, RecipientId};
use entity::recipient::{Column, Entity, Model};
use entity::words::NoticeKind;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::columns::number;
use super::fields::{FieldError, text};
use crate::core::Core;
use crate::database::StoreError;
use crate::lang::{Lang, Say};
use crate::people::contact as contacts;
use crate::staff::audit;

/// An official, and the contact of the number.
pub type Official = (Model, contact::Model);

/// What officials may be told of.
pub const NOTICES: [NoticeKind; 3] = [
    NoticeKind::DocumentPending,
    NoticeKind::ApprovalRequired,
    NoticeKind::Reminder,
];

/// What is told of an official; what is left out stays, and is everything for a new one.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// The name.
    pub name: Option<String>,
    /// The number, in any usual notation.
    pub phone: Option<String>,
    /// What the official is told of.
    pub notices: Option<Vec<NoticeKind>>,
}

/// Why an official cannot be entered or changed.
#[derive(Debug, thiserror::Error)]
pub enum RecipientError {
    /// A field is wrong.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// Another official has the number.
    #[error("another recipient has this number")]
    Taken,
    /// There is no such official.
    #[error("there is no recipient {0}")]
    NotFound(RecipientId),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Say for RecipientError {
    fn say(&self, lang: Lang) -> String {
        match self {
            Self::Field(error) => format!("{} ({})", error.say(lang), error.field),
            _ if lang == Lang::En => self.to_string(),
            Self::Taken => "penerima lain sudah memakai nomor ini".to_owned(),
            Self::NotFound(id) => format!("tidak ada penerima {id}"),
            Self::Store(_) => "basis data tidak dapat dipakai saat ini".to_owned(),
        }
    }
}

/// Enters an official.
///
/// # Errors
/// [`RecipientError`] says what is wrong.
pub async fn create(core: &Core, entry: Entry, actor: &str) -> Result<Official, RecipientError> {
    let now = core.now().millis();
    let row = Model {
        id: RecipientId(core.next_id()),
        name: String::new(),
        phone: String::new(),
        contact_id: ContactId(0),
        document_pending: true,
        approval_required: true,
        reminder: true,
        created_at: now,
        updated_at: now,
    };
    let entry = Entry {
        name: Some(entry.name.unwrap_or_default()),
        phone: Some(entry.phone.unwrap_or_default()),
        notices: entry.notices,
    };
    save(core, row, entry, actor, "recipient.added").await
}

/// Changes an official.
///
/// # Errors
/// [`RecipientError`] says what is wrong.
pub async fn change(
    core: &Core,
    id: RecipientId,
    entry: Entry,
    actor: &str,
) -> Result<Official, RecipientError> {
    let row = Entity::find_by_id(id).one(core.db.reader()).await;
    let row = row.map_err(StoreError::from)?;
    let row = row.ok_or(RecipientError::NotFound(id))?;
    save(core, row, entry, actor, "recipient.changed").await
}

async fn save(
    core: &Core,
    mut row: Model,
    entry: Entry,
    actor: &str,
    action: &str,
) -> Result<Official, RecipientError> {
    if let Some(name) = entry.name {
        row.name = text("name", &name)?;
    }
    let number = entry.phone.as_deref().map(number).transpose()?;
    if let Some(notices) = entry.notices {
        row.document_pending = notices.contains(&NoticeKind::DocumentPending);
        row.approval_required = notices.contains(&NoticeKind::ApprovalRequired);
        row.reminder = notices.contains(&NoticeKind::Reminder);
    }
    row.updated_at = core.now().millis();
    let txn = core.db.begin_write().await?;
    if let Some((typed, address)) = number {
        let id = ContactId(core.next_id());
        let contact = contacts::lock_or_create(&*txn, id, &address, core.now()).await?;
        row.phone = typed;
        row.contact_id = contact.id;
    }
    let model = row.clone().into_active_model().reset_all();
    let written = if action == "recipient.added" {
        let insert = Entity::insert(model).exec_without_returning(&*txn).await;
        insert.map(|_| ())
    } else {
        let update = Entity::update(model).validate().map_err(StoreError::from)?;
        update.exec(&*txn).await.map(|_| ())
    };
    written.map_err(|error| match StoreError::from(error) {
        StoreError::Conflict(_) => RecipientError::Taken,
        error => RecipientError::Store(error),
    })?;
    let subject = row.id.to_string();
    audit::record(&*txn, core, actor, action, &subject, None).await?;
    let official = with_contacts(&*txn, vec![row.clone()]).await?.pop();
    txn.commit().await?;
    official.ok_or(RecipientError::NotFound(row.id))
}

/// Takes an official away. The contact and its proof of consent stay.
///
/// # Errors
/// [`RecipientError::NotFound`], or the database.
pub async fn remove(core: &Core, id: RecipientId, actor: &str) -> Result<(), RecipientError> {
    let txn = core.db.begin_write().await?;
    let done = Entity::delete_by_id(id).exec(&*txn).await;
    if done.map_err(StoreError::from)?.rows_affected == 0 {
        return Err(RecipientError::NotFound(id));
    }
    let subject = id.to_string();
    audit::record(&*txn, core, actor, "recipient.deleted", &subject, None).await?;
    txn.commit().await?;
    Ok(())
}

/// One official.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn find(
    db: &impl ConnectionTrait,
    id: RecipientId,
) -> Result<Option<Official>, StoreError> {
    let row = Entity::find_by_id(id).one(db).await?;
    Ok(with_contacts(db, row.into_iter().collect()).await?.pop())
}

/// Officials, in the order in which they were entered.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn list(
    db: &impl ConnectionTrait,
    after: Option<RecipientId>,
    limit: u64,
) -> Result<Vec<Official>, StoreError> {
    let mut query = Entity::find().order_by_asc(Column::Id).limit(limit);
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after));
    }
    with_contacts(db, query.all(db).await?).await
}

/// Who is told of this; nobody, if it is no news for officials.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn who_is_told(
    db: &impl ConnectionTrait,
    kind: NoticeKind,
) -> Result<Vec<Official>, StoreError> {
    let wanted = match kind {
        NoticeKind::DocumentPending => Column::DocumentPending,
        NoticeKind::ApprovalRequired => Column::ApprovalRequired,
        NoticeKind::Reminder => Column::Reminder,
        NoticeKind::PermitReady | NoticeKind::StatusUpdate | NoticeKind::RenewalApproved => {
            return Ok(Vec::new());
        }
    };
    let rows = Entity::find()
        .filter(wanted.eq(true))
        .order_by_asc(Column::Id)
        .all(db)
        .await?;
    with_contacts(db, rows).await
}

async fn with_contacts(
    db: &impl ConnectionTrait,
    rows: Vec<Model>,
) -> Result<Vec<Official>, StoreError> {
    let ids = rows.iter().map(|row| row.contact_id);
    let found = contacts::find_by_ids(db, ids).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let contact = found.iter().find(|contact| contact.id == row.contact_id)?;
            let contact = contact.clone();
            Some((row, contact))
        })
        .collect())
}
