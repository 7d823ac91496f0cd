//! What the program stands on: configuration, key, database, disk, clock.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::super::failure::sentences;
use super::finding::Finding;
use crate::config::{Config, DatabaseUrl};
use crate::consent::ledger;
use crate::core::Core;
use crate::database::{Backend, Database};
use crate::lang::Lang;
use crate::time::Timestamp;

const MEBIBYTE: u64 = 1024 * 1024;
/// Below this much space the service will soon have to refuse webhooks.
const SCARCE: u64 = 100 * MEBIBYTE;
const LITTLE: u64 = 1024 * MEBIBYTE;
/// As far as two clocks may be apart.
const TOLERANCE: Duration = Duration::from_mins(2);
/// 2026-01-01: this program was not there before.
const EARLIEST: Timestamp = Timestamp::from_millis(1_767_225_600_000);

pub(super) fn configuration(file: Option<&Path>, lang: Lang) -> Finding {
    let detail = match (file, lang) {
        (Some(file), Lang::Id) => format!("{} dan variabel SETUJU_*", file.display()),
        (Some(file), Lang::En) => format!("{} and SETUJU_* variables", file.display()),
        (None, Lang::Id) => "variabel SETUJU_* dan nilai bawaan".to_owned(),
        (None, Lang::En) => "SETUJU_* variables and defaults".to_owned(),
    };
    Finding::good(lang.pick("konfigurasi", "configuration"), detail)
}

/// Opening has checked it already: its form, its mode, and that the database was made with it.
pub(super) fn key(config: &Config) -> Finding {
    let lang = config.lang;
    let path = config.data_dir.join("master.key");
    let shown = path.display();
    let detail = match (&config.master_key, lang) {
        (Some(_), _) => "SETUJU_MASTER_KEY".to_owned(),
        (None, Lang::Id) => format!("{shown}, hanya terbaca pemiliknya; simpan salinannya"),
        (None, Lang::En) => format!("{shown}, readable by its owner only; keep a copy of it"),
    };
    Finding::good(lang.pick("kunci", "key"), detail)
}

pub(super) async fn database(db: &Database, lang: Lang) -> Finding {
    let check = lang.pick("basis data", "database");
    let what = match db.backend() {
        Backend::Sqlite(path) => format!("SQLite {}", path.display()),
        Backend::Postgres => "PostgreSQL".to_owned(),
    };
    match db.is_ready().await {
        Ok(true) => Finding::good(
            check,
            format!("{what}, {}", lang.pick("skema mutakhir", "schema up to date")),
        ),
        Ok(false) => Finding::bad(
            check,
            lang.pick(
                "skema bukan yang dikenal program ini; jalankan setuju migrate dengan versi program yang sama",
                "the schema is not the one this program knows; run setuju migrate with the same version of the program",
            ),
        ),
        Err(error) => Finding::bad(check, sentences(&error.into(), lang)),
    }
}

/// The data folder, and that of the database file if it is another.
pub(super) fn folders(config: &Config) -> Vec<Finding> {
    let mut folders = vec![config.data_dir.clone()];
    if let DatabaseUrl::Sqlite(path) = &config.database
        && let Some(parent) = path.parent()
        && parent != config.data_dir
    {
        folders.push(if parent.as_os_str().is_empty() {
            PathBuf::from(".")
        } else {
            parent.to_owned()
        });
    }
    let lang = config.lang;
    folders.iter().map(|path| folder(path, lang)).collect()
}

fn folder(path: &Path, lang: Lang) -> Finding {
    let check = lang.pick("disk", "disk");
    let shown = path.display();
    if let Err(error) = write_through(path) {
        return Finding::bad(
            check,
            match lang {
                Lang::Id => format!("{shown} tidak dapat ditulisi: {error}"),
                Lang::En => format!("{shown} cannot be written to: {error}"),
            },
        );
    }
    let Some(free) = free_bytes(path) else {
        let detail = lang.pick("dapat ditulisi", "can be written to");
        return Finding::good(check, format!("{shown} {detail}"));
    };
    let mebibytes = free / MEBIBYTE;
    let detail = match lang {
        Lang::Id => format!("{shown} dapat ditulisi, sisa {mebibytes} MiB"),
        Lang::En => format!("{shown} can be written to, {mebibytes} MiB free"),
    };
    if free < SCARCE {
        Finding::bad(check, detail)
    } else if free < LITTLE {
        Finding::doubtful(check, detail)
    } else {
        Finding::good(check, detail)
    }
}

/// Writes a file as durably as the database writes, and takes it away.
fn write_through(folder: &Path) -> io::Result<()> {
    let path = folder.join(format!("doctor-{}.tmp", std::process::id()));
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)
        .and_then(|mut file| {
            file.write_all(b"setuju doctor\n")?;
            file.sync_all()
        });
    let removed = std::fs::remove_file(&path);
    written.and(removed)
}

/// Asks `df` (POSIX); `None` where there is none.
fn free_bytes(folder: &Path) -> Option<u64> {
    let output = Command::new("df").arg("-Pk").arg(folder).output().ok()?;
    free_in(&String::from_utf8_lossy(&output.stdout))
}

/// The fourth column of the last line: available blocks of 1024 bytes.
fn free_in(table: &str) -> Option<u64> {
    let blocks: u64 = table
        .lines()
        .last()?
        .split_whitespace()
        .nth(3)?
        .parse()
        .ok()?;
    blocks.checked_mul(1024)
}

/// The clock must not be behind what the ledger already says, nor far from that of others.
pub(super) async fn clock(core: &Core, theirs: Option<Timestamp>, config: &Config) -> Finding {
    let lang = config.lang;
    let check = lang.pick("jam", "clock");
    let now = core.now();
    let local = now.to_utc().with_timezone(&config.timezone);
    let detail = format!(
        "{} ({})",
        local.format("%Y-%m-%d %H:%M:%S"),
        config.timezone
    );
    let latest = match ledger::latest(core.db.reader()).await {
        Ok(latest) => latest,
        Err(error) => return Finding::bad(check, sentences(&error.into(), lang)),
    };
    if now < EARLIEST || latest.is_some_and(|latest| latest.since(now) > TOLERANCE) {
        let late = lang.pick(
            "jam mesin tertinggal: buku persetujuan berisi waktu yang lebih baru. Aktifkan NTP",
            "the clock is behind: the ledger holds later times. Switch on NTP",
        );
        return Finding::bad(check, format!("{detail}: {late}"));
    }
    let apart = theirs.map(|theirs| theirs.since(now).max(now.since(theirs)));
    if let Some(apart) = apart.filter(|apart| *apart > TOLERANCE) {
        let seconds = apart.as_secs();
        return Finding::doubtful(
            check,
            match lang {
                Lang::Id => format!("{detail}: berbeda {seconds} detik dari jam alamat publik"),
                Lang::En => {
                    format!("{detail}: {seconds} seconds from the clock of the public address")
                }
            },
        );
    }
    Finding::good(check, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_free_space_is_read_from_df() {
        let table = "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda1 1000 400 600 40% /srv/a b\n";
        assert_eq!(free_in(table), Some(600 * 1024));
        assert_eq!(free_in(""), None);
    }

    #[test]
    fn writing_through_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        write_through(dir.path()).unwrap();
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
        assert!(write_through(&dir.path().join("missing")).is_err());
    }
}
