//! What a text promises: the words that it asks to be answered, and what each is said to do.
//! `Balas STOP untuk berhenti` promises that STOP is read as a refusal; the reader of replies is
//! asked whether it is.

use super::template::BUILT_IN;
use crate::consent::reply::{self, Context, Intent};

/// A word that a text asks to be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Promise {
    /// The word.
    pub(super) word: String,
    /// What it is said to do; `None` if the text does not say.
    pub(super) means: Option<Intent>,
}

/// After these a word to answer with may come.
const VERBS: &[&str] = &[
    "balas", "membalas", "balaslah", "jawab", "menjawab", "jawablah", "ketik", "mengetik",
    "ketiklah", "tulis", "reply", "answer", "type",
];
/// After these too, but more often something else is sent.
const SENDING: &[&str] = &["kirim", "kirimkan", "send"];
/// These may stand between the verb and the word.
const FILLERS: &[&str] = &[
    "dengan", "kata", "kalimat", "pesan", "ini", "saja", "with", "the", "word", "this", "message",
];
const JOINTS: &[&str] = &["atau", "or", "/", "dan", "and"];
const COMMAS: &[&str] = &[",", ";"];
/// After these comes what a word does: `YA bila setuju`.
const LEADS: &[&str] = &[
    "untuk", "utk", "bila", "jika", "jikalau", "kalau", "apabila", "agar", "supaya", "to", "if",
];
const DENIES: &[&str] = &[
    "berhenti",
    "menghentikan",
    "menghentikannya",
    "hentikan",
    "tidak",
    "menolak",
    "tolak",
    "batal",
    "membatalkan",
    "keluar",
    "mencabut",
    "stop",
    "unsubscribe",
    "opt",
    "not",
    "keberatan",
];
const GRANTS: &[&str] = &[
    "setuju",
    "menyetujui",
    "menyetujuinya",
    "bersedia",
    "mengaktifkan",
    "aktifkan",
    "menerima",
    "menerimanya",
    "ingin",
    "mau",
    "berlangganan",
    "agree",
    "receive",
    "subscribe",
];
const HELPS: &[&str] = &["bantuan", "bertanya", "help"];

/// A word of a sentence; a quoted phrase is one.
struct Word {
    text: String,
    is_quoted: bool,
}

impl Word {
    fn plain(&self) -> &str {
        self.text
            .trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '/' | ',' | ';'))
    }

    fn is_one_of(&self, words: &[&str]) -> bool {
        words.contains(&self.plain().to_lowercase().as_str())
    }

    /// A phrase in quotation marks, or a word in capitals.
    fn stands_out(&self) -> bool {
        let mut letters = self.text.chars().filter(|c| c.is_alphabetic()).peekable();
        let all_capital = self.text.chars().filter(|c| c.is_alphabetic()).count() > 1
            && letters.all(char::is_uppercase);
        self.is_quoted || all_capital
    }

    fn is_number(&self) -> bool {
        !self.text.is_empty() && self.text.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// Whether it would be read as an answer to the question.
    fn is_answer(&self) -> bool {
        reply::read(&self.text, Context::Asked).intent != Intent::None
    }
}

/// Whether a word to answer with may come now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// After a verb, or after another such word and a joint.
    Yes,
    /// After a comma: rather something else.
    Perhaps,
    No,
}

impl Expected {
    fn admits(self, word: &Word, next: Option<&Word>) -> bool {
        let is_led = next.is_some_and(|next| next.is_one_of(LEADS));
        let is_plain = is_led && (word.is_number() || word.is_answer());
        match self {
            Self::Yes => word.stands_out() || is_plain,
            Self::Perhaps if word.stands_out() => word.is_quoted || is_led || word.is_answer(),
            Self::Perhaps => is_plain,
            Self::No => false,
        }
    }
}

/// All promises of a text, in order.
pub(super) fn promises(body: &str) -> Vec<Promise> {
    body.split(['.', '\n', '!', '?'])
        .flat_map(|sentence| in_sentence(&words(sentence)))
        .collect()
}

fn words(sentence: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for (place, part) in sentence.split(['"', '“', '”']).enumerate() {
        if place % 2 == 1 {
            words.push(Word {
                text: part.trim().to_owned(),
                is_quoted: true,
            });
            continue;
        }
        let mut spread = part.to_owned();
        for sign in ['/', ',', ';'] {
            spread = spread.replace(sign, &format!(" {sign} "));
        }
        words.extend(spread.split_whitespace().map(|word| Word {
            text: word.trim_matches(['*', '_', '(', ')', ':']).to_owned(),
            is_quoted: false,
        }));
    }
    words
}

/// A word to answer with, and what is said of it.
struct Found<'a> {
    word: &'a Word,
    /// `Bila setuju balas YA`
    before: Vec<&'a Word>,
    /// `YA bila setuju`
    after: Vec<&'a Word>,
}

