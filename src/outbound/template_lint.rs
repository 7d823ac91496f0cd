//! What is wrong with a text, and what might be better. What is wrong keeps it from being saved:
//! marks that are not well made or that nothing fills, and words to answer that would not do what
//! the text says. The rest is advice: what a request for consent has to say, and what Meta wants
//! of a utility template.

use super::message::LONGEST_TEXT;
use super::template::{self, Piece, pieces};
use super::template_marks;
use super::template_promise::{Promise, is_kept, promises};
use crate::consent::reply::{self, Context, Intent};
use crate::lang::{Lang, Say};

/// Something about a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its name, which never changes.
    pub code: &'static str,
    /// Whether it keeps the text from being saved.
    pub is_error: bool,
    /// In English.
    text: String,
    /// In Indonesian.
    teks: String,
}

impl Say for Finding {
    fn say(&self, lang: Lang) -> String {
        lang.pick(&self.teks, &self.text).to_owned()
    }
}

fn error(code: &'static str, text: String, teks: String) -> Finding {
    Finding {
        code,
        is_error: true,
        text,
        teks,
    }
}

fn advice(code: &'static str, text: &str, teks: &str) -> Finding {
    Finding {
        code,
        is_error: false,
        text: text.to_owned(),
        teks: teks.to_owned(),
    }
}

/// Everything there is to say about a text.
pub fn lint(key: &str, body: &str, has_meta_twin: bool) -> Vec<Finding> {
    let mut found = Vec::new();
    marks(key, body, &mut found);
    kept(key, body, &mut found);
    if key.starts_with("opt_in") {
        consent(body, &mut found);
    }
    if has_meta_twin {
        utility(body, &mut found);
    }
    found
}

fn marks(key: &str, body: &str, found: &mut Vec<Finding>) {
    if body.chars().count() > LONGEST_TEXT {
        found.push(error(
            "too_long",
            format!("has more than {LONGEST_TEXT} characters"),
            format!("lebih dari {LONGEST_TEXT} karakter"),
        ));
    }
    for piece in pieces(body) {
        if let Piece::Text(text) = piece
            && let Some(at) = text.find("{{").or_else(|| text.find("}}"))
        {
            let near: String = text.get(at..).unwrap_or(text).chars().take(20).collect();
            found.push(error(
                "malformed_mark",
                format!(
                    "{near:?} is no mark; a mark is written {{{{name}}}}, of letters, digits and _"
                ),
                format!(
                    "{near:?} bukan isian otomatis; isian ditulis {{{{nama}}}}, dari huruf, angka dan _"
                ),
            ));
        }
    }
    let Some(known) = template_marks::known(key) else {
        return;
    };
    for name in template::parameters(body) {
        if !known.contains(&name.as_str()) {
            let list = known.join(", ");
            let (there, ada) = if list.is_empty() {
                (
                    "there are none here".to_owned(),
                    "di sini tidak ada".to_owned(),
                )
            } else {
                (format!("there are {list}"), format!("yang ada: {list}"))
            };
            found.push(error(
                "unknown_mark",
                format!("there is no value for {{{{{name}}}}}; {there}"),
                format!("tidak ada nilai untuk {{{{{name}}}}}; {ada}"),
            ));
        }
    }
}

fn kept(key: &str, body: &str, found: &mut Vec<Finding>) {
    for promise in promises(body) {
        if !is_kept(key, &promise) {
            let word = &promise.word;
            let means = promise.means.map_or("something", Intent::as_str);
            found.push(error(
                "broken_promise",
                format!("the answer {word:?} would not be read as the text promises ({means})"),
                format!(
                    "jawaban {word:?} tidak akan dibaca seperti yang dijanjikan teks ini ({means})"
                ),
            ));
        }
    }
}

fn has_any(body: &str, words: &[&str]) -> bool {
    let body = body.to_lowercase();
    words.iter().any(|word| body.contains(word))
}

/// What a word is said to do; else what it does: `Bersedia? Balas YA.`
fn does(promise: &Promise) -> Option<Intent> {
    let read = || reply::read(&promise.word, Context::Asked).intent;
    promise.means.or_else(|| Some(read()))
}

/// What somebody has to know who is asked for consent.
fn consent(body: &str, found: &mut Vec<Finding>) {
    if !has_any(
        body,
        &[
            "dpmptsp",
            "dinas ",
            "kantor ",
            "pemerintah ",
            "kabupaten ",
            "kota ",
        ],
    ) {
        found.push(advice(
            "office_missing",
            "does not say which office asks",
            "tidak menyebut kantor mana yang bertanya",
        ));
    }
    let purposes = [
        "notifikasi",
        "pemberitahuan",
        "pengingat",
        "informasi",
        "kabar",
        "notification",
    ];
    if !has_any(body, &purposes) {
        found.push(advice(
            "purpose_missing",
            "does not say what will be sent",
            "tidak menyebut apa yang akan dikirim",
        ));
    }
    let promised = promises(body);
    let says = |means| promised.iter().any(|one| does(one) == Some(means));
    if !says(Intent::Grant) {
        found.push(advice(
            "yes_missing",
            "does not say how to agree, as in: Balas SETUJU untuk menerima",
            "tidak menyebut cara menyetujui, misalnya: Balas SETUJU untuk menerima",
        ));
    }
    if !says(Intent::Deny) {
        found.push(advice(
            "stop_missing",
            "does not say how to decline or to stop, as in: Balas STOP untuk berhenti",
            "tidak menyebut cara menolak atau berhenti, misalnya: Balas STOP untuk berhenti",
        ));
    }
}

