//! Documents that wait for somebody for more than a day: officials are reminded of them, each in
//! one message a day, however many documents wait.

use std::time::Duration;

use entity::ids::{PermitChangeId, PermitId};
use entity::permit_change_notice::{Column as NoticeColumn, Entity as Notices, Model as Notice};
use entity::permit_document::{Column, Entity};
use entity::words::{NoticeKind, NoticeOutcome};
use entity::{permit, permit_change};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::notice::{self, Told};
use super::{notice_values, recipient, values};
use crate::core::Core;
use crate::database::StoreError;
use crate::day::Day;
use crate::live::Live;
use crate::people::contact;
use crate::time::Timestamp;

/// After so long, a document is one to remind of.
const AFTER: Duration = Duration::from_hours(24);

/// What waits.
struct Waiting {
    count: u64,
    since: Timestamp,
    oldest: permit::Model,
    change: PermitChangeId,
}

/// Reminds every official who wants it and was not reminded today, of the documents that wait for
/// more than a day. To be called daily; a second call on one day reminds nobody again.
///
/// # Errors
/// [`StoreError`] if the database does not answer; then the rest is reminded by the next call.
pub async fn remind(core: &Core, live: &Live, actor: &str) -> Result<Vec<Notice>, StoreError> {
    live.refresh().await?;
    let Some(waiting) = waiting(core).await? else {
        return Ok(Vec::new());
    };
    let officials = recipient::who_is_told(core.db.reader(), NoticeKind::Reminder).await?;
    let mut notices = Vec::new();
    for official in officials {
        notices.extend(remind_one(core, live, &waiting, official, actor).await?);
    }
    core.wake.ring();
    Ok(notices)
}

async fn waiting(core: &Core) -> Result<Option<Waiting>, StoreError> {
    let db = core.db.reader();
    let before = core.now().minus(AFTER).millis();
    let open = Entity::find()
        // In the words of the index over what waits: a bound value would not find it.
        .filter(Expr::cust("status <> 'signed'"))
        .filter(Column::Since.lte(before));
    let count = open.clone().count(db).await?;
    let Some(oldest) = open.order_by_asc(Column::Since).one(db).await? else {
        return Ok(None);
    };
    let row = permit::Entity::find_by_id(oldest.permit_id).one(db).await?;
    let change = last_change(db, oldest.permit_id).await?;
    Ok(row.zip(change).map(|(row, change)| Waiting {
        count,
        since: Timestamp::from_millis(oldest.since),
        oldest: row,
        change,
    }))
}

async fn last_change(
    db: &impl ConnectionTrait,
    permit: PermitId,
) -> Result<Option<PermitChangeId>, StoreError> {
    let change = permit_change::Entity::find()
        .filter(permit_change::Column::PermitId.eq(permit))
        .filter(permit_change::Column::DocumentAfter.is_not_null())
        .order_by_desc(permit_change::Column::Id)
        .limit(1)
        .one(db)
        .await?;
    Ok(change.map(|change| change.id))
}

/// Reminds one official, unless that was done today.
async fn remind_one(
    core: &Core,
    live: &Live,
    waiting: &Waiting,
    (official, contact): recipient::Official,
    actor: &str,
) -> Result<Option<Notice>, StoreError> {
    let zone = core.policy.rules.zone;
    let today = Day::of(core.now(), zone);
    let txn = core.db.begin_write().await?;
    // Whoever reminds holds the number, so that two at once remind once.
    contact::lock_by_id(&*txn, contact.id).await?;
    let told = Notices::find()
        .filter(NoticeColumn::RecipientId.eq(official.id))
        .filter(NoticeColumn::Kind.eq(NoticeKind::Reminder))
        .filter(NoticeColumn::Day.eq(today.to_string()))
        .count(&*txn)
        .await?;
    if told > 0 {
        return Ok(None);
    }
    let mut values = notice_values::for_official(core, &waiting.oldest, &official.name);
    let since = values::show_time(waiting.since, zone);
    let hours = core.now().since(waiting.since).as_secs() / 3600;
    let duration = format!("{} hari {} jam", hours / 24, hours % 24);
    for (name, value) in [
        ("jumlah", waiting.count.to_string()),
        ("waktu_pending", since.clone()),
        ("pending_since", since),
        ("pending_duration", duration),
    ] {
        values.insert(name.to_owned(), value);
    }
    let one = Told {
        kind: NoticeKind::Reminder,
        change: waiting.change,
        permit: &waiting.oldest,
        recipient: official.id,
        day: Some(today),
        contact: Ok(contact),
        values,
    };
    let notice = notice::accept(core, &*txn, live, one, actor).await?;
    txn.commit().await?;
    Ok(Some(notice))
}

/// How many of some notices became messages.
pub fn count_queued(notices: &[Notice]) -> usize {
    let is_queued = |notice: &&Notice| notice.outcome == NoticeOutcome::Queued;
    notices.iter().filter(is_queued).count()
}
