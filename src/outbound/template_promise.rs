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
/// These may stand between the verb and the word.
const FILLERS: &[&str] = &[
    "dengan", "kata", "kalimat", "pesan", "ini", "saja", "with", "the", "word", "this", "message",
];
const JOINTS: &[&str] = &["atau", "or", "/", "dan", "and"];
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
    "not",
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
    fn is_one_of(&self, words: &[&str]) -> bool {
        let plain = self
            .text
            .trim_matches(|c: char| !c.is_alphanumeric() && c != '/');
        words.contains(&plain.to_lowercase().as_str())
    }

    /// A phrase in quotation marks, or a word in capitals.
    fn is_keyword(&self) -> bool {
        let mut letters = self.text.chars().filter(|c| c.is_alphabetic()).peekable();
        let all_capital = self.text.chars().filter(|c| c.is_alphabetic()).count() > 1
            && letters.all(char::is_uppercase);
        self.is_quoted || all_capital
    }
}

/// All promises of a text, in order.
pub(super) fn promises(body: &str) -> Vec<Promise> {
    body.split(['.', '\n', '!', '?', ';'])
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
        let spread = part.replace('/', " / ").replace(',', " , ");
        words.extend(spread.split_whitespace().map(|word| Word {
            text: word.trim_matches(['*', '_', '(', ')', ':']).to_owned(),
            is_quoted: false,
        }));
    }
    words
}

fn in_sentence(words: &[Word]) -> Vec<Promise> {
    let Some(start) = words.iter().position(|word| word.is_one_of(VERBS)) else {
        return Vec::new();
    };
    let (before, after) = words.split_at(start);
    // Each keyword, with the words that follow it until the next.
    let mut found: Vec<(String, Vec<&Word>)> = Vec::new();
    let mut is_expected = false;
    for word in after {
        if word.is_one_of(VERBS) || word.is_one_of(JOINTS) {
            is_expected = true;
        } else if is_expected && word.is_keyword() {
            found.push((word.text.clone(), Vec::new()));
        } else if !word.is_one_of(FILLERS) && word.text != "," {
            is_expected = false;
            if let Some((_, rest)) = found.last_mut() {
                rest.push(word);
            }
        }
    }
    // `YA atau SETUJU untuk menerima`: a word without words of its own means what the next means.
    let mut means = meaning(&before.iter().collect::<Vec<_>>());
    let mut promises: Vec<_> = found
        .into_iter()
        .rev()
        .map(|(word, rest)| {
            means = meaning(&rest).or(means);
            Promise { word, means }
        })
        .collect();
    promises.reverse();
    promises
}

fn meaning(words: &[&Word]) -> Option<Intent> {
    let any = |list| words.iter().any(|word| word.is_one_of(list));
    if any(DENIES) {
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
mod tests {
    use super::*;

    fn found(body: &str) -> Vec<(String, Option<Intent>)> {
        promises(body)
            .into_iter()
            .map(|promise| (promise.word, promise.means))
            .collect()
    }

    #[test]
    fn words_to_answer_are_found_with_what_they_are_said_to_do() {
        let yes = |word: &str| (word.to_owned(), Some(Intent::Grant));
        let no = |word: &str| (word.to_owned(), Some(Intent::Deny));
        for (body, expected) in [
            (
                "Balas SETUJU bila bersedia, atau STOP bila tidak.",
                vec![yes("SETUJU"), no("STOP")],
            ),
            (
                "Untuk mengaktifkan layanan ini, silakan balas pesan ini dengan kata \"YA\" atau \"SETUJU\".",
                vec![yes("YA"), yes("SETUJU")],
            ),
            (
                "Anda dapat berhenti kapan saja dengan membalas STOP.",
                vec![no("STOP")],
            ),
            (
                "Ketik *STOP* untuk berhenti dari DPMPTSP.",
                vec![no("STOP")],
            ),
            (
                "Balas YA/SETUJU untuk menerima notifikasi DPMPTSP.",
                vec![yes("YA"), yes("SETUJU")],
            ),
            ("Balas “berhenti” untuk keluar", vec![no("berhenti")]),
            ("Balas OKE.", vec![("OKE".to_owned(), None)]),
            ("Jangan balas pesan ini. DPMPTSP KARO", vec![]),
            ("Hubungi DPMPTSP atau BKPM.", vec![]),
        ] {
            assert_eq!(found(body), expected, "{body}");
        }
    }

    #[test]
    fn every_built_in_text_keeps_what_it_promises() {
        let mut count = 0;
        for text in BUILT_IN {
            for promise in promises(text.body) {
                assert!(is_kept(text.key, &promise), "{} {promise:?}", text.key);
                count += 1;
            }
        }
        assert!(count >= 8, "{count}");
    }

    #[test]
    fn a_promise_that_the_reader_does_not_keep_is_seen() {
        let is_kept = |key: &str, body: &str| promises(body).iter().all(|one| is_kept(key, one));
        assert!(!is_kept(
            "opt_in_request",
            "Balas 1 atau MANGGA untuk menerima."
        ));
        assert!(!is_kept("opt_in_request", "Balas SETUJU untuk berhenti."));
        assert!(!is_kept("service_info", "Balas YA untuk menerima."));
        assert!(is_kept("service_info", "Balas SETUJU untuk menerima."));
        assert!(is_kept("kabar", "Balas YA untuk menerima."));
    }
}
