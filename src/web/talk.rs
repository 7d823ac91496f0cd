//! A conversation as pages show it: bubbles, how each reply was read, and what the ledger took
//! down in between.

mod reading;
mod reported;

use entity::ids::InboundId;
use entity::words::{EventKind, EventSource, InboundKind, MessageStatus};
use entity::{consent_event, inbound_message, message};

pub(super) use self::reading::Read;
pub(super) use self::reported::{Reported, gist};
use super::frame::Frame;
use super::gateway_words::{self, About};
use super::reasons;
use super::words::{self, Word};
use crate::consent::ledger;
use crate::inbound::conversation::{Moment, Thread};
use crate::lang::Lang;
use crate::people::PhoneNumber;
use crate::time::Timestamp;

/// The longest text that a bubble shows, in characters.
const LONGEST_SHOWN: usize = 4096;

/// One line of a conversation.
#[derive(Clone, Debug)]
pub(super) enum Line {
    /// Another day begins.
    Day(String),
    /// They wrote.
    Theirs(Box<Theirs>),
    /// They set something in WhatsApp, as the provider reports.
    Reported(Reported),
    /// We wrote.
    Ours(Box<Ours>),
    /// The ledger took something down.
    Mark(Mark),
}

/// What they wrote.
#[derive(Clone, Debug)]
pub(super) struct Theirs {
    pub(super) id: InboundId,
    pub(super) text: String,
    pub(super) is_cut: bool,
    /// What it is, if it is no plain text.
    pub(super) kind: Option<&'static str>,
    pub(super) at: Timestamp,
    pub(super) read: Read,
    /// Waits for a person.
    pub(super) unclear: bool,
    /// Who decided it, and when.
    pub(super) resolved: Option<(String, Timestamp)>,
}

/// What we wrote.
#[derive(Clone, Debug)]
pub(super) struct Ours {
    pub(super) text: String,
    pub(super) at: Timestamp,
    /// What for.
    pub(super) purpose: &'static str,
    /// Who wrote it: a person, or the program by itself.
    pub(super) author: String,
    pub(super) ticks: &'static str,
    pub(super) tone: &'static str,
    pub(super) status: &'static str,
    /// Why it did not go.
    pub(super) why: Option<String>,
    /// Whether it reached, or may reach, the phone.
    pub(super) left: bool,
}

/// What the ledger took down.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub(super) seq: i64,
    pub(super) tone: &'static str,
    pub(super) said: &'static str,
    pub(super) source: &'static str,
    pub(super) actor: String,
    pub(super) at: Timestamp,
    /// Its seal.
    pub(super) hash: String,
}

/// The lines of a thread, with the days between them.
pub(super) fn lines(frame: &Frame, thread: Thread) -> Vec<Line> {
    let mut lines = Vec::with_capacity(thread.moments.len() + 4);
    let mut today = String::new();
    for moment in thread.moments {
        let (at, line) = match moment {
            Moment::Wrote(row) if row.kind == InboundKind::Preference => {
                let line = Reported::of(frame.lang, &row);
                (line.at, Line::Reported(line))
            }
            Moment::Wrote(row) => {
                let line = theirs(frame, row);
                (line.at, Line::Theirs(Box::new(line)))
            }
            Moment::Sent(row) => {
                let line = ours(frame, row);
                (line.at, Line::Ours(Box::new(line)))
            }
            Moment::Entered(row) => {
                let line = mark(frame, &row);
                (line.at, Line::Mark(line))
            }
        };
        let day = frame.day(&at);
        if day != today {
            lines.push(Line::Day(day.clone()));
            today = day;
        }
        lines.push(line);
    }
    lines
}

fn theirs(frame: &Frame, row: inbound_message::Model) -> Theirs {
    let (text, is_cut) = cut(row.text.clone());
    Theirs {
        id: row.id,
        text,
        is_cut,
        kind: kind(frame.lang, row.kind),
        at: Timestamp::from_millis(row.received_at),
        read: Read::of(frame.lang, &row),
        unclear: row.unclear,
        resolved: row
            .resolved_by
            .zip(row.resolved_at)
            .map(|(actor, at)| (frame.who(&actor), Timestamp::from_millis(at))),
    }
}

fn ours(frame: &Frame, row: message::Model) -> Ours {
    let lang = frame.lang;
    let why = match (&row.reason, &row.error) {
        (Some(code), _) => Some(reasons::reason(lang, code)),
        (None, Some(fault)) => {
            let about = About::Message(row.status);
            Some(gateway_words::said(lang, about, fault))
        }
        (None, None) => None,
    };
    let is_over = matches!(
        row.status,
        MessageStatus::Failed
            | MessageStatus::Withheld
            | MessageStatus::Cancelled
            | MessageStatus::Expired
    );
    Ours {
        text: cut(row.text).0,
        at: Timestamp::from_millis(row.claimed_at.unwrap_or(row.created_at)),
        purpose: words::purpose(lang, row.purpose),
        author: frame.who(&row.actor),
        ticks: ticks(row.status),
        tone: row.status.tone(),
        status: row.status.word(lang),
        why,
        left: !is_over,
    }
}

