//! Nothing needs setting; what is set wrongly is named.

use super::*;
use crate::lang::Say;

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
        ("SETUJU_TIMEZONE", "Europe/Berlin"),
        ("SETUJU_ASK_LIMIT", "0"),
        ("SETUJU_PUBLIC_URL", "setuju.example"),
        ("SETUJU_LOG_FORMAT", "xml"),
        ("SETUJU_REQUIRE_TOTP", "on"),
        ("SETUJU_TRUSTED_PROXIES", "rumah"),
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
