//! An entry of the ledger, told to people: one sentence that stands in a dispute, and what proves
//! it, in words.

use std::collections::HashMap;

use chrono::{Datelike, Timelike};
use chrono_tz::Tz;
use entity::consent_event;
use entity::words::{Authenticity, EventKind, EventSource};

use super::frame::Frame;
use super::words;
use crate::consent::ledger::Evidence;
use crate::consent::reply::RULES;
use crate::lang::Lang;
use crate::people::Address;
use crate::proof::{Entry, Proof};
use crate::time::Timestamp;

/// An entry as people read it.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) seq: i64,
    /// The colour of its point on the line of time.
    pub(super) tone: &'static str,
    pub(super) title: &'static str,
    pub(super) at: Timestamp,
    pub(super) sentence: String,
    /// The words of the citizen.
    pub(super) text: Option<String>,
    pub(super) note: Option<String>,
    pub(super) facts: Vec<(&'static str, String)>,
    /// The question as it was sent, where it was not told before.
    pub(super) question: Option<Question>,
    /// The entry of the question, where it was.
    pub(super) answers: Option<i64>,
    pub(super) hash: String,
    pub(super) previous: String,
    pub(super) holds: bool,
}

/// The question as it was sent.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) text: String,
    pub(super) facts: Vec<(&'static str, String)>,
}

/// The name of a kind of entry, and the colour of its point.
pub(super) fn kind(lang: Lang, kind: EventKind) -> (&'static str, &'static str) {
    match kind {
        EventKind::Asked => (lang.pick("Ditanya", "Asked"), "wait"),
        EventKind::Granted => (lang.pick("Setuju", "Agreed"), "good"),
        EventKind::Declined => (lang.pick("Menolak", "Declined"), "bad"),
        EventKind::Withdrawn => (lang.pick("Berhenti", "Withdrew"), "bad"),
        EventKind::Reset => (
            lang.pick("Dinyatakan tidak berlaku", "Declared void"),
            "quiet",
        ),
    }
}

/// How an address is called in a sentence.
pub(super) fn who(lang: Lang, address: &Address) -> String {
    match address.phone() {
        Some(phone) => match lang {
            Lang::Id => format!("nomor {}", phone.as_str()),
            Lang::En => format!("the number {}", phone.as_str()),
        },
        None => lang
            .pick(
                "nomor yang disembunyikan WhatsApp",
                "a number that WhatsApp hides",
            )
            .to_owned(),
    }
}

/// Who did something, as people call them.
pub(super) fn actor(lang: Lang, actor: &str) -> String {
    if let Some(name) = actor.strip_prefix("staff:") {
        return match lang {
            Lang::Id => format!("petugas {name}"),
            Lang::En => format!("the officer {name}"),
        };
    }
    if let Some(name) = actor.strip_prefix("api:") {
        return match lang {
            Lang::Id => format!("program {name}"),
            Lang::En => format!("the program {name}"),
        };
    }
    match actor {
        "system" => lang
            .pick("Setuju (otomatis)", "Setuju (by itself)")
            .to_owned(),
        "cli" => lang.pick("baris perintah", "the command line").to_owned(),
        "contact" => lang
            .pick("pemilik nomor", "the owner of the number")
            .to_owned(),
        other => other.to_owned(),
    }
}

/// A moment to the second, with its day: `Minggu, 22 November 2026 pukul 10.04.32 WIB`.
pub(super) fn exact(lang: Lang, zone: Tz, at: Timestamp) -> String {
    const DAYS: [(&str, &str); 7] = [
        ("Senin", "Monday"),
        ("Selasa", "Tuesday"),
        ("Rabu", "Wednesday"),
        ("Kamis", "Thursday"),
        ("Jumat", "Friday"),
        ("Sabtu", "Saturday"),
        ("Minggu", "Sunday"),
    ];
    const MONTHS: [(&str, &str); 12] = [
        ("Januari", "January"),
        ("Februari", "February"),
        ("Maret", "March"),
        ("April", "April"),
        ("Mei", "May"),
        ("Juni", "June"),
        ("Juli", "July"),
        ("Agustus", "August"),
        ("September", "September"),
        ("Oktober", "October"),
        ("November", "November"),
        ("Desember", "December"),
    ];
    let local = at.to_utc().with_timezone(&zone);
    let word = |table: &[(&'static str, &'static str)], index: u32| {
        let index = usize::try_from(index).unwrap_or(0);
        let (id, en) = table.get(index).copied().unwrap_or_default();
        lang.pick(id, en)
    };
    let day = word(&DAYS, local.weekday().num_days_from_monday());
    let month = word(&MONTHS, local.month0());
    let (date, year, zone) = (local.day(), local.year(), local.format("%Z"));
    let (hour, minute, second) = (local.hour(), local.minute(), local.second());
    match lang {
        Lang::Id => {
            format!("{day}, {date} {month} {year} pukul {hour:02}.{minute:02}.{second:02} {zone}")
        }
        Lang::En => {
            format!("{day}, {date} {month} {year} at {hour:02}:{minute:02}:{second:02} {zone}")
        }
    }
}

