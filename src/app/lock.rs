//! Locks that other processes see.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::make_folder;
use crate::config::{Config, DatabaseUrl};
use crate::lang::Lang;

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
