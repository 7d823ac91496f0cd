//! Reminders of permits that end. Of the thresholds that are reached only the nearest counts, so
//! somebody who could not be reached for a while, or an office that was closed, does not bring
//! three messages at once. What was said is a row for the permit, the threshold and the last day,
//! never a flag: a permit that is renewed is reminded of again. Whoever has several permits gets
//! one message a day, which lists them.
//!
//! Who may not be told is noted with the reason, and tried again every day until the next
//! threshold is reached.

use std::collections::BTreeMap;

use entity::contact;
use entity::ids::{ContactId, MessageId, PermitId};
use entity::words::{AccountKind, Purpose};
use sea_orm::ConnectionTrait;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::reminder_due::{Candidate, Due, MISSING_VALUE, later, read};
use super::reminder_notice::{self, Became};
use super::reminder_text;
use crate::consent::gate::{self, Request};
use crate::core::Core;
use crate::database::{StoreError, WriteTransaction};
use crate::day::Day;
use crate::live::Live;
use crate::outbound::message::{Draft, SYSTEM};
use crate::outbound::{outbox, template};
use crate::people;
use crate::providers::registry;

/// The kind of notice.
pub(super) const KIND: &str = "expiry_reminder";
/// How many permits are looked at together.
const LOOKED_AT: u64 = 10_000;
/// How many numbers are written to in one transaction: nobody waits long for the writer.
const CHUNK: usize = 100;
/// How many permits that nothing may go for are noted in one transaction.
const NOTED: usize = 500;

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Done {
    /// Permits that somebody was reminded of.
    pub permits: usize,
    /// Messages about them.
    pub messages: usize,
    /// Permits that nothing may go for, by reason; those of earlier days are counted again.
    pub withheld: BTreeMap<String, usize>,
    /// Permits left for tomorrow, because their holder was told of others today.
    pub tomorrow: usize,
}

/// Why a run broke off. What was done by then stays done.
#[derive(Debug, thiserror::Error)]
pub enum ReminderError {
    /// No account is there to send with.
    #[error("there is no usable account to send with")]
    NoAccount,
    /// The text is gone.
    #[error("there is no template {0:?}")]
    NoTemplate(&'static str),
    /// The service ends.
    #[error("the service was stopped meanwhile")]
    Stopped,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reminds of every permit that is due today. Does no harm when it runs again, or twice at once.
///
/// # Errors
/// [`ReminderError`] says why it broke off.
pub async fn run(
    core: &Core,
    live: &Live,
    stop: &CancellationToken,
) -> Result<Done, ReminderError> {
    let today = Day::of(core.now(), core.policy.rules.zone);
    let mut done = Done::default();
    if core.policy.reminders.days.is_empty() {
        return Ok(done);
    }
    let found = look(core, today, &mut done).await?;
    for chunk in found.refused.chunks(NOTED) {
        go_on(stop)?;
        note_refused(core, chunk, today).await?;
    }
    if found.allowed.is_empty() {
        return Ok(done);
    }
    let desk = Desk::open(core, live, today).await?;
    let allowed: Vec<_> = found.allowed.into_iter().collect();
    for chunk in allowed.chunks(CHUNK) {
        go_on(stop)?;
        desk.remind(chunk, &mut done).await?;
        core.wake.ring();
    }
    Ok(done)
}

fn go_on(stop: &CancellationToken) -> Result<(), ReminderError> {
    if stop.is_cancelled() {
        return Err(ReminderError::Stopped);
    }
    Ok(())
}

pub(super) async fn due<'a>(
    core: &'a Core,
    db: &impl ConnectionTrait,
    today: Day,
) -> Result<Due<'a>, StoreError> {
    // Reminders go through the default account (`Desk::open`).
    let kind = registry::default_kind(db).await?;
    Ok(Due {
        is_sandbox: kind == Some(AccountKind::Sandbox),
        days: &core.policy.reminders.days,
        rules: &core.policy.rules,
        today,
        now: core.now(),
    })
}

/// What there is to do.
#[derive(Default)]
struct Found {
    allowed: BTreeMap<ContactId, Vec<PermitId>>,
    /// Those that nothing may go for, for a reason that is not noted yet.
    refused: Vec<PermitId>,
}

/// Looks through all permits that are due, without holding anybody up.
async fn look(core: &Core, today: Day, done: &mut Done) -> Result<Found, StoreError> {
    let mut found = Found::default();
    let mut after: Option<(String, PermitId)> = None;
    loop {
        let mut sql = crate::sql::Sql::default();
        let db = core.db.reader();
        due(core, db, today).await?.write_due(&mut sql);
        if let Some((day, id)) = &after {
            sql.push(" AND (x.expiry_date, x.id) > (")
                .bind(day.as_str())
                .push(", ")
                .bind(*id)
                .push(")");
        }
        sql.push(" ORDER BY x.expiry_date, x.id LIMIT ")
            .push(&LOOKED_AT.to_string());
        let page = read(db, sql).await?;
        let is_last = u64::try_from(page.len()).is_ok_and(|length| length < LOOKED_AT);
        after = page
            .last()
            .map(|last| (last.expiry_date.clone(), last.permit_id));
        for one in page {
            found.sort(one, done);
        }
        if is_last {
            return Ok(found);
        }
    }
}

impl Found {
    fn sort(&mut self, one: Candidate, done: &mut Done) {
        match (one.refusal, one.contact_id) {
            (Some(reason), _) => {
                let known = one.notice.and_then(|(_, _, reason)| reason);
                if known.as_deref() != Some(&reason) {
                    self.refused.push(one.permit_id);
                }
                *done.withheld.entry(reason).or_default() += 1;
            }
            (None, Some(_)) if one.told_today => done.tomorrow += 1,
            (None, Some(contact)) => self.allowed.entry(contact).or_default().push(one.permit_id),
            (None, None) => {}
        }
    }
}

