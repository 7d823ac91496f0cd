//! Whether the accounts can be used.

use entity::words::{AccountKind, AccountState};

use super::super::failure::sentences;
use super::finding::{Finding, Verdict};
use crate::app::Opened;
use crate::lang::Lang;
use crate::providers::{Account, registry};

pub(super) async fn all(opened: &Opened, lang: Lang) -> Vec<Finding> {
    let Opened { core, .. } = opened;
    let check = lang.pick("akun", "accounts");
    let mut accounts = match registry::open_all(core.db.reader(), &core.keys.vault).await {
        Ok(accounts) => accounts,
        Err(error) => return vec![Finding::bad(check, sentences(&error.into(), lang))],
    };
    accounts.retain(|account| account.kind != AccountKind::Sandbox || core.policy.sandbox);
    let mut findings = vec![in_general(&accounts, lang)];
    let is_encrypted = core.policy.public_url.starts_with("https://");
    findings.extend(
        accounts
            .iter()
            .map(|account| one(account, is_encrypted, lang)),
    );
    findings
}

/// Which account is the default, and whether that is meant.
fn in_general(accounts: &[Account], lang: Lang) -> Finding {
    let check = lang.pick("akun", "accounts");
    let is_real = |account: &&Account| account.kind != AccountKind::Sandbox && account.active;
    let Some(default) = accounts.iter().find(|account| account.is_default) else {
        return Finding::bad(
            check,
            lang.pick(
                "tidak ada akun utama; tentukan dengan setuju account default ID",
                "there is no default account; choose one with setuju account default ID",
            ),
        );
    };
    if !default.active {
        let id = &default.id;
        return Finding::bad(
            check,
            match lang {
                Lang::Id => format!("akun utama {id} tidak aktif"),
                Lang::En => format!("the default account {id} is inactive"),
            },
        );
    }
    let real = accounts.iter().filter(is_real).count();
    match (default.kind, real) {
        (AccountKind::Sandbox, 0) => Finding::doubtful(
            check,
            lang.pick(
                "hanya sandbox: tidak ada pesan yang sampai ke WhatsApp; tambahkan akun dengan setuju account add",
                "only the sandbox: no message reaches WhatsApp; add an account with setuju account add",
            ),
        ),
        (AccountKind::Sandbox, _) => Finding::doubtful(
            check,
            lang.pick(
                "akun utama masih sandbox, yang tidak mengirim apa pun ke WhatsApp; pilih yang lain dengan setuju account default ID",
                "the default account is still the sandbox, which sends nothing to WhatsApp; choose another with setuju account default ID",
            ),
        ),
        _ if accounts
            .iter()
            .any(|account| account.kind == AccountKind::Sandbox && account.active && !account.paused) =>
        {
            Finding::doubtful(
                check,
                lang.pick(
                    "sandbox masih aktif di samping akun sungguhan; matikan dengan SETUJU_SANDBOX=off",
                    "the sandbox is active beside real accounts; switch it off with SETUJU_SANDBOX=off",
                ),
            )
        }
        _ => Finding::good(
            check,
            match lang {
                Lang::Id => format!("{real} akun, yang utama {}", default.id),
                Lang::En => format!("{real} accounts, the default is {}", default.id),
            },
        ),
    }
}

fn one(account: &Account, is_encrypted: bool, lang: Lang) -> Finding {
    let id = &account.id;
    let check = format!("{} {id}", lang.pick("akun", "account"));
    let mut words = vec![
        account.kind.as_str().to_owned(),
        account.state.as_str().to_owned(),
    ];
    if account.is_default {
        words.push(lang.pick("utama", "default").to_owned());
    }
    let mut verdict = Verdict::Good;
    let mut remark = |worse: Verdict, text: String| {
        if verdict != Verdict::Bad {
            verdict = worse;
        }
        words.push(text);
    };
    if !account.active {
        remark(
            Verdict::Doubtful,
            lang.pick("nonaktif", "inactive").to_owned(),
        );
    }
    if account.paused {
        remark(
            Verdict::Doubtful,
            match lang {
                Lang::Id => format!("dijeda (lanjutkan dengan setuju account resume {id})"),
                Lang::En => format!("paused (resume with setuju account resume {id})"),
            },
        );
    }
    let is_real = account.kind != AccountKind::Sandbox;
    match account.state {
        AccountState::Draft if is_real => remark(
            Verdict::Doubtful,
            match lang {
                Lang::Id => format!("belum diuji (jalankan setuju account test {id})"),
                Lang::En => format!("not tested yet (run setuju account test {id})"),
            },
        ),
        AccountState::Error => remark(
            Verdict::Bad,
            account
                .redact(account.last_error.as_deref().unwrap_or_default())
                .into_owned(),
        ),
        AccountState::Draft | AccountState::Configured => {}
    }
    if is_real && !is_encrypted {
        remark(
            Verdict::Doubtful,
            lang.pick(
                "alamat webhook bukan https (atur SETUJU_PUBLIC_URL)",
                "the webhook address is not https (set SETUJU_PUBLIC_URL)",
            )
            .to_owned(),
        );
    }
    Finding::new(verdict, check, words.join(", "))
}
