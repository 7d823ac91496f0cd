//! What a run does.

use entity::words::MessageStatus;
use sea_orm::ConnectionTrait;

use super::*;
use crate::edit::Edit;
use crate::permits::entry;
use crate::permits::fields::Given;
use crate::sql::Sql;

#[tokio::test]
async fn only_the_nearest_threshold_counts_and_each_counts_once() {
    let office = Office::new().await;
    office.person(1, "Budi", ConsentStatus::Granted).await;
    // 40 days before the end: 90 and 60 have passed while nothing ran.
    office.permit(1, Some(1), "2027-01-01").await;
    assert_eq!(office.run().await, told(1, 1));
    assert_eq!(office.run().await, told(0, 0));
    let days = [(40 - 31, 0), (1, 1), (22, 0), (1, 1), (7, 0), (1, 0)];
    for (days, messages) in days {
        office.test.pass(DAY * days);
        assert_eq!(office.run().await, told(messages, messages), "{days}");
        assert_eq!(office.run().await, told(0, 0));
    }
    let thresholds: Vec<_> = office
        .notices()
        .await
        .into_iter()
        .map(|row| row.0)
        .collect();
    assert_eq!(thresholds, [60, 30, 7]);
}

#[tokio::test]
async fn the_text_says_what_ends_when_and_where_to_renew() {
    let office = Office::new().await;
    office.person(1, "Budi", ConsentStatus::Granted).await;
    office.permit(1, Some(1), "2026-11-29").await;
    office.run().await;
    let messages = office.messages().await;
    let [message] = messages.as_slice() else {
        panic!("{messages:?}");
    };
    for said in ["Yth. Budi,", "503/1", "SIUP", "29-11-2026", "7 hari"] {
        assert!(message.text.contains(said), "{said} in {}", message.text);
    }
    assert_eq!(message.permit_id.as_deref(), Some("REG-1"));
    assert_eq!(message.template_key.as_deref(), Some("expiry_reminder"));
    assert_eq!(message.template_version, Some(1));
}

#[tokio::test]
async fn midnight_is_that_of_the_office() {
    let office = Office::new().await;
    office.person(1, "Budi", ConsentStatus::Granted).await;
    office.permit(1, Some(1), "2026-11-30").await;
    office.permit(2, Some(1), "2026-11-21").await;
    // 10:00 in Karo: 8 days are left, and what ended yesterday is not spoken of.
    assert_eq!(office.run().await, told(1, 1));
    office
        .test
        .pass(Duration::from_hours(14) - Duration::from_millis(1));
    assert_eq!(office.run().await, told(0, 0));
    // Midnight in Karo, and still the evening of the day before in Greenwich.
    office.test.pass(Duration::from_millis(1));
    assert_eq!(office.run().await, told(1, 1));
}

#[tokio::test]
async fn several_permits_are_one_message_a_day_that_lists_them() {
    let office = Office::new().await;
    office.person(1, "Budi", ConsentStatus::Granted).await;
    office.partner(2, "Sari", Some(1)).await;
    for id in 1..=3 {
        office.permit(id, Some(1), &format!("2026-12-0{id}")).await;
    }
    office.permit(4, Some(2), "2026-12-04").await;
    assert_eq!(office.run().await, told(4, 1));
    let messages = office.messages().await;
    let text = &messages[0].text;
    assert!(
        text.contains("Yth. Budi, Sari,") && text.contains("4 izin"),
        "{text}"
    );
    for id in 1..=4 {
        assert!(
            text.contains(&format!("SIUP, nomor 503/{id}: s/d 0{id}-12-2026")),
            "{text}"
        );
    }
    assert!(text.contains("perpanjangan: https://sicantik.example/\n"));
    assert!(text.contains("Loket 3"), "{text}");
    assert_eq!(
        messages[0].template_key.as_deref(),
        Some("expiry_reminder_list")
    );
    // One that is entered later the same day waits for the next.
    office.permit(5, Some(1), "2026-12-05").await;
    let done = office.run().await;
    assert_eq!((done.messages, done.tomorrow), (0, 1));
    office.test.pass(DAY);
    assert_eq!(office.run().await, told(1, 1));
}

