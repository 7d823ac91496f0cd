//! Fills an SQLite file with permits for `scripts/bench-reminders`: they end on
//! any day of the next five years; of those that end within 90 days all holders
//! were told, but for some whose 30 days begin today.

use std::{io, path::PathBuf, time::Duration};

use rusqlite::Connection;
use setuju_bench::arguments::Arguments;

/// The days of five years.
const DAYS: u64 = 1825;

/// `reminders --seed FILE.db --permits N --due M`
fn main() -> io::Result<()> {
    let arguments = Arguments::of_this_process(&["seed", "permits", "due"])?;
    let seed: PathBuf = arguments.required("seed")?;
    let permits: u64 = arguments.required("permits")?;
    let due: u64 = arguments.required("due")?;
    let database = Connection::open(seed).map_err(io::Error::other)?;
    database
        .busy_timeout(Duration::from_secs(10))
        .map_err(io::Error::other)?;
    let script = script(permits, due);
    database.execute_batch(&script).map_err(io::Error::other)
}

/// A holder has five permits. The day is that of the office, in Karo.
fn script(permits: u64, due: u64) -> String {
    let holders = permits / 5;
    let last_due = due * DAYS;
    format!(
        "BEGIN;
         INSERT INTO contact (id, address, status, since, chain_length, ask_count, held,
             quick_replies, unreachable, created_at, version)
         WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {holders})
         SELECT 1 + i, '+62812' || (30000000 + i), 'granted', 1, 0, 0, FALSE, 0, FALSE, 1, 1 FROM n;
         INSERT INTO partner (id, name, name_folded, phone, contact_id, created_at, updated_at)
         SELECT id, 'Mitra ' || id, 'mitra ' || id, NULL, id, 1, 1 FROM contact;
         INSERT INTO permit (id, registration_id, permit_number, permit_type, applicant_name,
             partner_id, status, expiry_date, is_renewal, created_at, updated_at)
         WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {permits})
         SELECT 1 + i, 'REG-' || i, '503/' || i, 'SIUP', 'Pemohon', 1 + i % {holders}, 'active',
             date('now', '+7 hours', '+' || (i % {DAYS} + 1) || ' days'), FALSE, 1, 1 FROM n;
         INSERT INTO permit_notice (id, permit_id, kind, threshold, expiry_date, contact_id, day,
             outcome, created_at, updated_at)
         SELECT id, id, 'expiry_reminder',
             CASE WHEN left <= 7 THEN 7 WHEN left <= 30 THEN 30 WHEN left <= 60 THEN 60 ELSE 90 END,
             expiry_date, partner_id, '2026-01-01', 'queued', 1, 1
         FROM (SELECT *, (id - 1) % {DAYS} + 1 AS left FROM permit)
         WHERE left <= 90 AND NOT (left = 30 AND id <= {last_due});
         COMMIT;
         ANALYZE;"
    )
}
