//! How a reply was read, and by which rule, in words.

use entity::inbound_message::Model;

use crate::consent::decision;
use crate::consent::reply::{Context, Intent, RULES};
use crate::lang::Lang;

/// The rules in the language of the office; `RULES` has them in English.
const INDONESIAN: &[(&str, &str)] = &[
    (
        "grant.agree",
        "Seluruh pesan adalah persetujuan yang jelas (SETUJU, bersedia, mau menerima notifikasi).",
    ),
    ("grant.yes", "Seluruh pesan hanya berisi YA."),
    (
        "deny.stop",
        "Ada bagian pesan yang jelas berbunyi STOP atau BERHENTI.",
    ),
    (
        "deny.do-not-send",
        "Ada bagian pesan yang meminta kami tidak mengirim, menulis, atau mengganggu.",
    ),
    (
        "deny.withdraw",
        "Ada bagian pesan yang mencabut persetujuan.",
    ),
    (
        "deny.erase",
        "Ada bagian pesan yang meminta dihapus dari daftar, atau nomornya dihapus.",
    ),
    (
        "deny.no-more",
        "Ada bagian pesan yang menyatakan tidak mau menerima lagi.",
    ),
    (
        "deny.mute",
        "Ada bagian pesan yang meminta notifikasi dimatikan.",
    ),
    ("deny.no", "Seluruh pesan adalah TIDAK yang jelas."),
    (
        "help.word",
        "Seluruh pesan meminta keterangan atau bantuan.",
    ),
    ("help.how-to-stop", "Pesan menanyakan cara berhenti."),
    ("none.empty", "Tidak ada kata di dalam pesan."),
    (
        "none.yes-elsewhere",
        "Hanya YA, yang menjawab pesan itu dan bukan permintaan persetujuan.",
    ),
    ("none.long", "Pesan terlalu panjang untuk sebuah jawaban."),
    ("none.question", "Pesan menanyakan sesuatu."),
    (
        "none.condition",
        "Ada YA di dalam pesan, tetapi dengan syarat atau ditunda.",
    ),
    (
        "none.refusal",
        "Pesan cenderung menolak, tetapi tidak jelas.",
    ),
    ("none.both", "Pesan mengatakan ya dan tidak sekaligus."),
    (
        "none.yes-and-more",
        "Ada YA di dalam pesan, dan hal lain yang mungkin mengubah artinya.",
    ),
    (
        "none.talk",
        "Pesan tidak mengatakan apa pun tentang persetujuan.",
    ),
];

/// How a reply was read.
#[derive(Clone, Debug)]
pub(crate) struct Read {
    /// In a word.
    pub(crate) word: &'static str,
    /// The colour of the word.
    pub(crate) tone: &'static str,
    /// Why, in a sentence, and after what.
    pub(crate) why: String,
    /// The name of the rule, as the evidence keeps it.
    pub(crate) rule: String,
}

impl Read {
    pub(super) fn of(lang: Lang, row: &Model) -> Self {
        let intent = row.intent.parse().unwrap_or(Intent::None);
        let (tone, word) = match intent {
            Intent::Grant => ("good", lang.pick("Setuju", "Yes")),
            Intent::Deny => ("bad", lang.pick("Tidak / berhenti", "No / stop")),
            Intent::Help => ("info", lang.pick("Minta bantuan", "Asks for help")),
            Intent::None if row.unclear || row.resolved_at.is_some() => {
                ("wait", lang.pick("Belum jelas", "Unclear"))
            }
            Intent::None => ("quiet", lang.pick("Bukan jawaban", "No answer")),
        };
        Self {
            word,
            tone,
            why: why(lang, &row.rule, row.context.parse().ok()),
            rule: row.rule.clone(),
        }
    }
}

/// A rule in a sentence, with what we had written before.
fn why(lang: Lang, name: &str, context: Option<Context>) -> String {
    let said = rule(lang, name);
    let is_of_reader = RULES.iter().any(|(known, _)| *known == name);
    let after = match context.filter(|_| is_of_reader) {
        None => return said,
        Some(Context::Asked) => lang.pick(
            "sebagai jawaban atas permintaan persetujuan",
            "in answer to the request for consent",
        ),
        Some(Context::Other) => lang.pick(
            "setelah pesan lain dari kami",
            "after another message of ours",
        ),
        Some(Context::Cold) => lang.pick(
            "tanpa kami hubungi lebih dahulu",
            "without having been written to",
        ),
    };
    format!("{}, {after}.", said.trim_end_matches('.'))
}

/// A rule in a sentence.
fn rule(lang: Lang, name: &str) -> String {
    let table = match lang {
        Lang::Id => INDONESIAN,
        Lang::En => RULES,
    };
    if let Some((_, said)) = table.iter().find(|(known, _)| *known == name) {
        return (*said).to_owned();
    }
    if name == decision::ACCOUNT_OFF {
        let said = lang.pick(
            "Masuk lewat akun yang dimatikan: petugas yang memutuskan.",
            "It came in by an account that is switched off: a person decides.",
        );
        return said.to_owned();
    }
    if name == decision::TOO_LATE {
        let said = lang.pick(
            "Ditulis sebelum keputusan terakhir: disimpan sebagai bukti, tidak mengubah apa pun.",
            "Written before the latest decision: kept as evidence, changes nothing.",
        );
        return said.to_owned();
    }
    // What is no text of a person is named by its kind.
    let kind = name.parse().ok().and_then(|kind| super::kind(lang, kind));
    match (kind, lang) {
        (Some(kind), Lang::Id) => format!("Jenisnya {kind}: tidak pernah menjadi persetujuan."),
        (Some(kind), Lang::En) => format!("It is of the kind: {kind}. That never grants."),
        (None, _) => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_words_in_both_languages() {
        for (name, english) in RULES {
            assert_eq!(rule(Lang::En, name), *english);
            let indonesian = rule(Lang::Id, name);
            assert!(
                INDONESIAN.iter().any(|(_, said)| *said == indonesian),
                "{name}"
            );
        }
        assert_eq!(INDONESIAN.len(), RULES.len());
        for name in [decision::TOO_LATE, decision::ACCOUNT_OFF] {
            let (said, english) = (rule(Lang::Id, name), rule(Lang::En, name));
            assert!(said != name && english != name && said != english, "{name}");
        }
        assert!(rule(Lang::Id, "forwarded").contains("pesan terusan"));
    }

    #[test]
    fn what_went_before_is_part_of_the_sentence() {
        assert_eq!(
            why(Lang::Id, "none.question", Some(Context::Asked)),
            "Pesan menanyakan sesuatu, sebagai jawaban atas permintaan persetujuan."
        );
        assert_eq!(
            why(Lang::En, "none.question", Some(Context::Cold)),
            "The message asks something, without having been written to."
        );
        let group = why(Lang::Id, "group", Some(Context::Cold));
        assert!(!group.contains("hubungi"), "{group}");
    }
}
