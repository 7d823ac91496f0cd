//! What a turn works on: rows that are locked, changed in memory, and written together.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use entity::account;
use entity::consent_event;
use entity::contact;
use entity::ids::{ContactId, MessageId};
use entity::message::{Column, Entity, Model};
use entity::words::{MessageStatus, Purpose};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::cap::{Allowance, Limits};
use super::claim::{self, Decision};
use super::lane::MOST_UNDER_WAY;
use super::turn::{Done, Next, Wish};
use super::{outbox, queue, settle};
use crate::consent::ledger;
use crate::core::Core;
use crate::counted::Counted;
use crate::database::{Backend, StoreError};
use crate::people;
use crate::providers::{Account, SendError, registry};
use crate::time::Timestamp;

/// So many sends in a row whose outcome is not known mean that something is wrong.
const MOST_DOUBTS: u32 = 5;
/// The clocks of two processes on one database are not further apart than this.
const MOST_APART: Duration = Duration::from_mins(5);

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
    /// Messages whose turn it may be.
    pub(super) candidates: Vec<Model>,
    contacts: BTreeMap<ContactId, contact::Model>,
    changed_contacts: BTreeSet<ContactId>,
    /// To be written.
    pub(super) messages: Vec<Model>,
    /// To be written.
    pub(super) events: Vec<consent_event::Model>,
}

