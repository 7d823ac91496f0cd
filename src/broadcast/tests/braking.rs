use std::time::Duration;

use entity::account;
use entity::ids::EventId;
use entity::words::{AccountKind, EventKind, EventSource};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};

use super::*;
use crate::broadcast::brake;
use crate::consent::ledger::{self, Entry, Evidence};

async fn running(office: &Office, contacts: i64) -> Model {
    for id in 1..=contacts {
        office.contact(id, ConsentStatus::Granted).await;
    }
    let row = office.started(|_| {}).await;
    office.look().await;
    row
}

fn ids(range: std::ops::RangeInclusive<i64>) -> Vec<i64> {
    range.collect()
}

#[tokio::test]
async fn failures_stop_a_broadcast_until_a_person_lets_it_go_on() {
    let office = Office::new().await;
    let row = running(&office, 40).await;
    // The window is 20, half of it are too many.
    office.settle(&ids(1..=9), MessageStatus::Failed).await;
    office.look().await;
    assert_eq!(office.status(&row).await, BroadcastStatus::Running);
    office.settle(&[10], MessageStatus::Uncertain).await;
    office.look().await;
    let braked = office.latest(&row).await;
    assert_eq!(braked.status, BroadcastStatus::Paused);
    let reason = braked.pause_reason.unwrap();
    assert!(
        reason.starts_with("10 of the latest 20 sends failed"),
        "{reason}"
    );

    office.test.pass(Duration::from_secs(1));
    let resumed = office.act(&row, Act::Resume).await.unwrap();
    assert_eq!(
        (resumed.status, resumed.pause_reason),
        (BroadcastStatus::Running, None)
    );
    office.look().await;
    assert_eq!(
        office.status(&row).await,
        BroadcastStatus::Running,
        "seen by a person"
    );
}

#[tokio::test]
async fn old_failures_are_forgotten_when_others_arrive() {
    let office = Office::new().await;
    let row = running(&office, 40).await;
    office.settle(&ids(1..=9), MessageStatus::Failed).await;
    office.test.pass(Duration::from_secs(1));
    office.settle(&ids(10..=30), MessageStatus::Delivered).await;
    office.test.pass(Duration::from_secs(1));
    office.settle(&ids(31..=39), MessageStatus::Failed).await;
    office.look().await;
    assert_eq!(office.status(&row).await, BroadcastStatus::Running);
}

#[tokio::test]
async fn stops_that_answer_it_stop_a_broadcast_and_older_ones_do_not() {
    let office = Office::new().await;
    let row = running(&office, 30).await;
    office.settle(&ids(1..=20), MessageStatus::Delivered).await;
    let deny = async |contacts: Vec<i64>, at: i64| {
        let txn = office.db.begin_write().await.unwrap();
        contact::Entity::update_many()
            .col_expr(contact::Column::Status, Expr::value(ConsentStatus::Denied))
            .col_expr(contact::Column::Since, Expr::value(at))
            .filter(contact::Column::Id.is_in(contacts))
            .exec(&*txn)
            .await
            .unwrap();
        txn.commit().await.unwrap();
    };
    let sent_at = office.now().millis();
    deny(ids(1..=5), sent_at - 1).await;
    deny(ids(6..=14), sent_at + 5).await;
    office.look().await;
    assert_eq!(office.status(&row).await, BroadcastStatus::Running);
    deny(vec![15], sent_at + 5).await;
    office.look().await;
    let braked = office.latest(&row).await;
    assert_eq!(braked.status, BroadcastStatus::Paused);
    assert!(
        braked
            .pause_reason
            .unwrap()
            .starts_with("10 of the latest 20 sends were answered")
    );
}

#[tokio::test]
async fn a_plain_no_to_the_question_is_an_answer_and_no_stop() {
    let office = Office::new().await;
    let row = running(&office, 30).await;
    office.settle(&ids(1..=20), MessageStatus::Delivered).await;
    let since = office.now().plus(Duration::from_millis(5));
    let answer = async |contacts: std::ops::RangeInclusive<i64>, source, rule: &str| {
        let txn = office.db.begin_write().await.unwrap();
        for id in contacts {
            let contact = people::contact::lock_by_id(&*txn, ContactId(id)).await;
            let mut contact = contact.unwrap().unwrap();
            let entry = Entry {
                kind: EventKind::Declined,
                source,
                actor: "contact".to_owned(),
                decided_at: since,
                evidence: Evidence {
                    rule: Some(rule.to_owned()),
                    ..Evidence::default()
                },
            };
            let id = EventId(office.next_id());
            let event = ledger::seal(&office.keys.ledger, &mut contact, entry, id, since);
            ledger::append(&*txn, event).await.unwrap();
            people::contact::update(&*txn, contact).await.unwrap();
        }
        txn.commit().await.unwrap();
    };
    let (reply, provider) = (EventSource::Reply, EventSource::Provider);
    answer(1..=10, reply, "deny.no").await;
    answer(11..=15, reply, "deny.stop").await;
    // Whoever stops us in the settings of WhatsApp complains no less.
    answer(16..=19, provider, "deny.preference").await;
    office.look().await;
    assert_eq!(office.status(&row).await, BroadcastStatus::Running);
    answer(20..=20, reply, "deny.do-not-send").await;
    office.look().await;
    assert_eq!(office.status(&row).await, BroadcastStatus::Paused);
}

