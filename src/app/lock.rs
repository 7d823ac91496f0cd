//! Locks that other processes see.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::time::{Instant, sleep};

use super::make_folder;
use crate::config::{Config, DatabaseUrl};
use crate::database::Database;
use crate::lang::Lang;

/// How long a service that starts may take to begin with the schema.
const STARTS_WITHIN: Duration = Duration::from_secs(5);

/// A lock file; the lock is free again when the file is dropped, also after a crash.
pub(super) fn file(path: &Path) -> anyhow::Result<File> {
    OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(false)
        .open(path)
        .with_context(|| path.display().to_string())
}

/// One service on one SQLite file: a second one is told so.
pub(super) fn database(config: &Config) -> anyhow::Result<Option<File>> {
    let DatabaseUrl::Sqlite(path) = &config.database else {
        return Ok(None);
    };
    make_folder(path.parent().unwrap_or(Path::new(".")))?;
    let mut name = path.as_os_str().to_owned();
    name.push(".serve.lock");
    let file = file(&PathBuf::from(name))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::Error(error)) => Err(error.into()),
        Err(TryLockError::WouldBlock) => {
            let shown = path.display();
            match config.lang {
                Lang::Id => bail!(
                    "layanan lain sudah berjalan dengan basis data {shown}; hentikan dahulu, atau pakai SETUJU_DATA_DIR lain"
                ),
                Lang::En => bail!(
                    "another service is running on the database {shown}; stop it first, or use another SETUJU_DATA_DIR"
                ),
            }
        }
    }
}

/// A command brings no schema up to date under a service: one of an earlier version would go on as
/// if it were its own. One that is just starting does it, as soon as it is let.
pub(super) async fn schema(
    config: &Config,
    db: &Database,
    setting_up: &File,
) -> anyhow::Result<()> {
    let given_up = Instant::now() + STARTS_WITHIN;
    while !db.is_ready().await? {
        match database(config) {
            Ok(_free) => return Ok(()),
            Err(error) if Instant::now() >= given_up => return Err(error),
            Err(_) => {
                setting_up.unlock()?;
                sleep(STARTS_WITHIN / 50).await;
                setting_up.lock()?;
            }
        }
    }
    Ok(())
}