#[tokio::test]
async fn very_many_permits_fit_in_one_message() {
    let office = Office::new().await;
    office.person(1, "Budi", ConsentStatus::Granted).await;
    for id in 1..=150 {
        let long = |row: &mut permit::Model| row.permit_type = Some("Izin ".repeat(60));
        office.permit_like(id, Some(1), "2026-12-10", long).await;
    }
    assert_eq!(office.run().await, told(150, 1));
    let text = &office.messages().await[0].text;
    assert!(text.contains("dan 130 izin lainnya"), "{text}");
    assert!(text.chars().count() <= 4096);
}

#[tokio::test]
async fn who_may_not_be_told_is_noted_and_told_once_consent_comes() {
    let office = Office::new().await;
    office.person(1, "Budi", ConsentStatus::Unknown).await;
    office.person(2, "Sari", ConsentStatus::Denied).await;
    office.partner(3, "Tanpa nomor", None).await;
    for id in 1..=3 {
        office.permit(id, Some(id), "2026-12-10").await;
    }
    office.permit(4, None, "2026-12-10").await;
    let blank = |row: &mut permit::Model| row.permit_number = Some(" ".to_owned());
    office.permit_like(5, Some(1), "2026-12-10", blank).await;
    let withheld = [
        "no_consent",
        "denied",
        "no_phone",
        "no_partner",
        "missing_value",
    ];
    let expected = Done {
        withheld: withheld.map(|reason| (reason.to_owned(), 1)).into(),
        ..Done::default()
    };
    assert_eq!(office.run().await, expected);
    assert_eq!(office.run().await, expected);
    let mut noted = office.notices().await;
    noted.sort_by_key(|row| row.3.clone());
    let reasons: Vec<_> = noted.iter().filter_map(|row| row.3.as_deref()).collect();
    assert_eq!(
        reasons,
        [
            "denied",
            "missing_value",
            "no_consent",
            "no_partner",
            "no_phone"
        ]
    );
    assert!(office.messages().await.is_empty());

    office.test.pass(DAY);
    office.set_status(1, ConsentStatus::Granted).await;
    let done = office.run().await;
    assert_eq!((done.permits, done.messages), (1, 1));
    assert_eq!(office.notices().await.len(), 5);
}

#[tokio::test]
async fn consent_that_comes_after_the_next_threshold_brings_only_that_one() {
    let office = Office::new().await;
    office.person(1, "Budi", ConsentStatus::Unknown).await;
    office.permit(1, Some(1), "2026-12-22").await;
    office.run().await;
    office.test.pass(DAY * 23);
    office.run().await;
    office.set_status(1, ConsentStatus::Granted).await;
    assert_eq!(office.run().await, told(1, 1));
    let end = "2026-12-22".to_owned();
    let expected = [
        (
            30,
            end.clone(),
            ReminderOutcome::Withheld,
            Some("no_consent".to_owned()),
        ),
        (7, end, ReminderOutcome::Queued, None),
    ];
    assert_eq!(office.notices().await, expected);
}

#[tokio::test]
async fn a_renewed_permit_is_reminded_of_again() {
    let office = Office::new().await;
    office.person(1, "Budi", ConsentStatus::Granted).await;
    office.permit(1, Some(1), "2026-11-25").await;
    assert_eq!(office.run().await, told(1, 1));
    office.set_end(1, "2027-11-25").await;
    office.test.pass(DAY);
    assert_eq!(office.run().await, told(0, 0));
    office.test.pass(DAY * 361);
    assert_eq!(office.run().await, told(1, 1));
    // A permit that is not in force is not spoken of.
    let over = |row: &mut permit::Model| row.status = PermitStatus::Cancelled;
    office.permit_like(2, Some(1), "2027-11-25", over).await;
    office.test.pass(DAY);
    assert_eq!(office.run().await, told(0, 0));
}

