//! The partners that permits speak of: found by id, by the id of another program, or by their
//! whole number; never by a name or a part of a number. Who has a number that nobody has yet is
//! entered.

use std::collections::{HashMap, HashSet};

use entity::ids::{ContactId, PartnerId};
use entity::partner::{Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};

use super::fields::fold;
use super::merge::contacts_of;
use crate::core::Core;
use crate::database::StoreError;
use crate::people::{Address, contact as contacts};

/// Who is meant.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// By this.
    pub by: By,
    /// The name, if one is known: it enters a new partner, and tells apart those who share the
    /// number.
    pub name: Option<String>,
    /// The name of a new partner where none is known.
    pub stand_in: String,
}

/// By what a partner is found.
#[derive(Clone, Debug)]
pub enum By {
    /// Its id.
    Id(PartnerId),
    /// The id of another program; if that is not known, the number.
    Outside {
        /// The id of another program.
        external_ref: Option<String>,
        /// The number, as typed and as it is.
        number: Option<(String, Address)>,
    },
}

/// Why nobody was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotFound {
    /// There is no partner with this id.
    Id,
    /// There is no partner with this id of another program, and no number is given.
    Ref,
    /// Several share the number, and none of them has the name.
    Shared,
}

/// What is known of those who are meant.
#[derive(Default)]
struct Register {
    ids: HashSet<PartnerId>,
    by_ref: HashMap<String, PartnerId>,
    contacts: HashMap<String, ContactId>,
    /// By number: the partners with their folded names, the first entered first.
    people: HashMap<ContactId, Vec<(PartnerId, String)>>,
}

/// What becomes of one who is meant.
enum Decision {
    Known(PartnerId),
    Nobody(NotFound),
    /// Nobody has the number, or none of those who have it has the name.
    New(ContactId),
}

impl Register {
    fn decide(&self, wanted: &Wanted) -> Decision {
        let (external_ref, number) = match &wanted.by {
            By::Id(id) if self.ids.contains(id) => return Decision::Known(*id),
            By::Id(_) => return Decision::Nobody(NotFound::Id),
            By::Outside {
                external_ref,
                number,
            } => (external_ref, number),
        };
        let known = external_ref.as_ref().and_then(|one| self.by_ref.get(one));
        if let Some(id) = known {
            return Decision::Known(*id);
        }
        let contact = number
            .as_ref()
            .and_then(|(_, address)| self.contacts.get(address.as_str()));
        let Some(contact) = contact else {
            return Decision::Nobody(NotFound::Ref);
        };
        match self.people.get(contact).map_or(&[][..], Vec::as_slice) {
            [] => Decision::New(*contact),
            [(id, _)] => Decision::Known(*id),
            several => {
                let Some(name) = wanted.name.as_deref().map(fold) else {
                    return Decision::Nobody(NotFound::Shared);
                };
                let same = several.iter().find(|(_, known)| *known == name);
                same.map_or(Decision::New(*contact), |(id, _)| Decision::Known(*id))
            }
        }
    }

    fn enter(&mut self, core: &Core, wanted: &Wanted, contact: ContactId) -> Model {
        let now = core.now().millis();
        let name = wanted.name.as_ref().unwrap_or(&wanted.stand_in).clone();
        let (external_ref, phone) = match &wanted.by {
            By::Id(_) => (None, None),
            By::Outside {
                external_ref,
                number,
            } => (
                external_ref.clone(),
                number.as_ref().map(|(typed, _)| typed.clone()),
            ),
        };
        let row = Model {
            id: PartnerId(core.next_id()),
            name_folded: fold(&name),
            name,
            phone,
            contact_id: Some(contact),
            external_ref,
            email: None,
            created_at: now,
            updated_at: now,
        };
        if let Some(external_ref) = &row.external_ref {
            self.by_ref.insert(external_ref.clone(), row.id);
        }
        let people = self.people.entry(contact).or_default();
        people.push((row.id, row.name_folded.clone()));
        row
    }
}