/// A moment of the evidence, as people of the office write it.
fn exact_of(frame: &Frame, rfc3339: &str) -> String {
    Timestamp::from_rfc3339(rfc3339).map_or_else(
        || rfc3339.to_owned(),
        |at| exact(frame.lang, frame.zone, at),
    )
}

/// What a rule of the reader says, in words.
pub(super) fn rule(lang: Lang, name: &str) -> &str {
    if lang == Lang::En {
        let found = RULES.iter().find(|(known, _)| *known == name);
        return found.map_or(name, |(_, says)| says);
    }
    match name {
        "grant.agree" => "seluruh pesan adalah persetujuan yang jelas",
        "grant.yes" => "seluruh pesan hanya berisi YA",
        "deny.stop" => "pesan berisi STOP atau BERHENTI yang jelas",
        "deny.do-not-send" => "pesan meminta agar tidak dikirimi lagi",
        "deny.withdraw" => "pesan mencabut persetujuan",
        "deny.erase" => "pesan meminta nomornya dihapus",
        "deny.no-more" => "pesan menyatakan tidak ingin menerima pesan lagi",
        "deny.mute" => "pesan meminta notifikasi dimatikan",
        "deny.no" => "seluruh pesan adalah jawaban tidak atas pertanyaan kami",
        other => other,
    }
}

fn authenticity(lang: Lang, how: Authenticity) -> &'static str {
    match how {
        Authenticity::Signature => lang.pick(
            "tanda tangan kriptografis penyedia atas isi kiriman",
            "the provider's cryptographic signature over what was posted",
        ),
        Authenticity::UrlToken => lang.pick(
            "alamat rahasia yang hanya diketahui penyedia dan kantor, lewat HTTPS",
            "a secret address that only the provider and the office know, over HTTPS",
        ),
        Authenticity::UrlTokenAndBodySecret => lang.pick(
            "alamat rahasia dan kata rahasia di dalam kiriman",
            "a secret address and a secret in what was posted",
        ),
        Authenticity::Internal => lang.pick(
            "simulator di dalam Setuju (bukan pesan WhatsApp sungguhan)",
            "the simulator inside Setuju (no real WhatsApp message)",
        ),
    }
}

/// Tells the entries of a proof, oldest first; each question once, with the entry that says it
/// was put.
pub(super) fn tell_all(frame: &Frame, proof: &Proof) -> Vec<Told> {
    let mut seen = HashMap::new();
    let entries = proof.entries.iter();
    entries
        .map(|entry| {
            let mut told = tell(frame, &proof.address, entry);
            if let Some(message) = &entry.question {
                let first = *seen.entry(message.id).or_insert(told.seq);
                if first != told.seq {
                    told.question = None;
                    told.answers = Some(first);
                }
            }
            told
        })
        .collect()
}

/// Tells an entry.
fn tell(frame: &Frame, address: &Address, entry: &Entry) -> Told {
    let lang = frame.lang;
    let event = &entry.event;
    let at = Timestamp::from_millis(event.at);
    let (title, tone) = kind(lang, event.kind);
    Told {
        seq: event.seq,
        tone,
        title,
        at,
        sentence: sentence(frame, address, event, &entry.evidence),
        text: entry.evidence.text.clone(),
        note: entry.evidence.note.clone(),
        facts: facts(frame, event, &entry.evidence),
        question: entry.question.as_ref().map(|message| Question {
            text: message.text.clone(),
            facts: question_facts(frame, entry, message),
        }),
        answers: None,
        hash: hex::encode(&event.hash),
        previous: hex::encode(&event.previous_hash),
        holds: entry.holds,
    }
}

