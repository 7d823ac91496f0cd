//! What may be kept of a body: everything but secrets.

use std::borrow::Cow;

use bytes::Bytes;
use serde_json::Value;

use super::body::{Field, Fields};
use super::{Account, Verified};

/// Names of fields, in small letters and digits only, that hold a secret of the account.
const SECRET_NAMES: &[&str] = &[
    "authorization",
    "credentials",
    "creds",
    "numberkey",
    "password",
    "verifytoken",
];
/// Ends of such names: `secret_key`, `api_key`, `apikey`, `access_token`, `appSecret`.
const SECRET_ENDS: &[&str] = &["secret", "secretkey", "apikey", "token", "privatekey"];
/// A text shorter than this holds no secret of ours: `Account::redact` leaves those alone, too.
const SHORTEST_SECRET: usize = 6;

/// The fields as JSON, without the ones that are secrets by their name, at any depth, and with
/// the account's credentials taken out of every value.
pub(in crate::providers) fn kept_fields(fields: Fields, account: &Account) -> String {
    clean(fields.into_value(), account).to_string()
}

/// What may be kept of a proven body: the very text that came, if it is JSON and holds no secret;
/// else its fields without the secrets.
pub(in crate::providers) fn kept(body: &Verified, fields: Fields, account: &Account) -> String {
    match std::str::from_utf8(body.body()) {
        Ok(text)
            if text.trim_start().starts_with('{')
                && !text.contains('\0')
                && !one_names_a_secret(&fields)
                && matches!(account.redact(text), Cow::Borrowed(_)) =>
        {
            text.to_owned()
        }
        _ => kept_fields(fields, account),
    }
}

fn one_names_a_secret(fields: &Fields) -> bool {
    fields.iter().any(|(name, field)| {
        let holds_one = match field {
            Field::Text(_) => false,
            Field::Other(value) => names_a_secret(value),
        };
        is_secret(name) || holds_one
    })
}

fn names_a_secret(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields
            .iter()
            .any(|(name, value)| is_secret(name) || names_a_secret(value)),
        Value::Array(values) => values.iter().any(names_a_secret),
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => false,
    }
}

/// What may be kept of a body that could not be read.
pub fn kept_body(body: &Bytes, content_type: Option<&str>, account: &Account) -> String {
    match Fields::read(body, content_type) {
        Ok(fields) => kept_fields(fields, account),
        Err(_) => account
            .redact(&String::from_utf8_lossy(body).replace('\0', ""))
            .into_owned(),
    }
}

fn clean(value: Value, account: &Account) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(name, _)| !is_secret(name))
            .map(|(name, value)| (name, clean(value, account)))
            .collect(),
        Value::Array(values) => values
            .into_iter()
            .map(|value| clean(value, account))
            .collect(),
        Value::String(text) if text.len() >= SHORTEST_SECRET => {
            let redacted = match account.redact(&text) {
                Cow::Borrowed(_) => None,
                Cow::Owned(redacted) => Some(redacted),
            };
            Value::String(redacted.unwrap_or(text))
        }
        Value::Number(number) => {
            let text = number.to_string();
            let redacted = account.redact(&text);
            if text == redacted {
                Value::Number(number)
            } else {
                Value::String(redacted.into_owned())
            }
        }
        Value::String(_) | Value::Bool(_) | Value::Null => value,
    }
}

fn is_secret(name: &str) -> bool {
    let is = |secret: &&str| {
        rest_before(secret, name).is_some_and(|rest| !rest.iter().any(u8::is_ascii_alphanumeric))
    };
    let ends = |end: &&str| rest_before(end, name).is_some();
    SECRET_NAMES.iter().any(is) || SECRET_ENDS.iter().any(ends)
}

/// What stands before this end of a name, of which only letters and digits count, in any capitals.
/// It is asked for each field of each webhook, and nearly always ends at the first letter.
fn rest_before<'a>(end: &str, name: &'a str) -> Option<&'a [u8]> {
    let mut rest = name.as_bytes();
    for wanted in end.bytes().rev() {
        loop {
            let (last, before) = rest.split_last()?;
            rest = before;
            if last.is_ascii_alphanumeric() {
                if last.to_ascii_lowercase() != wanted {
                    return None;
                }
                break;
            }
        }
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use entity::words::AccountKind;

    use super::*;
    use crate::providers::testing::account;

    #[test]
    fn no_secret_is_kept_at_any_depth() {
        let account = account(AccountKind::Fonnte, &[("body_secret", "sangat-rahasia")]);
        let body = Bytes::from_static(
            br#"{"secret":"a1","Secret_Key":"a2","data":[{"number_key":"a3","apiKey":"a4",
            "key":{"remoteJid":"x"},"access_token":"a5"}],"message":"ini sangat-rahasia ya",
            "inboxid":7}"#,
        );
        let kept = kept_body(&body, None, &account);
        assert_eq!(
            kept,
            r#"{"data":[{"key":{"remoteJid":"x"}}],"inboxid":7,"message":"ini … ya"}"#
        );
    }

    #[test]
    fn a_name_is_secret_in_any_spelling_and_no_other_is() {
        for name in [
            "token",
            "accessToken",
            "API-KEY",
            "webhook_secret",
            "X_Secret.Key",
            "Creds",
            "_creds_",
            "Authorization",
            "number key",
            "privateKey",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "",
            "key",
            "tokens",
            "mycreds",
            "secretary",
            "sender",
            "passwords",
            "-",
            "oken",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn a_broken_body_is_kept_without_the_credentials_in_it() {
        let account = account(AccountKind::Fonnte, &[("body_secret", "sangat-rahasia")]);
        let body = Bytes::from_static(b"{\"secret\":\"sangat-rahasia\",\"mess");
        assert_eq!(kept_body(&body, None, &account), "{\"secret\":\"…\",\"mess");
    }
}
