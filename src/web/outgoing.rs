//! What became of a message that somebody has just sent from a page, in plain words.

use entity::message;
use entity::words::MessageStatus;

use super::gateway_words::{self, About};
use super::reasons::reason;
use crate::database::StoreError;
use crate::lang::Lang;
use crate::providers::registry;
use crate::services::Services;

/// The name of the gateway that an account belongs to.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn gateway(services: &Services, account: &str) -> Result<String, StoreError> {
    let kind = match services.live.latest().account(account) {
        Some(account) => Some(account.kind),
        None => registry::kind_of(services.core.db.reader(), account).await?,
    };
    Ok(kind.map_or_else(
        || account.to_owned(),
        |kind| services.providers.get(kind).label().to_owned(),
    ))
}

/// What became of a message: via which gateway, under which id, or why not.
///
/// # Errors
/// [`StoreError`] if the database does not answer.
pub(super) async fn told(
    lang: Lang,
    services: &Services,
    message: &message::Model,
) -> Result<String, StoreError> {
    let via = gateway(services, &message.account_id).await?;
    let fault = message.error.as_deref().unwrap_or_default();
    let why = || gateway_words::said(lang, About::Message(message.status), fault);
    let why_not = || reason(lang, message.reason.as_deref().unwrap_or_default());
    Ok(match (message.status, lang) {
        (MessageStatus::Sent | MessageStatus::Delivered | MessageStatus::Read, _) => {
            let id = message.provider_message_id.as_deref().unwrap_or("–");
            match lang {
                Lang::Id => format!("Terkirim lewat {via}, nomor pesan {id}."),
                Lang::En => format!("Sent through {via}, message id {id}."),
            }
        }
        (MessageStatus::Queued | MessageStatus::Sending, _) => match (&message.reason, lang) {
            (Some(code), Lang::Id) => {
                format!("Masuk antrean {via}. {}.", reason(lang, code))
            }
            (Some(code), Lang::En) => format!("Queued for {via}. {}.", reason(lang, code)),
            (None, Lang::Id) => format!("Masuk antrean {via} dan segera dikirim."),
            (None, Lang::En) => format!("Queued for {via}; it leaves shortly."),
        },
        (MessageStatus::Failed, Lang::Id) => format!("Gagal terkirim lewat {via}. {}", why()),
        (MessageStatus::Failed, Lang::En) => format!("Not sent through {via}. {}", why()),
        (MessageStatus::Uncertain, Lang::Id) => {
            format!("Belum pasti apakah {via} mengirimnya. {}", why())
        }
        (MessageStatus::Uncertain, Lang::En) => {
            format!("It is not certain whether {via} sent it. {}", why())
        }
        (MessageStatus::Withheld, Lang::Id) => format!("Tidak dikirim: {}.", why_not()),
        (MessageStatus::Withheld, Lang::En) => format!("Withheld: {}.", why_not()),
        (MessageStatus::Cancelled, _) => lang.pick("Dibatalkan.", "It was called back.").to_owned(),
        (MessageStatus::Expired, _) => lang
            .pick(
                "Tidak dikirim: waktunya sudah lewat.",
                "Not sent: its time had passed.",
            )
            .to_owned(),
    })
}

/// One's own number is no number.
pub(super) fn no_phone(lang: Lang) -> String {
    lang.pick(
        "Nomor WhatsApp Anda di halaman Akun saya tidak dapat dipakai. Perbaiki dahulu.",
        "Your WhatsApp number on the page My account cannot be used. Correct it first.",
    )
    .to_owned()
}
