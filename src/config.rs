//! Configuration: a TOML file, environment variables over it, defaults under it.
//!
//! Every setting has one name (`listen` in the file, `SETUJU_LISTEN` in the environment) and one
//! line in [`SETTINGS`]. Unknown names and bad values are errors, never warnings.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use secrecy::{ExposeSecret, SecretString};
use tracing_subscriber::filter::{LevelFilter, Targets};

use crate::lang::{Lang, Say};
use crate::outbound::pace::Pace;
use crate::time_of_day::QuietHours;

/// Name, default, what is allowed: the list that errors, `setuju --help` and the README agree on.
pub const SETTINGS: &[Setting] = &[
    Setting::new("listen", "127.0.0.1:8080", "address:port", "alamat:port"),
    Setting::new("data_dir", "./data", "a folder", "sebuah folder"),
    Setting::new(
        "database_url",
        "",
        "empty for SQLite in the data folder, sqlite:FILE or postgres://USER:PASSWORD@HOST/NAME",
        "kosong untuk SQLite di folder data, sqlite:BERKAS atau postgres://USER:SANDI@HOST/NAMA",
    ),
    Setting::new(
        "public_url",
        "",
        "http:// or https:// address",
        "alamat http:// atau https://",
    ),
    Setting::new(
        "master_key",
        "",
        "32 bytes in base64",
        "32 byte dalam base64",
    ),
    Setting::new(
        "log",
        "info",
        "error, warn, info, debug, trace, or directives such as setuju=debug",
        "error, warn, info, debug, trace, atau arahan seperti setuju=debug",
    ),
    Setting::new("log_format", "text", "text or json", "text atau json"),
    Setting::new(
        "timezone",
        "Asia/Jakarta",
        "a name of the IANA time zone database such as Asia/Jakarta",
        "nama zona waktu IANA seperti Asia/Jakarta",
    ),
    Setting::new(
        "quiet_hours",
        "20:00-07:00",
        "HH:MM-HH:MM, or empty to switch them off",
        "JJ:MM-JJ:MM, atau kosong untuk mematikannya",
    ),
    Setting::new(
        "pace_ms",
        "1000-2000",
        "two numbers of milliseconds, smaller first, such as 1000-2000",
        "dua angka milidetik, yang kecil dahulu, seperti 1000-2000",
    ),
    Setting::new("ask_cooldown_days", "30", "0 to 3650", "0 sampai 3650"),
    Setting::new("ask_limit", "3", "1 to 100", "1 sampai 100"),
    Setting::new("lang", "id", "id or en", "id atau en"),
    Setting::new("sandbox", "on", "on or off", "on atau off"),
];

/// One line of the table of settings.
#[derive(Debug)]
pub struct Setting {
    /// The name in the file; in the environment it is in capitals, after `SETUJU_`.
    pub name: &'static str,
    /// What holds when nothing is set.
    pub default: &'static str,
    /// What is allowed, in English.
    pub allowed: &'static str,
    /// What is allowed, in Indonesian.
    pub allowed_id: &'static str,
}

impl Setting {
    const fn new(
        name: &'static str,
        default: &'static str,
        allowed: &'static str,
        allowed_id: &'static str,
    ) -> Self {
        Self {
            name,
            default,
            allowed,
            allowed_id,
        }
    }

    /// The name in the environment.
    pub fn variable(&self) -> String {
        format!("SETUJU_{}", self.name.to_uppercase())
    }
}

/// Which database holds the data.
#[derive(Clone, Debug)]
pub enum DatabaseUrl {
    /// An SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL database; the address may hold a password.
    Postgres(SecretString),
}

/// How logs are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// The whole configuration, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the server listens.
    pub listen: SocketAddr,
    /// Where files live.
    pub data_dir: PathBuf,
    /// Where rows live.
    pub database: DatabaseUrl,
    /// The address under which providers reach us, without a slash at the end; `None`: the
    /// address the server listens on.
    pub public_url: Option<String>,
    /// The master key, if it is set and not in the key file.
    pub master_key: Option<SecretString>,
    /// Which log lines are written.
    pub log: String,
    /// How they are written.
    pub log_format: LogFormat,
    /// The zone of the office.
    pub timezone: Tz,
    /// When bulk messages wait.
    pub quiet_hours: Option<QuietHours>,
    /// The pause between two messages of one account.
    pub pace: Pace,
    /// Days until a number may be asked again.
    pub ask_cooldown_days: u32,
    /// How often a number may be asked.
    pub ask_limit: u32,
    /// The language of the command line.
    pub lang: Lang,
    /// Whether the sandbox account is made and used.
    pub sandbox: bool,
}

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

