//! Usage, configuration, keys, accounts.

use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use super::program::{Setuju, read};

const TOKEN: &str = "rahasia-sekali-123";

#[test]
fn an_unknown_setting_is_named() {
    let finished = Setuju::new().with("SETUJU_LISTN", "x").run(&["migrate"]);
    assert_eq!(finished.status, 1);
    assert!(finished.err.contains("SETUJU_LISTN"), "{}", finished.err);
    assert!(finished.out.is_empty());

    let setuju = Setuju::new();
    let file = setuju.file("setuju.toml", b"liten = \"127.0.0.1:1\"\n");
    let finished = setuju.run(&["migrate", "--config", file.to_str().unwrap()]);
    assert_eq!(finished.status, 1);
    assert!(finished.err.contains("liten"), "{}", finished.err);
}

#[test]
fn a_bad_value_is_named_with_what_is_allowed() {
    let setuju = Setuju::new().with("SETUJU_PACE_MS", "cepat");
    let finished = setuju.run(&["ledger", "verify"]);
    assert_eq!(finished.status, 1);
    for part in ["SETUJU_PACE_MS", "cepat", "1000-2000"] {
        assert!(finished.err.contains(part), "{}", finished.err);
    }
    assert_eq!(finished.err.trim_end().lines().count(), 1);
}

#[test]
fn the_language_may_be_set_in_the_file() {
    let setuju = Setuju::new();
    let file = setuju.file("setuju.toml", b"lang = \"en\"\n");
    let config = ["--config", file.to_str().unwrap()];
    let finished = setuju.run(&[&config[..], &["account", "test", "nobody"]].concat());
    assert_eq!(finished.status, 1);
    assert_eq!(finished.err, "There is no account nobody.\n");
}

#[test]
fn a_bad_secret_is_named_and_not_repeated() {
    let finished = Setuju::new()
        .with("SETUJU_MASTER_KEY", TOKEN)
        .run(&["migrate"]);
    assert_eq!(finished.status, 1);
    assert!(finished.err.contains("SETUJU_MASTER_KEY"));
    assert!(!finished.all().contains(TOKEN));
}

#[test]
fn wrong_usage_is_told_in_the_language_and_ends_with_2() {
    let indonesian = Setuju::new();
    let english = Setuju::new().with("SETUJU_LANG", "en");
    for (args, in_indonesian, in_english) in [
        (&["acount"][..], "tidak dikenal", "unrecognized"),
        (&["account", "add", "x"], "belum disebut", "not provided"),
        (
            &["account", "add", "x", "--kind", "sms"],
            "Yang boleh: fonnte",
            "possible values",
        ),
        (
            &["account", "add", "x", "--kind", "fonnte", "--set", "token"],
            "kunci=nilai",
            "key=value",
        ),
        (&["user", "add", "a@b.id"], "--role", "--role"),
        (&["migrate", "--verbose"], "--verbose", "--verbose"),
        (&["account"], "Pemakaian:", "Usage:"),
    ] {
        for (setuju, expected) in [(&indonesian, in_indonesian), (&english, in_english)] {
            let finished = setuju.run(args);
            assert_eq!(finished.status, 2, "{args:?}: {}", finished.all());
            assert!(
                finished.err.contains(expected),
                "{args:?}: {}",
                finished.err
            );
            assert!(finished.out.is_empty());
        }
        let told = indonesian.run(args).err;
        assert!(
            !told.contains("error:") && !told.contains("Usage"),
            "{told}"
        );
    }
}

#[test]
fn the_help_explains_commands_and_settings_in_both_languages() {
    for (lang, words) in [
        ("id", ["Pemakaian:", "Perintah:", "Pilihan:", "Bawaan"]),
        ("en", ["Usage:", "Commands:", "Options:", "Default"]),
    ] {
        let setuju = Setuju::new().with("SETUJU_LANG", lang);
        let help = setuju.succeed(&["--help"]).out;
        for word in words {
            assert!(help.contains(word), "{help}");
        }
        for command in [
            "serve",
            "migrate",
            "user",
            "api-key",
            "account",
            "partners",
            "consent",
            "classify",
            "ledger",
            "doctor",
            "SETUJU_LISTEN",
            "SETUJU_QUIET_HOURS",
            "SETUJU_ASK_LIMIT",
        ] {
            assert!(help.contains(command), "{command}: {help}");
        }
        let help = setuju.succeed(&["account", "add", "--help"]).out;
        assert!(
            help.contains("--set") && help.contains("phone_number_id"),
            "{help}"
        );
    }
}

#[test]
fn an_api_key_is_three_fields_of_json_and_is_not_kept() {
    let setuju = Setuju::new();
    let made = setuju.succeed(&["api-key", "create", "Sistem Izin", "--role", "officer"]);
    let value = made.json();
    let fields: Vec<_> = value.as_object().unwrap().keys().cloned().collect();
    assert_eq!(fields, ["id", "key", "name"]);
    assert_eq!(value["name"], "Sistem Izin");
    let key = value["key"].as_str().unwrap();
    assert!(key.starts_with("stj_"));
    assert!(value["id"].is_string());
    let stored = std::fs::read(setuju.data().join("setuju.db")).unwrap();
    assert!(!contains(&stored, key.as_bytes()));
}

