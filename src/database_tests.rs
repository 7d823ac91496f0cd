use super::*;
use crate::setting;

/// Lets the database grow no further, and then writes too much.
async fn fill(db: &Database) {
    let txn = db.begin_write().await.unwrap();
    txn.execute_unprepared("PRAGMA max_page_count = 1")
        .await
        .unwrap();
    let error = setting::set(&*txn, "large", &"x".repeat(100_000)).await;
    assert!(
        matches!(error, Err(StoreError::Unavailable(_))),
        "{error:?}"
    );
}

#[tokio::test]
async fn after_a_full_disk_what_is_committed_is_on_disk() {
    let dir = tempfile::tempdir().unwrap();
    let url = DatabaseUrl::Sqlite(dir.path().join("setuju.db"));
    let db = Database::open(&url).await.unwrap();
    db.migrate().await.unwrap();
    fill(&db).await;
    // One that ends without a commit, as many do that find nothing to change.
    drop(db.begin_write().await.unwrap());

    let txn = db.begin_write().await.unwrap();
    setting::set(&*txn, "small", "kept").await.unwrap();
    txn.commit().await.unwrap();

    let found = setting::get(db.reader(), "small").await.unwrap();
    assert_eq!(found.as_deref(), Some("kept"));
    let other = Database::open(&url).await.unwrap();
    let txn = other.begin_write().await.unwrap();
    setting::set(&*txn, "other", "not locked out")
        .await
        .unwrap();
    txn.commit().await.unwrap();
}
