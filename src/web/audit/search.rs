//! Whom and what somebody looks for in the trail, from what they typed: the trail keeps addresses
//! and ids, people know names and numbers.

use crate::database::StoreError;
use crate::people::partner;
use crate::permits::browse;
use crate::services::Services;
use crate::staff::api_key;
use crate::web::frame::Frame;

/// So many partners and permits with what was typed are looked for.
const MOST: u64 = 50;

/// Those who act without a name of their own.
const NAMELESS: [&str; 4] = ["system", "cli", "contact", "somebody"];

/// Everybody whose name or address holds what was typed.
pub(super) async fn actors(
    services: &Services,
    frame: &Frame,
    typed: &str,
) -> Result<Vec<String>, StoreError> {
    let wanted = typed.trim().to_lowercase();
    let keys = api_key::list(services.core.db.reader()).await?;
    let staff = frame.names.addresses();
    let staff = staff.map(|address| format!("staff:{address}"));
    let programs = keys.into_iter().map(|key| format!("api:{}", key.name));
    let nameless = NAMELESS.map(str::to_owned);
    let known = staff.chain(programs).chain(nameless);
    let mut found: Vec<_> = known
        .filter(|actor| frame.actor(actor).to_lowercase().contains(&wanted))
        .collect();
    // Somebody who is not known any more, by the whole address, or as the trail has it.
    found.push(format!("staff:{wanted}"));
    found.push(typed.trim().to_owned());
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Everything that goes by the name or number that was typed.
pub(super) async fn subjects(
    services: &Services,
    frame: &Frame,
    typed: &str,
) -> Result<Vec<String>, StoreError> {
    let db = services.core.db.reader();
    let typed = typed.trim();
    let wanted = typed.to_lowercase();
    let mut found = vec![typed.to_owned()];
    let staff = frame.names.addresses();
    let staff =
        staff.filter(|address| frame.names.called(address).to_lowercase().contains(&wanted));
    found.extend(staff.map(ToOwned::to_owned));
    let partners = partner::Wanted {
        q: Some(typed.to_owned()),
        ..partner::Wanted::default()
    };
    for (row, contact) in partner::page(db, &partners, MOST).await? {
        found.push(row.id.to_string());
        // What is on record of the number is on record of the partner.
        found.extend(contact.map(|contact| contact.id.to_string()));
    }
    let permits = browse::Wanted {
        q: Some(typed.to_owned()),
        ..browse::Wanted::default()
    };
    let permits = browse::browse(db, &permits, MOST).await?;
    found.extend(permits.into_iter().map(|(row, _)| row.registration_id));
    found.sort_unstable();
    found.dedup();
    Ok(found)
}
