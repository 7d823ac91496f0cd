//! One turn of a lane: one transaction that writes down what the provider answered to the sends
//! that have ended, and claims the messages that leave next. Everything is read first, decided in
//! memory, and written in a few statements, however many messages there are.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use entity::account;
use entity::consent_event;
use entity::contact;
use entity::ids::{ContactId, MessageId};
use entity::message::{Column, Entity, Model};
use entity::words::MessageStatus;
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio::time::Instant;

use super::claim::{self, Decision};
use super::dispatcher::lease_of;
use super::queue::{self, Wanted};
use super::settle::Outcome;
use super::stats::LaneStats;
use super::{outbox, settle};
use crate::consent::ledger;
use crate::core::Core;
use crate::counted::Counted;
use crate::database::StoreError;
use crate::fault;
use crate::lease::Leases;
use crate::people;
use crate::providers::Account;
use crate::time::Timestamp;

/// How many messages one turn looks at, at least: some of them may not leave.
const LOOKED_AT: usize = 16;

/// What one call of a provider came to.
#[derive(Clone, Debug)]
pub(super) struct Done {
    /// The message.
    pub(super) id: MessageId,
    /// What the provider answered.
    pub(super) outcome: Outcome,
}

/// What a lane brings to its turn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish<'a> {
    /// Whose lane.
    pub(super) account: &'a Account,
    /// The sends that have ended.
    pub(super) done: &'a [Done],
    /// Other accounts that may take over what this one cannot send, in their order.
    pub(super) others: &'a [String],
    /// How many more sends may begin.
    pub(super) free: usize,
    /// The pause since the latest send ends then.
    pub(super) free_at: Timestamp,
    /// The lane has not claimed anything since it was opened.
    pub(super) is_first: bool,
}

/// What a turn came to.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    /// These are ours to send, now.
    pub(super) claimed: Vec<Model>,
    /// The pause until the next one.
    pub(super) pause: Duration,
    /// When the next turn may claim something.
    pub(super) next: Next,
    /// Messages were handed to another lane.
    pub(super) handed_over: bool,
}

/// When the next turn may claim something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// There may be more.
    Now,
    /// Nothing before then.
    NotBefore(Timestamp),
    /// The account was down; ask its provider before going on.
    AskProvider,
    /// Nothing to do until the bell rings.
    Idle,
}

/// Takes a turn.
///
/// # Errors
/// [`StoreError`] if the database does not answer; then nothing was settled and nothing claimed.
pub(super) async fn take(
    core: &Core,
    stats: &LaneStats,
    leases: &Leases,
    wish: Wish<'_>,
) -> Result<Turn, StoreError> {
    let now = core.now();
    let begun = Instant::now();
    let txn = core.db.begin_write().await?;
    let db = Counted::new(&txn);
    let mut desk = Desk::open(core, &db, &wish.account.id, now).await?;
    desk.load(wish.done).await?;
    let pace = wish.account.pace.unwrap_or(core.policy.pace);
    let mut turn = desk.whose_turn(&wish, pace.longest());
    if turn != Next::Idle && !leases.confirm(&db, &lease_of(&wish.account.id)).await? {
        turn = Next::Idle;
    }
    let most = if pace.longest().is_zero() {
        wish.free
    } else {
        1
    };
    if let Next::Now = turn {
        let wanted = Wanted {
            account: &wish.account.id,
            now,
            count: most.max(LOOKED_AT),
            bulk: true,
        };
        desk.candidates = queue::due(&db, wanted).await?;
    }
    let saw_all = desk.candidates.len() < most.max(LOOKED_AT);
    desk.lock_contacts(wish.done).await?;
    let handed_over = settle::all(&mut desk, &wish.account.id, wish.done, wish.others).await?;
    let (claimed, next) = if let Next::Now = turn {
        desk.claim(wish.account, most, saw_all)
    } else {
        (Vec::new(), turn)
    };
    let pause = pace.draw(&mut rand::rng());
    desk.keep_pause(wish.free_at, (!claimed.is_empty()).then_some(pause));
    desk.write().await?;
    let statements = db.statements();
    let step = |claim, settle| {
        if !claimed.is_empty() {
            fault::point(claim);
        }
        if !wish.done.is_empty() {
            fault::point(settle);
        }
    };
    step("claim.before_commit", "settle.before_commit");
    txn.commit().await?;
    step("claim.after_commit", "settle.after_commit");
    core.settled.ring();
    stats.committed(statements, claimed.len(), begun.elapsed());
    Ok(Turn {
        claimed,
        pause,
        next,
        handed_over,
    })
}