impl Config {
    /// Reads the file, if one is named, and the variables over it.
    ///
    /// # Errors
    /// Names the key, its value and what is allowed.
    pub fn load(
        file: Option<&Path>,
        variables: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut values = Values::default();
        if let Some(path) = file {
            values.read_file(path)?;
        }
        values.read_variables(variables)?;
        values.check()
    }
}

/// What was set, by name: the value, and how the setting was named to us.
#[derive(Default)]
struct Values(BTreeMap<&'static str, (String, String)>);

impl Values {
    fn read_file(&mut self, path: &Path) -> Result<(), ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        let table: toml::Table = text.parse().map_err(|source| ConfigError::NotToml {
            path: path.to_owned(),
            source: Box::new(source),
        })?;
        for (key, value) in table {
            let value = match value {
                toml::Value::String(text) => text,
                toml::Value::Boolean(true) => "on".to_owned(),
                toml::Value::Boolean(false) => "off".to_owned(),
                toml::Value::Integer(number) => number.to_string(),
                // No setting is a date, a fraction, a list or a table.
                other => format!("({})", other.type_str()),
            };
            self.set(&key.clone(), key, value)?;
        }
        Ok(())
    }

    fn read_variables(
        &mut self,
        variables: impl Iterator<Item = (String, String)>,
    ) -> Result<(), ConfigError> {
        for (variable, value) in variables {
            if let Some(name) = variable.strip_prefix("SETUJU_") {
                self.set(&name.to_lowercase(), variable, value)?;
            }
        }
        Ok(())
    }

    fn set(&mut self, name: &str, key: String, value: String) -> Result<(), ConfigError> {
        let Some(setting) = SETTINGS.iter().find(|setting| setting.name == name) else {
            return Err(ConfigError::UnknownKey { key });
        };
        self.0.insert(setting.name, (key, value));
        Ok(())
    }

    /// The value of a setting, through its parser.
    fn get<T>(
        &self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, ConfigError> {
        let unset = (String::new(), String::new());
        let Some(setting) = SETTINGS.iter().find(|setting| setting.name == name) else {
            return Err(ConfigError::UnknownKey {
                key: name.to_owned(),
            });
        };
        let found = self.0.get(name);
        let (key, value) = found.unwrap_or(&unset);
        let text = if found.is_some() {
            value.as_str()
        } else {
            setting.default
        };
        parse(text.trim()).ok_or_else(|| ConfigError::BadValue {
            key: if key.is_empty() {
                setting.name.to_owned()
            } else {
                key.clone()
            },
            value: if name == "master_key" || name == "database_url" {
                "…".to_owned()
            } else {
                value.clone()
            },
            setting,
        })
    }

    fn check(&self) -> Result<Config, ConfigError> {
        let data_dir = self.get("data_dir", |text| {
            (!text.is_empty()).then(|| PathBuf::from(text))
        })?;
        let database = self.get("database_url", |text| database_url(text, &data_dir))?;
        Ok(Config {
            listen: self.get("listen", |text| text.parse().ok())?,
            database,
            public_url: self.get("public_url", public_url)?,
            master_key: self.get("master_key", |text| {
                if text.is_empty() {
                    return Some(None);
                }
                crate::keys::Key::from_base64(text).ok()?;
                Some(Some(SecretString::from(text.to_owned())))
            })?,
            log: self.get("log", |text| is_log_filter(text).then(|| text.to_owned()))?,
            log_format: self.get("log_format", |text| match text {
                "text" => Some(LogFormat::Text),
                "json" => Some(LogFormat::Json),
                _ => None,
            })?,
            timezone: self.get("timezone", |text| text.parse().ok())?,
            quiet_hours: self.get("quiet_hours", |text| {
                if text.is_empty() {
                    Some(None)
                } else {
                    text.parse().ok().map(Some)
                }
            })?,
            pace: self.get("pace_ms", |text| text.parse().ok())?,
            ask_cooldown_days: self.get("ask_cooldown_days", |text| number(text, 0, 3650))?,
            ask_limit: self.get("ask_limit", |text| number(text, 1, 100))?,
            lang: self.get("lang", |text| text.parse().ok())?,
            sandbox: self.get("sandbox", |text| match text {
                "on" | "true" | "1" => Some(true),
                "off" | "false" | "0" => Some(false),
                _ => None,
            })?,
            data_dir,
        })
    }
}

/// A word that is no level would count as the name of a module, and switch everything else off.
fn is_log_filter(text: &str) -> bool {
    let is_level_or_directive = |part: &str| {
        let part = part.trim();
        !part.is_empty() && (part.contains('=') || part.parse::<LevelFilter>().is_ok())
    };
    text.split(',').all(is_level_or_directive) && text.parse::<Targets>().is_ok()
}

fn number(text: &str, least: u32, most: u32) -> Option<u32> {
    text.parse()
        .ok()
        .filter(|number| (least..=most).contains(number))
}

fn database_url(text: &str, data_dir: &Path) -> Option<DatabaseUrl> {
    if text.is_empty() {
        return Some(DatabaseUrl::Sqlite(data_dir.join("setuju.db")));
    }
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        return Some(DatabaseUrl::Postgres(SecretString::from(text.to_owned())));
    }
    let path = text.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    let path = path.split('?').next().unwrap_or(path);
    (!path.is_empty()).then(|| DatabaseUrl::Sqlite(PathBuf::from(path)))
}

