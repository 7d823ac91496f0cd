//! How far broadcasts got, for everybody who watches: however many do, one of them counts, at most
//! once a second, and the others see what he saw.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use entity::ids::BroadcastId;
use tokio::sync::{Mutex as AsyncMutex, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::store;
use super::watch::State;
use crate::core::Core;
use crate::database::StoreError;
use crate::live::Live;

/// How old what is shown may be.
const FRESH_FOR: Duration = Duration::from_millis(900);
/// How many may watch at the same time.
pub const MOST_WATCHERS: usize = 100;

type Seen = Option<(Instant, Option<State>)>;

/// The board; cheap to clone.
#[derive(Clone)]
pub struct Board {
    seen: Arc<Mutex<HashMap<BroadcastId, Arc<AsyncMutex<Seen>>>>>,
    seats: Arc<Semaphore>,
}

impl Default for Board {
    fn default() -> Self {
        Self {
            seen: Arc::default(),
            seats: Arc::new(Semaphore::new(MOST_WATCHERS)),
        }
    }
}

impl Board {
    /// A place to watch from, for as long as it is kept; none if too many watch already.
    pub fn seat(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.seats).try_acquire_owned().ok()
    }

    /// How far a broadcast got; `None` if there is none.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn look(
        &self,
        core: &Core,
        live: &Live,
        id: BroadcastId,
    ) -> Result<Option<State>, StoreError> {
        let place = self.place(id);
        let mut seen = place.lock().await;
        if let Some((at, found)) = &*seen
            && at.elapsed() < FRESH_FOR
        {
            return Ok(found.clone());
        }
        let found = match store::find(core.db.reader(), id).await? {
            Some(row) => Some(State::look(core, live, row).await?),
            None => None,
        };
        *seen = Some((Instant::now(), found.clone()));
        Ok(found)
    }

    /// Where one broadcast is shown. Those that nobody looks at are taken down.
    fn place(&self, id: BroadcastId) -> Arc<AsyncMutex<Seen>> {
        let mut places = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        places
            .retain(|other, place| *other == id || Arc::strong_count(place) > 1 || is_fresh(place));
        Arc::clone(places.entry(id).or_default())
    }
}

fn is_fresh(place: &AsyncMutex<Seen>) -> bool {
    place.try_lock().is_ok_and(|seen| {
        seen.as_ref()
            .is_some_and(|(at, _)| at.elapsed() < FRESH_FOR)
    })
}
