//! `ledger verify`: walks every chain and names each link that does not hold.

use std::collections::HashMap;

use entity::ids::{ContactId, EventId};
use entity::words::ConsentStatus;
use entity::{consent_event, contact, inbound_message};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use serde::Serialize;

use super::ledger;
use crate::database::{Database, StoreError};
use crate::keys::Key;

const PAGE: u64 = 2000;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Contacts with at least one entry.
    pub chains: u64,
    /// Entries read.
    pub events: u64,
    /// Every link that does not hold.
    pub broken: Vec<Broken>,
}

/// A link that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// Whose chain; masked.
    pub contact: String,
    /// The id of the contact.
    pub contact_id: ContactId,
    /// Its place in the chain.
    pub seq: i64,
    /// What is wrong.
    pub reason: &'static str,
}

/// Walks every chain, page by page, in bounded memory.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn verify(db: &Database, key: &Key) -> Result<Report, StoreError> {
    let mut report = Report::default();
    let mut after = i64::MIN;
    loop {
        let contacts = contact::Entity::find()
            .filter(contact::Column::Id.gt(after))
            .order_by_asc(contact::Column::Id)
            .limit(PAGE)
            .all(db.reader())
            .await?;
        let Some(last) = contacts.last() else {
            break;
        };
        after = last.id.0;
        let mut chains = chains_of(db, &contacts).await?;
        for contact in &contacts {
            let chain = chains.remove(&contact.id).unwrap_or_default();
            report.check(contact, &chain, key);
        }
    }
    report.check_references(db).await?;
    report.check_owners(db).await?;
    Ok(report)
}

async fn chains_of(
    db: &Database,
    contacts: &[contact::Model],
) -> Result<HashMap<ContactId, Vec<consent_event::Model>>, StoreError> {
    let (Some(first), Some(last)) = (contacts.first(), contacts.last()) else {
        return Ok(HashMap::new());
    };
    let mut chains: HashMap<_, Vec<_>> = HashMap::new();
    let events = consent_event::Entity::find()
        .filter(consent_event::Column::ContactId.between(first.id, last.id))
        .order_by_asc(consent_event::Column::ContactId)
        .order_by_asc(consent_event::Column::Seq)
        .all(db.reader())
        .await?;
    for event in events {
        chains.entry(event.contact_id).or_default().push(event);
    }
    Ok(chains)
}

impl Report {
    fn check(&mut self, contact: &contact::Model, chain: &[consent_event::Model], key: &Key) {
        self.chains += u64::from(!chain.is_empty());
        let sound_so_far = self.broken.len();
        let mut head: &[u8] = &[];
        let mut status = ConsentStatus::Unknown;
        let mut since = None;
        let mut seq = 1;
        for event in chain {
            self.events += 1;
            if event.seq != seq {
                self.broken(contact, seq, "an entry is missing or out of order");
            } else if event.previous_hash != head {
                self.broken(contact, seq, "does not follow the entry before it");
            } else if event.hash != ledger::hash(key, &contact.address, event) {
                self.broken(contact, seq, "was altered");
            }
            // What follows is measured by what is there, so that each broken link is told once.
            seq = event.seq.saturating_add(1);
            head = &event.hash;
            if let Some(next) = ledger::status_after(status, event.kind) {
                status = next;
                since = Some(event.at);
            }
        }
        if self.broken.len() > sound_so_far {
            return;
        }
        let length = i64::try_from(chain.len()).unwrap_or(i64::MAX);
        if contact.chain_length != length || contact.chain_head.as_deref().unwrap_or(&[]) != head {
            self.broken(contact, length, "the last entries are missing");
        } else if contact.status != status || (contact.since != since) {
            self.broken(
                contact,
                length,
                "the status of the contact does not follow from its entries",
            );
        }
    }

    /// A chain cut short together with the contact's note of its head still leaves the inbound
    /// messages that led to the entries.
    async fn check_references(&mut self, db: &Database) -> Result<(), StoreError> {
        let mut after = i64::MIN;
        loop {
            let page: Vec<(i64, EventId, Option<ContactId>)> = inbound_message::Entity::find()
                .select_only()
                .column(inbound_message::Column::Id)
                .column(inbound_message::Column::EventId)
                .column(inbound_message::Column::ContactId)
                .filter(inbound_message::Column::Id.gt(after))
                .filter(inbound_message::Column::EventId.is_not_null())
                .order_by_asc(inbound_message::Column::Id)
                .limit(PAGE)
                .into_tuple()
                .all(db.reader())
                .await?;
            let Some((last, ..)) = page.last() else {
                return Ok(());
            };
            after = *last;
            let found: Vec<EventId> = consent_event::Entity::find()
                .select_only()
                .column(consent_event::Column::Id)
                .filter(consent_event::Column::Id.is_in(page.iter().map(|(_, event, _)| *event)))
                .into_tuple()
                .all(db.reader())
                .await?;
            let found: std::collections::HashSet<_> = found.into_iter().collect();
            for (inbound, event, contact) in page {
                if !found.contains(&event) {
                    self.broken.push(Broken {
                        contact: format!("inbound {inbound}"),
                        contact_id: contact.unwrap_or(ContactId(0)),
                        seq: 0,
                        reason: "the entry that a reply led to is missing",
                    });
                }
            }
        }
    }

    /// Entries of a contact that is gone.
    async fn check_owners(&mut self, db: &Database) -> Result<(), StoreError> {
        let orphans: Vec<(ContactId, i64)> = consent_event::Entity::find()
            .select_only()
            .column(consent_event::Column::ContactId)
            .column(consent_event::Column::Seq)
            .filter(
                consent_event::Column::ContactId.not_in_subquery(
                    contact::Entity::find()
                        .select_only()
                        .column(contact::Column::Id)
                        .into_query(),
                ),
            )
            .limit(100)
            .into_tuple()
            .all(db.reader())
            .await?;
        self.broken
            .extend(orphans.into_iter().map(|(contact_id, seq)| Broken {
                contact: "(gone)".to_owned(),
                contact_id,
                seq,
                reason: "the contact of the entry is missing",
            }));
        Ok(())
    }

    fn broken(&mut self, contact: &contact::Model, seq: i64, reason: &'static str) {
        self.broken.push(Broken {
            contact: crate::people::Address::from_stored(&contact.address).masked(),
            contact_id: contact.id,
            seq,
            reason,
        });
    }
}
