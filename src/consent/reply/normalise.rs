//! From text to words: folding, and the breaks between the words.

use unicode_normalization::char::decompose_compatible;

use super::scan::{Scan, is_invisible};

/// Bytes of a text that are read.
const MOST_BYTES: usize = 4096;
/// Characters outside ASCII that are read, counted after decomposition.
const MOST_FOREIGN: usize = 1024;
/// Letters, spaces included, of an answer behind a mark.
const LONGEST_MARKED: usize = 40;
/// Words that are kept.
const MOST_WORDS: usize = 256;

/// What stands between a word and the one before it, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// White space, or a hyphen inside a word.
    Space,
    /// A comma, a dash, a bracket, a picture.
    Comma,
    /// The end of a sentence.
    Sentence,
    /// A line break, or the start of the text.
    Line,
}

/// What a text shows besides its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent signs, each read by itself"
)]
pub(super) struct Signs {
    /// A question mark.
    pub(super) question: bool,
    /// A question mark behind the last word.
    pub(super) asks_last: bool,
    /// A picture of doubt, laughter or irony.
    pub(super) wry: bool,
    /// A picture of refusal.
    pub(super) refusing: bool,
    /// A mark that may change what the words mean.
    pub(super) strange: bool,
    /// More text than is read.
    pub(super) cut: bool,
}

/// One word: where it stands in the folded text, and the break before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) gap: Gap,
    /// Nothing but one mark between this word and the one before ("a.n", "a/n", "karo-karo").
    pub(super) tight: bool,
    /// A colon before it: what stands before is its label.
    pub(super) colon: bool,
    /// A question mark before it.
    pub(super) asked: bool,
}

/// A folded text.
#[derive(Debug)]
pub(super) struct Folded {
    letters: String,
    spans: Vec<Span>,
    /// What it shows besides its words.
    pub(super) signs: Signs,
}

impl Folded {
    /// The words in order, each with the break before it.
    pub(super) fn words(&self) -> impl Iterator<Item = (&str, &Span)> {
        self.spans.iter().map(|span| (self.word(span), span))
    }

    fn word(&self, span: &Span) -> &str {
        self.letters.get(span.start..span.end).unwrap_or_default()
    }

    /// Joins letters written one by one: "S E T U J U", "s.e.t.u.j.u", "a.n.", "S.Pd".
    fn join_spelled(&mut self) {
        let spans = std::mem::take(&mut self.spans);
        let mut rest = spans.as_slice();
        let mut joined = Vec::with_capacity(spans.len());
        while let Some((first, after)) = rest.split_first() {
            // "Sp.A", "Amd.Keb"
            let field = after
                .iter()
                .take_while(|span| span.tight && self.word(span).len() <= 4)
                .count();
            if let Some(degree) = degree(self.word(first)).filter(|_| field > 0) {
                let start = self.letters.len();
                self.letters.push_str(degree);
                let end = self.letters.len();
                joined.push(Span {
                    start,
                    end,
                    ..*first
                });
                rest = after.get(field..).unwrap_or_default();
                continue;
            }
            let syllables = self.syllables(first, after);
            if let Some((word, count)) = syllables {
                let start = self.letters.len();
                self.letters.push_str(word);
                let end = self.letters.len();
                joined.push(Span {
                    start,
                    end,
                    ..*first
                });
                rest = after.get(count..).unwrap_or_default();
                continue;
            }
            let follows = after.iter().take_while(|span| {
                self.word(span).len() == 1 && (span.tight || span.gap == Gap::Space)
            });
            let follows = if self.word(first).len() == 1 {
                follows.count()
            } else {
                0
            };
            let (run, mut next) = after.split_at(follows);
            let mut whole = String::from(self.word(first));
            for span in run {
                push_squeezed(&mut whole, self.word(span));
            }
            let degree = next.first().filter(|span| {
                whole.len() == 1 && span.tight && DEGREES.contains(&self.word(span))
            });
            if let Some(span) = degree {
                whole.push_str(self.word(span));
                next = next.get(1..).unwrap_or_default();
                // "S.Tr.Keb"
                let field = next.first().filter(|field| {
                    whole == "str" && field.tight && DEGREES.contains(&self.word(field))
                });
                if let Some(field) = field {
                    whole.push_str(self.word(field));
                    next = next.get(1..).unwrap_or_default();
                }
            }
            let all_tight = run.iter().all(|span| span.tight);
            if (run.is_empty() && degree.is_none())
                || (run.len() == 1 && !all_tight && whole != "ya")
            {
                joined.push(*first);
                rest = after;
                continue;
            }
            let start = self.letters.len();
            self.letters.push_str(&whole);
            joined.push(Span {
                start,
                end: self.letters.len(),
                ..*first
            });
            rest = next;
        }
        self.spans = joined;
    }

