//! Reminders on a database of their own.

use std::collections::BTreeMap;
use std::time::Duration;

use entity::ids::{ContactId, PartnerId, PermitId};
use entity::words::{ConsentStatus, PermitStatus, ReminderOutcome};
use entity::{contact, message, partner, permit};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use tokio_util::sync::CancellationToken;

use super::preview::{self, Wanted};
use super::reminder::{self, BadDays, Done, ReminderDays};
use super::reminder_notice::{self, Filter};
use crate::core::Core;
use crate::day::Day;
use crate::live::Live;
use crate::people;
use crate::providers::{Providers, registration};
use crate::testing::TestCore;

const DAY: Duration = Duration::from_hours(24);

struct Office {
    test: TestCore,
    live: Live,
}

impl std::ops::Deref for Office {
    type Target = Core;

    fn deref(&self) -> &Core {
        &self.test.core
    }
}

/// The clock stands on 2026-11-22.
impl Office {
    async fn new() -> Self {
        drop(rustls::crypto::ring::default_provider().install_default());
        let test = TestCore::new().await;
        let providers = Providers::new(&reqwest::Client::new());
        let mut rng = rand::make_rng::<rand::rngs::StdRng>();
        registration::seed_sandbox(&test.core, &providers, &mut rng)
            .await
            .unwrap();
        let live = Live::start(test.core.clone()).await.unwrap();
        Self { test, live }
    }

    /// A partner and a contact of the same id.
    async fn person(&self, id: i64, name: &str, status: ConsentStatus) {
        let mut row = people::contact::new(ContactId(id), &format!("+62812345{id:05}"), self.now());
        row.status = status;
        let txn = self.db.begin_write().await.unwrap();
        contact::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&*txn)
            .await
            .unwrap();
        txn.commit().await.unwrap();
        self.partner(id, name, Some(id)).await;
    }

    async fn partner(&self, id: i64, name: &str, contact: Option<i64>) {
        let row = partner::Model {
            id: PartnerId(id),
            name: name.to_owned(),
            name_folded: name.to_lowercase(),
            phone: None,
            contact_id: contact.map(ContactId),
            external_ref: None,
            email: None,
            created_at: 0,
            updated_at: 0,
        };
        let txn = self.db.begin_write().await.unwrap();
        partner::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&*txn)
            .await
            .unwrap();
        txn.commit().await.unwrap();
    }

    async fn permit(&self, id: i64, of: Option<i64>, ends: &str) {
        self.permit_like(id, of, ends, |_| {}).await;
    }

    async fn permit_like(
        &self,
        id: i64,
        of: Option<i64>,
        ends: &str,
        how: impl FnOnce(&mut permit::Model),
    ) {
        let mut row = permit::Model {
            id: PermitId(id),
            registration_id: format!("REG-{id}"),
            permit_number: Some(format!("503/{id}")),
            permit_type: Some("SIUP".to_owned()),
            applicant_name: Some("Pemohon".to_owned()),
            partner_id: of.map(PartnerId),
            status: PermitStatus::Active,
            issue_date: None,
            expiry_date: Some(ends.to_owned()),
            is_renewal: false,
            created_at: 0,
            updated_at: 0,
        };
        how(&mut row);
        let txn = self.db.begin_write().await.unwrap();
        permit::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&*txn)
            .await
            .unwrap();
        txn.commit().await.unwrap();
    }

    async fn set_end(&self, id: i64, ends: &str) {
        let txn = self.db.begin_write().await.unwrap();
        permit::Entity::update_many()
            .col_expr(permit::Column::ExpiryDate, Expr::value(ends))
            .filter(permit::Column::Id.eq(id))
            .exec(&*txn)
            .await
            .unwrap();
        txn.commit().await.unwrap();
    }

    async fn set_status(&self, id: i64, status: ConsentStatus) {
        let txn = self.db.begin_write().await.unwrap();
        contact::Entity::update_many()
            .col_expr(contact::Column::Status, Expr::value(status))
            .filter(contact::Column::Id.eq(id))
            .exec(&*txn)
            .await
            .unwrap();
        txn.commit().await.unwrap();
    }

    async fn run(&self) -> Done {
        let stop = CancellationToken::new();
        reminder::run(self, &self.live, &stop).await.unwrap()
    }

    async fn messages(&self) -> Vec<message::Model> {
        let query = message::Entity::find().order_by_asc(message::Column::Id);
        query.all(self.db.reader()).await.unwrap()
    }

    /// Threshold, end, outcome and reason of every notice, in order.
    async fn notices(&self) -> Vec<(i64, String, ReminderOutcome, Option<String>)> {
        let rows = reminder_notice::list(self.db.reader(), &Filter::default(), 100).await;
        let mut rows = rows.unwrap();
        rows.reverse();
        rows.into_iter()
            .map(|row| (row.threshold, row.expiry_date, row.outcome, row.reason))
            .collect()
    }

    fn preview(&self, days: u32) -> Wanted {
        Wanted {
            from: Day::of(self.now(), self.policy.rules.zone),
            days,
            reason: None,
            after: None,
        }
    }
}

