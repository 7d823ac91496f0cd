//! Why something is not sent, and who did what, in plain words. The codes are those of the public
//! interface.

use crate::broadcast::candidates::{MISSING_VALUE, TEXT_TOO_LONG};
use crate::consent::gate::Reason;
use crate::lang::Lang;
use crate::permits::{NO_PARTNER, NO_PHONE};

/// The sentence for a code; a code that is not known stands as it is.
pub(super) fn reason(lang: Lang, code: &str) -> String {
    let (code, rest) = code
        .split_once(": ")
        .map_or((code, None), |(code, rest)| (code, Some(rest)));
    let of_gate = Reason::ALL.iter().find(|reason| reason.code() == code);
    if let Some(reason) = of_gate {
        return reason.sentence_in(lang).to_owned();
    }
    let (id, en) = match code {
        MISSING_VALUE | "missing_values" => (
            "Ada data yang kosong untuk tanda di dalam teks",
            "A value that the text needs is missing",
        ),
        TEXT_TOO_LONG => (
            "Setelah diisi, teksnya terlalu panjang",
            "Filled in, the text is too long",
        ),
        NO_PARTNER => (
            "Izin ini belum terhubung dengan mitra",
            "The permit belongs to no partner",
        ),
        NO_PHONE => ("Mitra tidak punya nomor", "The partner has no number"),
        "no_provider" => (
            "Belum ada akun untuk mengirim",
            "There is no account to send with",
        ),
        "no_template" => ("Templatnya sudah dihapus", "The template was deleted"),
        "quiet_hours" => (
            "Menunggu jam kerja (jam tenang atau hari libur)",
            "Waits for working hours (quiet hours or a holiday)",
        ),
        _ => return code.to_owned(),
    };
    let sentence = lang.pick(id, en);
    match rest {
        Some(rest) => format!("{sentence}: {rest}"),
        None => sentence.to_owned(),
    }
}

/// Who did something, as the ledger and the audit trail name them.
pub(super) fn who(lang: Lang, actor: &str) -> String {
    match actor.split_once(':') {
        Some(("staff", name)) => name.to_owned(),
        Some(("api", name)) => format!("{} {name}", lang.pick("program", "the program")),
        _ if actor == "system" => lang.pick("Setuju sendiri", "Setuju by itself").to_owned(),
        _ => actor.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_of_the_gate_has_words_in_both_languages() {
        for one in Reason::ALL {
            let (id, en) = (reason(Lang::Id, one.code()), reason(Lang::En, one.code()));
            assert!(id != en && id != one.code(), "{one}");
        }
        let told = reason(Lang::Id, "missing_values: permit_number");
        assert!(told.ends_with(": permit_number"), "{told}");
        assert_eq!(reason(Lang::Id, "x"), "x");
    }
}
