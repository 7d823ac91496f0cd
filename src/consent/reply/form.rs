//! What a formal answer carries around its yes: the head of a letter, and lines of particulars.

use std::ops::RangeInclusive;

use super::lexicon::{
    ADDRESS, AGREE, BESIDE_NAME, DIGITS, FIELD, FIRM, HARD, LINK, MAYBE_NAME, ME, NAME, ORDINARY,
    PLACE, TITLE, TOPIC, YA,
};
use super::normalise::Gap;
use super::phrase::Token;
use super::tail;

/// The most words of a label ("no hp pemilik usaha").
const MOST_LABEL: usize = 4;
/// The most words behind a label.
const MOST_VALUE: usize = 10;

/// How many tokens are a line of particulars: "NIK 1206…", "Alamat: Desa Tongkoh". Such a line
/// says nothing of the answer; one with any word that might is not taken for one.
pub(super) fn particulars(tokens: &[Token<'_>]) -> usize {
    let mut label = tokens
        .iter()
        .enumerate()
        .take_while(|(at, token)| token.is(FIELD) && (*at == 0 || token.gap == Gap::Space))
        .count();
    let Some(first) = tokens.first() else {
        return 0;
    };
    if label == 0 || label > MOST_LABEL {
        return 0;
    }
    if is_number(tokens.get(label)) {
        return label + 1;
    }
    let filed = filed_under(tokens, label, false);
    if filed > 0 {
        return filed;
    }
    // "Alamat Desa Tongkoh": a place may open with a word that is also a label.
    let sets_off = |at: usize| tokens.get(at).is_some_and(|token| token.gap == Gap::Comma);
    if !sets_off(label) {
        if !matches!(first.word, "alamat" | "almt") {
            return 0;
        }
        label = 1;
    }
    if first.gap < Gap::Comma {
        return 0;
    }
    let value = tokens
        .get(label..)
        .unwrap_or_default()
        .iter()
        .enumerate()
        .take_while(|(at, token)| *at == 0 || token.gap == Gap::Space)
        .map(|(_, token)| token);
    let mut words = 0;
    for token in value {
        // "Jl. Veteran No 12"
        if !may_be_value(token) && token.word != "no" {
            return 0;
        }
        words += 1;
    }
    if (1..=MOST_VALUE).contains(&words) {
        label + words
    } else {
        0
    }
}

/// "Kabanjahe, 12 November 2024", "tgl 3 Desember 2024": the date of a letter, which ends its
/// sentence. Without the year it may be a day that is agreed on.
pub(super) fn date(tokens: &[Token<'_>]) -> usize {
    let labels = usize::from(tokens.first().is_some_and(|token| {
        matches!(token.word, "tanggal" | "tgl" | "tertanggal") && token.gap > Gap::Space
    }));
    let [day, month, year, rest @ ..] = tokens.get(labels..).unwrap_or_default() else {
        return 0;
    };
    let set_off = labels == 1 || day.gap > Gap::Space;
    let spaced = month.gap == Gap::Space && year.gap == Gap::Space;
    let dated = is_count(day.word, 1..=2) && is_month(month.word) && is_count(year.word, 4..=4);
    let ends = rest.first().is_none_or(|next| next.gap > Gap::Space);
    if set_off && spaced && dated && ends {
        labels + 3
    } else {
        0
    }
}

fn is_count(word: &str, digits: RangeInclusive<usize>) -> bool {
    digits.contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_month(word: &str) -> bool {
    const MONTHS: &[&str] = &[
        "januari",
        "jan",
        "februari",
        "feb",
        "maret",
        "mar",
        "april",
        "apr",
        "mei",
        "juni",
        "jun",
        "juli",
        "jul",
        "agustus",
        "agu",
        "agt",
        "agst",
        "ags",
        "september",
        "sept",
        "sep",
        "oktober",
        "okt",
        "november",
        "nopember",
        "nov",
        "nop",
        "desember",
        "des",
    ];
    MONTHS.contains(&word)
}

/// "no izin 503/115/2024", behind an agreement and with no break between: its number has strokes.
pub(super) fn permit_number(tokens: &[Token<'_>]) -> usize {
    let [no, permit, number, part, ..] = tokens else {
        return 0;
    };
    let named = matches!(no.word, "no" | "nomor" | "nomer") && permit.is(TOPIC);
    let spaced = no.gap == Gap::Space && permit.gap == Gap::Space;
    let stroked = part.gap == Gap::Comma && is_count(number.word, 1..=6);
    if named && spaced && stroked {
        filed_under(tokens, 2, true)
    } else {
        0
    }
}

/// Whether the label that starts here ends in a number: "no hp 0812…", "no. permohonan 503/112".
pub(super) fn number_after(tokens: &[Token<'_>]) -> bool {
    let label = tokens
        .iter()
        .take(MOST_LABEL)
        .take_while(|token| token.is(FIELD) && !is_number(Some(token)))
        .count();
    label > 0 && (is_number(tokens.get(label)) || filed_under(tokens, label, false) > 0)
}

/// "Nomor registrasi 503/117/DPMPTSP": the number of a permit or of its application, in parts. It
/// ends its sentence.
fn filed_under(tokens: &[Token<'_>], label: usize, runs_on: bool) -> usize {
    let of_a_permit = |token: &Token<'_>| {
        matches!(
            token.word,
            "reg" | "registrasi" | "pendaftaran" | "nomor" | "nomer" | "no"
        )
    };
    let (labels, rest) = tokens.split_at_checked(label).unwrap_or_default();
    let part = |token: &Token<'_>| {
        token.word.bytes().all(|byte| byte.is_ascii_digit())
            || token
                .word
                .bytes()
                .all(|byte| matches!(byte, b'i' | b'v' | b'x'))
            || matches!(
                token.word,
                "dpmptsp"
                    | "ptsp"
                    | "dpm"
                    | "karo"
                    | "izin"
                    | "nib"
                    | "pbg"
                    | "imb"
                    | "siup"
                    | "sip"
                    | "sk"
                    | "reg"
            )
    };
    let parts = rest
        .iter()
        .take_while(|token| token.gap < Gap::Sentence && part(token))
        .count();
    let digits: usize = rest
        .iter()
        .take(parts)
        .filter(|token| token.word.bytes().all(|byte| byte.is_ascii_digit()))
        .map(|token| token.word.len())
        .sum();
    let opens = runs_on || tokens.first().is_some_and(|token| token.gap > Gap::Space);
    let ends = rest.get(parts).is_none_or(|next| next.gap >= Gap::Sentence);
    if opens && ends && digits >= 3 && labels.iter().any(of_a_permit) {
        label + parts
    } else {
        0
    }
}

fn is_number(token: Option<&Token<'_>>) -> bool {
    token.is_some_and(|token| {
        token.is(DIGITS) || token.word.len() >= 4 && token.word.bytes().all(|b| b.is_ascii_digit())
    })
}

fn may_be_value(token: &Token<'_>) -> bool {
    if token.is(tail::NEVER.or(AGREE).or(YA)) && !token.is(NAME.or(ORDINARY)) {
        return false;
    }
    let number = token.word.bytes().all(|byte| byte.is_ascii_digit());
    number
        || token.is(NAME
            .or(MAYBE_NAME)
            .or(ORDINARY)
            .or(PLACE)
            .or(BESIDE_NAME)
            .or(TOPIC)
            .or(FIRM)
            .or(FIELD))
        || token.is_unknown() && (tail::looks_like_name(token.word) || token.word.len() <= 2)
        || token.is(LINK) && !token.is(ME.or(HARD))
}

/// How many tokens are what a mail program adds: "Dikirim dari HP saya". It must be a line or a
/// sentence of its own, at the end.
pub(super) fn sent_from(tokens: &[Token<'_>]) -> usize {
    let apart = tokens
        .first()
        .is_some_and(|token| token.gap >= Gap::Sentence);
    let sent = tokens.first().is_some_and(|token| {
        matches!(
            token.word,
            "dikirim" | "terkirim" | "sent" | "get" | "diirim"
        )
    });
    let device = |token: &Token<'_>| {
        matches!(
            token.word,
            "dari"
                | "from"
                | "via"
                | "for"
                | "melalui"
                | "menggunakan"
                | "saya"
                | "my"
                | "hp"
                | "hape"
                | "ponsel"
                | "handphone"
                | "iphone"
                | "ipad"
                | "ios"
                | "samsung"
                | "galaxy"
                | "galaksi"
                | "android"
                | "oppo"
                | "vivo"
                | "xiaomi"
                | "redmi"
                | "realme"
                | "infinix"
                | "perangkat"
                | "seluler"
                | "smartphone"
                | "blackbery"
                | "yaho"
                | "mail"
                | "email"
                | "gmail"
                | "outlok"
                | "aplikasi"
                | "laptop"
                | "komputer"
        )
    };
    let whole = tokens
        .iter()
        .skip(1)
        .all(|token| token.gap == Gap::Space && device(token));
    if apart && sent && whole && (3..=6).contains(&tokens.len()) {
        tokens.len()
    } else {
        0
    }
}

/// The closing of a letter without a name behind it: "Hormat kami".
pub(super) fn closing(tokens: &[Token<'_>]) -> usize {
    let closes = tokens.first().is_some_and(|token| {
        token.gap >= Gap::Sentence
            && (token.word == "hormat" && !token.single || token.word == "tertanda")
    });
    usize::from(closes && tokens.len() == 1)
}

/// How many tokens at the start are the head of a letter: "Kepada Yth. Bapak Kepala Dinas".
pub(super) fn letter_head(tokens: &[Token<'_>]) -> usize {
    let head = tokens
        .iter()
        .take_while(|token| matches!(token.word, "kepada" | "kpd" | "yth"))
        .count();
    if head == 0 {
        return 0;
    }
    let more = tokens
        .get(head..)
        .unwrap_or_default()
        .iter()
        .take_while(|token| {
            token.gap < Gap::Comma
                && !token.is(ME.or(AGREE).or(YA))
                && token.is(ADDRESS.or(TITLE).or(LINK).or(PLACE).or(NAME))
        })
        .count();
    let mut whole = head + more;
    // "di tempat", in the next line
    let here = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.word == word);
    if here(whole, "di") && here(whole + 1, "tempat") {
        whole += 2;
    }
    let ends = tokens
        .get(whole)
        .is_some_and(|token| token.gap >= Gap::Comma);
    if ends && more > 0 { whole } else { 0 }
}
