//! Configuration: a TOML file, environment variables over it, defaults under it.
//!
//! Every setting has one name (`listen` in the file, `SETUJU_LISTEN` in the environment) and one
//! line in [`SETTINGS`]. Unknown names and bad values are errors, never warnings.

mod error;
mod settings;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono_tz::Tz;
use secrecy::{ExposeSecret, SecretString};
use tracing_subscriber::filter::{LevelFilter, Targets};

pub use self::error::ConfigError;
pub use self::settings::{SETTINGS, Setting};
use crate::broadcast::BrakeRules;
use crate::lang::Lang;
use crate::outbound::pace::Pace;
use crate::permits::reminder_rules::ReminderDays;
use crate::scheduler::{Pattern, Timetable};
use crate::staff::origin::TrustedProxies;
use crate::staff::user::factor;
use crate::time_of_day::{Holidays, QuietHours};

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
    /// The days on which bulk messages wait.
    pub holidays: Holidays,
    /// The pause between two messages of one account.
    pub pace: Pace,
    /// Days until a number may be asked again.
    pub ask_cooldown_days: u32,
    /// How often a number may be asked.
    pub ask_limit: u32,
    /// Whether another person than who drafted a broadcast has to start it.
    pub two_person_broadcasts: bool,
    /// When a broadcast stops by itself.
    pub brake: BrakeRules,
    /// Whether outgoing webhooks may go to private addresses, and without encryption.
    pub hooks_allow_private: bool,
    /// For how many days the log of outgoing webhooks is kept.
    pub hooks_keep_days: u32,
    /// How many days before its end somebody is reminded of a permit.
    pub reminder_days: ReminderDays,
    /// Where a permit is renewed, as reminders say it.
    pub renewal_link: String,
    /// Whom to ask, as reminders say it.
    pub contact_info: String,
    /// What runs by itself, and when.
    pub timetable: Timetable,
    /// Who has to have a second factor.
    pub require_totp: factor::Rule,
    /// Which proxies are believed when they say from where a request comes.
    pub trusted_proxies: TrustedProxies,
    /// The language of the command line.
    pub lang: Lang,
    /// Whether the sandbox account is made and used.
    pub sandbox: bool,
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
                toml::Value::Array(values) if values.iter().all(toml::Value::is_str) => {
                    let texts: Vec<_> = values.iter().filter_map(toml::Value::as_str).collect();
                    texts.join(",")
                }
                toml::Value::Array(values) if values.iter().all(toml::Value::is_integer) => {
                    let numbers = values.iter().filter_map(toml::Value::as_integer);
                    let numbers: Vec<_> = numbers.map(|number| number.to_string()).collect();
                    numbers.join(",")
                }
                // No setting is a date, a fraction or a table.
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
            holidays: self.get("holidays", |text| text.parse().ok())?,
            pace: self.get("pace_ms", |text| text.parse().ok())?,
            ask_cooldown_days: self.get("ask_cooldown_days", |text| number(text, 0, 3650))?,
            ask_limit: self.get("ask_limit", |text| number(text, 1, 100))?,
            hooks_allow_private: self.get("hooks_allow_private", switch)?,
            hooks_keep_days: self.get("hooks_keep_days", |text| number(text, 4, 3650))?,
            reminder_days: self.get("reminder_days", |text| text.parse().ok())?,
            renewal_link: self.get("renewal_link", line)?,
            contact_info: self.get("contact_info", line)?,
            timetable: Timetable {
                reminders: self.get("schedule_reminders", pattern)?,
                documents: self.get("schedule_documents", pattern)?,
                hook_log: self.get("schedule_hook_log", pattern)?,
            },
            require_totp: self.get("require_totp", |text| text.parse().ok())?,
            trusted_proxies: self.get("trusted_proxies", |text| text.parse().ok())?,
            lang: self.get("lang", |text| text.parse().ok())?,
            sandbox: self.get("sandbox", switch)?,
            two_person_broadcasts: self.get("two_person_broadcasts", switch)?,
            brake: BrakeRules {
                window: self.get("brake_window", |text| number(text, 10, 1000))?,
                failures_percent: self.get("brake_failures", |text| number(text, 0, 100))?,
                stops_percent: self.get("brake_stops", |text| number(text, 0, 100))?,
                silence: Duration::from_mins(
                    self.get("brake_silence_minutes", |text| number(text, 0, 10_080))?
                        .into(),
                ),
            },
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

fn switch(text: &str) -> Option<bool> {
    match text {
        "on" | "true" | "1" => Some(true),
        "off" | "false" | "0" => Some(false),
        _ => None,
    }
}

fn number(text: &str, least: u32, most: u32) -> Option<u32> {
    text.parse()
        .ok()
        .filter(|number| (least..=most).contains(number))
}

/// A line of text that stands in a message.
fn line(text: &str) -> Option<String> {
    let is_good = (1..=200).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    is_good.then(|| text.to_owned())
}

#[expect(
    clippy::option_option,
    reason = "a value that may be empty, or is not allowed"
)]
fn pattern(text: &str) -> Option<Option<Pattern>> {
    if text.is_empty() {
        return Some(None);
    }
    text.parse().ok().map(Some)
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
mod tests;
