//! May this message go to this contact now? One pure function, one table of reasons.
//!
//! It is asked when a message is accepted, and again in the transaction that claims it for
//! sending, so that a STOP that is committed first always wins.

use std::fmt;
use std::time::Duration;

use chrono_tz::Tz;
use entity::contact;
use entity::words::{ConsentStatus, Purpose};

use crate::lang::Lang;
use crate::time::Timestamp;
use crate::time_of_day::{Holidays, QuietHours, rest_until};

/// How long after a citizen's message an office may answer freely (WhatsApp Business messaging
/// policy, customer service window).
pub const WINDOW: Duration = Duration::from_hours(24);

/// What the office decided.
#[derive(Clone, Debug)]
pub struct Rules {
    /// How long a number is left alone after it was asked.
    pub ask_cooldown: Duration,
    /// How often a number is asked.
    pub ask_limit: u32,
    /// When bulk messages wait.
    pub quiet_hours: Option<QuietHours>,
    /// The days on which they wait as well.
    pub holidays: Holidays,
    /// The zone in which they do.
    pub zone: Tz,
}

/// What is known of the contact at this moment.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, in any combination"
)]
pub struct Standing {
    /// What it agreed to.
    pub status: ConsentStatus,
    /// That is a yes played in the simulator.
    pub played: bool,
    /// The latest decision of its owner, play aside, is a no.
    pub refused: bool,
    /// An unclear reply smells of refusal and waits for a person.
    pub held: bool,
    /// A provider said that the number is not on WhatsApp.
    pub unreachable: bool,
    /// When its owner last wrote to us.
    pub last_inbound_at: Option<Timestamp>,
    /// When somebody last wrote for it in the simulator.
    pub last_played_at: Option<Timestamp>,
    /// When it was last asked, or told of the service.
    pub last_asked_at: Option<Timestamp>,
    /// How often it was asked.
    pub ask_count: i64,
}

impl From<&contact::Model> for Standing {
    fn from(contact: &contact::Model) -> Self {
        Self {
            status: contact.status,
            played: contact.played,
            refused: contact.refused,
            held: contact.held,
            unreachable: contact.unreachable,
            last_inbound_at: contact.last_inbound_at.map(Timestamp::from_millis),
            last_played_at: contact.last_played_at.map(Timestamp::from_millis),
            last_asked_at: contact.last_asked_at.map(Timestamp::from_millis),
            ask_count: contact.ask_count,
        }
    }
}

impl Standing {
    /// The status that counts for a message: a yes played in the simulator opens the sandbox, and
    /// nothing that reaches people.
    const fn counting(self, is_sandbox: bool) -> ConsentStatus {
        match (self.played && !is_sandbox, self.refused) {
            (false, _) => self.status,
            (true, false) => ConsentStatus::Unknown,
            (true, true) => ConsentStatus::Denied,
        }
    }

    /// Whether the office may answer freely: the owner wrote within a day, or, through the
    /// sandbox, somebody played that.
    fn window_is_open(self, is_sandbox: bool, now: Timestamp) -> bool {
        let played = self.last_played_at.filter(|_| is_sandbox);
        let latest = self.last_inbound_at.max(played);
        latest.is_some_and(|at| now.since(at) < WINDOW)
    }
}

/// What is to be sent.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// Why.
    pub purpose: Purpose,
    /// It is the one confirmation of a STOP.
    pub confirms_stop: bool,
    /// The account that would send it is the sandbox: it reaches nobody, so it keeps no quiet
    /// hours, and a yes played in the simulator is enough for it.
    pub is_sandbox: bool,
}

/// The answer of the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may go.
    Leave,
    /// It may go then (quiet hours, holidays).
    Wait(Timestamp),
    /// It may not go.
    Refuse(Reason),
}

/// Why a message may not go: the codes of the public interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// There is no yes on record.
    NoConsent,
    /// The citizen declined or withdrew.
    Denied,
    /// The number was asked not long ago.
    AskedRecently,
    /// The number was asked often enough.
    AskLimit,
    /// There is nothing left to ask.
    AlreadyGranted,
    /// The number has not written within 24 hours.
    WindowClosed,
    /// A provider said that the number is not on WhatsApp.
    NotOnWhatsApp,
    /// An unclear reply waits for the decision of a person.
    UnclearReply,
}

