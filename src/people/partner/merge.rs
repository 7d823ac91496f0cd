//! Entering many partners at once, some of whom are known.

use std::collections::{HashMap, HashSet};

use entity::ids::{ContactId, PartnerId};
use entity::partner::{Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};

use super::fields::fold;
use crate::core::Core;
use crate::database::StoreError;
use crate::people::contact as contacts;

/// A partner that may be known.
#[derive(Clone, Debug)]
pub(in crate::people) struct Candidate {
    pub(in crate::people) name: String,
    /// The number as typed.
    pub(in crate::people) typed: String,
    /// The number as it is.
    pub(in crate::people) address: String,
    pub(in crate::people) external_ref: Option<String>,
    pub(in crate::people) email: Option<String>,
}

/// What became of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::people) enum Merged {
    Created,
    Updated,
    Unchanged,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    AsStored,
    Changed,
    New,
}

struct Slot {
    row: Model,
    state: State,
}

/// The partners that candidates may be, and those they became.
#[derive(Default)]
struct Desk {
    slots: Vec<Slot>,
    by_ref: HashMap<String, usize>,
    by_number_and_name: HashMap<(ContactId, String), usize>,
}

impl Desk {
    fn put(&mut self, row: Model, state: State) {
        let place = self.slots.len();
        if let Some(external_ref) = &row.external_ref {
            self.by_ref.entry(external_ref.clone()).or_insert(place);
        }
        if let Some(contact) = row.contact_id {
            let key = (contact, row.name.clone());
            self.by_number_and_name.entry(key).or_insert(place);
        }
        self.slots.push(Slot { row, state });
    }

    fn place_of(&self, candidate: &Candidate, contact: ContactId) -> Option<usize> {
        if let Some(external_ref) = &candidate.external_ref {
            return self.by_ref.get(external_ref).copied();
        }
        let key = (contact, candidate.name.clone());
        self.by_number_and_name.get(&key).copied()
    }

    fn apply(&mut self, core: &Core, candidate: &Candidate, contact: ContactId) -> Merged {
        let now = core.now().millis();
        let place = self.place_of(candidate, contact);
        let Some(slot) = place.and_then(|place| self.slots.get_mut(place)) else {
            let row = Model {
                id: PartnerId(core.next_id()),
                name: candidate.name.clone(),
                name_folded: fold(&candidate.name),
                phone: Some(candidate.typed.clone()),
                contact_id: Some(contact),
                external_ref: candidate.external_ref.clone(),
                email: candidate.email.clone(),
                created_at: now,
                updated_at: now,
            };
            self.put(row, State::New);
            return Merged::Created;
        };
        let row = &mut slot.row;
        let is_same = row.name == candidate.name
            && row.contact_id == Some(contact)
            && (candidate.email.is_none() || row.email == candidate.email);
        if is_same {
            return Merged::Unchanged;
        }
        row.name.clone_from(&candidate.name);
        row.name_folded = fold(&candidate.name);
        if row.contact_id != Some(contact) {
            row.contact_id = Some(contact);
            row.phone = Some(candidate.typed.clone());
        }
        if candidate.email.is_some() {
            row.email.clone_from(&candidate.email);
        }
        row.updated_at = now;
        if slot.state == State::AsStored {
            slot.state = State::Changed;
        }
        let key = (contact, candidate.name.clone());
        if let Some(place) = place {
            self.by_number_and_name.entry(key).or_insert(place);
        }
        Merged::Updated
    }
}

/// Enters the candidates, in order; one that comes twice is known the second time.
pub(in crate::people) async fn merge(
    core: &Core,
    db: &impl ConnectionTrait,
    candidates: &[Candidate],
) -> Result<Vec<Merged>, StoreError> {
    let addresses = candidates.iter().map(|one| one.address.clone()).collect();
    let contacts = contacts_of(core, db, addresses).await?;
    let mut desk = Desk::default();
    for row in known(db, candidates, &contacts).await? {
        desk.put(row, State::AsStored);
    }
    let mut merged = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let Some(contact) = contacts.get(&candidate.address) else {
            return Err(StoreError::Refused(sea_orm::DbErr::RecordNotFound(
                "a contact just made".to_owned(),
            )));
        };
        merged.push(desk.apply(core, candidate, *contact));
    }
    write(db, desk).await?;
    Ok(merged)
}

