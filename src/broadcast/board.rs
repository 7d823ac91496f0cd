//! How far broadcasts got, for everybody who watches: however many do, one of them counts, at most
//! once a second, and the others see what he saw.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use entity::broadcast::Model;
use entity::ids::BroadcastId;
use tokio::sync::{Mutex as AsyncMutex, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::progress::{self, Progress};
use super::store;
use crate::core::Core;
use crate::database::StoreError;
use crate::live::Live;
use crate::providers::registry;

/// How old what is shown may be.
const FRESH_FOR: Duration = Duration::from_millis(900);
/// How many may watch at the same time.
pub const MOST_WATCHERS: usize = 100;

type Seen = Option<(Instant, Option<(Model, Progress)>)>;

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
    ) -> Result<Option<(Model, Progress)>, StoreError> {
        let place = self.place(id);
        let mut seen = place.lock().await;
        if let Some((at, found)) = &*seen
            && at.elapsed() < FRESH_FOR
        {
            return Ok(found.clone());
        }
        let found = count(core, live, id).await?;
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

async fn count(
    core: &Core,
    live: &Live,
    id: BroadcastId,
) -> Result<Option<(Model, Progress)>, StoreError> {
    let Some(row) = store::find(core.db.reader(), id).await? else {
        return Ok(None);
    };
    let progress = progress_of(core, live, &row).await?;
    Ok(Some((row, progress)))
}

/// Counts now.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn progress_of(core: &Core, live: &Live, row: &Model) -> Result<Progress, StoreError> {
    let db = core.db.reader();
    let kind = match live.latest().account(&row.account_id) {
        Some(account) => Some(account.kind),
        None => registry::kind_of(db, &row.account_id).await?,
    };
    progress::of(db, row, kind, &core.policy.rules, core.now()).await
}
