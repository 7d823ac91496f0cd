//! An entry of the ledger, told to people: one sentence that stands in a dispute, and what proves
//! it, in words.

mod labels;
mod words;

use std::collections::HashMap;

use entity::consent_event;
use entity::words::{EventKind, EventSource};

pub(super) use self::labels::Labels;
use self::words::{authenticity, rule};
pub(super) use self::words::{exact, kind, who};
use super::frame::Frame;
use super::words::source;
use crate::consent::ledger::Evidence;
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
    pub(super) sentence: String,
    /// The words of the citizen, or of whoever played one.
    pub(super) text: Option<String>,
    /// It rests on what was typed in the simulator.
    pub(super) is_play: bool,
    pub(super) note: Option<String>,
    pub(super) facts: Vec<Fact>,
    /// The question as it was sent, where it was not told before.
    pub(super) question: Option<Question>,
    /// The entry of the question, where it was.
    pub(super) answers: Option<i64>,
    pub(super) hash: String,
    pub(super) previous: String,
    pub(super) holds: bool,
}

/// Something that proves it.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    pub(super) name: &'static str,
    pub(super) value: String,
    /// How programs call the same.
    pub(super) code: Option<String>,
}

impl Fact {
    const fn new(name: &'static str, value: String) -> Self {
        Self {
            name,
            value,
            code: None,
        }
    }

    fn with_code(mut self, code: &str) -> Self {
        self.code = Some(code.to_owned()).filter(|code| *code != self.value);
        self
    }
}

/// The question as it was sent.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) text: String,
    pub(super) facts: Vec<Fact>,
}

/// A moment of the evidence, as people of the office write it.
fn exact_of(frame: &Frame, rfc3339: &str) -> String {
    Timestamp::from_rfc3339(rfc3339).map_or_else(
        || rfc3339.to_owned(),
        |at| exact(frame.lang, frame.zone, at),
    )
}

/// Tells the entries of a proof, oldest first; each question once, with the entry that says it
/// was put.
pub(super) fn tell_all(frame: &Frame, labels: &Labels, proof: &Proof) -> Vec<Told> {
    let mut seen = HashMap::new();
    let entries = proof.entries.iter();
    entries
        .map(|entry| {
            let mut told = tell(frame, labels, &proof.address, entry);
            if let Some(message) = &entry.question {
                let first = *seen.entry(message.id).or_insert(told.seq);
                if first != told.seq {
                    told.question = None;
                    // Who takes a yes back answers no question.
                    let is_answer = entry.event.kind != EventKind::Withdrawn;
                    told.answers = is_answer.then_some(first);
                }
            }
            told
        })
        .collect()
}

