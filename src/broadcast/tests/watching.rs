use std::time::Duration;

use entity::ids::BroadcastId;
use entity::words::AccountKind;
use entity::words::MessageStatus::{Failed, Queued, Read, Sent, Withheld};

use super::*;
use crate::broadcast::board::{Board, MOST_WATCHERS};
use crate::broadcast::progress::{self, Progress};
use crate::time::Timestamp;

async fn progress(office: &Office, row: &Model) -> Progress {
    let row = office.latest(row).await;
    let kind = Some(AccountKind::Sandbox);
    let rules = &office.policy.rules;
    progress::of(office.db.reader(), &row, kind, rules, office.now())
        .await
        .unwrap()
}

#[tokio::test]
async fn progress_counts_by_status_and_foresees_the_end() {
    let office = Office::new().await;
    for id in 1..=60 {
        office.contact(id, ConsentStatus::Granted).await;
    }
    let row = office.started(|_| {}).await;
    let seen = progress(&office, &row).await;
    assert_eq!((seen.per_minute, seen.estimated_end), (0.0, None));
    office.look().await;
    office.test.pass(Duration::from_mins(1));
    let ids: Vec<i64> = (1..=20).collect();
    office.settle(&ids[..18], Sent).await;
    office.settle(&ids[18..19], Failed).await;
    office.settle(&ids[19..], Read).await;
    office.settle(&[21], Withheld).await;
    let seen = progress(&office, &row).await;
    let counts = [
        (Queued, 39),
        (Sent, 18),
        (Read, 1),
        (Failed, 1),
        (Withheld, 1),
    ];
    assert_eq!(seen.counts, BTreeMap::from(counts));
    assert!((seen.per_minute - 20.0).abs() < 0.01);
    let end = office.now().plus(Duration::from_secs(117)); // 39 at 20 a minute
    assert_eq!(seen.estimated_end, Some(end));

    office.test.pass(Duration::from_mins(10));
    let seen = progress(&office, &row).await;
    assert_eq!(
        (seen.per_minute, seen.estimated_end),
        (0.0, None),
        "nothing leaves any more"
    );
    office.act(&row, Act::Pause).await.unwrap();
    assert_eq!(
        progress(&office, &row).await.estimated_end,
        None::<Timestamp>
    );
}

#[tokio::test]
async fn who_watches_beside_others_sees_what_they_saw_and_no_more_than_so_many_may() {
    let office = Office::new().await;
    for id in 1..=2 {
        office.contact(id, ConsentStatus::Granted).await;
    }
    let row = office.started(|_| {}).await;
    office.look().await;
    let board = Board::default();
    let queued = async || {
        let seen = board.look(&office, &office.live, row.id).await.unwrap();
        seen.unwrap().progress.counts[&Queued]
    };
    assert_eq!(queued().await, 2);
    office.settle(&[1], Sent).await;
    assert_eq!(queued().await, 2, "counted a moment ago");
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(queued().await, 1);
    let none = BroadcastId(1);
    let seen = board.look(&office, &office.live, none).await.unwrap();
    assert!(seen.is_none());

    let mut seats: Vec<_> = (0..MOST_WATCHERS).filter_map(|_| board.seat()).collect();
    assert_eq!(seats.len(), MOST_WATCHERS);
    assert!(board.seat().is_none());
    seats.pop();
    assert!(board.seat().is_some(), "somebody left");
}
