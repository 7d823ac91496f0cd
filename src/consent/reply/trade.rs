//! Firms and institutions in a signature, and what the one who signs does there.

use super::lexicon::{
    ADDRESS, AGREE, BESIDE_NAME, FIRM, HOUSE, MAYBE_NAME, NAME, ORDINARY, PLACE, TOPIC,
};
use super::normalise::Gap;
use super::phrase::Token;
use super::tail::{NEVER, looks_like_name};

/// The most words in the name of a firm.
const MOST_FIRM: usize = 7;

/// "PT Maju Jaya".
pub(super) fn firm(tokens: &[Token<'_>]) -> usize {
    let words = tokens
        .iter()
        .enumerate()
        .skip(1)
        .take_while(|(at, token)| {
            // "Apotek Kita Kabanjahe"
            let ours = matches!(token.word, "kita" | "kami")
                && tokens.get(at + 1).is_some_and(|next| next.is(PLACE));
            token.gap == Gap::Space
                && (ours || !token.is(NEVER) || is_count(token.word) || token.is(BESIDE_NAME))
                && (ours
                    || is_count(token.word)
                    || matches!(token.word, "dr" | "bidan")
                    || token.word.bytes().all(|byte| byte.is_ascii_digit())
                    || is_ware(token)
                    // "Koperasi CU Merdeka"
                    || token.is(FIRM)
                    || token.is(BESIDE_NAME)
                    || token.is(NAME.or(MAYBE_NAME).or(ORDINARY).or(PLACE).or(ADDRESS))
                    || token.is_unknown()
                        && (looks_like_name(token.word) || token.word.ends_with("in")))
        })
        .count();
    // "hotel penuh": how it is, not how it is called.
    let state = words == 1 && tokens.get(1).is_some_and(|token| is_state(token.word));
    if words == 0 || words > MOST_FIRM || state {
        0
    } else {
        words + 1
    }
}

/// What the one who signed does, set off behind the name: "Yohana (Legal)", "Rini, salon",
/// "Tukiman, usaha keripik".
pub(super) fn position(tokens: &[Token<'_>]) -> usize {
    let Some(first) = tokens.first().filter(|token| token.gap > Gap::Space) else {
        return 0;
    };
    let more = tokens
        .iter()
        .skip(1)
        .take_while(|token| {
            token.gap == Gap::Space && token.is(ORDINARY) && !token.is(NEVER) || is_ware(token)
        })
        .count();
    let ends = tokens
        .get(1 + more)
        .is_none_or(|next| next.gap > Gap::Space);
    let trade = matches!(
        first.word,
        "usaha" | "pengusaha" | "pedagang" | "penjual" | "jual" | "jualan" | "petani" | "peternak"
    );
    let does = first.is(FIRM) && !matches!(first.word, "pt" | "cv" | "ud") || is_post(first.word);
    if ends && (trade && (1..=3).contains(&more) || does && more == 0) {
        1 + more
    } else {
        0
    }
}

fn is_ware(token: &Token<'_>) -> bool {
    token.gap == Gap::Space
        && matches!(
            token.word,
            "bersalin"
                | "tahu"
                | "tempe"
                | "keripik"
                | "kripik"
                | "kue"
                | "bakso"
                | "jamu"
                | "madu"
                | "bunga"
        )
}

fn is_post(word: &str) -> bool {
    matches!(
        word,
        "legal"
            | "admin"
            | "owner"
            | "pemilik"
            | "direktur"
            | "direktris"
            | "manajer"
            | "manager"
            | "staf"
            | "staff"
            | "keuangan"
            | "ketua"
            | "sekretaris"
            | "bendahara"
            | "pengelola"
            | "pengurus"
            | "pemohon"
            | "kontraktor"
            | "petani"
            | "peternak"
            | "pedagang"
            | "pengusaha"
            | "bidan"
            | "perawat"
            | "apoteker"
            | "notaris"
            | "pensiunan"
            | "hrd"
            | "humas"
    )
}

fn is_state(word: &str) -> bool {
    matches!(
        word,
        "penuh"
            | "kosong"
            | "sepi"
            | "ramai"
            | "rame"
            | "gelap"
            | "kotor"
            | "kering"
            | "basah"
            | "panas"
            | "dingin"
            | "aman"
            | "miskin"
            | "rugi"
            | "tua"
            | "kecil"
    )
}

/// A number in the name of a place or a firm: "Simpang Enam", "CV Dua Putri".
fn is_count(word: &str) -> bool {
    matches!(
        word,
        "satu" | "dua" | "tiga" | "empat" | "lima" | "enam" | "tujuh" | "delapan" | "sembilan"
    )
}

/// "gereja Simpang Enam", "SD Negeri 2 Dolat": an institution, with a name that is known; of one
/// with other words behind it something may be told.
pub(super) fn house(tokens: &[Token<'_>]) -> usize {
    let houses = tokens
        .iter()
        .enumerate()
        .take_while(|(at, token)| token.is(HOUSE) && (*at == 0 || token.gap == Gap::Space))
        .count();
    let proper = |token: &&Token<'_>| {
        token.is(NAME.or(MAYBE_NAME).or(PLACE).or(BESIDE_NAME))
            || is_count(token.word)
            || matches!(
                token.word,
                "negri" | "negeri" | "swasta" | "inpres" | "induk" | "gbkp" | "hkbp" | "rungun"
            )
            || token.word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let named = tokens
        .iter()
        .skip(houses)
        .take_while(|token| token.gap == Gap::Space)
        .take_while(proper)
        .count();
    if houses > 0 && (1..=MOST_FIRM).contains(&named) {
        houses + named
    } else {
        0
    }
}

/// "pemilik Rumah Makan Tesalonika", "pengelola".
pub(super) fn owner(tokens: &[Token<'_>]) -> usize {
    let owns = tokens.first().is_some_and(|token| {
        matches!(
            token.word,
            "pemilik"
                | "pengelola"
                | "owner"
                | "pimpinan"
                | "direktur"
                | "direktris"
                | "legal"
                | "admin"
                | "administrasi"
                | "staf"
                | "humas"
                | "bendahara"
                | "usaha"
                | "pengurus"
                | "ketua"
                | "manajer"
                | "manager"
        )
    });
    let rest = tokens.get(1..).unwrap_or_default();
    let firm = match rest.first() {
        Some(token) if token.gap == Gap::Space && token.is(FIRM) => firm(rest),
        _ => 0,
    };
    if owns && firm > 0 { 1 + firm } else { 0 }
}

/// "yang urus izin apotek", "yang punya toko", behind a name.
pub(super) fn in_charge(tokens: &[Token<'_>]) -> usize {
    let opens = tokens
        .first()
        .is_some_and(|token| matches!(token.word, "yang" | "yg"));
    let does = tokens.get(1).is_some_and(|token| {
        matches!(
            token.word,
            "urus" | "mengurus" | "ngurus" | "menangani" | "punya" | "pegang"
        )
    });
    let what = tokens
        .iter()
        .skip(2)
        .take_while(|token| {
            token.gap == Gap::Space
                && token.is(FIRM.or(HOUSE).or(ORDINARY).or(TOPIC).or(NAME))
                && !token.is(NEVER)
        })
        .count();
    let ends = tokens
        .get(2 + what)
        .is_none_or(|next| next.gap > Gap::Space);
    let spaced = tokens.iter().take(2).all(|token| token.gap == Gap::Space);
    if opens && does && what > 0 && ends && spaced {
        2 + what
    } else {
        0
    }
}

/// "saya dari Toko Setuju": what a firm is called, and nothing that anybody says.
pub(super) fn is_called_so(tokens: &[Token<'_>]) -> bool {
    let names = |form: &Token<'_>, name: &Token<'_>| {
        form.is(FIRM) && name.is(AGREE) && name.gap == Gap::Space
    };
    let of = |token: &Token<'_>| matches!(token.word, "dari" | "dr" | "pemilik" | "owner");
    let shop = |form: &Token<'_>| {
        matches!(
            form.word,
            "toko" | "tk" | "kedai" | "warung" | "kios" | "depot"
        )
    };
    // A legal form is followed by a name; a shop may speak for itself.
    let legal = |form: &Token<'_>| matches!(form.word, "pt" | "cv" | "ud" | "fa" | "firma");
    tokens.windows(2).any(|pair| match pair {
        [form, name] => names(form, name) && legal(form),
        _ => false,
    }) || tokens.windows(3).any(|words| match words {
        [whose, form, name] => of(whose) && names(form, name) && shop(form),
        _ => false,
    })
}
