//! What a preview says.

use std::collections::BTreeMap;

use super::*;
use crate::permits::preview;

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