pub(super) fn mark(frame: &Frame, row: &consent_event::Model) -> Mark {
    let lang = frame.lang;
    let is_play = ledger::is_play(row);
    let (tone, said) = match row.kind {
        EventKind::Granted if is_play => (
            "good",
            lang.pick(
                "Persetujuan dicatat dari simulator, bukan pernyataan warga",
                "Consent recorded from the simulator, no statement of the citizen",
            ),
        ),
        EventKind::Declined | EventKind::Withdrawn if is_play => (
            "bad",
            lang.pick(
                "Penolakan dicatat dari simulator, bukan pernyataan warga",
                "Refusal recorded from the simulator, no statement of the citizen",
            ),
        ),
        EventKind::Asked => (
            "wait",
            lang.pick("Persetujuan ditanyakan", "Consent asked for"),
        ),
        EventKind::Granted => ("good", lang.pick("Persetujuan dicatat", "Consent recorded")),
        EventKind::Declined => ("bad", lang.pick("Penolakan dicatat", "Refusal recorded")),
        EventKind::Withdrawn => (
            "bad",
            lang.pick("Pencabutan persetujuan dicatat", "Withdrawal recorded"),
        ),
        EventKind::Reset => (
            "quiet",
            lang.pick(
                "Catatan sebelumnya dibatalkan",
                "Earlier entries declared void",
            ),
        ),
    };
    Mark {
        seq: row.seq,
        tone,
        said,
        source: match row.kind {
            // The provider only carried the question.
            EventKind::Asked => lang.pick("pertanyaan kami", "our question"),
            _ if is_play => lang.pick("diketik di simulator", "typed in the simulator"),
            _ => words::source(lang, row.source),
        },
        actor: if is_play && row.source == EventSource::Reply {
            lang.pick("simulator", "the simulator").to_owned()
        } else {
            frame.who(&row.actor)
        },
        at: Timestamp::from_millis(row.at),
        hash: hex::encode(&row.hash),
    }
}

/// As WhatsApp shows it; the word beside says the same.
const fn ticks(status: MessageStatus) -> &'static str {
    match status {
        MessageStatus::Queued | MessageStatus::Sending => "◷",
        MessageStatus::Sent => "✓",
        MessageStatus::Delivered | MessageStatus::Read => "✓✓",
        MessageStatus::Uncertain => "?",
        MessageStatus::Failed
        | MessageStatus::Withheld
        | MessageStatus::Cancelled
        | MessageStatus::Expired => "✕",
    }
}

/// What came, if it is no plain text.
pub(super) const fn kind(lang: Lang, kind: InboundKind) -> Option<&'static str> {
    Some(match kind {
        InboundKind::Text => return None,
        InboundKind::Button => lang.pick("menekan tombol", "pressed a button"),
        InboundKind::Forwarded => lang.pick("pesan terusan", "forwarded message"),
        InboundKind::Group => lang.pick("pesan grup", "message in a group"),
        InboundKind::Echo => lang.pick("gema pesan kami", "echo of our message"),
        InboundKind::StatusPost => lang.pick("status", "status post"),
        InboundKind::Media => lang.pick("gambar, berkas, atau suara", "picture, file or voice"),
        InboundKind::Location => lang.pick("lokasi", "location"),
        InboundKind::Reaction => lang.pick("reaksi", "reaction"),
        InboundKind::Poll => lang.pick("suara jajak pendapat", "vote in a poll"),
        InboundKind::Preference => lang.pick("pengaturan WhatsApp", "setting of WhatsApp"),
        InboundKind::Other => lang.pick("jenis pesan lain", "another kind of message"),
        InboundKind::Unreadable => lang.pick("tidak terbaca", "unreadable"),
    })
}

/// A number as it is dialled at home, in groups; an id that hides a number stays hidden.
pub(super) fn address(lang: Lang, address: &str) -> String {
    let Some(number) = PhoneNumber::from_stored(address) else {
        let hidden = lang.pick("nomor disembunyikan", "number hidden");
        return hidden.to_owned();
    };
    let Some(rest) = number.as_str().strip_prefix("+62") else {
        return number.as_str().to_owned();
    };
    let digits: Vec<char> = std::iter::once('0').chain(rest.chars()).collect();
    let groups: Vec<String> = digits
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join("-")
}

/// A text as long as a bubble may be, and whether something is missing.
pub(super) fn cut(text: String) -> (String, bool) {
    match text.char_indices().nth(LONGEST_SHOWN) {
        Some((end, _)) => {
            let mut short = text;
            short.truncate(end);
            short.push('…');
            (short, true)
        }
        None => (text, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_do_and_hidden_ones_stay_hidden() {
        let shown = |stored| address(Lang::Id, stored);
        assert_eq!(shown("+6281234567890"), "0812-3456-7890");
        assert_eq!(shown("+15550100000"), "+15550100000");
        assert_eq!(shown("lid:123456789012"), "nomor disembunyikan");
    }

    #[test]
    fn a_long_text_is_cut_between_letters() {
        let (short, is_cut) = cut("é".repeat(LONGEST_SHOWN + 1));
        assert!(is_cut && short.chars().count() == LONGEST_SHOWN + 1);
        assert!(!cut("pendek".to_owned()).1);
    }
}
