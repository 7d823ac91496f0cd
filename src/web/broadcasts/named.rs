//! The partners of an audience that are named one by one: people know them by their numbers, the
//! draft keeps their ids.

use std::collections::{HashMap, HashSet};

use entity::ids::{ContactId, PartnerId};
use sea_orm::ConnectionTrait;

use crate::database::StoreError;
use crate::lang::Lang;
use crate::people::{PhoneNumber, contact as contacts, partner};
use crate::web::form::Form;
use crate::web::talk;

const FIELD: &str = "partner_ids";
/// How many that are not known are told at once.
const MOST_TOLD: usize = 5;

/// One who is named.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Named {
    Phone(PhoneNumber),
    Id(PartnerId),
    Unreadable,
}

impl Named {
    fn read(text: &str) -> Self {
        if let Ok(phone) = PhoneNumber::parse(text) {
            return Self::Phone(phone);
        }
        text.parse().map_or(Self::Unreadable, Self::Id)
    }
}

/// What was typed, one by one. Numbers may hold blanks, so blanks part them only where what stands
/// between commas and line ends is no number.
fn split(text: &str) -> Vec<(&str, Named)> {
    let mut found = Vec::new();
    for part in text.split(['\n', ',', ';']) {
        let part = part.trim();
        match Named::read(part) {
            _ if part.is_empty() => {}
            Named::Unreadable => {
                let pieces: Vec<_> = part
                    .split_whitespace()
                    .map(|piece| (piece, Named::read(piece)))
                    .collect();
                if pieces.iter().any(|(_, named)| *named == Named::Unreadable) {
                    found.push((part, Named::Unreadable));
                } else {
                    found.extend(pieces);
                }
            }
            named => found.push((part, named)),
        }
    }
    found
}

/// The partners that are named in the form. Those nobody knows are told beside the field.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn read(
    db: &impl ConnectionTrait,
    form: &mut Form,
    lang: Lang,
) -> Result<Vec<PartnerId>, StoreError> {
    let text = form.value(FIELD).to_owned();
    let named = split(&text);
    let addresses: Vec<_> = named
        .iter()
        .filter_map(|(_, named)| match named {
            Named::Phone(phone) => Some(phone.as_str().to_owned()),
            _ => None,
        })
        .collect();
    let known = contacts::find_many(db, &addresses).await?;
    let ids: Vec<ContactId> = known.iter().map(|contact| contact.id).collect();
    let partners = partner::of_contacts(db, &ids).await?;
    let mut of_contact: HashMap<ContactId, Vec<PartnerId>> = HashMap::new();
    for one in partners {
        if let Some(contact) = one.contact_id {
            of_contact.entry(contact).or_default().push(one.id);
        }
    }
    let of_number: HashMap<_, _> = known
        .into_iter()
        .filter_map(|contact| Some((contact.address, of_contact.remove(&contact.id)?)))
        .collect();
    let (mut found, mut seen, mut unknown) = (Vec::new(), HashSet::new(), Vec::new());
    for (text, named) in named {
        let ids = match named {
            Named::Phone(phone) => of_number.get(phone.as_str()).cloned().unwrap_or_default(),
            Named::Id(id) => vec![id],
            Named::Unreadable => Vec::new(),
        };
        if ids.is_empty() {
            unknown.push(text);
        }
        found.extend(ids.into_iter().filter(|id| seen.insert(*id)));
    }
    if !unknown.is_empty() {
        form.fail(FIELD, tell(lang, &unknown));
    }
    Ok(found)
}

fn tell(lang: Lang, unknown: &[&str]) -> String {
    let told: Vec<_> = unknown.iter().take(MOST_TOLD).copied().collect();
    let told = told.join(", ");
    match (lang, unknown.len().saturating_sub(MOST_TOLD)) {
        (Lang::Id, 0) => format!("Tidak ada mitra dengan nomor ini: {told}."),
        (Lang::Id, more) => {
            format!("Tidak ada mitra dengan nomor ini: {told}, dan {more} lainnya.")
        }
        (Lang::En, 0) => format!("No partner has this number: {told}."),
        (Lang::En, more) => format!("No partner has this number: {told}, and {more} more."),
    }
}

/// The partners of a draft as people name them: by number, one a line; by id where they have no
/// number of their own.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn write(
    db: &impl ConnectionTrait,
    lang: Lang,
    ids: &[PartnerId],
) -> Result<String, StoreError> {
    let known = partner::find_known(db, ids.iter().copied()).await?;
    let contacts: Vec<_> = known.iter().filter_map(|(row, _)| row.contact_id).collect();
    let sharing = partner::of_contacts(db, &contacts).await?;
    let chosen: HashSet<_> = ids.iter().copied().collect();
    let others: HashSet<_> = sharing
        .iter()
        .filter(|one| !chosen.contains(&one.id))
        .filter_map(|one| one.contact_id)
        .collect();
    let of_partner: HashMap<_, _> = known
        .into_iter()
        .filter_map(|(row, contact)| Some((row.id, contact?)))
        .collect();
    let mut lines = Vec::new();
    let mut seen = HashSet::new();
    for id in ids {
        let own = of_partner
            .get(id)
            .filter(|contact| !others.contains(&contact.id));
        let number = own.and_then(|contact| PhoneNumber::from_stored(&contact.address));
        let line = number.map_or_else(
            || id.to_string(),
            |number| talk::address(lang, number.as_str()),
        );
        if seen.insert(line.clone()) {
            lines.push(line);
        }
    }
    Ok(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_any_notation_and_ids_beside_them() {
        let phone = |text: &str| Named::Phone(PhoneNumber::parse(text).unwrap());
        let read = |text| -> Vec<_> { split(text).into_iter().map(|(_, one)| one).collect() };
        let budi = phone("+6281234567890");
        let id = "1234567890123456789";
        assert_eq!(
            read("0812 3456 7890\n+62 812-3456-7890, 6281234567890;\n\n1234567890123456789"),
            [
                budi.clone(),
                budi.clone(),
                budi.clone(),
                Named::Id(id.parse().unwrap())
            ]
        );
        assert_eq!(
            read("081234567890 1234567890123456789"),
            [budi, Named::Id(id.parse().unwrap())]
        );
        assert_eq!(read("Budi Ginting"), [Named::Unreadable]);
        assert_eq!(read(" , \n"), []);
    }

    #[test]
    fn only_some_of_many_unknown_ones_are_told() {
        let told = tell(Lang::Id, &["1", "2", "3", "4", "5", "6", "7"]);
        assert_eq!(
            told,
            "Tidak ada mitra dengan nomor ini: 1, 2, 3, 4, 5, dan 2 lainnya."
        );
    }
}
