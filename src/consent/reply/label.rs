//! A label before the answer: "Notifikasi: YA", "Untuk menerima pesan: setuju".

use super::lexicon::{AGREE, ME, YA};
use super::normalise::Gap;
use super::phrase::Token;

/// The most words of a label.
const MOST_LABEL: usize = 5;

/// How many tokens at the start are the label of the answer behind them, with a colon between.
pub(super) fn label(tokens: &[Token<'_>]) -> usize {
    // "Dari saya: YA"
    if let [me, answer, ..] = tokens
        && me.is(ME)
        && !me.single
        && answer.colon
        && answer.is(YA.or(AGREE))
    {
        return 1;
    }
    let used = tokens
        .iter()
        .enumerate()
        .take_while(|(at, token)| {
            let goes_on = *at == 0 || token.gap == Gap::Space && !token.colon;
            goes_on && (is_head(token.word) || is_state(token.word) || is_beside(token.word))
        })
        .count();
    let label = tokens.get(..used).unwrap_or_default();
    let names = label.iter().any(|token| is_head(token.word));
    // "Status: ya" may be anything's.
    let state = label.iter().any(|token| is_state(token.word));
    let answer = tokens.get(used).is_some_and(|token| {
        token.colon && (token.is(AGREE) || token.is(YA.or(ME)) && names && !state)
    });
    if answer && (names || state) && used <= MOST_LABEL {
        used
    } else {
        0
    }
}

/// "Hendra Ginting: ya. Budi Tarigan: ya": a talk of several, handed on.
pub(super) fn several(tokens: &[Token<'_>]) -> bool {
    let answers = tokens
        .iter()
        .filter(|token| token.colon && token.is(YA.or(AGREE)));
    answers.count() > 1
}

fn is_head(word: &str) -> bool {
    matches!(
        word,
        "re" | "notifikasi"
            | "notifikasinya"
            | "notif"
            | "notifnya"
            | "pesan"
            | "pemberitahuan"
            | "pengingat"
            | "persetujuan"
            | "pernyatan"
            | "kesedian"
            | "menerima"
            | "konfirmasi"
            | "tangapan"
            | "respon"
            | "respons"
            | "sikap"
            | "keputusan"
            | "jawaban"
            | "jawab"
            | "jwb"
            | "jwban"
            | "pilihan"
            | "opsi"
            | "balasan"
            | "reply"
            | "answer"
    )
}

/// "Status: SETUJU"
fn is_state(word: &str) -> bool {
    matches!(
        word,
        "status" | "keterangan" | "ket" | "hasil" | "hal" | "perihal"
    )
}

fn is_beside(word: &str) -> bool {
    matches!(
        word,
        "wa" | "whatsap"
            | "untuk"
            | "utk"
            | "dari"
            | "dpmptsp"
            | "ptsp"
            | "dinas"
            | "via"
            | "lewat"
            | "layanan"
            | "peneriman"
            | "terima"
            | "saya"
            | "kami"
            | "pihak"
            | "bagian"
            | "legal"
            | "manajemen"
            | "pimpinan"
            | "perihal"
            | "soal"
            | "mengenai"
            | "1"
            | "atas"
    )
}
