//! Fills a database with permits for `scripts/bench-reminders`: they end on
//! any day of the next five years; of those that end within 90 days all holders
//! were told, but for some whose 30 days begin today.

use std::{
    io::{self, Write as _},
    path::PathBuf,
    time::Duration,
};

use rusqlite::Connection;
use setuju_bench::arguments::Arguments;

/// The days of five years.
const DAYS: u64 = 1825;

/// `reminders --seed FILE.db --permits N --due M`; with `--seed sql` it prints the
/// statements for PostgreSQL.
fn main() -> io::Result<()> {
    let arguments = Arguments::of_this_process(&["seed", "permits", "due"])?;
    let seed: PathBuf = arguments.required("seed")?;
    let permits: u64 = arguments.required("permits")?;
    let due: u64 = arguments.required("due")?;
    if seed.as_os_str() == "sql" {
        return writeln!(io::stdout(), "{}", script(permits, due, &POSTGRES));
    }
    let database = Connection::open(seed).map_err(io::Error::other)?;
    database
        .busy_timeout(Duration::from_secs(10))
        .map_err(io::Error::other)?;
    let script = script(permits, due, &SQLITE);
    database.execute_batch(&script).map_err(io::Error::other)
}

/// What the databases say differently.
struct Dialect {
    /// The numbers from 0 to before `#`.
    numbers: &'static str,
    /// The day of the office, in Karo, `#` days from now.
    day: &'static str,
}

const SQLITE: Dialect = Dialect {
    numbers: "(WITH RECURSIVE m(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM m WHERE i + 1 < #) \
              SELECT i FROM m) n",
    day: "date('now', '+7 hours', '+' || (#) || ' days')",
};
const POSTGRES: Dialect = Dialect {
    numbers: "(SELECT generate_series(CAST(0 AS BIGINT), # - 1) AS i) n",
    day: "CAST(CAST(now() AT TIME ZONE 'Asia/Jakarta' AS DATE) + CAST(# AS INT) AS TEXT)",
};

/// A holder has five permits.
fn script(permits: u64, due: u64, dialect: &Dialect) -> String {
    let holders = permits / 5;
    let each_holder = dialect.numbers.replace('#', &holders.to_string());
    let each_permit = dialect.numbers.replace('#', &permits.to_string());
    let ends = dialect.day.replace('#', &format!("i % {DAYS} + 1"));
    let last_due = due * DAYS;
    format!(
        "BEGIN;
         INSERT INTO contact (id, address, status, since, chain_length, ask_count, held,
             quick_replies, unreachable, created_at, version)
         SELECT 1 + i, '+62812' || (30000000 + i), 'granted', 1, 0, 0, FALSE, 0, FALSE, 1, 1
         FROM {each_holder};
         INSERT INTO partner (id, name, name_folded, phone, contact_id, created_at, updated_at)
         SELECT id, 'Mitra ' || id, 'mitra ' || id, NULL, id, 1, 1 FROM contact;
         INSERT INTO permit (id, registration_id, permit_number, permit_type, applicant_name,
             partner_id, status, expiry_date, is_renewal, created_at, updated_at)
         SELECT 1 + i, 'REG-' || i, '503/' || i, 'SIUP', 'Pemohon', 1 + i % {holders}, 'active',
             {ends}, FALSE, 1, 1 FROM {each_permit};
         INSERT INTO permit_notice (id, permit_id, kind, threshold, expiry_date, contact_id, day,
             outcome, created_at, updated_at)
         SELECT id, id, 'expiry_reminder',
             CASE WHEN rest <= 7 THEN 7 WHEN rest <= 30 THEN 30 WHEN rest <= 60 THEN 60 ELSE 90 END,
             expiry_date, partner_id, '2026-01-01', 'queued', 1, 1
         FROM (SELECT id, expiry_date, partner_id, (id - 1) % {DAYS} + 1 AS rest FROM permit) p
         WHERE rest <= 90 AND NOT (rest = 30 AND id <= {last_due});
         COMMIT;
         ANALYZE;"
    )
}