/// What many candidates would become if they were entered: the partners of the whole file so far.
#[derive(Default)]
pub(in crate::people) struct Rehearsal {
    desk: Desk,
    contacts: HashMap<String, ContactId>,
    seen: HashSet<PartnerId>,
}

impl Rehearsal {
    /// What would become of the candidates; nothing is written.
    pub(in crate::people) async fn go_on(
        &mut self,
        core: &Core,
        db: &impl ConnectionTrait,
        candidates: &[Candidate],
    ) -> Result<Vec<Merged>, StoreError> {
        let mut new: Vec<_> = candidates
            .iter()
            .filter(|one| !self.contacts.contains_key(&one.address))
            .map(|one| one.address.clone())
            .collect();
        new.sort_unstable();
        new.dedup();
        for contact in contacts::find_many(db, &new).await? {
            self.contacts.insert(contact.address, contact.id);
        }
        let mut here = HashMap::with_capacity(candidates.len());
        for candidate in candidates {
            // A number that nobody has yet stands for itself until it is entered.
            let next = i64::try_from(self.contacts.len()).unwrap_or(i64::MAX);
            let contact = self.contacts.entry(candidate.address.clone());
            let contact = *contact.or_insert(ContactId(-1 - next));
            here.insert(candidate.address.clone(), contact);
        }
        for row in known(db, candidates, &here).await? {
            if self.seen.insert(row.id) {
                self.desk.put(row, State::AsStored);
            }
        }
        let merged = candidates.iter().filter_map(|candidate| {
            let contact = here.get(&candidate.address)?;
            Some(self.desk.apply(core, candidate, *contact))
        });
        Ok(merged.collect())
    }
}

/// The contacts of these addresses; made where they were not there.
pub(super) async fn contacts_of(
    core: &Core,
    db: &impl ConnectionTrait,
    mut addresses: Vec<String>,
) -> Result<HashMap<String, ContactId>, StoreError> {
    addresses.sort_unstable();
    addresses.dedup();
    let by_address = |contact: entity::contact::Model| (contact.address, contact.id);
    let mut found: HashMap<_, _> = contacts::find_many(db, &addresses)
        .await?
        .into_iter()
        .map(by_address)
        .collect();
    addresses.retain(|address| !found.contains_key(address));
    contacts::create_many(db, &addresses, || ContactId(core.next_id()), core.now()).await?;
    found.extend(
        contacts::find_many(db, &addresses)
            .await?
            .into_iter()
            .map(by_address),
    );
    Ok(found)
}

async fn known(
    db: &impl ConnectionTrait,
    candidates: &[Candidate],
    contacts: &HashMap<String, ContactId>,
) -> Result<Vec<Model>, StoreError> {
    let refs: Vec<_> = candidates
        .iter()
        .filter_map(|one| one.external_ref.as_deref())
        .collect();
    let names: HashSet<_> = candidates.iter().map(|one| one.name.as_str()).collect();
    let mut rows = Entity::find()
        .filter(Column::ContactId.is_in(contacts.values().copied()))
        .filter(Column::Name.is_in(names))
        .order_by_asc(Column::Id)
        .all(db)
        .await?;
    let seen: HashSet<_> = rows.iter().map(|row| row.id).collect();
    if !refs.is_empty() {
        let by_ref = Entity::find()
            .filter(Column::ExternalRef.is_in(refs))
            .all(db)
            .await?;
        rows.extend(by_ref.into_iter().filter(|row| !seen.contains(&row.id)));
    }
    Ok(rows)
}

async fn write(db: &impl ConnectionTrait, desk: Desk) -> Result<(), StoreError> {
    let mut new = Vec::new();
    for slot in desk.slots {
        let row = slot.row.into_active_model().reset_all();
        match slot.state {
            State::AsStored => {}
            State::New => new.push(row),
            State::Changed => {
                Entity::update(row).validate()?.exec(db).await?;
            }
        }
    }
    if !new.is_empty() {
        Entity::insert_many(new).exec_without_returning(db).await?;
    }
    Ok(())
}
