//! What a provider reported that a person set about our messages: no words of theirs.

use entity::inbound_message::Model;
use entity::words::InboundKind;

use crate::consent::preference::{DENY_PREFERENCE, NONE_RESUME};
use crate::lang::Lang;
use crate::time::Timestamp;

/// A report.
#[derive(Clone, Debug)]
pub(crate) struct Reported {
    pub(crate) tone: &'static str,
    pub(crate) said: &'static str,
    /// In the words of the provider.
    pub(crate) words: String,
    pub(crate) at: Timestamp,
}

impl Reported {
    pub(super) fn of(lang: Lang, row: &Model) -> Self {
        let is_stop = row.rule == DENY_PREFERENCE;
        Self {
            tone: if is_stop { "bad" } else { "quiet" },
            said: said(lang, &row.rule),
            words: row.text.clone(),
            at: Timestamp::from_millis(row.received_at),
        }
    }
}

/// What a row says on a line of a list: a report in our words, all else as it was written.
pub(crate) fn gist(lang: Lang, row: &Model) -> &str {
    match row.kind {
        InboundKind::Preference => said(lang, &row.rule),
        _ => &row.text,
    }
}

/// What was set, as its rule says.
fn said(lang: Lang, rule: &str) -> &'static str {
    match rule {
        DENY_PREFERENCE => lang.pick(
            "Menghentikan pesan pemasaran kami di pengaturan WhatsApp; berlaku seperti STOP",
            "Stopped our marketing messages in the settings of WhatsApp; counts like a STOP",
        ),
        NONE_RESUME => lang.pick(
            "Mengizinkan lagi pesan pemasaran kami di pengaturan WhatsApp; persetujuan tidak berubah",
            "Allowed our marketing messages again in the settings of WhatsApp; consent is as before",
        ),
        _ => lang.pick(
            "Mengubah pengaturan WhatsApp yang tidak dikenal di sini; persetujuan tidak berubah",
            "Changed a setting of WhatsApp that is not known here; consent is as before",
        ),
    }
}