/// Tells an entry.
fn tell(frame: &Frame, labels: &Labels, address: &Address, entry: &Entry) -> Told {
    let lang = frame.lang;
    let event = &entry.event;
    let (title, tone) = kind(lang, event.kind);
    Told {
        seq: event.seq,
        tone,
        title,
        sentence: sentence(frame, address, event, &entry.evidence),
        text: entry.evidence.text.clone(),
        is_play: entry.evidence.is_play(),
        note: entry.evidence.note.clone(),
        facts: facts(frame, labels, event, &entry.evidence),
        question: entry.question.as_ref().map(|message| Question {
            text: message.text.clone(),
            facts: question_facts(frame, labels, entry, message),
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
    let by = agent(frame, &event.actor);
    let text = evidence.text.as_deref().unwrap_or_default();
    if evidence.is_play() {
        return played(lang, event.kind, &when, &who, text);
    }
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

/// Who acted, in a sentence: which of its programs an office used is told beside it.
fn agent(frame: &Frame, actor: &str) -> String {
    if actor == "cli" || actor.starts_with("api:") {
        return frame.t("kantor", "the office").to_owned();
    }
    frame.actor(actor)
}

/// Whatever it was recorded as: nobody but whoever sat at the simulator has said it.
fn played(lang: Lang, kind: EventKind, when: &str, who: &str, text: &str) -> String {
    let is_grant = kind == EventKind::Granted;
    match lang {
        Lang::Id => {
            let counts = if is_grant {
                "persetujuan ini hanya berlaku di dalam simulator"
            } else {
                "demi kehati-hatian, penolakan ini tetap berlaku"
            };
            format!(
                "Pada hari {when}, seseorang mengetik “{text}” di simulator untuk {who}. Ini bukan \
                 pernyataan warga; {counts}."
            )
        }
        Lang::En => {
            let counts = if is_grant {
                "this consent counts inside the simulator only"
            } else {
                "to be on the safe side, this refusal counts all the same"
            };
            format!(
                "On {when}, somebody typed “{text}” in the simulator for {who}. This is no \
                 statement of the citizen; {counts}."
            )
        }
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
    labels: &Labels,
    event: &consent_event::Model,
    evidence: &Evidence,
) -> Vec<Fact> {
    let lang = frame.lang;
    let mut facts = vec![Fact::new(
        lang.pick("Dicatat", "Recorded"),
        exact(lang, frame.zone, Timestamp::from_millis(event.at)),
    )];
    let mut add = |id, en, value: Option<String>| {
        if let Some(value) = value {
            facts.push(Fact::new(lang.pick(id, en), value));
        }
    };
    // The provider only carried the question.
    let is_asked = event.kind == EventKind::Asked;
    let way = (!is_asked).then(|| {
        if evidence.is_play() {
            lang.pick("diketik di simulator", "typed in the simulator")
        } else {
            source(lang, event.source)
        }
    });
    let way = way.map(str::to_owned);
    add("Cara", "By way of", way);
    let by = if evidence.is_play() && event.source == EventSource::Reply {
        lang.pick("simulator", "the simulator").to_owned()
    } else {
        frame.actor(&event.actor)
    };
    add("Dicatat oleh", "Recorded by", Some(by));
    let moment = |text: &String| exact_of(frame, text);
    let set = evidence.preference.as_ref();
    let (id, en) = match set {
        None => ("Ditulis (jam penyedia)", "Written (provider's clock)"),
        Some(_) => ("Diatur (jam penyedia)", "Set (provider's clock)"),
    };
    add(id, en, evidence.sent_at.as_ref().map(moment));
    add(
        "Yang dilaporkan penyedia",
        "What the provider reported",
        set.map(ToString::to_string),
    );
    add(
        "Diterima kantor",
        "Received by the office",
        evidence.received_at.as_ref().map(moment),
    );
    add(
        "Akun WhatsApp kantor",
        "WhatsApp account of the office",
        evidence.account.as_ref().map(|id| labels.account(id)),
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
    if let Some(name) = &evidence.rule {
        let because = lang.pick("Dibaca demikian karena", "Read so because");
        facts.push(Fact::new(because, rule(lang, name).to_owned()).with_code(name));
    }
    facts
}

/// What is told of a question; what its entry tells already is not told again.
fn question_facts(
    frame: &Frame,
    labels: &Labels,
    entry: &Entry,
    message: &entity::message::Model,
) -> Vec<Fact> {
    let lang = frame.lang;
    let sent = message.settled_at.unwrap_or(message.created_at);
    let sent = exact(lang, frame.zone, Timestamp::from_millis(sent));
    let mut facts = vec![Fact::new(lang.pick("Dikirim", "Sent"), sent)];
    if let Some(key) = &message.template_key {
        let name = labels.template(key).unwrap_or(key);
        let template = match message.template_version {
            Some(version) => format!("{name}, {} {version}", lang.pick("versi", "version")),
            None => name.to_owned(),
        };
        facts.push(Fact::new(lang.pick("Templat", "Template"), template).with_code(key));
    }
    let (account, id) = (&message.account_id, &message.provider_message_id);
    if entry.evidence.account.as_ref() != Some(account) {
        let name = lang.pick("Lewat akun", "Through the account");
        facts.push(Fact::new(name, labels.account(account)));
    }
    if let Some(id) = id
        .as_ref()
        .filter(|id| entry.evidence.provider_message_id.as_ref() != Some(id))
    {
        let name = lang.pick("ID pesan dari penyedia", "The provider's id of the message");
        facts.push(Fact::new(name, id.clone()));
    }
    facts
}