/// What Meta does not take for a utility template.
const ADVERTISING: &[&str] = &[
    "selamat!",
    "jangan lewatkan",
    "segera lakukan",
    "silakan ambil",
    "kepercayaan anda",
    "gratis",
    "promo",
];

fn utility(body: &str, found: &mut Vec<Finding>) {
    let body = body.trim();
    if body.chars().any(is_emoji) {
        found.push(advice("meta_emoji", "has an emoji", "memuat emoji"));
    }
    if has_any(body, ADVERTISING) {
        found.push(advice(
            "meta_advertising",
            "has words that Meta takes for advertising",
            "memuat kata yang dianggap Meta sebagai promosi",
        ));
    }
    if !body.starts_with("Kepada") {
        found.push(advice(
            "meta_opening",
            "does not begin with Kepada",
            "tidak diawali dengan Kepada",
        ));
    }
    let pieces: Vec<_> = pieces(body).collect();
    let is_mark = |piece: Option<&Piece<'_>>| matches!(piece, Some(Piece::Mark(_)));
    let touch = |pair: &[Piece<'_>]| matches!(pair, [Piece::Mark(_), Piece::Mark(_)]);
    if is_mark(pieces.first()) || is_mark(pieces.last()) || pieces.windows(2).any(touch) {
        found.push(advice(
            "meta_marks",
            "begins or ends with a mark, or two marks touch",
            "diawali atau diakhiri isian otomatis, atau dua isian bersentuhan",
        ));
    }
}

fn is_emoji(char: char) -> bool {
    matches!(u32::from(char), 0x2600..=0x27BF | 0x2B00..=0x2BFF | 0x1F000..=0x1FAFF)
}

#[cfg(test)]
mod tests {
    use super::super::template::BUILT_IN;
    use super::*;

    fn codes(key: &str, body: &str, meta: bool) -> Vec<&'static str> {
        lint(key, body, meta)
            .into_iter()
            .map(|one| one.code)
            .collect()
    }

    #[test]
    fn there_is_nothing_to_say_about_what_is_built_in() {
        for text in BUILT_IN {
            let found = lint(text.key, text.body, text.meta_name().is_some());
            assert!(found.is_empty(), "{}: {found:?}", text.key);
        }
    }

    #[test]
    fn marks_that_are_not_well_made_or_not_filled_are_wrong() {
        for body in [
            "Halo {{x",
            "Halo x}}",
            "{{nama lengkap}}",
            "{{}}",
            "{{ {{a}} }}",
            "é{{",
        ] {
            assert!(
                codes("kabar", body, false).contains(&"malformed_mark"),
                "{body}"
            );
        }
        assert!(codes("kabar", "Halo {{ apa_saja }} {x}", false).is_empty());
        assert_eq!(
            codes("expiry_reminder", "{{permit_nomor}}", false),
            ["unknown_mark"]
        );
        assert_eq!(
            codes("answer_help", "{{partner_name}}", false),
            ["unknown_mark"]
        );
        assert_eq!(
            codes("izin_reminder", "{{staff_nama}}", false),
            ["unknown_mark"]
        );
    }

    #[test]
    fn a_request_for_consent_says_who_what_and_how() {
        let missing = [
            "office_missing",
            "purpose_missing",
            "yes_missing",
            "stop_missing",
        ];
        assert_eq!(codes("opt_in_request", "Halo.", false), missing);
        let good = "DPMPTSP Karo ingin mengirim notifikasi. Balas SETUJU bila bersedia, atau STOP bila tidak.";
        assert!(codes("opt_in_request", good, false).is_empty());
        let asks = "Bolehkah DPMPTSP Karo mengirim notifikasi? Balas YA atau TIDAK.";
        assert!(codes("opt_in_request", asks, false).is_empty());
        assert_eq!(
            codes(
                "opt_in_request",
                "Balas MANGGA untuk menerima notifikasi Dinas Karo. Balas STOP untuk berhenti.",
                false
            ),
            ["broken_promise"]
        );
    }

    #[test]
    fn what_meta_does_not_take_is_told() {
        let all = [
            "meta_emoji",
            "meta_advertising",
            "meta_opening",
            "meta_marks",
        ];
        assert_eq!(codes("kabar", "Selamat! ✅ {{nama}}", true), all);
        assert!(codes("kabar", "Kepada {{nama}}, izin Anda selesai. DPMPTSP", true).is_empty());
    }
}