impl Reason {
    /// Every reason.
    pub const ALL: &'static [Self] = &[
        Self::NoConsent,
        Self::Denied,
        Self::AskedRecently,
        Self::AskLimit,
        Self::AlreadyGranted,
        Self::WindowClosed,
        Self::NotOnWhatsApp,
        Self::UnclearReply,
    ];

    /// The code that programs see.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoConsent => "no_consent",
            Self::Denied => "denied",
            Self::AskedRecently => "asked_recently",
            Self::AskLimit => "ask_limit",
            Self::AlreadyGranted => "already_granted",
            Self::WindowClosed => "window_closed",
            Self::NotOnWhatsApp => "not_on_whatsapp",
            Self::UnclearReply => "unclear_reply",
        }
    }

    /// The reason in one sentence, for programs.
    pub const fn sentence(self) -> &'static str {
        self.sentence_in(Lang::En)
    }

    /// The reason in one sentence, as one tells a colleague.
    pub const fn sentence_in(self, lang: Lang) -> &'static str {
        let (id, en) = match self {
            Self::NoConsent => (
                "Pemilik nomor belum menyetujui pesan seperti ini.",
                "The number has not agreed to receive such messages.",
            ),
            Self::Denied => (
                "Pemilik nomor menolak atau sudah berhenti; hanya persetujuan baru darinya yang mengakhirinya.",
                "The owner of the number declined or withdrew consent.",
            ),
            Self::AskedRecently => (
                "Nomor ini baru saja ditanya; tunggu sampai masa tenangnya lewat.",
                "The number was asked recently; wait until the cool-down is over.",
            ),
            Self::AskLimit => (
                "Nomor ini sudah ditanya sebanyak yang diperbolehkan.",
                "The number was asked as often as is allowed.",
            ),
            Self::AlreadyGranted => (
                "Pemilik nomor sudah setuju; tidak ada lagi yang perlu ditanyakan.",
                "The number has already agreed; there is nothing to ask.",
            ),
            Self::WindowClosed => (
                "Nomor ini tidak menulis kepada kantor dalam 24 jam terakhir.",
                "The number has not written to us within the last 24 hours.",
            ),
            Self::NotOnWhatsApp => (
                "Menurut penyedia, nomor ini tidak ada di WhatsApp.",
                "The provider reported that the number is not on WhatsApp.",
            ),
            Self::UnclearReply => (
                "Balasan nomor ini belum jelas dan menunggu keputusan petugas di Kotak masuk.",
                "An unclear reply of this number waits for a person's decision.",
            ),
        };
        lang.pick(id, en)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Decides. Reads nothing but its arguments.
pub fn check(request: Request, standing: Standing, rules: &Rules, now: Timestamp) -> Verdict {
    match refusal(request, standing, rules, now) {
        Some(reason) => Verdict::Refuse(reason),
        None => match quiet_until(request, rules, now) {
            Some(morning) => Verdict::Wait(morning),
            None => Verdict::Leave,
        },
    }
}

#[expect(
    clippy::match_same_arms,
    reason = "one line for each line of the table"
)]
fn refusal(request: Request, standing: Standing, rules: &Rules, now: Timestamp) -> Option<Reason> {
    use ConsentStatus::{Asked, Denied, Granted, Unknown};

    let window_open = standing.window_is_open(request.is_sandbox, now);
    let asked_recently = standing
        .last_asked_at
        .is_some_and(|at| now.since(at) < rules.ask_cooldown);
    let asked_enough = standing.ask_count >= i64::from(rules.ask_limit);
    let is_reply = request.purpose == Purpose::Reply;

    if standing.unreachable && !is_reply {
        return Some(Reason::NotOnWhatsApp);
    }
    if standing.held && is_bulk(request.purpose) {
        return Some(Reason::UnclearReply);
    }
    match (request.purpose, standing.counting(request.is_sandbox)) {
        (Purpose::Notification | Purpose::Broadcast, Granted) => None,
        (Purpose::Notification | Purpose::Broadcast, Denied) => Some(Reason::Denied),
        (Purpose::Notification | Purpose::Broadcast, Unknown | Asked) => Some(Reason::NoConsent),

        (Purpose::OptInRequest, Granted) => Some(Reason::AlreadyGranted),
        (Purpose::OptInRequest | Purpose::ServiceInfo, Denied) => Some(Reason::Denied),
        (Purpose::OptInRequest, Unknown | Asked) if asked_enough => Some(Reason::AskLimit),
        (Purpose::OptInRequest, Unknown | Asked) if asked_recently => Some(Reason::AskedRecently),
        (Purpose::OptInRequest, Unknown | Asked) => None,

        // To somebody who agreed, the service may be explained at any time.
        (Purpose::ServiceInfo, Granted) => None,
        (Purpose::ServiceInfo, Unknown | Asked) if asked_recently => Some(Reason::AskedRecently),
        (Purpose::ServiceInfo, Unknown | Asked) => None,

        (Purpose::Custom, Denied) if !window_open => Some(Reason::Denied),
        (Purpose::Custom, _) => None,

        (Purpose::Reply, _) if window_open || request.confirms_stop => None,
        (Purpose::Reply, _) => Some(Reason::WindowClosed),
    }
}

/// From when a number may be asked again, as far as the pause after a question is concerned.
pub fn ask_again_at(standing: Standing, rules: &Rules) -> Option<Timestamp> {
    let asked_at = standing.last_asked_at?;
    Some(asked_at.plus(rules.ask_cooldown))
}

/// Messages that nobody waits for.
pub const fn is_bulk(purpose: Purpose) -> bool {
    matches!(
        purpose,
        Purpose::OptInRequest | Purpose::ServiceInfo | Purpose::Broadcast
    )
}

/// Until when a message waits, if the office rests now.
pub fn quiet_until(request: Request, rules: &Rules, now: Timestamp) -> Option<Timestamp> {
    let waits = is_bulk(request.purpose) || request.purpose == Purpose::Notification;
    if !waits || request.is_sandbox {
        return None;
    }
    rest_until(now, rules.quiet_hours, &rules.holidays, rules.zone)
}

/// The first moment from this one on that is not in the quiet hours, holiday or not.
pub fn morning(rules: &Rules, from: Timestamp) -> Timestamp {
    rest_until(from, rules.quiet_hours, &Holidays::default(), rules.zone).unwrap_or(from)
}

#[cfg(test)]
#[path = "gate_tests.rs"]
mod tests;