#[expect(
    clippy::option_option,
    reason = "a value that may be empty, or is not allowed"
)]
fn public_url(text: &str) -> Option<Option<String>> {
    if text.is_empty() {
        return Some(None);
    }
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))?;
    let plain = !rest.is_empty() && !rest.starts_with('/') && !rest.contains([' ', '?', '#']);
    plain.then(|| Some(text.trim_end_matches('/').to_owned()))
}

impl PartialEq for DatabaseUrl {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Sqlite(one), Self::Sqlite(two)) => one == two,
            (Self::Postgres(one), Self::Postgres(two)) => {
                one.expose_secret() == two.expose_secret()
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let owned: Vec<_> = variables
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        Config::load(None, owned.into_iter())
    }

    #[test]
    fn nothing_needs_setting() {
        let config = from(&[]).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(
            config.database,
            DatabaseUrl::Sqlite("./data/setuju.db".into())
        );
        assert_eq!(config.ask_cooldown_days, 30);
        assert!(config.quiet_hours.is_some());
    }

    #[test]
    fn an_unknown_key_is_named() {
        let error = from(&[("SETUJU_LISTN", "x")]).unwrap_err();
        assert!(error.say(Lang::Id).contains("SETUJU_LISTN"), "{error}");
    }

    #[test]
    fn a_bad_value_is_named_with_what_is_allowed() {
        for (key, value) in [
            ("SETUJU_LISTEN", "8080"),
            ("SETUJU_PACE_MS", "2000-1000"),
            ("SETUJU_QUIET_HOURS", "25:00-07:00"),
            ("SETUJU_TIMEZONE", "Asia/Medan"),
            ("SETUJU_ASK_LIMIT", "0"),
            ("SETUJU_PUBLIC_URL", "setuju.example"),
            ("SETUJU_LOG_FORMAT", "xml"),
            ("SETUJU_LOG", "ramai"),
            ("SETUJU_LOG", "setuju=ramai"),
        ] {
            let said = from(&[(key, value)]).unwrap_err().say(Lang::En);
            assert!(
                said.contains(key) && said.contains(value) && said.contains("Allowed"),
                "{said}"
            );
        }
    }

    #[test]
    fn levels_and_directives_say_which_lines_are_logged() {
        for log in ["warn", "off", "setuju=debug", "warn,setuju::outbound=trace"] {
            assert_eq!(from(&[("SETUJU_LOG", log)]).unwrap().log, log);
        }
    }

    #[test]
    fn a_secret_value_is_not_repeated() {
        for key in ["SETUJU_MASTER_KEY", "SETUJU_DATABASE_URL"] {
            let said = from(&[(key, "mysql://user:rahasia@host/db")])
                .unwrap_err()
                .say(Lang::En);
            assert!(said.contains(key) && !said.contains("rahasia"), "{said}");
        }
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("setuju.toml");
        std::fs::write(
            &path,
            "listen = \"127.0.0.1:1\"\nask_limit = 5\nquiet_hours = \"\"\n",
        )
        .unwrap();
        let variables = [("SETUJU_LISTEN".to_owned(), "127.0.0.1:2".to_owned())];
        let config = Config::load(Some(&path), variables.into_iter()).unwrap();
        assert_eq!(config.listen.port(), 2);
        assert_eq!(config.ask_limit, 5);
        assert!(config.quiet_hours.is_none());
    }
}
