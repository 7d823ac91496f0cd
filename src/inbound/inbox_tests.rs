use std::time::Duration;

use entity::words::ConsentStatus;

use super::*;
use crate::consent::verify;
use crate::testing::{TestCore, inbound, keep_inbound};

/// A contact with an unclear reply, as the recorder leaves it.
async fn unclear(core: &Core, text: &str) -> InboundId {
    let phone = PhoneNumber::parse("081234567890").unwrap();
    let txn = core.db.begin_write().await.unwrap();
    let new = ContactId(core.next_id());
    let contact = people::contact::lock_or_create(&*txn, new, &phone.into(), core.now()).await;
    let mut contact = contact.unwrap();
    contact.held = true;
    let row = Model {
        address: Some(contact.address.clone()),
        text: text.to_owned(),
        ..inbound(core, Some(contact.id))
    };
    people::contact::update(&*txn, contact).await.unwrap();
    txn.commit().await.unwrap();
    keep_inbound(core, row).await
}

async fn contact(core: &Core) -> contact::Model {
    let phone = PhoneNumber::parse("081234567890").unwrap();
    let found = people::contact::find(core.db.reader(), &phone.into()).await;
    found.unwrap().unwrap()
}

#[tokio::test]
async fn a_person_decides_an_unclear_reply_once() {
    let test = TestCore::new().await;
    let core = &test.core;
    let id = unclear(core, "monggo pak").await;
    test.pass(Duration::from_hours(1));
    let row = resolve(core, id, Resolution::Grant, "bahasa Jawa", "api:izin").await;
    let row = row.unwrap();
    assert!(!row.unclear && row.event_id.is_some());
    assert_eq!(row.resolved_by.as_deref(), Some("api:izin"));

    let contact = contact(core).await;
    assert_eq!(
        (contact.status, contact.held),
        (ConsentStatus::Granted, false)
    );
    assert_eq!(
        contact.decided_at, row.sent_at,
        "the reply decides, not the clerk"
    );
    let history = ledger::history(core.db.reader(), contact.id).await.unwrap();
    assert_eq!(history[0].source, EventSource::Staff);
    assert!(history[0].evidence.contains("monggo pak"));
    assert!(history[0].evidence.contains("bahasa Jawa"));

    let again = resolve(core, id, Resolution::Deny, "salah", "api:izin").await;
    assert!(matches!(again, Err(ResolveError::NotUnclear)));
    let trail = audit::list(core.db.reader(), audit::Filter::default(), 10)
        .await
        .unwrap();
    assert_eq!(trail.len(), 1);
    let report = verify::verify(&core.db, &core.keys.ledger).await.unwrap();
    assert_eq!((report.events, report.broken.len()), (1, 0));
}

#[tokio::test]
async fn a_yes_older_than_a_later_no_is_kept_and_changes_nothing() {
    let test = TestCore::new().await;
    let core = &test.core;
    let yes = unclear(core, "monggo").await;
    test.pass(Duration::from_mins(1));
    let no = unclear(core, "ojo").await;
    resolve(core, no, Resolution::Deny, "menolak", "a")
        .await
        .unwrap();
    assert!(contact(core).await.held, "another reply still waits");
    let row = resolve(core, yes, Resolution::Grant, "setuju", "a")
        .await
        .unwrap();
    assert_eq!(row.event_id, None);
    let contact = contact(core).await;
    assert_eq!(
        (contact.status, contact.held),
        (ConsentStatus::Denied, false)
    );
}

#[tokio::test]
async fn neither_yes_nor_no_only_ends_the_wait() {
    let test = TestCore::new().await;
    let core = &test.core;
    let id = unclear(core, "kantor buka jam berapa").await;
    for (resolution, note) in [(Resolution::Grant, " "), (Resolution::None, "\0")] {
        let refused = resolve(core, id, resolution, note, "a").await;
        assert!(matches!(refused, Err(ResolveError::BadNote)));
    }
    resolve(core, id, Resolution::None, "", "a").await.unwrap();
    let contact = contact(core).await;
    assert_eq!(
        (contact.status, contact.held),
        (ConsentStatus::Unknown, false)
    );
    let missing = resolve(core, InboundId(1), Resolution::None, "x", "a").await;
    assert!(matches!(missing, Err(ResolveError::NotFound(_))));
}

#[tokio::test]
async fn the_inbox_is_read_newest_first_and_by_what_waits() {
    let test = TestCore::new().await;
    let core = &test.core;
    let first = unclear(core, "a").await;
    let second = unclear(core, "b").await;
    resolve(core, first, Resolution::None, "x", "a")
        .await
        .unwrap();
    let ids = async |filter| -> Vec<InboundId> {
        let rows = list(core.db.reader(), filter, 10).await.unwrap();
        rows.iter().map(|row| row.id).collect()
    };
    assert_eq!(ids(Filter::default()).await, [second, first]);
    let waiting = |unclear| Filter {
        unclear: Some(unclear),
        ..Filter::default()
    };
    assert_eq!(ids(waiting(true)).await, [second]);
    assert_eq!(ids(waiting(false)).await, [first]);
    let older = Filter {
        before: Some(second),
        phone: PhoneNumber::parse("081234567890").ok(),
        intent: Some(Intent::None),
        kind: Some(InboundKind::Text),
        ..Filter::default()
    };
    assert_eq!(ids(older).await, [first]);
    let stranger = Filter {
        phone: PhoneNumber::parse("081300000000").ok(),
        ..Filter::default()
    };
    assert!(ids(stranger).await.is_empty());
}