#[test]
fn the_first_command_makes_a_key_file_for_its_owner_only() {
    let setuju = Setuju::new();
    setuju.succeed(&["migrate"]);
    let path = setuju.data().join("master.key");
    let mode = |path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(&setuju.data()), 0o700);

    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let finished = setuju.run(&["account", "list"]);
    assert_eq!(finished.status, 1);
    assert!(finished.err.contains("chmod 600"), "{}", finished.err);
    let key = read(&path);
    assert!(!finished.all().contains(key.trim()));
}

#[test]
fn an_account_is_printed_as_json_without_its_credentials() {
    let setuju = Setuju::new().with("SETUJU_PUBLIC_URL", "https://izin.example/");
    let set = format!("token={TOKEN}");
    let added = setuju.succeed(&[
        "account",
        "add",
        "karo",
        "--kind",
        "fonnte",
        "--name",
        "Fonnte Karo",
        "--set",
        &set,
        "--set",
        "pace_ms=0-0",
    ]);
    let account = added.json();
    let url = account["webhook_url"].as_str().unwrap().to_owned();
    assert!(
        url.starts_with("https://izin.example/webhooks/karo/"),
        "{url}"
    );
    assert_eq!(url.len(), "https://izin.example/webhooks/karo/".len() + 64);
    assert_eq!(account["id"], "karo");
    assert_eq!(account["kind"], "fonnte");
    assert_eq!(account["name"], "Fonnte Karo");
    assert_eq!(account["state"], "draft");
    assert_eq!(account["is_default"], false);
    assert_eq!(account["position"], 10);
    assert_eq!(account["active"], true);
    assert_eq!(account["last_error"], json!(null));
    assert_eq!(account["pace_ms"], "0-0");
    assert!(added.err.contains("sandbox"), "{}", added.err);

    let listed = setuju.succeed(&["account", "list", "--json"]);
    assert_eq!(listed.json().as_array().unwrap().len(), 2);
    for printed in [added, listed, setuju.succeed(&["account", "list"])] {
        assert!(!printed.all().contains(TOKEN));
    }
    let stored = std::fs::read(setuju.data().join("setuju.db")).unwrap();
    assert!(!contains(&stored, TOKEN.as_bytes()));
}

#[test]
fn what_is_wrong_with_an_account_is_told_without_its_credentials() {
    let setuju = Setuju::new();
    let set = format!("tokn={TOKEN}");
    let unknown = setuju.run(&["account", "add", "a", "--kind", "fonnte", "--set", &set]);
    assert_eq!(unknown.status, 1);
    assert!(unknown.err.contains("tokn") && unknown.err.contains("token"));
    assert!(!unknown.all().contains(TOKEN));

    let typo = format!("token:{TOKEN}");
    let no_pair = setuju.run(&["account", "add", "a", "--kind", "fonnte", "--set", &typo]);
    assert_eq!(no_pair.status, 2);
    assert!(!no_pair.all().contains(TOKEN));

    let missing = setuju.run(&["account", "add", "a", "--kind", "fonnte"]);
    assert_eq!(missing.status, 1);
    assert!(missing.err.contains("token"), "{}", missing.err);
    for command in ["test", "pause", "resume", "default", "rotate-webhook-token"] {
        let none = setuju.run(&["account", command, "tidakada"]);
        assert_eq!(none.status, 1, "{command}");
        assert!(none.err.contains("tidakada"), "{}", none.err);
    }
    assert_eq!(
        setuju
            .succeed(&["account", "list", "--json"])
            .json()
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn an_account_is_paused_resumed_made_default_and_gets_a_new_address() {
    let setuju = Setuju::new();
    let set = format!("token={TOKEN}");
    let add = [
        "account",
        "add",
        "karo",
        "--kind",
        "fonnte",
        "--default",
        "--set",
        &set,
    ];
    let added = setuju.succeed(&add);
    assert_eq!(added.json()["is_default"], true);
    assert!(added.err.is_empty(), "{}", added.err);
    assert_eq!(setuju.run(&add).status, 1);

    let paused = setuju
        .succeed(&["account", "pause", "karo", "--json"])
        .json();
    assert_eq!(paused["paused"], true);
    let resumed = setuju
        .succeed(&["account", "resume", "karo", "--json"])
        .json();
    assert_eq!(resumed["paused"], false);
    let rotated = setuju
        .succeed(&["account", "rotate-webhook-token", "karo", "--json"])
        .json();
    assert_ne!(rotated["webhook_url"], resumed["webhook_url"]);
    let other = setuju
        .succeed(&["account", "default", "sandbox", "--json"])
        .json();
    assert_eq!(other["is_default"], true);

    let tested = setuju
        .succeed(&["account", "test", "sandbox", "--json"])
        .json();
    assert_eq!(tested["ok"], true);
    assert_eq!(tested["state"], "configured");
}

fn contains(hay: &[u8], needle: &[u8]) -> bool {
    hay.windows(needle.len()).any(|window| window == needle)
}
