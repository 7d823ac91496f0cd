//! What is known of a contact whose entries were partly played, and that a database from before
//! that was told apart learns the same from the ledger.

use entity::contact;
use entity::ids::{ContactId, EventId};
use entity::words::{AccountKind, ConsentStatus, EventKind, EventSource};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryOrder};

use super::ledger::{self, Entry, Evidence};
use super::verify::verify;
use crate::people;
use crate::testing::{NOW, TestCore};

const KINDS: [EventKind; 5] = [
    EventKind::Asked,
    EventKind::Granted,
    EventKind::Declined,
    EventKind::Withdrawn,
    EventKind::Reset,
];

fn entry(kind: EventKind, provider: Option<AccountKind>) -> Entry {
    Entry {
        kind,
        source: EventSource::Reply,
        actor: "contact".to_owned(),
        decided_at: NOW,
        evidence: Evidence {
            text: Some("\"provider\":\"sandbox\"".to_owned()),
            provider: provider.map(|kind| kind.as_str().to_owned()),
            ..Evidence::default()
        },
    }
}

/// Every course of up to three entries, each played, carried by a gateway, or on paper.
fn courses() -> Vec<Vec<(EventKind, Option<AccountKind>)>> {
    let ways = [None, Some(AccountKind::Fonnte), Some(AccountKind::Sandbox)];
    let steps: Vec<_> = KINDS
        .into_iter()
        .flat_map(|kind| ways.map(|way| (kind, way)))
        .collect();
    let mut all: Vec<Vec<_>> = vec![Vec::new()];
    let mut latest = all.clone();
    for _ in 0..3 {
        latest = latest
            .iter()
            .flat_map(|course| steps.iter().map(|step| [&course[..], &[*step]].concat()))
            .collect();
        all.extend(latest.iter().cloned());
    }
    all
}

#[tokio::test]
async fn a_database_from_before_learns_from_the_ledger_who_was_played() {
    let test = TestCore::new().await;
    let core = &test.core;
    let (mut contacts, mut events) = (Vec::new(), Vec::new());
    for course in courses() {
        let id = core.next_id();
        let mut row = people::contact::new(ContactId(id), &format!("lid:{id}"), NOW);
        for (kind, way) in course {
            let event_id = EventId(core.next_id());
            let entry = entry(kind, way);
            events.push(ledger::seal(
                &core.keys.ledger,
                &mut row,
                entry,
                event_id,
                NOW,
            ));
        }
        contacts.push(row);
    }
    let txn = core.db.begin_write().await.unwrap();
    for some in contacts.chunks(500) {
        let rows = some.iter().cloned();
        contact::Entity::insert_many(rows.map(|row| row.into_active_model().reset_all()))
            .exec_without_returning(&*txn)
            .await
            .unwrap();
    }
    for some in events.chunks(500) {
        ledger::append_all(&*txn, some.to_vec()).await.unwrap();
    }
    txn.commit().await.unwrap();
    let of = |played, refused| {
        let these = contacts.iter();
        these
            .filter(|row| row.played == played && row.refused == refused)
            .count()
    };
    assert!(of(true, true) > 100 && of(true, false) > 100 && of(false, true) > 100);

    // As it was before the step, and the one that builds on it.
    let txn = core.db.begin_write().await.unwrap();
    for sql in [
        "DROP INDEX contact_played",
        "DROP INDEX consent_event_played",
        "ALTER TABLE api_key DROP COLUMN last_used_at",
        "ALTER TABLE contact DROP COLUMN played",
        "ALTER TABLE contact DROP COLUMN refused",
        "DELETE FROM seaql_migrations WHERE version IN ('m20261122_000012_played', \
         'm20261122_000013_uses')",
    ] {
        txn.execute_unprepared(sql).await.unwrap();
    }
    txn.commit().await.unwrap();
    core.db.migrate().await.unwrap();

    let found = contact::Entity::find()
        .order_by_asc(contact::Column::Id)
        .all(core.db.reader())
        .await
        .unwrap();
    assert_eq!(found.len(), contacts.len());
    for (found, sealed) in found.iter().zip(&contacts) {
        assert_eq!(found, sealed);
    }
    let report = verify(&core.db, &core.keys.ledger).await.unwrap();
    assert!(report.broken.is_empty(), "{:?}", report.broken.first());

    // Whoever turns play into consent by hand is found.
    let txn = core.db.begin_write().await.unwrap();
    txn.execute_unprepared("UPDATE contact SET played = FALSE, refused = FALSE")
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let report = verify(&core.db, &core.keys.ledger).await.unwrap();
    assert_eq!(report.broken.len(), contacts.len() - of(false, false));
}

#[test]
fn a_yes_is_played_until_a_real_one_comes_and_a_real_no_is_kept() {
    let key = crate::keys::Key::random(&mut rand::rng());
    let mut row = people::contact::new(ContactId(1), "+6281234567890", NOW);
    let (fonnte, sandbox) = (Some(AccountKind::Fonnte), Some(AccountKind::Sandbox));
    let mut seen = Vec::new();
    for (kind, way) in [
        (EventKind::Granted, sandbox),
        (EventKind::Granted, None),
        (EventKind::Withdrawn, fonnte),
        (EventKind::Granted, sandbox),
        (EventKind::Withdrawn, sandbox),
        (EventKind::Granted, sandbox),
        (EventKind::Granted, fonnte),
        (EventKind::Withdrawn, sandbox),
    ] {
        ledger::seal(&key, &mut row, entry(kind, way), EventId(1), NOW);
        seen.push((row.status, row.played, row.refused));
    }
    let (granted, denied) = (ConsentStatus::Granted, ConsentStatus::Denied);
    assert_eq!(
        seen,
        [
            (granted, true, false),
            (granted, false, false),
            (denied, false, true),
            (granted, true, true),
            (denied, false, true),
            (granted, true, true),
            (granted, false, false),
            (denied, false, false),
        ]
    );
}
