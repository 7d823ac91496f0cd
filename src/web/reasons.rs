//! Why something is not sent, in a few words for lists: what the gate says, and what else may be
//! missing. The codes are those of the public interface.

use super::gate_words::brief;
use crate::broadcast::candidates::{MISSING_VALUE, TEXT_TOO_LONG};
use crate::consent::gate::Reason;
use crate::lang::Lang;
use crate::permits::{NO_PARTNER, NO_PHONE};

/// The words for a code; a code that is not known stands as it is.
pub(super) fn reason(lang: Lang, code: &str) -> String {
    let (code, rest) = code
        .split_once(": ")
        .map_or((code, None), |(code, rest)| (code, Some(rest)));
    if let Some(known) = Reason::ALL.iter().find(|known| known.code() == code) {
        return brief(lang, *known).to_owned();
    }
    let (id, en) = match code {
        MISSING_VALUE | "missing_values" => (
            "Ada data yang kosong untuk isian otomatis di dalam teks",
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
    let words = lang.pick(id, en);
    match rest {
        Some(rest) => format!("{words}: {rest}"),
        None => words.to_owned(),
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
