use sea_orm::{ConnectionTrait, DbBackend};

use super::*;
use crate::broadcast::dry_run::{self, Wanted};
use crate::broadcast::planner::Plan;

#[tokio::test]
async fn who_is_meant_is_listed_page_by_page_with_the_filter() {
    let office = Office::new().await;
    for (id, status) in [
        (1, ConsentStatus::Granted),
        (2, ConsentStatus::Denied),
        (3, ConsentStatus::Asked),
        (4, ConsentStatus::Granted),
        (5, ConsentStatus::Granted),
    ] {
        office.contact(id, status).await;
    }
    let row = office.draft(|new| new.audience = of_two_statuses()).await;
    let plan = Plan::of(&row);
    let db = office.db.reader();
    let candidates = plan.candidates(&office, db, None, office.now());
    let page = async |wanted: Wanted, after: Option<i64>| -> Vec<i64> {
        let found = dry_run::list(db, &candidates, &wanted, after.map(ContactId), 2).await;
        let found = found.unwrap().into_iter();
        found.map(|member| member.contact_id.0).collect()
    };
    assert_eq!(page(Wanted::All, None).await, [1, 3]);
    assert_eq!(page(Wanted::All, Some(3)).await, [4, 5]);
    assert_eq!(page(Wanted::Allowed, Some(1)).await, [4, 5]);
    let refused = |reason: &str| Wanted::Refused(reason.to_owned());
    assert_eq!(page(refused("no_consent"), None).await, [3]);
    assert_eq!(page(refused("denied"), None).await, [0; 0]);
}

/// Those whom the gate lets through and the text does not: it names a partner that they lack.
#[tokio::test]
async fn who_lacks_a_value_is_listed_by_that_reason() {
    let office = Office::new().await;
    office.contact(1, ConsentStatus::Granted).await;
    office.contact(2, ConsentStatus::Asked).await;
    let row = office.draft(by_name).await;
    let plan = Plan::of(&row);
    let db = office.db.reader();
    let candidates = plan.candidates(&office, db, None, office.now());
    for (reason, expected) in [("missing_value", 1), ("no_consent", 2)] {
        let wanted = Wanted::Refused(reason.to_owned());
        let found = dry_run::list(db, &candidates, &wanted, None, 2).await;
        let found: Vec<i64> = found.unwrap().iter().map(|m| m.contact_id.0).collect();
        assert_eq!(found, [expected], "{reason}");
    }
}

/// A page of a large register may not cost reading and sorting all of it.
#[tokio::test]
async fn sqlite_walks_the_ids_for_a_page() {
    let office = Office::new().await;
    let db = office.db.reader();
    if db.get_database_backend() != DbBackend::Sqlite {
        return;
    }
    let row = office.draft(by_name).await;
    let plan = Plan::of(&row);
    let candidates = plan.candidates(&office, db, None, office.now());
    let after = Some(ContactId(7));
    let mut statement =
        dry_run::statement(DbBackend::Sqlite, &candidates, &Wanted::Allowed, after, 51);
    statement.sql.insert_str(0, "EXPLAIN QUERY PLAN ");
    let rows = db.query_all_raw(statement).await.unwrap();
    let steps: Vec<String> = rows
        .iter()
        .map(|row| row.try_get("", "detail").unwrap())
        .collect();
    let steps = steps.join("; ");
    assert!(steps.contains("c USING INTEGER PRIMARY KEY"), "{steps}");
    assert!(!steps.contains("TEMP B-TREE"), "{steps}");
}

fn by_name(new: &mut NewDraft) {
    new.audience = of_two_statuses();
    new.content = Content::Text("Yth. {{partner_name}}, kantor tutup.".to_owned());
}

fn of_two_statuses() -> Audience {
    Audience {
        consent: vec![ConsentStatus::Granted, ConsentStatus::Asked],
        ..Audience::default()
    }
}