/// Writes down outcomes, and claims nothing.
///
/// # Errors
/// [`StoreError`] if the database does not answer; then nothing was settled.
pub(super) async fn settle_only(
    core: &Core,
    account: &str,
    done: &[Done],
) -> Result<(), StoreError> {
    let txn = core.db.begin_write().await?;
    let db = Counted::new(&txn);
    let mut desk = Desk::open(core, &db, account, core.now()).await?;
    desk.load(done).await?;
    desk.lock_contacts(done).await?;
    settle::all(&mut desk, account, done, &[]).await?;
    desk.write().await?;
    txn.commit().await?;
    core.settled.ring();
    Ok(())
}

/// What a turn works on; every row of it is locked.
pub(super) struct Desk<'a> {
    pub(super) core: &'a Core,
    pub(super) db: &'a Counted<'a>,
    pub(super) now: Timestamp,
    /// The account; none if it was deleted meanwhile.
    pub(super) lane: Option<account::Model>,
    lane_before: Option<account::Model>,
    /// The messages whose sends have ended.
    pub(super) sent: BTreeMap<MessageId, Model>,
    candidates: Vec<Model>,
    contacts: BTreeMap<ContactId, contact::Model>,
    changed_contacts: BTreeSet<ContactId>,
    /// To be written.
    pub(super) messages: Vec<Model>,
    /// To be written.
    pub(super) events: Vec<consent_event::Model>,
}

impl<'a> Desk<'a> {
    async fn open(
        core: &'a Core,
        db: &'a Counted<'a>,
        account: &str,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let lane = account::Entity::find_by_id(account.to_owned())
            .lock_exclusive()
            .one(db)
            .await?;
        Ok(Self {
            core,
            db,
            now,
            lane_before: lane.clone(),
            lane,
            sent: BTreeMap::new(),
            candidates: Vec::new(),
            contacts: BTreeMap::new(),
            changed_contacts: BTreeSet::new(),
            messages: Vec::new(),
            events: Vec::new(),
        })
    }

    /// The messages whose sends have ended, as they are now.
    async fn load(&mut self, done: &[Done]) -> Result<(), StoreError> {
        if done.is_empty() {
            return Ok(());
        }
        let open = [MessageStatus::Sending, MessageStatus::Uncertain];
        let rows = Entity::find()
            .filter(Column::Id.is_in(done.iter().map(|done| done.id)))
            .filter(Column::Status.is_in(open))
            .order_by_asc(Column::Id)
            .lock_exclusive()
            .all(self.db)
            .await?;
        self.sent = rows.into_iter().map(|row| (row.id, row)).collect();
        Ok(())
    }

    /// Whether the lane may claim anything now.
    fn whose_turn(&self, wish: &Wish<'_>, longest_pause: Duration) -> Next {
        let Some(lane) = self.lane.as_ref().filter(|row| row.active && !row.paused) else {
            return Next::Idle;
        };
        let goes_down = wish.done.iter().any(|done| settle::is_fault(&done.outcome));
        if goes_down || wish.free == 0 {
            return Next::Idle;
        }
        let mut free_at = lane.next_send_at;
        if wish.is_first && free_at > 0 {
            // The pause counts from the send, which was a little after the claim; how much, only
            // the process knew that is gone.
            free_at = Timestamp::from_millis(free_at).plus(longest_pause).millis();
        }
        let free_at = free_at
            .max(wish.free_at.millis())
            .max(lane.down_until.unwrap_or(0));
        if free_at > self.now.millis() {
            Next::NotBefore(Timestamp::from_millis(free_at))
        } else if lane.down_count > 0 {
            Next::AskProvider
        } else {
            Next::Now
        }
    }

