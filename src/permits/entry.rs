//! Entering or changing one permit. What the citizen or an official is told of it is accepted in
//! the same transaction, so that one change is told once, however often it arrives.

use entity::permit_change_notice;

use super::fields::{Given, PermitError};
use super::merge::{self, Merged};
use super::notice;
use crate::core::Core;
use crate::database::StoreError;
use crate::live::Live;
use crate::staff::audit;

/// How often it is tried again when somebody else entered the same permit at the same moment.
const TRIES: usize = 8;

/// A permit as it is now, and who was told.
#[derive(Clone, Debug)]
pub struct Entered {
    /// The permit.
    pub merged: Merged,
    /// Who was told, or why not.
    pub notices: Vec<permit_change_notice::Model>,
}

/// Enters or changes a permit.
///
/// # Errors
/// [`PermitError`] says what is wrong; then nothing has changed.
pub async fn put(
    core: &Core,
    live: &Live,
    given: Given,
    actor: &str,
) -> Result<Entered, PermitError> {
    live.refresh().await?;
    let mut tries = 1;
    loop {
        match try_put(core, live, &given, actor).await {
            Err(PermitError::Store(StoreError::Conflict(_))) if tries < TRIES => tries += 1,
            result => return result,
        }
    }
}

async fn try_put(
    core: &Core,
    live: &Live,
    given: &Given,
    actor: &str,
) -> Result<Entered, PermitError> {
    let txn = core.db.begin_write().await?;
    let merged = merge::merge(core, &*txn, actor, std::slice::from_ref(given)).await?;
    let Some(merged) = merged.into_iter().next() else {
        return Err(PermitError::NotFound(given.registration_id.clone()));
    };
    let merged = merged?;
    let mut notices = Vec::new();
    if merged.is_changed {
        notices = notice::tell(core, &*txn, live, &merged, actor).await?;
        let action = match merged.before {
            None => "permit.created",
            Some(_) => "permit.changed",
        };
        audit::record(&*txn, core, actor, action, &given.registration_id, None).await?;
        txn.commit().await?;
        core.wake.ring();
    }
    Ok(Entered { merged, notices })
}
