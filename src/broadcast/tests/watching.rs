use std::time::Duration;

use entity::words::AccountKind;
use entity::words::MessageStatus::{Failed, Queued, Read, Sent, Withheld};

use super::*;
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
