use super::writer::WIDE_CACHE_KIB;
use super::*;
use crate::setting;
use crate::sql::Sql;
use crate::testing::empty_database;

/// The steps of the schema before inbound messages named each other.
const STEPS_BEFORE_TRAILS: u32 = 16;

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

#[tokio::test]
async fn messages_that_came_before_they_named_each_other_do_so_as_well() {
    let (_dir, db) = empty_database().await;
    let steps = Some(STEPS_BEFORE_TRAILS);
    Migrator::up(&db.write, steps).await.unwrap();
    let backend = db.write.get_database_backend();
    for contact in 1..4_i64 {
        let mut sql = Sql::new(
            "INSERT INTO contact (status, chain_length, ask_count, held, quick_replies, \
             unreachable, created_at, version, id, address) \
             VALUES ('unknown', 0, 0, FALSE, 0, FALSE, 0, 0, ",
        );
        let address = format!("+628110000000{contact}");
        sql.bind(contact).push(", ").bind(address).push(")");
        db.write.execute_raw(sql.statement(backend)).await.unwrap();
    }
    for (id, contact, kind) in [
        (10_i64, Some(1_i64), "text"),
        (11, Some(2), "text"),
        (12, None, "echo"),
        (13, Some(1), "media"),
        (14, Some(1), "preference"),
        (15, Some(2), "text"),
    ] {
        let mut sql = Sql::new(
            "INSERT INTO inbound_message (account_id, text, intent, rule, context, unclear, \
             authenticity, received_at, raw, id, contact_id, kind, dedupe_key) \
             VALUES ('karo', '', 'none', '', 'cold', FALSE, 'url_token', 0, '', ",
        );
        sql.bind(id).push(", ").bind(contact).push(", ").bind(kind);
        sql.push(", ").bind(id.to_be_bytes().to_vec()).push(")");
        db.write.execute_raw(sql.statement(backend)).await.unwrap();
    }

    db.migrate().await.unwrap();
    let columns = async |sql: &str| {
        let rows = db.read.query_all_raw(Sql::new(sql).statement(backend));
        let rows = rows.await.unwrap();
        let column = |row: &sea_orm::QueryResult, place| row.try_get_by_index(place).unwrap();
        rows.iter()
            .map(|row| (column(row, 0), column(row, 1)))
            .collect::<Vec<(Option<i64>, Option<i64>)>>()
    };
    let messages = columns("SELECT id, previous_id FROM inbound_message ORDER BY id").await;
    let previous = [None, None, None, Some(10), Some(13), Some(11)];
    let ids = (10..16).map(Some);
    assert_eq!(messages, ids.zip(previous).collect::<Vec<_>>());
    let contacts = columns("SELECT last_inbound_id, last_wrote_id FROM contact ORDER BY id").await;
    let of_all = [(Some(14), Some(13)), (Some(15), Some(15)), (None, None)];
    assert_eq!(contacts, of_all, "a report of settings is not written");
}
