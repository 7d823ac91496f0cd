//! The rows of the inbox: a conversation each, with who it is and what was said last.

use std::collections::{BTreeMap, HashSet};

use entity::ids::{ContactId, InboundId};
use entity::{contact, inbound_message};

use crate::inbound::inbox;
use crate::lang::Lang;
use crate::outbound::history;
use crate::people::{contact as contacts, partner};
use crate::services::Services;
use crate::time::Timestamp;
use crate::web::error::PageError;
use crate::web::talk;
use crate::web::words;

/// How much of a text a row shows, in characters.
const SNIPPET: usize = 110;

/// One conversation.
pub(super) struct Row {
    pub(super) contact: ContactId,
    pub(super) anchor: Option<InboundId>,
    pub(super) name: String,
    pub(super) number: String,
    /// Whether the text is ours.
    pub(super) is_ours: bool,
    pub(super) text: String,
    pub(super) at: Timestamp,
    pub(super) status: (&'static str, &'static str),
    pub(super) unclear: bool,
}

/// Those who wait for a decision, each once.
pub(super) async fn of_waiting(
    services: &Services,
    lang: Lang,
    open: Vec<inbound_message::Model>,
) -> Result<Vec<Row>, PageError> {
    let db = services.core.db.reader();
    let ids = open.iter().filter_map(|row| row.contact_id);
    let found = contacts::find_by_ids(db, ids.collect::<HashSet<_>>()).await?;
    let names = names(services, &found).await?;
    let by_id: BTreeMap<_, _> = found.iter().map(|contact| (contact.id, contact)).collect();
    let mut seen = HashSet::new();
    Ok(open
        .into_iter()
        .filter_map(|row| {
            let contact = *by_id.get(&row.contact_id?)?;
            seen.insert(contact.id).then(|| Row {
                anchor: Some(row.id),
                is_ours: false,
                text: snippet(&row.text),
                at: Timestamp::from_millis(row.received_at),
                unclear: true,
                ..row_of(lang, contact, &names)
            })
        })
        .collect())
}

/// These contacts, each with what was said last.
pub(super) async fn of_contacts(
    services: &Services,
    lang: Lang,
    found: Vec<contact::Model>,
) -> Result<Vec<Row>, PageError> {
    let db = services.core.db.reader();
    let ids: Vec<_> = found.iter().map(|contact| contact.id).collect();
    let wrote = inbox::latest_of(db, &ids).await?;
    let sent = history::latest_of(db, &ids).await?;
    let names = names(services, &found).await?;
    let mut latest: BTreeMap<ContactId, (i64, bool, String, i64, bool)> = BTreeMap::new();
    for row in wrote {
        if let Some(contact) = row.contact_id {
            let text = snippet(talk::gist(lang, &row));
            latest.insert(
                contact,
                (row.id.0, false, text, row.received_at, row.unclear),
            );
        }
    }
    for row in sent {
        let is_later = latest
            .get(&row.contact_id)
            .is_none_or(|(id, ..)| *id < row.id.0);
        if is_later {
            let text = snippet(&row.text);
            let unclear = latest.get(&row.contact_id).is_some_and(|known| known.4);
            latest.insert(
                row.contact_id,
                (row.id.0, true, text, row.created_at, unclear),
            );
        }
    }
    Ok(found
        .iter()
        .map(|contact| {
            let row = row_of(lang, contact, &names);
            match latest.remove(&contact.id) {
                Some((_, is_ours, text, at, unclear)) => Row {
                    is_ours,
                    text,
                    at: Timestamp::from_millis(at),
                    unclear,
                    ..row
                },
                None => row,
            }
        })
        .collect())
}

fn row_of(lang: Lang, contact: &contact::Model, names: &BTreeMap<ContactId, String>) -> Row {
    let number = talk::address(lang, &contact.address);
    let name = names.get(&contact.id).cloned();
    Row {
        contact: contact.id,
        anchor: None,
        name: name
            .or_else(|| contact.name.clone())
            .unwrap_or_else(|| number.clone()),
        number,
        is_ours: false,
        text: String::new(),
        at: Timestamp::from_millis(contacts::heard_at(contact).unwrap_or(contact.created_at)),
        status: words::consent(lang, contact),
        unclear: false,
    }
}

/// The names in the register: the first, and how many more share the number.
async fn names(
    services: &Services,
    found: &[contact::Model],
) -> Result<BTreeMap<ContactId, String>, PageError> {
    let ids: Vec<_> = found.iter().map(|contact| contact.id).collect();
    let partners = partner::of_contacts(services.core.db.reader(), &ids).await?;
    let mut names: BTreeMap<ContactId, (String, usize)> = BTreeMap::new();
    for partner in partners {
        if let Some(contact) = partner.contact_id {
            let known = names.entry(contact).or_insert((partner.name, 0));
            known.1 += 1;
        }
    }
    Ok(names
        .into_iter()
        .map(|(contact, (name, count))| match count {
            1 => (contact, name),
            more => (contact, format!("{name} +{}", more - 1)),
        })
        .collect())
}

/// The beginning of a text, on one line.
pub(super) fn snippet(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SNIPPET) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snippet_is_one_short_line() {
        assert_eq!(snippet("  Ya\n\n saya "), "Ya saya");
        assert_eq!(snippet(&"é".repeat(500)).chars().count(), SNIPPET + 1);
    }
}