#[tokio::test]
async fn silence_counts_only_while_messages_leave_through_an_account_that_reports() {
    let office = Office::new().await;
    let row = running(&office, 60).await;
    let minutes = |minutes| Duration::from_mins(minutes);
    let says = async |kind| {
        let rules = office.policy.brake;
        let row = office.latest(&row).await;
        let said = brake::check(office.db.reader(), &row, Some(kind), rules, office.now());
        said.await.unwrap()
    };
    let webhook = async || {
        let now = office.now().millis();
        let txn = office.db.begin_write().await.unwrap();
        account::Entity::update_many()
            .col_expr(account::Column::LastWebhookAt, Expr::value(now))
            .exec(&*txn)
            .await
            .unwrap();
        txn.commit().await.unwrap();
    };
    office.test.pass(minutes(600));
    assert_eq!(says(AccountKind::Fonnte).await, None, "nothing has left");
    office.settle(&ids(1..=49), MessageStatus::Sent).await;
    office.test.pass(minutes(31));
    assert_eq!(says(AccountKind::Fonnte).await, None, "too few have left");
    office.settle(&[50], MessageStatus::Sent).await;
    let reason = says(AccountKind::Fonnte).await.unwrap();
    assert!(
        reason.contains("no webhook has come for 30 minutes"),
        "{reason}"
    );
    assert_eq!(says(AccountKind::Watzap).await, None, "it does not report");
    webhook().await;
    office.test.pass(minutes(600));
    assert_eq!(says(AccountKind::Fonnte).await, None, "a quiet night");
    office.settle(&ids(1..=60), MessageStatus::Sent).await;
    office.test.pass(minutes(29));
    assert_eq!(
        says(AccountKind::Fonnte).await,
        None,
        "receipts may be late"
    );
    office.test.pass(minutes(2));
    assert!(says(AccountKind::Fonnte).await.is_some());
}

#[tokio::test]
async fn webhooks_that_cannot_be_stored_stop_a_broadcast() {
    let office = Office::new().await;
    let row = running(&office, 3).await;
    let mut runner = office.runner();
    for _ in 0..2 {
        office.recorder.failed();
    }
    runner.look().await.unwrap();
    assert_eq!(office.status(&row).await, BroadcastStatus::Running);
    for _ in 0..3 {
        office.recorder.failed();
    }
    runner.look().await.unwrap();
    let braked = office.latest(&row).await;
    assert_eq!(braked.status, BroadcastStatus::Paused);
    assert!(braked.pause_reason.unwrap().contains("could not be stored"));
}

#[tokio::test]
async fn webhooks_that_are_all_refused_stop_a_broadcast_and_noise_beside_good_ones_does_not() {
    let office = Office::new().await;
    let row = running(&office, 3).await;
    let mut runner = office.runner();
    let heard = async |at: i64| {
        let txn = office.db.begin_write().await.unwrap();
        txn.execute_unprepared(&format!("UPDATE account SET last_webhook_at = {at}"))
            .await
            .unwrap();
        txn.commit().await.unwrap();
    };
    heard(office.now().millis()).await;
    for _ in 0..50 {
        office.recorder.refused("sandbox");
    }
    office.recorder.refused("lain");
    runner.look().await.unwrap();
    assert_eq!(office.status(&row).await, BroadcastStatus::Running, "noise");

    office.test.pass(Duration::from_mins(2));
    for _ in 0..10 {
        office.recorder.refused("sandbox");
    }
    runner.look().await.unwrap();
    let braked = office.latest(&row).await;
    assert_eq!(braked.status, BroadcastStatus::Paused);
    assert!(braked.pause_reason.unwrap().contains("were refused"));

    office.test.pass(Duration::from_secs(1));
    office.act(&row, Act::Resume).await.unwrap();
    runner.look().await.unwrap();
    let status = office.status(&row).await;
    assert_eq!(status, BroadcastStatus::Running, "what was before is over");
}

#[tokio::test]
async fn what_anybody_can_post_stops_no_broadcast_whose_gateway_reports() {
    let office = Office::new().await;
    let row = running(&office, 30).await;
    let mut runner = office.runner();
    let change = async |what: &str| {
        let txn = office.db.begin_write().await.unwrap();
        txn.execute_unprepared(&format!("UPDATE account SET {what}"))
            .await
            .unwrap();
        txn.commit().await.unwrap();
    };
    let heard = async || change(&format!("last_webhook_at = {}", office.now().millis())).await;
    let post = |count: u32| (0..count).for_each(|_| office.recorder.refused("sandbox"));
    change("kind = 'fonnte'").await;
    heard().await;

    // Nothing has left, so the gateway has nothing to say.
    office.test.pass(Duration::from_mins(2));
    post(50);
    runner.look().await.unwrap();
    assert_eq!(office.status(&row).await, BroadcastStatus::Running);

    // What has left is reported, whatever else is posted.
    office.settle(&ids(1..=10), MessageStatus::Sent).await;
    office.test.pass(Duration::from_secs(2));
    heard().await;
    office.test.pass(Duration::from_mins(2));
    post(50);
    runner.look().await.unwrap();
    assert_eq!(office.status(&row).await, BroadcastStatus::Running);

    // What has left is not reported any more: it is the gateway whose posts are refused.
    office.settle(&ids(11..=20), MessageStatus::Sent).await;
    office.test.pass(Duration::from_mins(2));
    post(10);
    runner.look().await.unwrap();
    let braked = office.latest(&row).await;
    assert_eq!(braked.status, BroadcastStatus::Paused);
    assert!(braked.pause_reason.unwrap().contains("were refused"));
}