#[tokio::test]
async fn two_runs_at_once_remind_once() {
    let office = Office::new().await;
    for id in 1..=250 {
        office.person(id, "Budi", ConsentStatus::Granted).await;
        office.permit(id, Some(id), "2026-12-10").await;
    }
    let (one, two) = tokio::join!(office.run(), office.run());
    assert_eq!(one.messages + two.messages, 250);
    assert_eq!(office.messages().await.len(), 250);
}

#[tokio::test]
async fn a_run_that_is_stopped_goes_on_where_it_was() {
    let office = Office::new().await;
    office.person(1, "Budi", ConsentStatus::Granted).await;
    office.permit(1, Some(1), "2026-12-10").await;
    let stop = CancellationToken::new();
    stop.cancel();
    assert!(reminder::run(&office, &office.live, &stop).await.is_err());
    assert_eq!(office.run().await, told(1, 1));
}

/// However many permits there are, the run looks only at those that are near their end.
#[tokio::test]
async fn who_is_due_is_found_by_the_index_over_the_last_day() {
    use sea_orm::{ConnectionTrait, DbBackend};

    let office = Office::new().await;
    let txn = office.db.begin_write().await.unwrap();
    let backend = txn.get_database_backend();
    let mut sql = Sql::new(match backend {
        DbBackend::Sqlite => "EXPLAIN QUERY PLAN ",
        _ => "EXPLAIN ",
    });
    if backend == DbBackend::Postgres {
        // Of an empty table it reads all, rather than an index.
        txn.execute_unprepared("SET LOCAL enable_seqscan = off")
            .await
            .unwrap();
    }
    let today = Day::of(office.now(), office.policy.rules.zone);
    let due = reminder::due(&office, office.db.reader(), today).await;
    due.unwrap().write_due(&mut sql);
    let rows = txn.query_all_raw(sql.statement(backend)).await.unwrap();
    let place = usize::from(backend == DbBackend::Sqlite) * 3;
    let lines = rows.iter().map(|row| row.try_get_by_index(place).unwrap());
    let plan: Vec<String> = lines.collect();
    let plan = plan.join("\n");
    assert!(plan.contains("permit_expiry"), "{plan}");
    assert!(!plan.contains("SCAN x"), "{plan}");
}

#[tokio::test]
async fn a_reminder_that_still_waits_is_called_back_when_the_permit_is_renewed() {
    let office = Office::new().await;
    office.person(1, "Budi", ConsentStatus::Granted).await;
    for (id, ends) in [(1, "2026-11-29"), (2, "2026-12-20")] {
        office.permit(id, Some(1), ends).await;
    }
    assert_eq!(office.run().await, told(2, 1));
    let renewed = Given {
        expiry_date: Edit::Set("2028-11-29".parse().unwrap()),
        ..Given::new("REG-1".to_owned())
    };
    entry::put(&office, &office.live, renewed.clone(), "test")
        .await
        .unwrap();
    let first = office.messages().await.remove(0);
    assert_eq!(first.status, MessageStatus::Cancelled);
    assert_eq!(office.notices().await, []);
    assert_eq!(office.run().await, told(1, 1), "the other is told anew");

    // Nothing changes, and what left is not called back.
    entry::put(&office, &office.live, renewed, "test")
        .await
        .unwrap();
    let ended = Given {
        status: Some(PermitStatus::Cancelled),
        ..Given::new("REG-2".to_owned())
    };
    let txn = office.db.begin_write().await.unwrap();
    txn.execute_unprepared("UPDATE message SET status = 'sent' WHERE status = 'queued'")
        .await
        .unwrap();
    txn.commit().await.unwrap();
    entry::put(&office, &office.live, ended, "test")
        .await
        .unwrap();
    assert_eq!(office.notices().await.len(), 1);
    let sent = |row: &message::Model| row.template_key.as_deref() == Some("expiry_reminder");
    let messages = office.messages().await;
    let reminder = messages.iter().find(|row| sent(row)).unwrap();
    assert_eq!(reminder.status, MessageStatus::Sent);
}
