//! The check of the whole ledger that a page starts: it runs beside the request, one at a time,
//! and where it stands is in the database, so that any process can show it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::verify::{self, Broken};
use crate::core::Core;
use crate::database::StoreError;
use crate::setting;
use crate::staff::audit;
use crate::time::Timestamp;

/// The name of the setting that holds the latest check.
const KEY: &str = "ledger_inspection";
/// A check that is not heard of for so long has ended with its process.
const GONE_AFTER: Duration = Duration::from_secs(30);
/// How often a check says how far it got.
const BEAT: Duration = Duration::from_secs(1);
/// So many broken links are kept by name.
const MOST_NAMED: usize = 200;

/// The latest check of the whole ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    /// When it began, in Unix milliseconds.
    pub began_at: i64,
    /// Who asked for it.
    pub actor: String,
    /// When it was last heard of.
    beat_at: i64,
    /// When it ended.
    pub ended_at: Option<i64>,
    /// Contacts with at least one entry, so far.
    pub chains: u64,
    /// Entries read so far.
    pub events: u64,
    /// How many links do not hold, so far.
    pub broken_count: u64,
    /// The first of them.
    pub broken: Vec<Broken>,
}

impl Inspection {
    /// Whether it goes on.
    pub fn is_running(&self, now: Timestamp) -> bool {
        self.ended_at.is_none() && self.beat_at > now.minus(GONE_AFTER).millis()
    }
}

/// The latest check, if there was one.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn latest(core: &Core) -> Result<Option<Inspection>, StoreError> {
    let text = setting::get(core.db.reader(), KEY).await?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Starts a check, unless one is running. What it finds is told by [`latest`]; the handle ends
/// with it.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn start(
    core: &Core,
    actor: &str,
) -> Result<Option<tokio::task::JoinHandle<()>>, StoreError> {
    let now = core.now();
    let inspection = Inspection {
        began_at: now.millis(),
        actor: actor.to_owned(),
        beat_at: now.millis(),
        ended_at: None,
        chains: 0,
        events: 0,
        broken_count: 0,
        broken: Vec::new(),
    };
    let txn = core.db.begin_write().await?;
    let before = setting::get(&*txn, KEY).await?;
    let before = before.and_then(|text| serde_json::from_str::<Inspection>(&text).ok());
    if before.is_some_and(|before| before.is_running(now)) {
        return Ok(None);
    }
    setting::set(&*txn, KEY, &write(&inspection)).await?;
    audit::record(&*txn, core, actor, "consent.inspected", "ledger", None).await?;
    txn.commit().await?;
    let core = core.clone();
    Ok(Some(tokio::spawn(async move {
        if let Err(error) = run(&core, inspection).await {
            tracing::error!(error = ?error, "the ledger could not be checked");
        }
    })))
}

async fn run(core: &Core, mut inspection: Inspection) -> Result<(), StoreError> {
    let so_far: Arc<[AtomicU64; 3]> = Arc::default();
    let heart = {
        let (core, so_far) = (core.clone(), Arc::clone(&so_far));
        let mut inspection = inspection.clone();
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(BEAT).await;
                let [chains, events, broken] = &*so_far;
                inspection.chains = chains.load(Ordering::Relaxed);
                inspection.events = events.load(Ordering::Relaxed);
                inspection.broken_count = broken.load(Ordering::Relaxed);
                if let Err(error) = keep(&core, &mut inspection).await {
                    tracing::debug!(%error, "the progress of the check could not be noted");
                }
            }
        })
    };
    let found = verify::verify_with(&core.db, &core.keys.ledger, |report| {
        let [chains, events, broken] = &*so_far;
        chains.store(report.chains, Ordering::Relaxed);
        events.store(report.events, Ordering::Relaxed);
        broken.store(count(&report.broken), Ordering::Relaxed);
    })
    .await;
    heart.abort();
    // A beat that is just being written would otherwise come after the end.
    drop(heart.await);
    let mut report = found?;
    inspection.chains = report.chains;
    inspection.events = report.events;
    inspection.broken_count = count(&report.broken);
    report.broken.truncate(MOST_NAMED);
    inspection.broken = report.broken;
    inspection.ended_at = Some(core.now().millis());
    keep(core, &mut inspection).await
}

fn count(broken: &[Broken]) -> u64 {
    u64::try_from(broken.len()).unwrap_or(u64::MAX)
}

async fn keep(core: &Core, inspection: &mut Inspection) -> Result<(), StoreError> {
    inspection.beat_at = core.now().millis();
    let txn = core.db.begin_write().await?;
    setting::set(&*txn, KEY, &write(inspection)).await?;
    txn.commit().await
}

fn write(inspection: &Inspection) -> String {
    serde_json::to_string(inspection).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::register::{self, Decided, PaperSource};
    use crate::people::PhoneNumber;
    use crate::testing::TestCore;

    #[tokio::test]
    async fn a_check_runs_once_and_says_what_it_found() {
        let test = TestCore::new().await;
        let core = &test.core;
        let phone = PhoneNumber::parse("081234500017").unwrap();
        let (decided, source) = (Decided::Granted, PaperSource::Counter);
        register::record(core, &phone, decided, source, "Formulir 7", "staff:a")
            .await
            .unwrap();
        let first = start(core, "staff:a").await.unwrap().unwrap();
        first.await.unwrap();
        let found = latest(core).await.unwrap().unwrap();
        assert_eq!((found.chains, found.events, found.broken_count), (1, 1, 0));
        assert!(!found.is_running(core.now()) && found.ended_at.is_some());

        // One that another process has just begun.
        let running = Inspection {
            ended_at: None,
            ..found
        };
        let txn = core.db.begin_write().await.unwrap();
        setting::set(&*txn, KEY, &write(&running)).await.unwrap();
        txn.commit().await.unwrap();
        assert!(start(core, "staff:b").await.unwrap().is_none());
        test.pass(GONE_AFTER * 2);
        assert!(start(core, "staff:b").await.unwrap().is_some());
    }
}
