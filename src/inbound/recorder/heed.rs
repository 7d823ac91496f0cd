//! A person set what a provider may carry of ours: a stop goes into the ledger, like one that was
//! written to us. Nobody wrote, though: no window opens, and the provider has told the person
//! already, so nothing is answered.

use entity::ids::EventId;
use entity::words::{AccountKind, EventSource};
use entity::{contact, inbound_message};

use super::Delivery;
use super::batch::{Rows, Surroundings};
use crate::consent::decision::{self, Outcome};
use crate::consent::ledger::{self, Entry, Evidence};
use crate::inbound::event::IncomingPreference;
use crate::time::Timestamp;

/// Lets a report take effect on its contact, its own row, and the rows to be written.
pub(super) fn heed(
    at: &Surroundings<'_>,
    delivery: &Delivery,
    preference: &IncomingPreference,
    contact: &mut contact::Model,
    row: &mut inbound_message::Model,
    rows: &mut Rows,
) {
    let now = delivery.received_at;
    // The provider's clock may run ahead of ours.
    let set_at = preference.set_at.map_or(now, |set_at| set_at.min(now));
    let intent = preference.choice.intent();
    let is_play = delivery.provider == AccountKind::Sandbox;

    let kind = match decision::outcome(contact, intent, set_at, is_play) {
        Outcome::Enter(kind) => kind,
        Outcome::Again => return ledger::decided(contact, set_at),
        Outcome::AsBefore | Outcome::TooLate => return,
    };
    let entry = Entry {
        kind,
        source: EventSource::Provider,
        actor: "contact".to_owned(),
        decided_at: set_at,
        evidence: Evidence {
            account: Some(delivery.account_id.to_string()),
            provider: Some(delivery.provider.as_str().to_owned()),
            sent_at: preference.set_at.map(Timestamp::to_rfc3339),
            received_at: Some(now.to_rfc3339()),
            authenticity: Some(delivery.authenticity),
            inbound_id: Some(row.id),
            rule: Some(row.rule.clone()),
            preference: Some(preference.reported.clone()),
            ..Evidence::default()
        },
    };
    let id = EventId(at.core.next_id());
    let event = ledger::seal(&at.core.keys.ledger, contact, entry, id, now);
    row.event_id = Some(id);
    rows.events.push(event);
}