async fn still_due(
    core: &Core,
    txn: &WriteTransaction,
    today: Day,
    ids: impl IntoIterator<Item = i64>,
) -> Result<Vec<Candidate>, StoreError> {
    let mut sql = crate::sql::Sql::default();
    due(core, &**txn, today).await?.write_due(&mut sql);
    sql.push(" AND x.id IN ")
        .ids(ids)
        .push(" ORDER BY x.expiry_date, x.id");
    read(&**txn, sql).await
}

/// Notes why nothing goes.
async fn note_refused(core: &Core, ids: &[PermitId], today: Day) -> Result<(), StoreError> {
    let txn = core.db.begin_write().await?;
    let candidates = still_due(core, &txn, today, ids.iter().map(|id| id.0)).await?;
    let rows = candidates.iter().filter_map(|one| {
        let reason = one.refusal.clone()?;
        Some(reminder_notice::row(
            core,
            one,
            Became::Withheld(reason),
            today,
        ))
    });
    reminder_notice::write(&*txn, rows.collect()).await?;
    txn.commit().await
}

/// What every message of a run has in common.
struct Desk<'a> {
    core: &'a Core,
    today: Day,
    account_id: String,
    kind: AccountKind,
    one: entity::template::Model,
    several: entity::template::Model,
}

impl<'a> Desk<'a> {
    async fn open(core: &'a Core, live: &Live, today: Day) -> Result<Self, ReminderError> {
        live.refresh().await?;
        let reading = live.latest();
        let account = reading.choose(None).ok_or(ReminderError::NoAccount)?;
        Ok(Self {
            core,
            today,
            account_id: account.id.clone(),
            kind: account.kind,
            one: text(core, reminder_text::one(account.kind)).await?,
            several: text(core, reminder_text::SEVERAL).await?,
        })
    }

    /// Writes to some numbers, each about all of its permits that are due.
    async fn remind(
        &self,
        chunk: &[(ContactId, Vec<PermitId>)],
        done: &mut Done,
    ) -> Result<(), StoreError> {
        let core = self.core;
        let txn = core.db.begin_write().await?;
        // Whoever withdraws now waits until this is written, and is heard when it is sent.
        let contacts = people::contact::lock_by_ids(&*txn, chunk.iter().map(|(id, _)| *id)).await?;
        let ids = chunk.iter().flat_map(|(_, permits)| permits);
        let mut due: BTreeMap<ContactId, Vec<Candidate>> = BTreeMap::new();
        for one in still_due(core, &txn, self.today, ids.map(|id| id.0)).await? {
            if let (None, Some(contact), false) = (&one.refusal, one.contact_id, one.told_today) {
                due.entry(contact).or_default().push(one);
            }
        }
        let (mut messages, mut notices) = (Vec::new(), Vec::new());
        for contact in &contacts {
            let Some(permits) = due.remove(&contact.id) else {
                continue;
            };
            let message = self.message(contact, &permits);
            for one in &permits {
                let became = match &message {
                    Some(message) => Became::Told(message.id),
                    None => Became::Withheld(MISSING_VALUE.to_owned()),
                };
                notices.push(reminder_notice::row(core, one, became, self.today));
            }
            if message.is_some() {
                done.permits += permits.len();
                done.messages += 1;
            } else {
                *done.withheld.entry(MISSING_VALUE.to_owned()).or_default() += permits.len();
            }
            messages.extend(message);
        }
        outbox::insert_many(&*txn, messages).await?;
        reminder_notice::write(&*txn, notices).await?;
        txn.commit().await
    }

    /// The message about these permits; `None` if its text wants what nobody knows.
    fn message(
        &self,
        contact: &contact::Model,
        permits: &[Candidate],
    ) -> Option<entity::message::Model> {
        let core = self.core;
        let template = match permits {
            [_] => &self.one,
            _ => &self.several,
        };
        let rules = &core.policy.reminders;
        let text = reminder_text::write(&template.body, permits, rules, self.today).ok()?;
        let now = core.now();
        let request = Request {
            purpose: Purpose::Notification,
            confirms_stop: false,
            is_sandbox: self.kind == AccountKind::Sandbox,
        };
        let not_before = gate::quiet_until(request, &core.policy.rules, now);
        let first = permits.first()?;
        let is_one_partner = permits.iter().all(|one| one.partner_id == first.partner_id);
        let draft = Draft {
            purpose: Purpose::Notification,
            text,
            template_key: Some(template.key.clone()),
            template_version: Some(template.version),
            account_id: self.account_id.clone(),
            forced: false,
            partner_id: first.partner_id.filter(|_| is_one_partner),
            permit_id: (permits.len() == 1).then(|| first.registration_id.clone()),
            actor: SYSTEM.to_owned(),
            answers_id: None,
            not_after: None,
        };
        let id = MessageId(core.next_id());
        let mut row = draft.queued(id, contact, not_before.unwrap_or(now), now);
        if not_before.is_some() {
            row.reason = Some("quiet_hours".to_owned());
        }
        Some(row)
    }
}

async fn text(core: &Core, key: &'static str) -> Result<entity::template::Model, ReminderError> {
    let found = template::find(core.db.reader(), key).await?;
    found.ok_or(ReminderError::NoTemplate(key))
}

/// The last day on which something that ends is looked at, when looking so many days ahead.
pub(super) fn horizon(core: &Core, from: Day, days: u32) -> Day {
    later(
        from,
        days.saturating_add(core.policy.reminders.days.longest()),
    )
}
