//! What was done on the command line is kept in the audit trail.

use crate::core::Core;
use crate::database::StoreError;
use crate::staff::audit;

/// Whoever may run commands on this machine.
pub(super) const ACTOR: &str = "cli";

/// Enters a deed; never with a secret in `detail`.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn note(
    core: &Core,
    action: &str,
    subject: &str,
    detail: &str,
) -> Result<(), StoreError> {
    let txn = core.db.begin_write().await?;
    audit::record(&*txn, core, ACTOR, action, subject, Some(detail)).await?;
    txn.commit().await
}
