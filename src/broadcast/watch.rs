//! Watching a broadcast: how far it got, again and again, until it is over.

use std::time::Duration;

use entity::broadcast::Model;
use entity::ids::{BroadcastId, ContactId};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::board::Board;
use super::progress::{self, Progress};
use crate::core::Core;
use crate::database::StoreError;
use crate::live::Live;
use crate::providers::registry;

/// How often it looks.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A sign of life keeps proxies from giving up.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// One who watches comes again after this, and shows again who it is.
const LONGEST: Duration = Duration::from_mins(30);

/// A broadcast, and how far it got.
#[derive(Clone, Debug)]
pub struct State {
    /// The broadcast.
    pub row: Model,
    /// How far it got.
    pub progress: Progress,
}

impl State {
    /// Looks how far a broadcast got.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn look(core: &Core, live: &Live, row: Model) -> Result<Self, StoreError> {
        let db = core.db.reader();
        let kind = match live.latest().account(&row.account_id) {
            Some(account) => Some(account.kind),
            None => registry::kind_of(db, &row.account_id).await?,
        };
        let progress = progress::of(db, &row, kind, &core.policy.rules, core.now()).await?;
        Ok(Self { row, progress })
    }

    /// Whether nothing will change any more.
    pub fn is_over(&self) -> bool {
        self.row.finished_at.is_some()
    }

    /// What changes by itself all the time, or is seen by nobody, does not make it another.
    fn shows_the_same_as(&self, other: &Self) -> bool {
        let seen = |row: &Model| Model {
            planned_to: ContactId(0),
            planned_day: None,
            planned_today: 0,
            updated_at: 0,
            ..row.clone()
        };
        self.progress.counts == other.progress.counts && seen(&self.row) == seen(&other.row)
    }
}

/// What one who watches hears.
#[derive(Clone, Debug)]
pub enum Tick {
    /// Something has changed.
    Changed(Box<State>),
    /// Nothing has, for a while.
    Quiet,
}

/// One who watches.
pub struct Watch {
    core: Core,
    live: Live,
    board: Board,
    /// Kept while one watches.
    _seat: OwnedSemaphorePermit,
    closing: CancellationToken,
    id: BroadcastId,
    until: Instant,
    next_look: Instant,
    last: Option<State>,
    spoke_at: Instant,
}

impl Watch {
    /// Begins to watch; `closing` tells that the service ends. `None` if too many watch already.
    pub fn begin(
        core: Core,
        live: Live,
        board: Board,
        closing: CancellationToken,
        id: BroadcastId,
    ) -> Option<Self> {
        let now = Instant::now();
        Some(Self {
            _seat: board.seat()?,
            core,
            live,
            board,
            closing,
            id,
            until: now + LONGEST,
            next_look: now,
            last: None,
            spoke_at: now,
        })
    }

    /// Waits for something to tell; `None` when there will be nothing more.
    pub async fn next(&mut self) -> Option<Tick> {
        if self.last.as_ref().is_some_and(State::is_over) {
            return None;
        }
        while Instant::now() < self.until {
            let pause = sleep_until(self.next_look);
            self.closing.run_until_cancelled(pause).await?;
            self.next_look = Instant::now() + LOOK_EVERY;
            // A database that is away for a moment is no event.
            if let Ok(state) = self.board.look(&self.core, &self.live, self.id).await {
                let state = state?;
                let is_known = |last: &State| last.shows_the_same_as(&state);
                if !self.last.as_ref().is_some_and(is_known) {
                    self.last = Some(state.clone());
                    self.spoke_at = Instant::now();
                    return Some(Tick::Changed(Box::new(state)));
                }
            }
            if self.spoke_at.elapsed() >= KEEP_ALIVE {
                self.spoke_at = Instant::now();
                return Some(Tick::Quiet);
            }
        }
        None
    }
}
