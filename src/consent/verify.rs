//! `ledger verify`: walks every chain and names each link that does not hold. The service may go
//! on recording meanwhile: a chain that does not hold at the first look is looked at again.

use std::borrow::Cow;
use std::collections::HashMap;

use entity::ids::{ContactId, EventId};
use entity::{consent_event, contact, inbound_message};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use serde::{Deserialize, Serialize};

use super::ledger::{self, Record};
use crate::database::{Database, StoreError};
use crate::keys::Key;
use crate::lang::Lang;

const PAGE: u64 = 2000;
/// How often a chain is read again that somebody is just adding to.
const TRIES: usize = 5;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Contacts with at least one entry.
    pub chains: u64,
    /// Entries read.
    pub events: u64,
    /// Every link that does not hold.
    pub broken: Vec<Broken>,
}

/// A link that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Broken {
    /// Whose chain; masked.
    pub contact: String,
    /// The id of the contact.
    pub contact_id: ContactId,
    /// Its place in the chain.
    pub seq: i64,
    /// What is wrong.
    pub reason: Cow<'static, str>,
}

/// What is wrong with a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its place in the chain.
    pub seq: i64,
    /// What is wrong.
    pub reason: &'static str,
}

/// One chain, read at one moment.
#[derive(Clone, Debug)]
pub struct Chain {
    /// Whose it is.
    pub contact: contact::Model,
    /// Its entries, oldest first.
    pub entries: Vec<consent_event::Model>,
    /// Every link that does not hold.
    pub faults: Vec<Fault>,
}

/// Walks every chain, page by page, in bounded memory.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn verify(db: &Database, key: &Key) -> Result<Report, StoreError> {
    verify_with(db, key, |_| {}).await
}

/// Reads one chain and checks it; `None` if there is no such contact.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn chain(db: &Database, key: &Key, id: ContactId) -> Result<Option<Chain>, StoreError> {
    let db = db.reader();
    let mut tries = 1;
    loop {
        let before = contact::Entity::find_by_id(id).one(db).await?;
        let entries = ledger::history(db, id).await?;
        let Some(contact) = contact::Entity::find_by_id(id).one(db).await? else {
            return Ok(None);
        };
        // Whoever adds an entry changes the contact in the same transaction.
        let is_one_moment = before.is_some_and(|before| before.version == contact.version);
        if is_one_moment || tries == TRIES {
            let faults = faults(&contact, &entries, key);
            return Ok(Some(Chain {
                contact,
                entries,
                faults,
            }));
        }
        tries += 1;
    }
}

/// Walks every chain as [`verify`] does; `progress` is told what was found so far.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn verify_with(
    db: &Database,
    key: &Key,
    mut progress: impl FnMut(&Report),
) -> Result<Report, StoreError> {
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
            let entries = chains.remove(&contact.id).unwrap_or_default();
            report.count(&entries);
            if faults(contact, &entries, key).is_empty() {
                continue;
            }
            // Somebody may have added to it between the two looks.
            if let Some(chain) = chain(db, key, contact.id).await? {
                report.note(&chain);
            }
        }
        progress(&report);
    }
    report.check_references(db).await?;
    report.check_owners(db).await?;
    Ok(report)
}

/// A reason in the language of the reader; one that is not known here stays as it is.
pub fn reason(english: &str, lang: Lang) -> &str {
    if lang == Lang::En {
        return english;
    }
    match english {
        "an entry is missing or out of order" => "ada entri yang hilang atau tidak berurutan",
        "does not follow the entry before it" => "tidak menyambung entri sebelumnya",
        "was altered" => "telah diubah",
        "the last entries are missing" => "entri terakhir hilang",
        "the status of the contact does not follow from its entries" => {
            "status kontak tidak sesuai dengan entrinya"
        }
        "the entry that a reply led to is missing" => "entri hasil sebuah balasan hilang",
        "the contact of the entry is missing" => "kontak pemilik entri hilang",
        other => other,
    }
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

/// Every link of a chain that does not hold.
fn faults(contact: &contact::Model, chain: &[consent_event::Model], key: &Key) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut broken = |seq, reason| faults.push(Fault { seq, reason });
    let mut head: &[u8] = &[];
    let mut record = Record::NOTHING;
    let mut since = None;
    let mut seq = 1;
    for event in chain {
        if event.seq != seq {
            broken(seq, "an entry is missing or out of order");
        } else if event.previous_hash != head {
            broken(seq, "does not follow the entry before it");
        } else if event.hash != ledger::hash(key, &contact.address, event) {
            broken(seq, "was altered");
        }
        // What follows is measured by what is there, so that each broken link is told once.
        seq = event.seq.saturating_add(1);
        head = &event.hash;
        if let Some(next) = record.after(event.kind, ledger::is_play(event)) {
            record = next;
            since = Some(event.at);
        }
    }
    if !faults.is_empty() {
        return faults;
    }
    let length = i64::try_from(chain.len()).unwrap_or(i64::MAX);
    let mut broken = |reason| {
        faults.push(Fault {
            seq: length,
            reason,
        });
    };
    if contact.chain_length != length || contact.chain_head.as_deref().unwrap_or(&[]) != head {
        broken("the last entries are missing");
    } else if Record::of(contact) != record || contact.since != since {
        broken("the status of the contact does not follow from its entries");
    }
    faults
}

impl Report {
    fn count(&mut self, entries: &[consent_event::Model]) {
        self.chains += u64::from(!entries.is_empty());
        self.events += u64::try_from(entries.len()).unwrap_or(u64::MAX);
    }

    fn note(&mut self, chain: &Chain) {
        let contact = &chain.contact;
        let masked = crate::people::Address::from_stored(&contact.address).masked();
        self.broken.extend(chain.faults.iter().map(|fault| Broken {
            contact: masked.clone(),
            contact_id: contact.id,
            seq: fault.seq,
            reason: fault.reason.into(),
        }));
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
                        reason: "the entry that a reply led to is missing".into(),
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
                reason: "the contact of the entry is missing".into(),
            }));
        Ok(())
    }
}