    /// "SE-TU-JU", "ti-dak": an answer written by syllables, and how many more words it takes.
    fn syllables(&self, first: &Span, after: &[Span]) -> Option<(&'static str, usize)> {
        let more = after.iter().take_while(|span| span.tight).take(4).count();
        (1..=more).rev().find_map(|count| {
            let parts = || {
                let more = after.iter().take(count);
                std::iter::once(first)
                    .chain(more)
                    .map(|span| self.word(span))
            };
            let spelled = SYLLABLES.iter().find(|word| {
                let mut left = **word;
                parts().all(|part| match left.strip_prefix(part) {
                    Some(rest) => {
                        left = rest;
                        true
                    }
                    None => false,
                }) && left.is_empty()
            });
            spelled.map(|word| (*word, count))
        })
    }

    /// "PT. Maju Jaya", "Drs. Budi", "u/ menerima": the mark belongs to the abbreviation.
    fn undot_abbreviations(&mut self) {
        let mut spans = std::mem::take(&mut self.spans);
        let mut abbreviated = false;
        let mut stroked = false;
        let mut numbered = false;
        for span in &mut spans {
            // "14.221.234", "St. J. Purba"
            let digit = self
                .word(span)
                .starts_with(|letter: char| letter.is_ascii_digit());
            if span.gap == Gap::Sentence && (abbreviated || span.tight && numbered && digit)
                || stroked && span.tight && span.gap == Gap::Comma
            {
                span.gap = Gap::Space;
            }
            // "J. Sembiring", at the start of a line; "a. YA" numbers.
            let opens = span.gap >= Gap::Comma && ("d".."x").contains(&self.word(span));
            let initial = (abbreviated || opens) && self.word(span).len() == 1;
            abbreviated = initial || ABBREVIATIONS.contains(&self.word(span));
            numbered = self
                .word(span)
                .ends_with(|letter: char| letter.is_ascii_digit());
            stroked = matches!(self.word(span), "u" | "utk" | "d");
        }
        self.spans = spans;
    }
}

/// Answers that are written by syllables as well.
const SYLLABLES: &[&str] = &["setuju", "bersedia", "tidak", "berhenti", "jangan", "iya"];

/// Abbreviations before a name, written with a full stop.
const ABBREVIATIONS: &[&str] = &[
    "pt", "cv", "ud", "drs", "dra", "dr", "ir", "h", "hj", "br", "prof", "an", "sdr", "sdri",
    "bpk", "kab", "kec", "st", "pdt", "jl", "tk", "m", "muh", "moh", "ny", "tn", "nn", "yth", "no",
    "fa", "tb", "rm", "nd", "drg", "drh", "apt", "ns", "pnt", "dkn", "ust", "kh", "bd",
];

/// What follows the first letter of an academic degree ("S.Pd", "M.Si").
const DEGREES: &[&str] = &[
    "pd", "si", "sos", "kom", "ag", "kes", "kep", "ak", "hum", "farm", "keb", "ked", "th", "ip",
    "stp", "tr", "hut", "ptn", "psi", "ars",
];

/// What the first part of a degree stands for, when its field follows ("Sp.A", "Amd.Keb").
fn degree(word: &str) -> Option<&'static str> {
    match word {
        "sp" => Some("spesialis"),
        "amd" => Some("amd"),
        "str" => Some("str"),
        _ => None,
    }
}

fn push_squeezed(whole: &mut String, more: &str) {
    for letter in more.chars() {
        if !whole.ends_with(letter) {
            whole.push(letter);
        }
    }
}

/// "> YA": a mark before an answer that is the whole text, where a quotation would have an answer
/// behind it.
fn is_marked_answer(text: &str) -> bool {
    let mut seen = text.chars().filter(|mark| !is_invisible(*mark));
    if seen.find(|mark| !mark.is_whitespace()) != Some('>') {
        return false;
    }
    // One letter more than the longest of them may have.
    let rest: String = seen.take(LONGEST_MARKED + 1).collect();
    if rest.chars().count() > LONGEST_MARKED {
        return false;
    }
    let rest = rest.trim().trim_end_matches(['.', '!']).to_lowercase();
    let words: Vec<_> = rest.split_whitespace().collect();
    matches!(
        words.join(" ").as_str(),
        "ya" | "iya"
            | "setuju"
            | "saya setuju"
            | "ya setuju"
            | "ya, setuju"
            | "tidak"
            | "stop"
            | "berhenti"
    )
}

/// Folds a text.
pub(super) fn fold(text: &str) -> Folded {
    let mut scan = Scan::new();
    let mut marked = is_marked_answer(text);
    for (at, original) in text.char_indices() {
        if at >= MOST_BYTES || scan.foreign >= MOST_FOREIGN || scan.spans.len() >= MOST_WORDS {
            scan.signs.cut = true;
            break;
        }
        if marked && original == '>' {
            marked = false;
        } else if original.is_ascii() {
            scan.take(original);
        } else if !is_invisible(original) {
            decompose_compatible(original, |part| scan.take(part));
        }
    }
    scan.finish();
    let mut folded = Folded {
        letters: scan.letters,
        spans: scan.spans,
        signs: scan.signs,
    };
    folded.join_spelled();
    folded.undot_abbreviations();
    folded
}
