use entity::words::{ConsentStatus, EventKind, EventSource};

use super::*;
use crate::consent::ledger::{self, Entry, Evidence};
use crate::core::Core;
use crate::edit::Edit;
use crate::people::{PhoneError, PhoneNumber, contact as contacts};
use crate::staff::audit;
use crate::testing::TestCore;

fn new(name: &str, phone: &str) -> NewPartner {
    NewPartner {
        name: name.to_owned(),
        phone: Some(phone.to_owned()),
        ..NewPartner::default()
    }
}

async fn names(core: &Core, filter: Filter) -> Vec<String> {
    let found = list(core.db.reader(), filter, 50).await.unwrap();
    found.into_iter().map(|(row, _)| row.name).collect()
}

fn q(text: &str) -> Filter {
    Filter {
        q: Some(text.to_owned()),
        ..Filter::default()
    }
}

async fn grant(core: &Core, contact: &contact::Model) {
    let txn = core.db.begin_write().await.unwrap();
    let mut contact = contacts::lock_by_id(&*txn, contact.id)
        .await
        .unwrap()
        .unwrap();
    let entry = Entry {
        kind: EventKind::Granted,
        source: EventSource::Form,
        actor: "test".to_owned(),
        decided_at: core.now(),
        evidence: Evidence::default(),
    };
    let id = entity::ids::EventId(core.next_id());
    let event = ledger::seal(&core.keys.ledger, &mut contact, entry, id, core.now());
    contacts::update(&*txn, contact).await.unwrap();
    ledger::append(&*txn, event).await.unwrap();
    txn.commit().await.unwrap();
}

#[tokio::test]
async fn partners_with_one_number_share_its_contact() {
    let test = TestCore::new().await;
    let core = &test.core;
    let (budi, first) = create(core, new(" Budi\tGinting ", "0812-3456-7890"), "staff:a")
        .await
        .unwrap();
    let (_, second) = create(core, new("CV Maju", "+62 812 3456 7890"), "staff:a")
        .await
        .unwrap();
    assert_eq!(budi.name, "Budi Ginting");
    assert_eq!(budi.phone.as_deref(), Some("0812-3456-7890"));
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!(first.id, second.id);
    assert_eq!(first.address, "+6281234567890");
    let both = of_contact(core.db.reader(), first.id).await.unwrap();
    assert_eq!(both.len(), 2);
}

#[tokio::test]
async fn what_is_wrong_with_a_partner_is_said_by_field() {
    let test = TestCore::new().await;
    let core = &test.core;
    let with_ref = |text: &str| NewPartner {
        external_ref: Some(text.to_owned()),
        ..new("Budi", "081234567890")
    };
    create(core, with_ref("res.partner,42"), "staff:a")
        .await
        .unwrap();
    let with_email = NewPartner {
        email: Some("budi@".to_owned()),
        ..new("Budi", "081234567890")
    };
    for (bad, field) in [
        (new("  ", "081234567890"), "name"),
        (new("\u{200b}\u{202e}\u{a0}", "081234567890"), "name"),
        (new(&"n".repeat(201), "081234567890"), "name"),
        (new("Budi", ""), "phone"),
        (new("Budi", "0628 20123"), "phone"),
        (with_ref("res.partner,42"), "external_ref"),
        (with_ref(" "), "external_ref"),
        (with_ref("a\0b"), "external_ref"),
        (with_email, "email"),
    ] {
        let error = create(core, bad, "staff:a").await.unwrap_err();
        assert_eq!(error.field(), Some(field), "{error}");
    }
    let landline = create(core, new("Kantor", "0628-20123"), "staff:a")
        .await
        .unwrap_err();
    assert!(matches!(
        landline,
        PartnerError::Phone(PhoneError::Landline | PhoneError::NoSuchNumber | PhoneError::TooShort)
    ));
    assert_eq!(names(core, Filter::default()).await, ["Budi"]);
}

