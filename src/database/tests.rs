use super::writer::WIDE_CACHE_KIB;
use super::*;
use crate::setting;

/// Where an SQLite file may be made, as long as the folder is kept.
fn in_a_folder() -> (tempfile::TempDir, DatabaseUrl) {
    let dir = tempfile::tempdir().unwrap();
    let url = DatabaseUrl::Sqlite(dir.path().join("setuju.db"));
    (dir, url)
}

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
    let (_dir, url) = in_a_folder();
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

/// Who begins a second transaction while it has one waits for itself: that ends, and with it what
/// everybody else would have waited for.
#[tokio::test]
async fn nobody_waits_for_a_writer_without_end() {
    let (_dir, url) = in_a_folder();
    let db = Database::open(&url).await.unwrap();
    db.migrate().await.unwrap();
    let first = db.begin_write().await.unwrap();
    let second = db
        .begin_within(Duration::from_millis(50), Commit::OnDisk)
        .await;
    assert!(matches!(second, Err(StoreError::Unavailable(_))));
    drop(first);
    assert!(db.begin_write().await.is_ok());
}

/// What a pragma says in a transaction.
async fn pragma(txn: WriteTransaction, name: &str) -> i64 {
    let row = txn
        .query_one_raw(sea_orm::Statement::from_string(
            sea_orm::DbBackend::Sqlite,
            format!("PRAGMA {name}"),
        ))
        .await
        .unwrap();
    let value = row.unwrap().try_get_by_index::<i64>(0).unwrap();
    txn.commit().await.unwrap();
    value
}

/// As many KiB of the file the writer may keep, in a write transaction.
async fn writer_cache(db: &Database) -> i64 {
    -pragma(db.begin_write().await.unwrap(), "cache_size").await
}

#[tokio::test]
async fn only_what_can_be_written_again_does_not_wait_for_the_disk() {
    const NORMAL: i64 = 1;
    const FULL: i64 = 2;
    let (_dir, url) = in_a_folder();
    let db = Database::open(&url).await.unwrap();
    let name = "synchronous";
    for _ in 0..2 {
        assert_eq!(pragma(db.begin_write().await.unwrap(), name).await, FULL);
        for _ in 0..2 {
            let txn = db.begin_repeatable().await.unwrap();
            assert_eq!(pragma(txn, name).await, NORMAL);
        }
    }
    drop(db.begin_repeatable().await.unwrap());
    assert_eq!(pragma(db.begin_write().await.unwrap(), name).await, FULL);
}

#[tokio::test]
async fn the_writer_keeps_more_only_while_somebody_wants_it() {
    let (_dir, url) = in_a_folder();
    let db = Database::open(&url).await.unwrap();
    let (usual, wide) = (i64::from(CACHE_KIB), i64::from(WIDE_CACHE_KIB));
    assert_eq!(writer_cache(&db).await, usual);
    let first = db.widen_writer_cache();
    assert_eq!(writer_cache(&db).await, wide);
    let second = db.clone().widen_writer_cache();
    drop(first);
    assert_eq!(writer_cache(&db).await, wide, "somebody still wants it");
    drop(second);
    assert_eq!(writer_cache(&db).await, usual);
}