impl<'a> Desk<'a> {
    pub(super) async fn open(
        core: &'a Core,
        db: &'a Counted<'a>,
        account: &str,
    ) -> Result<Self, StoreError> {
        let lane = account::Entity::find_by_id(account.to_owned())
            .lock_exclusive()
            .one(db)
            .await?;
        Ok(Self {
            core,
            db,
            // Others may have held the lock for a while.
            now: core.now(),
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
    pub(super) async fn load(&mut self, done: &[Done]) -> Result<(), StoreError> {
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
        let claims: BTreeMap<_, _> = done.iter().map(|done| (done.id, done.claimed_at)).collect();
        self.sent = rows
            .into_iter()
            .filter(|row| claims.get(&row.id) == Some(&row.claimed_at))
            .map(|row| (row.id, row))
            .collect();
        Ok(())
    }

    /// Whether the lane may claim anything now.
    pub(super) fn whose_turn(&self, wish: &Wish<'_>, longest_pause: Duration) -> Next {
        let Some(lane) = self.lane.as_ref().filter(|row| row.active && !row.paused) else {
            return Next::Idle;
        };
        let goes_down = wish.done.iter().any(|done| settle::is_fault(&done.outcome));
        if goes_down || self.is_doubtful(wish) || wish.free == 0 {
            return Next::Idle;
        }
        let mut free_at = lane.next_send_at;
        if wish.is_first && free_at > 0 {
            // The pause counts from the send, which was a little after the claim; how much, only
            // the process knew that is gone.
            free_at = Timestamp::from_millis(free_at).plus(longest_pause).millis();
            free_at = free_at.max(self.by_our_clock(wish, lane, longest_pause).millis());
        }
        let pause = lane
            .down_until
            .filter(|at| !registry::is_over(*at, self.now));
        let free_at = free_at.max(wish.free_at.millis()).max(pause.unwrap_or(0));
        if free_at > self.now.millis() {
            Next::NotBefore(Timestamp::from_millis(free_at))
        } else if lane.down_count > 0 && lane.down_until.is_some() {
            Next::AskProvider
        } else if self.is_trial() && wish.free < MOST_UNDER_WAY {
            // One at a time, until it is known that messages get through.
            Next::Idle
        } else {
            Next::Now
        }
    }

    /// When a lane that was another process's may send by our clock alone: that of the other may
    /// have been behind it.
    fn by_our_clock(&self, wish: &Wish<'_>, lane: &account::Model, pause: Duration) -> Timestamp {
        let is_shared = *self.core.db.backend() == Backend::Postgres;
        let since = self.now.since(Timestamp::from_millis(lane.next_send_at));
        if is_shared && since < MOST_APART {
            self.now.plus(pause.saturating_sub(wish.open_for))
        } else {
            self.now
        }
    }

    /// A pause that ends further off than any that may be drawn comes of a clock that was put back,
    /// or of a pace that was another: it begins anew.
    pub(super) fn shorten_pause(&mut self, longest: Duration) {
        let latest = self.now.plus(longest).millis();
        if let Some(lane) = &mut self.lane {
            lane.next_send_at = lane.next_send_at.min(latest);
        }
    }

    /// Whether so many sends in a row ended nobody knows how that no more should: each is a message
    /// that a person has to look after. Of an account that is being tried, one is enough.
    pub(super) fn is_doubtful(&self, wish: &Wish<'_>) -> bool {
        let most = if self.is_trial() { 1 } else { MOST_DOUBTS };
        let is_news = wish
            .done
            .iter()
            .any(|done| settle::is_unclear(&done.outcome));
        is_news && wish.doubts >= most
    }

    /// The account pauses until its provider says that it is well, and one message gets through.
    pub(super) fn go_down_in_doubt(&mut self, done: &[Done]) {
        let mut unclear = done.iter().filter_map(|done| done.outcome.as_ref().err());
        let seen = unclear
            .next_back()
            .map(SendError::detail)
            .unwrap_or_default();
        let detail = format!("nobody knows whether the latest messages were sent: {seen}");
        let now = self.now;
        if let Some(lane) = &mut self.lane {
            settle::go_down(lane, &detail, now);
        }
    }

    /// Whether the account was down, answers again, and has not sent anything since.
    pub(super) fn is_trial(&self) -> bool {
        let lane = self.lane.as_ref();
        lane.is_some_and(|lane| lane.down_count > 0 && lane.down_until.is_none())
    }

    pub(super) async fn lock_contacts(&mut self, done: &[Done]) -> Result<(), StoreError> {
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

    /// While the account is down, another one sends what may be sent by any.
    pub(super) async fn hand_over(&self, others: &[String]) -> Result<bool, StoreError> {
        let Some(lane) = self.lane.as_ref().filter(|lane| lane.down_until.is_some()) else {
            return Ok(false);
        };
        let others = registry::usable(self.db, others).await?;
        let mut handed_over = 0;
        for (purpose, priority) in queue::OF_PRIORITY {
            if let Some(other) = self.first_with_room(&others, purpose) {
                handed_over +=
                    queue::hand_over(self.db, &lane.id, &other.id, priority, self.now).await?;
            }
        }
        if let Some(other) = self.first_with_room(&others, Purpose::Broadcast) {
            let room = self.allowance_of(other).left_for_many();
            handed_over +=
                queue::hand_over_some(self.db, &lane.id, &other.id, room, self.now).await?;
        }
        Ok(handed_over > 0)
    }

    /// The first account that has not sent all that it may today: there a message would wait for
    /// tomorrow, and its own account may be back in a minute.
    pub(super) fn first_with_room<'b>(
        &self,
        others: &'b [account::Model],
        purpose: Purpose,
    ) -> Option<&'b account::Model> {
        let has_room = |other: &&account::Model| {
            let today = self.allowance_of(other);
            today.wait_for(purpose).is_none()
        };
        others.iter().find(has_room)
    }

    /// What the account may still send today. A deleted one claims nothing anyway.
    pub(super) fn allowance(&self) -> Allowance {
        let limits = self.lane.as_ref().map(Limits::from).unwrap_or_default();
        Allowance::of(&limits, self.now, self.core.policy.rules.zone)
    }

    fn allowance_of(&self, row: &account::Model) -> Allowance {
        Allowance::of(&row.into(), self.now, self.core.policy.rules.zone)
    }

    /// A contact that is about to be changed.
    pub(super) fn contact(&mut self, id: ContactId) -> Option<&mut contact::Model> {
        let contact = self.contacts.get_mut(&id)?;
        self.changed_contacts.insert(id);
        Some(contact)
    }

    /// Decides about the candidates, until enough may leave.
    pub(super) fn claim(
        &mut self,
        account: &Account,
        most: usize,
        saw_all: bool,
        today: &mut Allowance,
    ) -> (Vec<Model>, Next) {
        let mut claimed = Vec::new();
        for mut message in std::mem::take(&mut self.candidates) {
            if claimed.len() == most {
                return (claimed, Next::Now);
            }
            let id = message.contact_id;
            if let Some(contact) = self.contacts.get_mut(&id) {
                let rules = &self.core.policy.rules;
                let kind = account.kind;
                match claim::decide(rules, &mut message, contact, kind, today, self.now) {
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
    pub(super) fn keep_pause(&mut self, free_at: Timestamp, drawn: Option<Duration>) {
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

    pub(super) async fn write(self) -> Result<(), StoreError> {
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
        warm_up_since: Set(lane.warm_up_since),
        sent_day: Set(lane.sent_day),
        sent_today: Set(lane.sent_today),
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
