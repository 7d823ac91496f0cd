//! For the tests of this crate: a core on a database of its own, with a clock that can be set.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use entity::ids::{ContactId, InboundId};
use entity::inbound_message;
use entity::words::{Authenticity, InboundKind, Purpose};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel};

use crate::broadcast::BrakeRules;
use crate::config::DatabaseUrl;
use crate::consent::gate::Rules;
use crate::core::{Core, Policy};
use crate::database::Database;
use crate::inbound::trail;
use crate::keys::{Key, Keys};
use crate::outbound::message::Draft;
use crate::outbound::pace::Pace;
use crate::outbound::template;
use crate::people::contact;
use crate::permits::reminder_rules::ReminderRules;
use crate::scheduler::Timetable;
use crate::staff::origin::TrustedProxies;
use crate::staff::user::factor;
use crate::time::Timestamp;
use crate::time_of_day::Holidays;

/// 2026-11-22T03:00:00Z, a Sunday morning in Karo.
pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_795_316_400_000);

/// A message that the account is to send: this text, to whom nothing else is known.
pub(crate) fn draft(account: &str, text: &str) -> Draft {
    Draft {
        purpose: Purpose::Custom,
        text: text.to_owned(),
        template_key: None,
        template_version: None,
        account_id: account.to_owned(),
        forced: false,
        partner_id: None,
        permit_id: None,
        actor: "uji".to_owned(),
        answers_id: None,
        not_after: None,
    }
}

/// A reply of a contact that no rule could read, as the recorder makes it; in no table yet.
pub(crate) fn inbound(core: &Core, contact: Option<ContactId>) -> inbound_message::Model {
    inbound_message::Model {
        id: InboundId(core.next_id()),
        account_id: "karo".to_owned(),
        dedupe_key: core.next_id().to_be_bytes().to_vec(),
        contact_id: contact,
        previous_id: None,
        address: None,
        kind: InboundKind::Text,
        text: "monggo pak".to_owned(),
        intent: "none".to_owned(),
        rule: "no-rule".to_owned(),
        context: "asked".to_owned(),
        unclear: true,
        authenticity: Authenticity::UrlToken,
        provider_message_id: Some("m1".to_owned()),
        sent_at: Some(core.now().millis()),
        received_at: core.now().millis(),
        raw: "{}".to_owned(),
        event_id: None,
        resolved_by: None,
        resolved_at: None,
    }
}

/// Keeps a message as the recorder does.
pub(crate) async fn keep_inbound(core: &Core, mut row: inbound_message::Model) -> InboundId {
    let txn = core.db.begin_write().await.unwrap();
    if let Some(contact) = row.contact_id {
        let mut contact = contact::lock_by_id(&*txn, contact).await.unwrap().unwrap();
        trail::follow(&mut contact, &mut row);
        contact::update(&*txn, contact).await.unwrap();
    }
    let id = row.id;
    inbound_message::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(&*txn)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    id
}

/// A core; its database is removed with it.
pub(crate) struct TestCore {
    pub(crate) core: Core,
    clock: Arc<AtomicI64>,
    _dir: tempfile::TempDir,
}

/// An empty database, in a folder that goes with it: SQLite, or, where `SETUJU_TEST_POSTGRES` has
/// the address of a server for tests, a new one of that.
pub(crate) async fn empty_database() -> (tempfile::TempDir, Database) {
    let dir = tempfile::tempdir().unwrap();
    let url = match std::env::var("SETUJU_TEST_POSTGRES") {
        Ok(server) => new_postgres(&server).await,
        Err(_) => DatabaseUrl::Sqlite(dir.path().join("setuju.db")),
    };
    (dir, Database::open(&url).await.unwrap())
}

impl TestCore {
    /// Migrated, with the built-in templates; the clock stands at [`NOW`].
    pub(crate) async fn new() -> Self {
        let (dir, db) = empty_database().await;
        db.migrate().await.unwrap();
        let clock = Arc::new(AtomicI64::new(NOW.millis()));
        let hands = Arc::clone(&clock);
        let core = Core::new(
            db,
            Keys::derive(&Key::from_bytes([7; 32])),
            policy(),
            Arc::new(move || Timestamp::from_millis(hands.load(Ordering::SeqCst))),
        );
        let txn = core.db.begin_write().await.unwrap();
        template::seed(&*txn, NOW).await.unwrap();
        txn.commit().await.unwrap();
        Self {
            core,
            clock,
            _dir: dir,
        }
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, time: Duration) {
        let millis = i64::try_from(time.as_millis()).unwrap();
        self.clock.fetch_add(millis, Ordering::SeqCst);
    }
}

async fn new_postgres(server: &str) -> DatabaseUrl {
    let name = format!("test_{:016x}", rand::random::<u64>());
    let admin = sea_orm::Database::connect(server).await.unwrap();
    let create = format!("CREATE DATABASE {name}");
    admin.execute_unprepared(&create).await.unwrap();
    admin.close().await.unwrap();
    let (server, _) = server.rsplit_once('/').unwrap();
    DatabaseUrl::Postgres(format!("{server}/{name}").into())
}

fn policy() -> Policy {
    Policy {
        rules: Rules {
            ask_cooldown: Duration::from_hours(30 * 24),
            ask_limit: 3,
            quiet_hours: None,
            holidays: Holidays::default(),
            zone: chrono_tz::Asia::Jakarta,
        },
        pace: Pace::NONE,
        public_url: "https://setuju.example".to_owned(),
        sandbox: true,
        two_person_broadcasts: false,
        brake: BrakeRules {
            window: 20,
            failures_percent: 50,
            stops_percent: 50,
            silence: Duration::from_mins(30),
        },
        reminders: ReminderRules {
            days: "90,60,30,7".parse().unwrap(),
            renewal_link: "https://sicantik.example/{registration_id}".to_owned(),
            contact_info: "Loket 3".to_owned(),
        },
        timetable: Timetable {
            reminders: Some("0 8 * * *".parse().unwrap()),
            documents: Some("0 10 * * 1-5".parse().unwrap()),
            hook_log: None,
        },
        require_totp: factor::Rule::Off,
        trusted_proxies: TrustedProxies::default(),
    }
}