#[tokio::test]
async fn another_number_brings_another_contact_and_a_deleted_partner_leaves_its_consent() {
    let test = TestCore::new().await;
    let core = &test.core;
    let (budi, contact) = create(core, new("Budi", "081234567890"), "staff:a")
        .await
        .unwrap();
    let contact = contact.unwrap();
    grant(core, &contact).await;

    let other = PartnerChange {
        phone: Edit::Set("081300000000".to_owned()),
        ..PartnerChange::default()
    };
    let (_, moved) = change(core, budi.id, other, "staff:a").await.unwrap();
    assert_eq!(moved.unwrap().status, ConsentStatus::Unknown);
    let back = PartnerChange {
        phone: Edit::Set("081234567890".to_owned()),
        ..PartnerChange::default()
    };
    let (_, returned) = change(core, budi.id, back, "staff:a").await.unwrap();
    assert_eq!(returned.unwrap().status, ConsentStatus::Granted);
    let none = PartnerChange {
        phone: Edit::Clear,
        ..PartnerChange::default()
    };
    let (row, gone) = change(core, budi.id, none, "staff:a").await.unwrap();
    assert_eq!((row.phone, gone), (None, None));

    delete(core, budi.id, "staff:a").await.unwrap();
    let trail = audit::list(core.db.reader(), audit::Filter::default(), 9);
    let deeds: Vec<_> = trail
        .await
        .unwrap()
        .into_iter()
        .map(|one| one.action)
        .collect();
    assert_eq!(deeds.first().unwrap(), "partner.deleted");
    assert_eq!(deeds.last().unwrap(), "partner.added");
    assert_eq!(deeds.len(), 5, "added, changed three times, deleted");
    let again = delete(core, budi.id, "staff:a").await;
    assert!(matches!(again, Err(PartnerError::NotFound(_))));
    assert_eq!(find(core.db.reader(), budi.id).await.unwrap(), None);
    let history = ledger::history(core.db.reader(), contact.id).await.unwrap();
    assert_eq!(history.len(), 1);
}

#[tokio::test]
async fn a_search_finds_parts_of_names_and_whole_numbers_only() {
    let test = TestCore::new().await;
    let core = &test.core;
    create(core, new("Budi Ginting", "081234567890"), "staff:a")
        .await
        .unwrap();
    create(core, new("100% Karo_Jaya!", "081300000000"), "staff:a")
        .await
        .unwrap();
    let siti = NewPartner {
        external_ref: Some("res.partner,42".to_owned()),
        ..new("Siti Éndang", "081300000001")
    };
    create(core, siti, "staff:a").await.unwrap();

    assert_eq!(names(core, q("ginT")).await, ["Budi Ginting"]);
    assert_eq!(names(core, q("éndang")).await, ["Siti Éndang"]);
    assert_eq!(names(core, q("%")).await, ["100% Karo_Jaya!"]);
    assert_eq!(names(core, q("o_j")).await, ["100% Karo_Jaya!"]);
    assert_eq!(names(core, q("!")).await, ["100% Karo_Jaya!"]);
    assert_eq!(names(core, q("res.partner,42")).await, ["Siti Éndang"]);
    assert_eq!(names(core, q("+62 813-0000-0001")).await, ["Siti Éndang"]);
    assert!(names(core, q("34567890")).await.is_empty());
    assert!(names(core, q("'; DROP TABLE partner; --")).await.is_empty());
    let phone = Filter {
        phone: PhoneNumber::parse("081234567890").ok(),
        ..Filter::default()
    };
    assert_eq!(names(core, phone).await, ["Budi Ginting"]);
}

#[tokio::test]
async fn the_register_is_read_page_by_page_and_by_consent() {
    let test = TestCore::new().await;
    let core = &test.core;
    for number in 0..5 {
        let new = new(&format!("P{number}"), &format!("08130000000{number}"));
        let (_, contact) = create(core, new, "staff:a").await.unwrap();
        if number % 2 == 0 {
            grant(core, &contact.unwrap()).await;
        }
    }
    let numberless = NewPartner {
        name: "Tanpa nomor".to_owned(),
        ..NewPartner::default()
    };
    create(core, numberless, "staff:a").await.unwrap();

    let first = list(core.db.reader(), Filter::default(), 2).await.unwrap();
    let after = Filter {
        after: Some(first[1].0.id),
        ..Filter::default()
    };
    assert_eq!(names(core, after).await, ["P2", "P3", "P4", "Tanpa nomor"]);
    let status = |consent| Filter {
        consent: Some(consent),
        ..Filter::default()
    };
    assert_eq!(
        names(core, status(ConsentStatus::Granted)).await,
        ["P0", "P2", "P4"]
    );
    assert_eq!(
        names(core, status(ConsentStatus::Unknown)).await,
        ["P1", "P3", "Tanpa nomor"]
    );
}
