use std::time::Duration;

use super::*;
use crate::consent::verify;
use crate::people::partner::{self, NewPartner};
use crate::testing::TestCore;

fn phone(text: &str) -> PhoneNumber {
    PhoneNumber::parse(text).unwrap()
}

async fn on_paper(core: &Core, decided: Decided, note: &str) -> Result<(), RegisterError> {
    let number = phone("081234567890");
    record(core, &number, decided, PaperSource::Form, note, "api:izin")
        .await
        .map(|_| ())
}

async fn kinds(core: &Core) -> Vec<EventKind> {
    let address = Address::Phone(phone("081234567890"));
    let contact = people::contact::find(core.db.reader(), &address).await;
    let Some(contact) = contact.unwrap() else {
        return Vec::new();
    };
    let history = ledger::history(core.db.reader(), contact.id).await.unwrap();
    history.iter().map(|event| event.kind).collect()
}

#[tokio::test]
async fn a_decision_on_paper_is_an_entry_with_its_note_and_the_same_again_is_none() {
    let test = TestCore::new().await;
    let core = &test.core;
    for decided in [
        Decided::Granted,
        Decided::Granted,
        Decided::Denied,
        Decided::Denied,
    ] {
        test.pass(Duration::from_mins(1));
        on_paper(core, decided, " Formulir 12/2026 ").await.unwrap();
    }
    assert_eq!(
        kinds(core).await,
        [EventKind::Granted, EventKind::Withdrawn]
    );

    let view = status(core, &Address::Phone(phone("081234567890")))
        .await
        .unwrap();
    assert_eq!(view.status, ConsentStatus::Denied);
    assert_eq!(view.source, Some(EventSource::Form));
    let evidence = view.evidence.unwrap();
    assert_eq!(evidence.note.as_deref(), Some("Formulir 12/2026"));
    let report = verify::verify(&core.db, &core.keys.ledger).await.unwrap();
    assert_eq!((report.events, report.broken.len()), (2, 0));
}

#[tokio::test]
async fn a_first_no_is_declined_and_a_note_is_needed() {
    let test = TestCore::new().await;
    let core = &test.core;
    for note in ["", "  ", "a\0", &"n".repeat(1001)] {
        let refused = on_paper(core, Decided::Denied, note).await;
        assert!(matches!(refused, Err(RegisterError::BadNote)));
    }
    assert!(kinds(core).await.is_empty());
    on_paper(core, Decided::Denied, "loket 2").await.unwrap();
    assert_eq!(kinds(core).await, [EventKind::Declined]);
}

#[tokio::test]
async fn a_number_that_nobody_knows_has_the_status_unknown() {
    let test = TestCore::new().await;
    let core = &test.core;
    let number = phone("081234567890");
    let view = status(core, &Address::Phone(number.clone())).await.unwrap();
    assert_eq!(view.status, ConsentStatus::Unknown);
    assert!(view.partners.is_empty() && view.evidence.is_none());

    on_paper(core, Decided::Granted, "formulir").await.unwrap();
    let new = NewPartner {
        name: "Budi".to_owned(),
        phone: Some("+62 812 3456 7890".to_owned()),
        ..NewPartner::default()
    };
    partner::create(core, new, "staff:a").await.unwrap();
    let view = status(core, &Address::Phone(number.clone())).await.unwrap();
    assert_eq!(
        view.partners.len(),
        1,
        "a later partner finds the consent of its number"
    );

    let numbers = [
        phone("081300000000"),
        number.clone(),
        phone("081300000000"),
        number,
    ];
    let found = lookup(core, &numbers).await.unwrap();
    let statuses: Vec<_> = found.iter().map(|brief| brief.status).collect();
    assert_eq!(
        statuses,
        [
            ConsentStatus::Unknown,
            ConsentStatus::Granted,
            ConsentStatus::Unknown,
            ConsentStatus::Granted
        ]
    );
}

#[tokio::test]
async fn the_window_is_open_for_24_hours_after_a_message() {
    let test = TestCore::new().await;
    let now = test.core.now();
    let mut contact = people::contact::new(ContactId(1), "+6281234567890", now);
    assert_eq!(window_open_until(&contact, now), None);
    contact.last_inbound_at = Some(now.millis());
    let end = now.plus(WINDOW);
    assert_eq!(window_open_until(&contact, now), Some(end));
    assert_eq!(window_open_until(&contact, end), None);
}
