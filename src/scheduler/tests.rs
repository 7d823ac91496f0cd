//! The scheduler with a clock that can be set: it stands at 10:00 in Karo.

use std::time::Duration;

use entity::words::JobOutcome;
use sea_orm::EntityTrait;
use tokio_util::sync::CancellationToken;

use super::run::list;
use super::{Desk, Job, RunError, Scheduler, run_now, store, want};
use crate::lease::Leases;
use crate::live::Live;
use crate::providers::{Providers, registration};
use crate::testing::TestCore;
use crate::time::Timestamp;

const HOUR: Duration = Duration::from_hours(1);

struct Office {
    test: TestCore,
    desk: Desk,
    scheduler: Scheduler,
}

impl Office {
    async fn new() -> Self {
        drop(rustls::crypto::ring::default_provider().install_default());
        let test = TestCore::new().await;
        let live = Live::start(test.core.clone()).await.unwrap();
        let desk = Desk {
            core: test.core.clone(),
            live,
            keep_hook_log: Duration::from_hours(24 * 30),
            stop: CancellationToken::new(),
        };
        let scheduler = Scheduler::new(desk.clone(), Leases::new(&test.core));
        Self {
            test,
            desk,
            scheduler,
        }
    }

    /// The row of the reminders: when they began last, how they ended, and when they run next.
    async fn reminders(&self) -> (Option<Timestamp>, Option<JobOutcome>, Option<Timestamp>) {
        let views = list(&self.desk.core).await.unwrap();
        let view = &views[0];
        assert_eq!(view.job, Job::ExpiryReminders);
        let row = view.row.as_ref();
        let began = row.and_then(|row| row.started_at);
        let outcome = row.and_then(|row| row.outcome);
        (began.map(Timestamp::from_millis), outcome, view.next_run_at)
    }

    async fn look(&self) {
        self.scheduler.look().await.unwrap();
    }

    /// Makes the reminders fail: nobody is there to send, and somebody is to be told.
    async fn without_account(&self) {
        use sea_orm::ConnectionTrait;
        let txn = self.desk.core.db.begin_write().await.unwrap();
        for sql in [
            "INSERT INTO contact (id, address, status, chain_length, ask_count, held, \
             quick_replies, unreachable, created_at, version) VALUES (1, '+628123450001', \
             'granted', 0, 0, FALSE, 0, FALSE, 0, 0)",
            "INSERT INTO partner (id, name, name_folded, contact_id, created_at, updated_at) \
             VALUES (1, 'Budi', 'budi', 1, 0, 0)",
            "INSERT INTO permit (id, registration_id, permit_number, permit_type, partner_id, \
             status, expiry_date, is_renewal, created_at, updated_at) VALUES (1, 'REG-1', '1', \
             'SIUP', 1, 'active', '2026-12-10', FALSE, 0, 0)",
        ] {
            txn.execute_unprepared(sql).await.unwrap();
        }
        txn.commit().await.unwrap();
    }
}

fn at(text: &str) -> Timestamp {
    Timestamp::from_rfc3339(text).unwrap()
}

#[tokio::test]
async fn a_job_runs_at_its_time_and_once() {
    let office = Office::new().await;
    let next = at("2026-11-23T08:00:00+07:00");
    office.look().await;
    office.look().await;
    assert_eq!(office.reminders().await, (None, None, Some(next)));
    office.test.pass(Duration::from_secs(22 * 3600 - 1));
    office.look().await;
    assert_eq!(office.reminders().await.0, None);
    office.test.pass(Duration::from_secs(1));
    office.look().await;
    let day_after = at("2026-11-24T08:00:00+07:00");
    let expected = (Some(next), Some(JobOutcome::Done), Some(day_after));
    assert_eq!(office.reminders().await, expected);
    office.test.pass(HOUR);
    office.look().await;
    assert_eq!(office.reminders().await, expected);
}