    async fn lock_contacts(&mut self, done: &[Done]) -> Result<(), StoreError> {
        let settled = done.iter().filter_map(|done| {
            let message = self.sent.get(&done.id)?;
            settle::concerns_contact(message, &done.outcome).then_some(message.contact_id)
        });
        let candidates = self.candidates.iter().map(|message| message.contact_id);
        let ids = settled.chain(candidates).collect::<BTreeSet<_>>();
        self.contacts = people::contact::lock_by_ids(self.db, ids)
            .await?
            .into_iter()
            .map(|contact| (contact.id, contact))
            .collect();
        Ok(())
    }

    /// A contact that is about to be changed.
    pub(super) fn contact(&mut self, id: ContactId) -> Option<&mut contact::Model> {
        let contact = self.contacts.get_mut(&id)?;
        self.changed_contacts.insert(id);
        Some(contact)
    }

    /// Decides about the candidates, until enough may leave.
    fn claim(&mut self, account: &Account, most: usize, saw_all: bool) -> (Vec<Model>, Next) {
        let mut claimed = Vec::new();
        for mut message in std::mem::take(&mut self.candidates) {
            if claimed.len() == most {
                return (claimed, Next::Now);
            }
            let id = message.contact_id;
            if let Some(contact) = self.contacts.get_mut(&id) {
                let rules = &self.core.policy.rules;
                match claim::decide(rules, &mut message, contact, account.kind, self.now) {
                    Decision::Leaves => {
                        self.changed_contacts.insert(id);
                        claimed.push(message.clone());
                    }
                    Decision::Waits | Decision::Settled => {}
                }
            } else {
                message.status = MessageStatus::Failed;
                message.error = Some("its contact is not there".to_owned());
                message.settled_at = Some(self.now.millis());
            }
            self.messages.push(message);
        }
        (claimed, if saw_all { Next::Idle } else { Next::Now })
    }

    /// Keeps the pause in the database, so that neither a restart nor another process sends early.
    fn keep_pause(&mut self, free_at: Timestamp, drawn: Option<Duration>) {
        let now = self.now;
        if let Some(lane) = &mut self.lane {
            // Drawn at the claim, the pause counts from the send.
            if free_at > now {
                lane.next_send_at = lane.next_send_at.max(free_at.millis());
            }
            if let Some(pause) = drawn.filter(|pause| !pause.is_zero()) {
                lane.next_send_at = now.plus(pause).millis();
            }
        }
    }

    async fn write(self) -> Result<(), StoreError> {
        outbox::write_sent(self.db, &self.messages).await?;
        let changed: Vec<_> = self
            .changed_contacts
            .iter()
            .filter_map(|id| self.contacts.get(id))
            .collect();
        people::contact::note_sent(self.db, &changed).await?;
        if !self.events.is_empty() {
            ledger::append_all(self.db, self.events).await?;
        }
        match self.lane {
            Some(lane) if Some(&lane) != self.lane_before.as_ref() => {
                write_lane(self.db, lane).await
            }
            _ => Ok(()),
        }
    }
}

/// Writes what sending changes of an account.
pub(super) async fn write_lane(
    db: &impl ConnectionTrait,
    lane: account::Model,
) -> Result<(), StoreError> {
    let row = account::ActiveModel {
        id: Unchanged(lane.id),
        next_send_at: Set(lane.next_send_at),
        down_until: Set(lane.down_until),
        down_count: Set(lane.down_count),
        state: Set(lane.state),
        last_error: Set(lane.last_error),
        updated_at: Set(lane.updated_at),
        ..Default::default()
    };
    account::Entity::update(row).validate()?.exec(db).await?;
    Ok(())
}
