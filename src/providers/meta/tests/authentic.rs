//! Only what Meta signed for this account is believed, and only Meta is answered.

use entity::words::Authenticity;

use super::{NOW, account, account_with, meta, post, signature, signed};
use crate::providers::meta::challenge;
use crate::providers::{Account, Provider, Unverified};

const BODY: &[u8] = br#"{"object":"whatsapp_business_account","entry":[]}"#;

fn is_authentic(post: Unverified, account: &Account) -> bool {
    meta().verify(post, account, NOW).is_ok()
}

/// Values computed outside of this program, one of them with escapes as Meta posts them.
#[test]
fn signatures_are_over_the_raw_bytes() {
    let vectors: [(&[u8], &str); 3] = [
        (
            BODY,
            "4345305ed97f01246987e15cca2024ef5b01055892ae2b906ec4d8c5b6c89aa1",
        ),
        (
            br#"{"object":"whatsapp_business_account","note":"caf\u00e9 \u2705"}"#,
            "38e6e6f2a2cf70914544160e14218eff90df9ef24c066667d44cea81a02727e1",
        ),
        (
            r#"{"object":"whatsapp_business_account","note":"café ✅"}"#.as_bytes(),
            "1c7c7bf66a21826e3283e01aac46c9b15ece0f2852b837ce4b6c160e9b44ea8a",
        ),
    ];
    for (body, hex) in vectors {
        for (other, _) in vectors {
            let header = format!("sha256={hex}");
            let good = is_authentic(post(other, Some(&header)), &account());
            assert_eq!(good, other == body, "{hex}");
        }
    }
}

#[test]
fn the_signature_says_how_it_was_shown() {
    let verified = meta().verify(signed(BODY), &account(), NOW).unwrap();
    assert_eq!(verified.authenticity(), Authenticity::Signature);
    assert_eq!(verified.body(), BODY);
}

#[test]
fn a_signature_that_is_not_the_right_one_is_refused() {
    let good = signature(BODY);
    let hex = good.strip_prefix("sha256=").unwrap();
    let headers = [
        format!("sha256={}", "0".repeat(64)),
        format!("sha1={hex}"),
        format!("SHA256={hex}"),
        hex.to_owned(),
        format!("sha256={}", &hex[..62]),
        format!("sha256={hex}00"),
        format!("sha256={}", "z".repeat(64)),
        "sha256=".to_owned(),
        String::new(),
    ];
    for header in headers {
        assert!(
            !is_authentic(post(BODY, Some(&header)), &account()),
            "{header}"
        );
    }
    assert!(!is_authentic(post(BODY, None), &account()));
}

#[test]
fn the_case_of_the_hexadecimal_digits_does_not_matter() {
    let header = signature(BODY).to_uppercase().replace("SHA256", "sha256");
    assert!(is_authentic(post(BODY, Some(&header)), &account()));
}

#[test]
fn the_token_of_the_address_does_not_replace_the_signature() {
    let account = account();
    let with_token = |post: Unverified, token: &str| Unverified {
        token: Some(token.to_owned()),
        ..post
    };
    let token = account.webhook_token();
    assert!(is_authentic(with_token(signed(BODY), token), &account));
    assert!(!is_authentic(with_token(post(BODY, None), token), &account));
    assert!(!is_authentic(with_token(signed(BODY), "another"), &account));
}

#[test]
fn without_an_app_secret_nothing_is_authentic() {
    let account = account_with(None, &[("app_secret", "")]);
    let token = account.webhook_token().to_owned();
    assert!(!is_authentic(signed(BODY), &account));
    let on_token_path = Unverified {
        token: Some(token),
        ..post(BODY, None)
    };
    assert!(!is_authentic(on_token_path, &account));
}

#[test]
fn the_question_of_meta_is_answered_if_it_knows_the_verify_token() {
    let account = account();
    let query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=sample-verify-token";
    assert_eq!(challenge(query, &account).as_deref(), Some("1158201444"));
    let reordered =
        "hub.verify_token=sample%2Dverify%2Dtoken&x=1&hub.challenge=a%20b&hub.mode=subscribe";
    assert_eq!(challenge(reordered, &account).as_deref(), Some("a b"));
}

#[test]
fn any_other_question_is_not_answered() {
    let queries = [
        "",
        "hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong",
        "hub.mode=subscribe&hub.challenge=1&hub.verify_token=",
        "hub.mode=subscribe&hub.challenge=1",
        "hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=sample-verify-token",
        "hub.challenge=1&hub.verify_token=sample-verify-token",
        "hub.mode=subscribe&hub.verify_token=sample-verify-token",
        "hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong&hub.verify_token=sample-verify-token",
    ];
    for query in queries {
        assert_eq!(challenge(query, &account()), None, "{query}");
    }
    let without = account_with(None, &[("verify_token", "")]);
    let query = "hub.mode=subscribe&hub.challenge=1&hub.verify_token=";
    assert_eq!(challenge(query, &without), None);
}