#[tokio::test]
async fn what_was_missed_is_caught_up_once() {
    let office = Office::new().await;
    office.look().await;
    office.test.pass(HOUR * 24 * 5);
    let began = office.desk.core.now();
    // The first look after five days without a process.
    office.look().await;
    let next = at("2026-11-28T08:00:00+07:00");
    let expected = (Some(began), Some(JobOutcome::Done), Some(next));
    assert_eq!(office.reminders().await, expected);
    office.test.pass(HOUR);
    office.look().await;
    assert_eq!(office.reminders().await, expected);
}

#[tokio::test]
async fn what_fails_is_told_and_tried_again() {
    let office = Office::new().await;
    office.look().await;
    office.without_account().await;
    office.test.pass(HOUR * 24);
    office.look().await;
    let (_, outcome, next) = office.reminders().await;
    assert_eq!(outcome, Some(JobOutcome::Failed));
    assert_eq!(
        next,
        Some(office.desk.core.now().plus(Duration::from_mins(5)))
    );
    let rows = store::all(office.desk.core.db.reader()).await.unwrap();
    let row = rows
        .iter()
        .find(|row| row.name == "expiry_reminders")
        .unwrap();
    assert!(
        row.detail.as_ref().unwrap().contains("no usable account"),
        "{row:?}"
    );

    let providers = Providers::new(&reqwest::Client::new());
    let mut rng = rand::make_rng::<rand::rngs::StdRng>();
    registration::seed_sandbox(&office.desk.core, &providers, &mut rng)
        .await
        .unwrap();
    office.look().await;
    assert_eq!(office.reminders().await.1, Some(JobOutcome::Failed));
    office.test.pass(Duration::from_mins(5));
    office.look().await;
    let (_, outcome, next) = office.reminders().await;
    assert_eq!(outcome, Some(JobOutcome::Done));
    assert_eq!(next, Some(at("2026-11-24T08:00:00+07:00")));
    let messages = entity::message::Entity::find().all(office.desk.core.db.reader());
    assert_eq!(messages.await.unwrap().len(), 1);
}

#[tokio::test]
async fn whoever_wants_a_job_gets_it_run_by_the_scheduler() {
    let office = Office::new().await;
    let core = &office.desk.core;
    let view = want(core, "hook_log", "api:tests").await.unwrap();
    assert_eq!(view.row.unwrap().wanted_by.as_deref(), Some("api:tests"));
    office.look().await;
    let rows = store::all(core.db.reader()).await.unwrap();
    let row = rows.iter().find(|row| row.name == "hook_log").unwrap();
    assert_eq!(row.outcome, Some(JobOutcome::Done));
    assert_eq!(row.started_by.as_deref(), Some("api:tests"));
    assert_eq!(row.detail.as_deref(), Some(r#"{"deleted":0}"#));
    assert_eq!((row.wanted_by.as_ref(), row.held_until), (None, None));
    let missing = want(core, "backup", "api:tests").await;
    assert!(matches!(missing, Err(RunError::NotFound)), "{missing:?}");
}

#[tokio::test]
async fn two_do_not_run_a_job_at_once_and_a_lost_holder_lets_go() {
    let office = Office::new().await;
    let core = &office.desk.core;
    office.look().await;
    assert!(
        store::claim(core, Job::HookLog, "gone", "system")
            .await
            .unwrap()
    );
    let second = run_now(&office.desk, Job::HookLog, "cli").await;
    assert!(matches!(second, Err(RunError::Running)), "{second:?}");
    let wanted = want(core, "hook_log", "api:tests").await;
    assert!(matches!(wanted, Err(RunError::Running)), "{wanted:?}");
    office.test.pass(store::TERM);
    assert!(run_now(&office.desk, Job::HookLog, "cli").await.is_ok());
    // Who was thought gone, and comes back, changes nothing.
    store::renew(core, Job::HookLog, "gone").await.unwrap();
    let views = list(core).await.unwrap();
    assert!(views.iter().all(|view| !view.is_running));
}
