//! What every part of the program stands on: database, clock, ids, keys, and the office's policy.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::watch;

use crate::broadcast::BrakeRules;
use crate::consent::gate::Rules;
use crate::database::Database;
use crate::ids::{IdGenerator, IdRange};
use crate::keys::Keys;
use crate::outbound::pace::Pace;
use crate::permits::reminder_rules::ReminderRules;
use crate::scheduler::Timetable;
use crate::staff::origin::TrustedProxies;
use crate::staff::user::factor;
use crate::time::{Clock, Timestamp};

/// Shared by reference; cheap to clone.
#[derive(Clone)]
pub struct Core {
    /// Where the rows are.
    pub db: Database,
    /// The keys derived from the master key.
    pub keys: Keys,
    /// What the office decided.
    pub policy: Arc<Policy>,
    /// Tells the dispatcher that there may be something to send.
    pub wake: Wake,
    /// Tells that a broadcast may have something to be done.
    pub broadcasts: Wake,
    /// Tells that receipts have come that are not yet applied to their messages.
    pub receipts: Wake,
    /// Tells that somebody wants a job to run now.
    pub jobs: Wake,
    /// Tells those who wait for a message that one has got further.
    pub settled: Wake,
    clock: Clock,
    ids: Arc<IdGenerator>,
}

/// What the office decided, from the configuration.
#[derive(Clone, Debug)]
pub struct Policy {
    /// What the gate goes by.
    pub rules: Rules,
    /// The pause between two messages of an account that has none of its own.
    pub pace: Pace,
    /// The address under which providers reach us, without a slash at the end.
    pub public_url: String,
    /// Whether the sandbox account may be used.
    pub sandbox: bool,
    /// Whether another person than who drafted a broadcast has to start it.
    pub two_person_broadcasts: bool,
    /// When a broadcast stops by itself.
    pub brake: BrakeRules,
    /// What reminders of permits go by.
    pub reminders: ReminderRules,
    /// What runs by itself, and when.
    pub timetable: Timetable,
    /// Who has to have a second factor.
    pub require_totp: factor::Rule,
    /// Which proxies are believed when they say from where a request comes.
    pub trusted_proxies: TrustedProxies,
}

impl Core {
    /// Puts the parts together.
    pub fn new(db: Database, keys: Keys, policy: Policy, clock: Clock) -> Self {
        Self {
            db,
            keys,
            policy: Arc::new(policy),
            wake: Wake::new(),
            broadcasts: Wake::new(),
            receipts: Wake::new(),
            jobs: Wake::new(),
            settled: Wake::new(),
            clock,
            ids: Arc::new(IdGenerator::new(rand::random())),
        }
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// A new id.
    pub fn next_id(&self) -> i64 {
        self.ids.next(self.now())
    }

    /// A new id, also greater than one that another process has made.
    pub fn next_id_above(&self, other: i64) -> i64 {
        self.ids.next_above(other, self.now())
    }

    /// New ids for rows that a statement makes by itself.
    pub fn reserve_ids(&self, count: u32) -> IdRange {
        self.ids.reserve(count, self.now())
    }
}

/// A bell: whoever queues a message rings it, the lanes of the dispatcher listen.
#[derive(Clone)]
pub struct Wake(Arc<Bell>);

struct Bell {
    rung: watch::Sender<u64>,
    rung_here: AtomicU64,
}

impl Wake {
    fn new() -> Self {
        Self(Arc::new(Bell {
            rung: watch::Sender::new(0),
            rung_here: AtomicU64::new(0),
        }))
    }

    /// Rings.
    pub fn ring(&self) {
        self.0.rung_here.fetch_add(1, Ordering::Relaxed);
        self.ring_for_another();
    }

    /// Rings because it rang in another process.
    pub fn ring_for_another(&self) {
        self.0
            .rung
            .send_modify(|count| *count = count.wrapping_add(1));
    }

    /// How often it rang in this process for what happened here.
    pub fn rung_here(&self) -> u64 {
        self.0.rung_here.load(Ordering::Relaxed)
    }

    /// Listens from now on.
    pub fn listen(&self) -> watch::Receiver<u64> {
        self.0.rung.subscribe()
    }
}
