//! What more is known of a deed. The trail keeps it in the words of programs; here it is told to
//! people, and without ids, which the subject's link stands for.

use entity::audit_event::Model;
use entity::words::Purpose;

use super::subjects::Subject;
use crate::lang::Lang;
use crate::permits::button::Button;
use crate::web::hooks::event_name;
use crate::web::permits::button_name;
use crate::web::words;

/// Our ids have so many digits at least.
const SHORTEST_ID: usize = 15;

/// The words that deeds tell of themselves, up to the first colon.
#[rustfmt::skip] // One line for each word.
const WORDS: &[(&str, &str, &str)] = &[
    ("->", "menjadi", "→"),
    ("admin", "Admin", "administrator"),
    ("auditor", "Auditor", "auditor"),
    ("created", "baru", "new"),
    ("deny", "menolak atau berhenti", "declines or withdraws"),
    ("grant", "setuju", "agrees"),
    ("help", "minta penjelasan", "asks for help"),
    ("none", "bukan jawaban", "no answer"),
    ("not_sent", "tidak terkirim", "not sent"),
    ("officer", "Petugas", "officer"),
    ("rejected", "ditolak", "rejected"),
    ("send_again", "dikirim lagi", "sent again"),
    ("sent", "terkirim", "sent"),
    ("unchanged", "tetap", "unchanged"),
    ("updated", "diubah", "changed"),
];

/// What is told beside the subject, where that does not tell it already.
pub(super) fn told(lang: Lang, row: &Model, subject: &Subject) -> Option<String> {
    let detail = row.detail.as_deref()?;
    let said = match row.action.as_str() {
        "permit.message" | "message.sent_by_hand" => purpose(lang, detail),
        "inbound.resolved" => match detail.split_once(": ") {
            // What came of it in the ledger stands there.
            Some((head, note)) => {
                let head = head.split(" (").next().unwrap_or_default();
                join(&in_words(lang, head), note)
            }
            None => in_words(lang, detail),
        },
        "message.settled" => match detail.split_once(": ") {
            Some((head, note)) => join(&in_words(lang, head), note),
            None => in_words(lang, detail),
        },
        "user.changed" | "partners.imported" | "permits.imported" => in_words(lang, detail),
        "hook.added" | "hook.changed" => hook(lang, detail),
        _ => {
            let parts = detail.split(", ").filter(|part| !holds_id(part));
            parts.collect::<Vec<_>>().join(", ")
        }
    };
    let is_news = !said.is_empty() && !subject.said.contains(&said);
    is_news.then_some(said)
}

fn join(head: &str, note: &str) -> String {
    match note {
        "" => head.to_owned(),
        note => format!("{head}: {note}"),
    }
}

/// What was entered of an outgoing webhook: `url=… events=… active=…`.
fn hook(lang: Lang, detail: &str) -> String {
    let told = detail.split(' ').map(|part| match part.split_once('=') {
        Some(("url", url)) => format!("{} {url}", lang.pick("alamat", "address")),
        Some(("active", "true")) => lang.pick("dinyalakan", "switched on").to_owned(),
        Some(("active", _)) => lang.pick("dimatikan", "switched off").to_owned(),
        Some(("events", "")) => lang.pick("semua kejadian", "all events").to_owned(),
        Some(("events", events)) => {
            let names = events.split(',').map(|event| match event.parse() {
                Ok(event) => event_name(lang, event),
                Err(_) => event,
            });
            names.collect::<Vec<_>>().join(", ")
        }
        _ => part.to_owned(),
    });
    told.collect::<Vec<_>>().join(", ")
}

fn in_words(lang: Lang, text: &str) -> String {
    let told = text.split(' ').map(|part| {
        let word = part.trim_end_matches(',');
        let comma = part.strip_prefix(word).unwrap_or_default();
        let found = WORDS.iter().find(|(known, ..)| *known == word);
        let word = found.map_or(word, |(_, id, en)| lang.pick(id, en));
        format!("{word}{comma}")
    });
    told.collect::<Vec<_>>().join(" ")
}

/// Why something was sent: the first word of the detail.
fn purpose(lang: Lang, detail: &str) -> String {
    let word = detail.split(", ").next().unwrap_or_default();
    if let Ok(purpose) = word.parse::<Purpose>() {
        return words::purpose(lang, purpose).to_owned();
    }
    match word.parse::<Button>() {
        Ok(button) => button_name(lang, button).to_owned(),
        Err(_) => word.to_owned(),
    }
}

/// Whether a text holds an id of ours.
fn holds_id(text: &str) -> bool {
    let mut runs = text.split(|sign: char| !sign.is_ascii_digit());
    runs.any(|digits| digits.len() >= SHORTEST_ID)
}

#[cfg(test)]
mod tests {
    use entity::ids::AuditId;

    use super::*;

    #[test]
    fn details_are_told_in_words_and_without_ids() {
        let said = |action: &str, detail: &str| {
            let row = Model {
                id: AuditId(1),
                at: 0,
                actor: "cli".to_owned(),
                action: action.to_owned(),
                subject: "1".to_owned(),
                detail: Some(detail.to_owned()),
                origin: None,
            };
            let subject = Subject {
                said: "Siaran: Jam layanan Desember".to_owned(),
                path: None,
            };
            told(Lang::Id, &row, &subject).unwrap_or_default()
        };
        assert_eq!(
            said("user.changed", "officer -> auditor"),
            "Petugas menjadi Auditor"
        );
        assert_eq!(
            said("inbound.resolved", "grant (granted): Sudah ditelepon"),
            "setuju: Sudah ditelepon"
        );
        assert_eq!(said("message.settled", "not_sent: "), "tidak terkirim");
        assert_eq!(
            said("permits.imported", "created 2, rejected 1"),
            "baru 2, ditolak 1"
        );
        assert_eq!(
            said("permit.message", "custom, message 12345678901234567"),
            "Pesan khusus"
        );
        let tried = "Jam layanan Desember, message 12345678901234567";
        assert_eq!(said("broadcast.tried", tried), "", "the subject says it");
        assert_eq!(said("account.added", "fonnte"), "fonnte");
        let changed = "url=https://odoo.example events=consent.changed active=false";
        assert_eq!(
            said("hook.changed", changed),
            "alamat https://odoo.example, Persetujuan berubah, dimatikan"
        );
    }
}
