//! The secret that Fonnte can put into the body, and the device's own number.

use entity::words::{AccountKind, Authenticity};

use super::Fonnte;
use crate::providers::testing::{NOW, account, client, post, signature};
use crate::providers::{Account, Provider, Unverified};

const SECRET: &str = "rahasia-di-badan";
const SIGNING: &str = "rahasia-penandatanganan";

fn verify(post: Unverified, account: &Account) -> Option<Authenticity> {
    let fonnte = Fonnte::new(client(std::time::Duration::from_secs(1)));
    let verified = fonnte.verify(post, account, NOW).ok()?;
    Some(verified.authenticity())
}

fn of(body: &str, settings: &[(&str, &str)]) -> Option<Authenticity> {
    let account = account(AccountKind::Fonnte, settings);
    let content_type = if body.starts_with('{') {
        "application/json"
    } else {
        "application/x-www-form-urlencoded"
    };
    verify(post(&account, body.to_owned(), content_type), &account)
}

#[test]
fn the_secret_in_the_body_is_demanded_once_it_is_known() {
    let known = [("body_secret", SECRET)];
    for name in ["secret", "secret_key", "token"] {
        let body = format!(r#"{{"sender":"6281311112222","{name}":"{SECRET}"}}"#);
        assert_eq!(of(&body, &known), Some(Authenticity::UrlTokenAndBodySecret));
        let form = format!("sender=6281311112222&{name}={SECRET}");
        assert_eq!(of(&form, &known), Some(Authenticity::UrlTokenAndBodySecret));
        assert_eq!(of(&body, &[]), Some(Authenticity::UrlToken));
    }
    for wrong in [
        r#"{"sender":"6281311112222"}"#.to_owned(),
        r#"{"secret":"rahasia-di-bada"}"#.to_owned(),
        r#"{"secret":""}"#.to_owned(),
        r#"{"secret":null,"token":true}"#.to_owned(),
        format!(r#"{{"message":"{SECRET}"}}"#),
        format!(r#"{{"secret":"{SECRET} "}}"#),
        format!(r#"{{"data":{{"secret":"{SECRET}"}}}}"#),
        format!(r#"{{"secret":"{SECRET}""#),
        SECRET.to_owned(),
    ] {
        assert_eq!(of(&wrong, &known), None, "{wrong}");
    }
}

#[test]
fn a_signature_is_not_made_less_by_the_secret_in_the_body() {
    let settings = [("body_secret", SECRET), ("webhook_secret", SIGNING)];
    let account = account(AccountKind::Fonnte, &settings);
    let body = format!(r#"{{"secret":"{SECRET}"}}"#);
    for (body, good) in [(body, true), (r#"{"secret":"x"}"#.to_owned(), false)] {
        let signed = Unverified {
            signature: Some(signature(SIGNING, body.as_bytes())),
            ..post(&account, body, "application/json")
        };
        let expected = good.then_some(Authenticity::Signature);
        assert_eq!(verify(signed.clone(), &account), expected);
        let without_token = Unverified {
            token: None,
            ..signed
        };
        assert_eq!(verify(without_token, &account), expected);
    }
}

#[test]
fn the_device_is_the_same_however_its_number_is_written() {
    for known in [
        "081200000001",
        "6281200000001",
        "+62 812-0000-0001",
        "81200000001",
    ] {
        for (given, good) in [
            ("081200000001", true),
            ("6281200000001", true),
            ("81200000001", true),
            ("6281200000001:7@s.whatsapp.net", true),
            ("081200000002", false),
            ("1200000001", false),
            ("81200000001999", false),
        ] {
            let body = format!(r#"{{"device":"{given}","sender":"6281311112222"}}"#);
            assert_eq!(
                of(&body, &[("device", known)]).is_some(),
                good,
                "{known} {given}"
            );
            assert!(of(&body, &[]).is_some());
        }
        assert!(of(r#"{"sender":"6281311112222"}"#, &[("device", known)]).is_some());
        assert!(of("not readable", &[("device", known)]).is_some());
    }
}