fn sentence(
    frame: &Frame,
    address: &Address,
    event: &consent_event::Model,
    evidence: &Evidence,
) -> String {
    let lang = frame.lang;
    let at = Timestamp::from_millis(event.at);
    let when = match evidence.sent_at.as_deref() {
        Some(sent_at) => exact_of(frame, sent_at),
        None => exact(lang, frame.zone, at),
    };
    let who = who(lang, address);
    let by = actor(lang, &event.actor);
    let text = evidence.text.as_deref().unwrap_or_default();
    match lang {
        Lang::Id => format!(
            "Pada hari {when}, {}.",
            id_clause(event, evidence, &who, &by, text)
        ),
        Lang::En => format!(
            "On {when}, {}.",
            en_clause(event, evidence, &who, &by, text)
        ),
    }
}

fn id_clause(
    event: &consent_event::Model,
    evidence: &Evidence,
    who: &str,
    by: &str,
    text: &str,
) -> String {
    let decision = match event.kind {
        EventKind::Granted => "persetujuan",
        EventKind::Declined => "penolakan",
        EventKind::Withdrawn => "penghentian",
        EventKind::Asked | EventKind::Reset => "catatan",
    };
    match (event.kind, event.source) {
        (EventKind::Asked, _) => format!("permintaan persetujuan dikirim ke {who} oleh {by}"),
        (EventKind::Reset, _) => {
            format!("{by} menyatakan catatan sebelumnya untuk {who} tidak berlaku")
        }
        (_, EventSource::Reply) => match evidence.context.as_deref() {
            Some("asked") if event.kind != EventKind::Withdrawn => format!(
                "{who} menjawab “{text}” atas permintaan persetujuan kami; ini dicatat sebagai {decision}"
            ),
            Some("cold") => format!(
                "{who} menulis “{text}” tanpa kami hubungi lebih dahulu; ini dicatat sebagai {decision}"
            ),
            _ => format!("{who} menulis “{text}”; ini dicatat sebagai {decision}"),
        },
        (_, EventSource::Staff) => {
            format!("{who} menulis “{text}”, lalu {by} memutuskannya sebagai {decision}")
        }
        (_, EventSource::Form) => {
            format!("{decision} untuk {who} diterima lewat formulir dan dicatat oleh {by}")
        }
        (_, EventSource::Counter) => {
            format!("{decision} untuk {who} disampaikan di loket dan dicatat oleh {by}")
        }
        (_, EventSource::Import) => {
            format!("{decision} untuk {who} diambil dari daftar lain dan dicatat oleh {by}")
        }
        (_, EventSource::Provider) => format!("penyedia WhatsApp melaporkan {decision} dari {who}"),
    }
}

fn en_clause(
    event: &consent_event::Model,
    evidence: &Evidence,
    who: &str,
    by: &str,
    text: &str,
) -> String {
    let decision = match event.kind {
        EventKind::Granted => "consent",
        EventKind::Declined => "a refusal",
        EventKind::Withdrawn => "a withdrawal",
        EventKind::Asked | EventKind::Reset => "an entry",
    };
    match (event.kind, event.source) {
        (EventKind::Asked, _) => format!("the request for consent was sent to {who} by {by}"),
        (EventKind::Reset, _) => format!("{by} declared the earlier entries of {who} void"),
        (_, EventSource::Reply) => match evidence.context.as_deref() {
            Some("asked") if event.kind != EventKind::Withdrawn => format!(
                "{who} answered “{text}” to our request for consent, which was recorded as {decision}"
            ),
            Some("cold") => format!(
                "{who} wrote “{text}” without having been written to, which was recorded as {decision}"
            ),
            _ => format!("{who} wrote “{text}”, which was recorded as {decision}"),
        },
        (_, EventSource::Staff) => {
            format!("{who} wrote “{text}”, and {by} decided that it is {decision}")
        }
        (_, EventSource::Form) => {
            format!("{decision} for {who} came on a form and was entered by {by}")
        }
        (_, EventSource::Counter) => {
            format!("{decision} for {who} was given at the counter and entered by {by}")
        }
        (_, EventSource::Import) => {
            format!("{decision} for {who} was taken over from another register by {by}")
        }
        (_, EventSource::Provider) => format!("the WhatsApp provider reported {decision} of {who}"),
    }
}