fn told(permits: usize, messages: usize) -> Done {
    Done {
        permits,
        messages,
        ..Done::default()
    }
}

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

#[tokio::test]
async fn the_preview_tells_who_will_be_reminded_when_and_who_not_and_why() {
    let office = Office::new().await;
    office.person(1, "Budi", ConsentStatus::Granted).await;
    office.person(2, "Sari", ConsentStatus::Denied).await;
    office.permit(1, Some(1), "2026-12-30").await; // 38 days: 60 now, 30 on Nov 30, 7 on Dec 23
    office.permit(2, Some(2), "2027-01-21").await; // 60 days: 60 now, 30 on Dec 22
    office.permit(3, None, "2027-03-01").await; // 99 days: 90 on Dec 1
    office.permit(4, Some(1), "2027-06-01").await; // too far
    let list = async |wanted: &Wanted, limit| preview::list(&office, wanted, limit).await.unwrap();
    let shown = |rows: &[preview::Upcoming]| -> Vec<(i64, Option<String>, String)> {
        let days = |row: &preview::Upcoming| {
            let days = row
                .reminders
                .iter()
                .map(|(days, on)| format!("{days}@{on}"));
            days.collect::<Vec<_>>().join(" ")
        };
        rows.iter()
            .map(|row| (row.id.0, row.reason.clone(), days(row)))
            .collect()
    };
    let wanted = office.preview(31);
    let expected = [
        (
            1,
            None,
            "60@2026-11-22 30@2026-11-30 7@2026-12-23".to_owned(),
        ),
        (
            2,
            Some("denied".to_owned()),
            "60@2026-11-22 30@2026-12-22".to_owned(),
        ),
        (3, Some("no_partner".to_owned()), "90@2026-12-01".to_owned()),
    ];
    assert_eq!(shown(&list(&wanted, 10).await), expected);
    let second = Wanted {
        after: Some(PermitId(1)),
        ..wanted.clone()
    };
    assert_eq!(shown(&list(&second, 1).await), expected[1..2]);
    let denied = Wanted {
        reason: Some("denied".to_owned()),
        ..wanted.clone()
    };
    assert_eq!(shown(&list(&denied, 10).await), expected[1..2]);
    let counts = preview::counts(&office, &wanted).await.unwrap();
    let expected: BTreeMap<_, _> = [("allowed", 1), ("denied", 1), ("no_partner", 1)]
        .map(|(k, n)| (k.to_owned(), n))
        .into();
    assert_eq!(counts, expected);
    // After the run, what was said today is said no more.
    office.run().await;
    let rows = shown(&list(&wanted, 1).await);
    assert_eq!(rows[0].2, "30@2026-11-30 7@2026-12-23");
}

#[test]
fn the_days_are_a_plain_list() {
    let days: ReminderDays = "7, 90,30".parse().unwrap();
    assert_eq!(days.ascending().collect::<Vec<_>>(), [7, 30, 90]);
    assert!("".parse::<ReminderDays>().unwrap().is_empty());
    for wrong in [
        "0",
        "366",
        "7,7",
        "-1",
        "7,",
        "x",
        "1,2,3,4,5,6,7,8,9,10,11",
    ] {
        assert_eq!(wrong.parse::<ReminderDays>(), Err(BadDays), "{wrong}");
    }
}
