//! The proof of a consent, gathered for whoever has to be shown it: every entry of the ledger of
//! a number with its evidence, the question that it answers as it was sent, and whether the chain
//! holds at this moment.

use std::collections::HashMap;

use entity::ids::MessageId;
use entity::{consent_event, contact, message, partner};

use crate::consent::ledger::Evidence;
use crate::consent::register;
use crate::consent::verify::{self, Chain, Fault};
use crate::core::Core;
use crate::database::StoreError;
use crate::outbound::history;
use crate::people::{self, Address};
use crate::providers::overview;
use crate::time::Timestamp;

/// Everything that proves what a number agreed to.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The number, or the id that stands for it.
    pub address: Address,
    /// What is known of it; `None` if it was never seen.
    pub contact: Option<contact::Model>,
    /// Who has the number.
    pub partners: Vec<partner::Model>,
    /// The entries of the ledger, oldest first.
    pub entries: Vec<Entry>,
    /// What does not hold.
    pub faults: Vec<Fault>,
    /// When it was gathered and checked.
    pub at: Timestamp,
}

/// An entry with what it speaks of.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The entry.
    pub event: consent_event::Model,
    /// What proves it.
    pub evidence: Evidence,
    /// The question: the one that an answer answers, or that this entry is of.
    pub question: Option<message::Model>,
    /// The gateway of the question.
    pub question_provider: Option<&'static str>,
    /// Whether the entry is as it was written, and follows the one before it.
    pub holds: bool,
}

impl Proof {
    /// Whether every link holds.
    pub fn is_whole(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Gathers the proof of a number. Of a number that nobody knows there is none, which is no error.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn gather(core: &Core, address: &Address) -> Result<Proof, StoreError> {
    let db = core.db.reader();
    let mut proof = Proof {
        address: address.clone(),
        contact: None,
        partners: Vec::new(),
        entries: Vec::new(),
        faults: Vec::new(),
        at: core.now(),
    };
    let Some(contact) = people::contact::find(db, address).await? else {
        return Ok(proof);
    };
    proof.partners = people::partner::of_contact(db, contact.id).await?;
    let chain = verify::chain(&core.db, &core.keys.ledger, contact.id).await?;
    let Some(Chain {
        contact,
        entries,
        faults,
    }) = chain
    else {
        return Ok(proof);
    };
    let evidence: Vec<_> = entries
        .iter()
        .map(|event| register::evidence_of(&event.evidence).unwrap_or_default())
        .collect();
    let mut ids: Vec<MessageId> = evidence.iter().filter_map(question_of).collect();
    ids.sort_unstable();
    ids.dedup();
    let questions: HashMap<_, _> = history::find_many(db, &ids)
        .await?
        .into_iter()
        .map(|message| (message.id, message))
        .collect();
    let kinds: HashMap<_, _> = overview::kinds(db).await?.into_iter().collect();
    proof.entries = entries
        .into_iter()
        .zip(evidence)
        .map(|(event, evidence)| {
            let question = question_of(&evidence)
                .and_then(|id| questions.get(&id))
                .cloned();
            let provider = question.as_ref().and_then(|one| kinds.get(&one.account_id));
            Entry {
                holds: !faults.iter().any(|fault| fault.seq == event.seq),
                question_provider: provider.map(|kind| kind.as_str()),
                question,
                event,
                evidence,
            }
        })
        .collect();
    proof.contact = Some(contact);
    proof.faults = faults;
    Ok(proof)
}

fn question_of(evidence: &Evidence) -> Option<MessageId> {
    evidence.request_message_id.or(evidence.message_id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::register::{Decided, PaperSource, record};
    use crate::people::PhoneNumber;
    use crate::testing::TestCore;
    use entity::words::ConsentStatus;
    use sea_orm::{ActiveModelTrait, IntoActiveModel, Set};

    #[tokio::test]
    async fn a_proof_is_checked_when_it_is_gathered() {
        let test = TestCore::new().await;
        let core = &test.core;
        let phone = PhoneNumber::parse("081234500017").unwrap();
        let address = Address::Phone(phone.clone());
        let nothing = gather(core, &address).await.unwrap();
        assert!(nothing.contact.is_none() && nothing.is_whole());

        let source = PaperSource::Form;
        for (decided, note) in [
            (Decided::Granted, "Formulir 7"),
            (Decided::Denied, "Surat 8"),
        ] {
            record(core, &phone, decided, source, note, "staff:a")
                .await
                .unwrap();
        }
        let proof = gather(core, &address).await.unwrap();
        assert!(proof.is_whole() && proof.entries.iter().all(|entry| entry.holds));
        assert_eq!(proof.entries[1].evidence.note.as_deref(), Some("Surat 8"));

        // Somebody makes a yes of the no behind our back.
        let mut row = proof.contact.unwrap().into_active_model();
        row.status = Set(ConsentStatus::Granted);
        let txn = core.db.begin_write().await.unwrap();
        row.update(&*txn).await.unwrap();
        txn.commit().await.unwrap();
        assert!(!gather(core, &address).await.unwrap().is_whole());
    }
}
