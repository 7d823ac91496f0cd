//! What is wrong with a configuration.

use std::path::PathBuf;

use super::settings::{SETTINGS, Setting};
use crate::lang::{Lang, Say};

/// Why the configuration cannot be used.
#[derive(Debug)]
pub enum ConfigError {
    /// The file cannot be read.
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not TOML.
    NotToml {
        /// Which file.
        path: PathBuf,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
    /// A name that no setting has.
    UnknownKey {
        /// The name as it was given.
        key: String,
    },
    /// A value that is not allowed.
    BadValue {
        /// The setting, as it was named.
        key: String,
        /// The value; a secret one is not shown.
        value: String,
        /// The line of the table.
        setting: &'static Setting,
    },
}

impl Say for ConfigError {
    fn say(&self, lang: Lang) -> String {
        let names = || {
            SETTINGS
                .iter()
                .map(|s| s.name)
                .collect::<Vec<_>>()
                .join(", ")
        };
        match (self, lang) {
            (Self::Unreadable { path, source }, Lang::Id) => {
                format!(
                    "Berkas konfigurasi {} tidak dapat dibaca: {source}.",
                    path.display()
                )
            }
            (Self::Unreadable { path, source }, Lang::En) => {
                format!(
                    "The configuration file {} cannot be read: {source}.",
                    path.display()
                )
            }
            (Self::NotToml { path, source }, Lang::Id) => {
                format!(
                    "Berkas konfigurasi {} bukan TOML yang benar: {}",
                    path.display(),
                    source.message()
                )
            }
            (Self::NotToml { path, source }, Lang::En) => {
                format!(
                    "The configuration file {} is not TOML: {}",
                    path.display(),
                    source.message()
                )
            }
            (Self::UnknownKey { key }, Lang::Id) => {
                format!("Pengaturan {key} tidak dikenal. Yang ada: {}.", names())
            }
            (Self::UnknownKey { key }, Lang::En) => {
                format!("Unknown setting {key}. There are: {}.", names())
            }
            (
                Self::BadValue {
                    key,
                    value,
                    setting,
                },
                Lang::Id,
            ) => {
                format!(
                    "Nilai {value:?} untuk {key} tidak sah. Yang boleh: {}.",
                    setting.allowed_id
                )
            }
            (
                Self::BadValue {
                    key,
                    value,
                    setting,
                },
                Lang::En,
            ) => {
                format!(
                    "{value:?} is no value for {key}. Allowed: {}.",
                    setting.allowed
                )
            }
        }
    }
}

impl std::fmt::Display for ConfigError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.say(Lang::En))
    }
}

impl std::error::Error for ConfigError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable { source, .. } => Some(source),
            Self::NotToml { source, .. } => Some(source),
            Self::UnknownKey { .. } | Self::BadValue { .. } => None,
        }
    }
}
