//! One WhatsApp address, and what it has agreed to.

use crate::ids::{ContactId, InboundId, MessageId};
use crate::words::{ConsentStatus, EventSource, LastOutbound};
use sea_orm::entity::prelude::*;

/// One WhatsApp address, and what it has agreed to.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own that is stored"
)]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContactId,
    /// `+62…`, or `lid:…` / `bsuid:…` when the provider hides the number.
    #[sea_orm(unique)]
    pub address: String,
    /// What it has agreed to.
    pub status: ConsentStatus,
    /// Since when the status holds.
    pub since: Option<i64>,
    /// Where the status comes from.
    pub source: Option<EventSource>,
    /// It is `granted` by a reply through the sandbox: played, and no word of its owner.
    pub played: bool,
    /// The latest decision of its owner, play aside, is a no.
    pub refused: bool,
    /// When the latest decision was made, by the clock of whoever carried it.
    pub decided_at: Option<i64>,
    /// How many entries its ledger has.
    pub chain_length: i64,
    /// The hash of the latest entry.
    pub chain_head: Option<Vec<u8>>,
    /// The name its owner shows on WhatsApp.
    pub name: Option<String>,
    /// When its owner last wrote to us.
    pub last_inbound_at: Option<i64>,
    /// When somebody last wrote for it in the simulator.
    pub last_played_at: Option<i64>,
    /// The latest that reached us of it. Each inbound message names the one before.
    pub last_inbound_id: Option<InboundId>,
    /// The latest that it wrote, reports of its settings aside.
    pub last_wrote_id: Option<InboundId>,
    /// What we last sent to it (automatic answers aside).
    pub last_outbound: Option<LastOutbound>,
    /// When we last sent anything to it.
    pub last_outbound_at: Option<i64>,
    /// The latest opt-in request.
    pub last_request_id: Option<MessageId>,
    /// When it was last asked, or told of the service.
    pub last_asked_at: Option<i64>,
    /// How often it was asked since its latest decision.
    pub ask_count: i64,
    /// An unclear reply smells of refusal: bulk messages wait for a person.
    pub held: bool,
    /// When we last asked what was meant.
    pub questioned_at: Option<i64>,
    /// How many replies in a row came faster than a person could write.
    pub quick_replies: i64,
    /// A provider said that the number is not on WhatsApp.
    pub unreachable: bool,
    /// When it was first seen.
    pub created_at: i64,
    /// Counts the changes, so that two writers cannot overwrite each other.
    pub version: i64,
}

impl LastOutbound {
    /// What a message is, by whether it asks for consent and whether it left through the sandbox.
    pub const fn of(asks: bool, is_sandbox: bool) -> Self {
        match (asks, is_sandbox) {
            (true, false) => Self::Asked,
            (false, false) => Self::Other,
            (true, true) => Self::PlayedAsked,
            (false, true) => Self::PlayedOther,
        }
    }

    /// Whether it reached nobody but whoever plays with the sandbox.
    pub const fn was_played(self) -> bool {
        matches!(self, Self::PlayedAsked | Self::PlayedOther)
    }
}

/// No table knows another: the modules that own them join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