/// A sentence as far as it is read.
#[derive(Default)]
struct Reading<'a> {
    found: Vec<Found<'a>>,
    /// What stands since the last comma or joint.
    clause: Vec<&'a Word>,
    /// What stands before the verb of the word to come.
    before: Vec<&'a Word>,
}

impl<'a> Reading<'a> {
    /// The clause is about the last word found, unless it is said already what that does.
    fn end_clause(&mut self) {
        let clause = std::mem::take(&mut self.clause);
        if let Some(last) = self.found.last_mut()
            && meaning(&last.after).is_none()
        {
            last.after.extend(clause);
        }
    }

    fn verb(&mut self) {
        self.before = std::mem::take(&mut self.clause);
    }

    fn keyword(&mut self, word: &'a Word) {
        self.found.push(Found {
            word,
            before: std::mem::take(&mut self.before),
            after: Vec::new(),
        });
    }
}

fn in_sentence(words: &[Word]) -> Vec<Promise> {
    let is_verb = |place: usize, word: &Word| {
        let mut next = words.iter().skip(place + 1);
        let next = next.find(|word| !word.is_one_of(FILLERS));
        word.is_one_of(VERBS)
            || (word.is_one_of(SENDING)
                && next.is_some_and(|next| next.is_quoted || next.is_answer()))
    };
    let mut places = words.iter().enumerate();
    let Some(start) = places.position(|(place, word)| is_verb(place, word)) else {
        return Vec::new();
    };
    let mut reading = Reading {
        clause: words.iter().take(start).collect(),
        ..Reading::default()
    };
    // `YA atau SETUJU untuk menerima`: a word without words of its own means what the next means.
    let mut means = meaning(&reading.clause);
    let mut expected = Expected::No;
    for (place, word) in words.iter().enumerate().skip(start) {
        if is_verb(place, word) {
            reading.verb();
            expected = Expected::Yes;
        } else if word.is_one_of(JOINTS) {
            reading.end_clause();
            expected = Expected::Yes;
        } else if word.is_one_of(COMMAS) {
            reading.end_clause();
            if expected == Expected::No {
                expected = Expected::Perhaps;
            }
        } else if expected.admits(word, words.get(place + 1)) {
            reading.keyword(word);
            expected = Expected::Perhaps;
        } else if !word.is_one_of(FILLERS) {
            expected = Expected::No;
            reading.clause.push(word);
        }
    }
    reading.end_clause();
    let mut promises: Vec<_> = reading
        .found
        .into_iter()
        .rev()
        .map(
            |Found {
                 word,
                 before,
                 after,
             }| {
                means = meaning(&after).or(meaning(&before)).or(means);
                Promise {
                    word: word.text.clone(),
                    means,
                }
            },
        )
        .collect();
    promises.reverse();
    promises
}

fn meaning(words: &[&Word]) -> Option<Intent> {
    let any = |list| words.iter().any(|word| word.is_one_of(list));
    let mut pairs = words.iter().zip(words.iter().skip(1));
    let minds_not =
        pairs.any(|(one, next)| one.is_one_of(&["tidak"]) && next.is_one_of(&["keberatan"]));
    if minds_not {
        Some(Intent::Grant)
    } else if any(DENIES) {
        Some(Intent::Deny)
    } else if any(GRANTS) {
        Some(Intent::Grant)
    } else if any(HELPS) {
        Some(Intent::Help)
    } else {
        None
    }
}

/// A word that a template asks to be answered, and whether the reader of replies does what the
/// text says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promised {
    /// The word.
    pub word: String,
    /// What it is said to do; `None` if the text does not say.
    pub means: Option<Intent>,
    /// Whether it does.
    pub is_kept: bool,
}

/// Every word that a template asks to be answered, once, in order.
pub fn promised(key: &str, body: &str) -> Vec<Promised> {
    let mut found: Vec<Promised> = Vec::new();
    for promise in promises(body) {
        let is_kept = is_kept(key, &promise);
        let Promise { word, means } = promise;
        let one = Promised {
            word,
            means,
            is_kept,
        };
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

/// Whether the reader of replies keeps a promise of a template.
pub(super) fn is_kept(key: &str, promise: &Promise) -> bool {
    let is_read = |context| {
        let read = reply::read(&promise.word, context).intent;
        match promise.means {
            Some(means) => read == means,
            None => read != Intent::None,
        }
    };
    let is_ours = BUILT_IN.iter().any(|text| text.key == key);
    if key.starts_with("opt_in") {
        is_read(Context::Asked)
    } else if is_ours {
        // These do not ask: a bare YA to them answers something else.
        [Context::Other, Context::Cold].into_iter().all(is_read)
    } else {
        // May be sent as the question, or as something else.
        [Context::Asked, Context::Other].into_iter().any(is_read)
    }
}

#[cfg(test)]
#[path = "template_promise_tests.rs"]
mod tests;