fn facts(
    frame: &Frame,
    event: &consent_event::Model,
    evidence: &Evidence,
) -> Vec<(&'static str, String)> {
    let lang = frame.lang;
    let mut facts = vec![(
        lang.pick("Dicatat", "Recorded"),
        exact(lang, frame.zone, Timestamp::from_millis(event.at)),
    )];
    let mut add = |id, en, value: Option<String>| {
        if let Some(value) = value {
            facts.push((lang.pick(id, en), value));
        }
    };
    // The provider only carried the question.
    let is_asked = event.kind == EventKind::Asked;
    let way = (!is_asked).then(|| words::source(lang, event.source).to_owned());
    add("Cara", "By way of", way);
    add(
        "Dicatat oleh",
        "Recorded by",
        Some(actor(lang, &event.actor)),
    );
    let moment = |text: &String| exact_of(frame, text);
    add(
        "Ditulis (jam penyedia)",
        "Written (provider's clock)",
        evidence.sent_at.as_ref().map(moment),
    );
    add(
        "Diterima kantor",
        "Received by the office",
        evidence.received_at.as_ref().map(moment),
    );
    let account = evidence
        .account
        .as_ref()
        .map(|account| match &evidence.provider {
            Some(provider) => format!("{account} ({provider})"),
            None => account.clone(),
        });
    add(
        "Akun WhatsApp kantor",
        "WhatsApp account of the office",
        account,
    );
    add(
        "ID pesan dari penyedia",
        "The provider's id of the message",
        evidence.provider_message_id.clone(),
    );
    let authentic = evidence
        .authenticity
        .map(|how| authenticity(lang, how).to_owned());
    add(
        "Keaslian dibuktikan dengan",
        "Shown to be authentic by",
        authentic,
    );
    let read = evidence
        .rule
        .as_ref()
        .map(|name| format!("{} ({name})", rule(lang, name)));
    add("Dibaca demikian karena", "Read so because", read);
    facts
}

fn question_facts(
    frame: &Frame,
    entry: &Entry,
    message: &entity::message::Model,
) -> Vec<(&'static str, String)> {
    let lang = frame.lang;
    let sent = message.settled_at.unwrap_or(message.created_at);
    let sent = exact(lang, frame.zone, Timestamp::from_millis(sent));
    let mut facts = vec![(lang.pick("Dikirim", "Sent"), sent)];
    if let Some(key) = &message.template_key {
        let template = match message.template_version {
            Some(version) if lang == Lang::Id => format!("{key}, versi {version}"),
            Some(version) => format!("{key}, version {version}"),
            None => key.clone(),
        };
        facts.push((lang.pick("Templat", "Template"), template));
    }
    let account = match entry.question_provider {
        Some(provider) => format!("{} ({provider})", message.account_id),
        None => message.account_id.clone(),
    };
    facts.push((lang.pick("Lewat akun", "Through the account"), account));
    if let Some(id) = &message.provider_message_id {
        let name = lang.pick("ID pesan dari penyedia", "The provider's id of the message");
        facts.push((name, id.clone()));
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::NOW;

    #[test]
    fn a_moment_in_a_proof_has_its_day_and_its_seconds() {
        let zone = chrono_tz::Asia::Jakarta;
        let id = exact(Lang::Id, zone, NOW);
        assert_eq!(id, "Minggu, 22 November 2026 pukul 10.00.00 WIB");
        let en = exact(Lang::En, zone, NOW);
        assert_eq!(en, "Sunday, 22 November 2026 at 10:00:00 WIB");
    }

    #[test]
    fn every_rule_that_decides_is_told_in_words() {
        for (name, _) in RULES {
            if name.starts_with("grant.") || name.starts_with("deny.") {
                assert_ne!(rule(Lang::Id, name), *name);
            }
        }
    }
}