/// Finds or enters those who are meant, in order.
///
/// # Errors
/// [`StoreError::Conflict`] if somebody else entered the same partner meanwhile: the same again
/// will do.
pub async fn link(
    core: &Core,
    db: &impl ConnectionTrait,
    wanted: &[Wanted],
) -> Result<Vec<Result<PartnerId, NotFound>>, StoreError> {
    let mut register = look_up(core, db, wanted).await?;
    let unmet: HashSet<_> = wanted
        .iter()
        .filter_map(|one| match register.decide(one) {
            Decision::New(contact) => Some(contact),
            _ => None,
        })
        .collect();
    if !unmet.is_empty() {
        // Whoever enters somebody holds the number, so that two at once enter one partner.
        contacts::lock_by_ids(db, unmet.iter().copied()).await?;
        register.people.extend(people_of(db, unmet).await?);
    }
    let mut new = Vec::new();
    let mut found = Vec::with_capacity(wanted.len());
    for one in wanted {
        found.push(match register.decide(one) {
            Decision::Known(id) => Ok(id),
            Decision::Nobody(reason) => Err(reason),
            Decision::New(contact) => {
                let row = register.enter(core, one, contact);
                let id = row.id;
                new.push(row.into_active_model().reset_all());
                Ok(id)
            }
        });
    }
    if !new.is_empty() {
        Entity::insert_many(new).exec_without_returning(db).await?;
    }
    Ok(found)
}

/// Finds those who are meant, and writes nothing; `None` is one who would be entered.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub async fn look(
    db: &impl ConnectionTrait,
    wanted: &[Wanted],
) -> Result<Vec<Result<Option<PartnerId>, NotFound>>, StoreError> {
    let (mut register, addresses) = look_up_known(db, wanted).await?;
    if !addresses.is_empty() {
        let found = contacts::find_many(db, &addresses).await?;
        register.contacts = found.into_iter().map(|row| (row.address, row.id)).collect();
        let contacts = register.contacts.values().copied().collect();
        register.people = people_of(db, contacts).await?;
        for (place, address) in (1..).zip(addresses) {
            // A number that nobody has yet stands for itself.
            register
                .contacts
                .entry(address)
                .or_insert(ContactId(-place));
        }
    }
    let decide = |one| match register.decide(one) {
        Decision::Known(id) => Ok(Some(id)),
        Decision::Nobody(reason) => Err(reason),
        Decision::New(_) => Ok(None),
    };
    Ok(wanted.iter().map(decide).collect())
}

async fn look_up(
    core: &Core,
    db: &impl ConnectionTrait,
    wanted: &[Wanted],
) -> Result<Register, StoreError> {
    let (mut register, addresses) = look_up_known(db, wanted).await?;
    if !addresses.is_empty() {
        register.contacts = contacts_of(core, db, addresses).await?;
        let contacts = register.contacts.values().copied().collect();
        register.people = people_of(db, contacts).await?;
    }
    Ok(register)
}

/// Those who are known by an id, and the numbers by which others are meant.
async fn look_up_known(
    db: &impl ConnectionTrait,
    wanted: &[Wanted],
) -> Result<(Register, Vec<String>), StoreError> {
    let mut register = Register::default();
    let (mut ids, mut refs, mut addresses) = (Vec::new(), Vec::new(), Vec::new());
    for one in wanted {
        match &one.by {
            By::Id(id) => ids.push(*id),
            By::Outside {
                external_ref,
                number,
            } => {
                refs.extend(external_ref.clone());
                addresses.extend(number.as_ref().map(|(_, it)| it.as_str().to_owned()));
            }
        }
    }
    if !ids.is_empty() {
        let rows = Entity::find().filter(Column::Id.is_in(ids)).all(db).await?;
        register.ids = rows.into_iter().map(|row| row.id).collect();
    }
    if !refs.is_empty() {
        let rows = Entity::find()
            .filter(Column::ExternalRef.is_in(refs))
            .all(db)
            .await?;
        register.by_ref = rows
            .into_iter()
            .filter_map(|row| Some((row.external_ref?, row.id)))
            .collect();
    }
    Ok((register, addresses))
}

async fn people_of(
    db: &impl ConnectionTrait,
    contacts: HashSet<ContactId>,
) -> Result<HashMap<ContactId, Vec<(PartnerId, String)>>, StoreError> {
    let rows = Entity::find()
        .filter(Column::ContactId.is_in(contacts))
        .order_by_asc(Column::Id)
        .all(db)
        .await?;
    let mut people: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        if let Some(contact) = row.contact_id {
            let of_number = people.entry(contact).or_default();
            of_number.push((row.id, row.name_folded));
        }
    }
    Ok(people)
}
