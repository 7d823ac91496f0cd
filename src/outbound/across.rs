//! The bell across processes: a message that one process accepts starts at once in the one that
//! holds its lane. Only on PostgreSQL, by `NOTIFY` and `LISTEN`; should a notification get lost,
//! lanes look by themselves every second.

use std::time::Duration;

use sea_orm::sqlx;
use sea_orm::sqlx::postgres::{PgListener, PgPoolOptions};
use tokio_util::sync::CancellationToken;

use crate::core::Core;
use crate::database::ACQUIRE_TIMEOUT;
use crate::lease::Leases;

const CHANNEL: &str = "setuju_queued";
/// Under load the bell rings all the time; the others are told this often.
const REST: Duration = Duration::from_millis(10);
/// How long to wait before trying again when the database is away.
const AWAY: Duration = Duration::from_secs(2);

/// Tells the other processes when the bell rings here, while one of them holds a lane.
pub(super) async fn tell(core: Core, leases: Leases, stop: CancellationToken) {
    let mut bell = core.wake.listen();
    let mut told = core.wake.rung_here();
    while let Some(Ok(())) = stop.run_until_cancelled(bell.changed()).await {
        let rung = core.wake.rung_here();
        if rung == told || leases.holds_all() {
            continue;
        }
        told = rung;
        let pool = core.db.reader().get_postgres_connection_pool();
        let notify = sqlx::query("SELECT pg_notify($1, $2)")
            .bind(CHANNEL)
            .bind(leases.holder())
            .execute(pool);
        if let Err(error) = notify.await {
            tracing::debug!(%error, "telling other processes of a new message");
        }
        tokio::time::sleep(REST).await;
    }
}

/// Rings the bell here when it rings in another process.
pub(super) async fn hear(core: Core, leases: Leases, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let listening = listen(&core, &leases);
        match stop.run_until_cancelled(listening).await {
            None => return,
            Some(Err(error)) => tracing::debug!(%error, "listening to other processes"),
            Some(Ok(())) => {}
        }
        stop.run_until_cancelled(tokio::time::sleep(AWAY)).await;
    }
}

/// Listens on a connection of its own, until that breaks.
async fn listen(core: &Core, leases: &Leases) -> Result<(), sqlx::Error> {
    let pool = core.db.reader().get_postgres_connection_pool();
    let own = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_lazy_with((*pool.connect_options()).clone());
    let mut listener = PgListener::connect_with(&own).await?;
    listener.listen(CHANNEL).await?;
    loop {
        // Something may have been queued while nobody listened.
        core.wake.ring_for_another();
        while let Some(heard) = listener.try_recv().await? {
            if heard.payload() != leases.holder() {
                core.wake.ring_for_another();
            }
        }
    }
}
