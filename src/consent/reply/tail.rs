//! Signatures and names at the end of an answer.

use super::lexicon::{
    ADDRESS, AGREE, ALREADY, ASKS, BESIDE_NAME, CAPACITY, CLAN, DIGITS, DONT, FIRM, GREETING, HALF,
    HARD, IF, MAYBE_NAME, NAME, NO, ORDINARY, PLACE, REFUSE, Roles, SIGNED, STOP, THANKS, TITLE,
    YA,
};
use super::normalise::Gap;
use super::phrase::Token;
use super::place::village;
use super::trade::{firm, house, owner, position};

/// The most words in the name of one person.
const MOST_NAME: usize = 6;

/// Roles that no word of a name has, whatever else it is.
pub(super) const NEVER: Roles = NO
    .or(ASKS)
    .or(IF)
    .or(DONT)
    .or(STOP)
    .or(HALF)
    .or(REFUSE)
    .or(ALREADY)
    .or(HARD)
    .or(AGREE)
    .or(YA);

/// How sure we are that what follows is a signature.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    /// Nothing sets it off from the answer.
    Bare,
    /// A comma, a dash or a line break sets it off, or a form of address.
    Apart,
    /// The writer says that it is a name ("a.n.", "nama:").
    Signed,
}

/// How many of the tokens are a signature: a name, a firm, a number, and all that mixed.
/// Zero when the first of them is none.
pub(super) fn signature(tokens: &[Token<'_>], apart: bool) -> usize {
    let mut used = 0;
    let mut lead = if apart { Lead::Apart } else { Lead::Bare };
    loop {
        let rest = tokens.get(used..).unwrap_or_default();
        let Some(first) = rest.first() else {
            return used;
        };
        if used > 0 && first.gap >= Gap::Comma && lead == Lead::Bare {
            lead = Lead::Apart;
        }
        let here = if first.is(CAPACITY) && rest.len() > 1 {
            capacity(rest)
        } else if first.is(SIGNED) && !first.is(BESIDE_NAME) && rest.len() > 1 {
            signed(rest, used > 0)
        } else if lead != Lead::Bare && applicant(rest) > 0 {
            applicant(rest)
        } else if house(rest) > 0 && lead != Lead::Bare {
            house(rest)
        } else if used > 0
            && first.is(FIRM)
            && rest.get(1).is_none_or(|next| next.gap > Gap::Space)
            && !matches!(first.word, "pt" | "cv" | "ud")
        {
            // "Suparman bakso"
            1
        } else if used > 0 && position(rest) > 0 {
            position(rest)
        } else if first.is(FIRM)
            && (lead != Lead::Bare || matches!(first.word, "pt" | "cv" | "ud" | "rm"))
        {
            firm(rest)
        } else if lead != Lead::Bare && owner(rest) > 0 {
            owner(rest)
        } else if (used > 0 || lead != Lead::Bare) && village(rest) > 0 {
            village(rest)
        } else if spelled_number(rest) > 0 {
            spelled_number(rest)
        } else if first.is(DIGITS) && (used > 0 || lead != Lead::Bare)
            || first.is(BESIDE_NAME.or(PLACE)) && used > 0
        {
            1
        } else {
            name(rest, lead)
        };
        if here == 0 {
            return used;
        }
        used += here;
    }
}

/// "0812 6400 0111": a telephone number in groups.
fn spelled_number(tokens: &[Token<'_>]) -> usize {
    let groups = tokens.iter().enumerate().take_while(|(at, token)| {
        (*at == 0 || token.gap == Gap::Space)
            && token.word.bytes().all(|byte| byte.is_ascii_digit())
    });
    let (count, digits) = groups.fold((0, 0), |(count, digits), (_, token)| {
        (count + 1, digits + token.word.len())
    });
    if count > 1
        && digits >= 9
        && tokens
            .first()
            .is_some_and(|first| first.word.starts_with('0'))
    {
        count
    } else {
        0
    }
}

/// "dari Kabanjahe", "dari Toko Ester", behind a name.
pub(super) fn from_where(tokens: &[Token<'_>]) -> usize {
    let from = tokens
        .first()
        .is_some_and(|token| matches!(token.word, "dari" | "dr") && token.gap == Gap::Space);
    if from { signed(tokens, true) } else { 0 }
}

/// "a.n. …", "dari …", "nama: …"; after a name, "dari" a place as well.
fn signed(tokens: &[Token<'_>], named: bool) -> usize {
    let marks = tokens
        .iter()
        .take_while(|token| token.is(SIGNED.or(ADDRESS)) && !token.is(NAME))
        .count();
    let rest = tokens.get(marks..).unwrap_or_default();
    let Some(first) = rest.first() else {
        return 0;
    };
    // "dari" also starts a time or a place.
    let from = tokens
        .get(..marks)
        .unwrap_or_default()
        .iter()
        .all(|token| matches!(token.word, "dari" | "dr" | "oleh" | "from" | "by"));
    let placed = rest.iter().take_while(|token| token.is(PLACE)).count();
    let after = if from && named && placed > 0 {
        placed
    } else if first.is(FIRM) {
        // "atas nama koperasi"
        let alone = rest.get(1).is_none_or(|token| token.gap > Gap::Space);
        firm(rest).max(usize::from(alone && !from))
    } else if first.is(DIGITS) {
        1
    } else if from {
        name(rest, Lead::Bare)
    } else {
        name(rest, Lead::Signed)
    };
    if after == 0 { 0 } else { marks + after }
}

/// "Pemohon PBG a.n. Dirman Surbakti": who asks for which permit.
fn applicant(tokens: &[Token<'_>]) -> usize {
    let asks = tokens
        .first()
        .is_some_and(|token| matches!(token.word, "pemohon" | "pemilik" | "pengurus"));
    let permits = tokens
        .iter()
        .skip(1)
        .take_while(|token| {
            token.gap == Gap::Space
                && matches!(
                    token.word,
                    "izin"
                        | "ijin"
                        | "nib"
                        | "pbg"
                        | "imb"
                        | "sip"
                        | "sipb"
                        | "siup"
                        | "slf"
                        | "reklame"
                )
        })
        .count();
    let rest = tokens.get(1 + permits..).unwrap_or_default();
    let named = rest
        .first()
        .is_some_and(|token| token.is(SIGNED) && !token.is(NAME) && token.gap < Gap::Sentence);
    let who = if asks && permits > 0 && named {
        signed(rest, false)
    } else {
        0
    };
    if who > 0 { 1 + permits + who } else { 0 }
}

/// "selaku direktur CV Karya Bersama".
fn capacity(tokens: &[Token<'_>]) -> usize {
    let role = tokens.get(1).is_some_and(|token| {
        matches!(
            token.word,
            "pemilik"
                | "direktur"
                | "pimpinan"
                | "owner"
                | "pemohon"
                | "pengurus"
                | "ketua"
                | "kepala"
                | "kades"
                | "pelaku"
                | "penangungjawab"
                | "manajer"
                | "manager"
                | "pengusaha"
        )
    });
    if !role {
        return 0;
    }
    let rest = tokens.get(2..).unwrap_or_default();
    // "selaku kepala desa Gurukinayan"
    if tokens.get(1).is_some_and(|token| token.word == "kepala") {
        let of = rest.iter().take_while(|token| {
            token.gap == Gap::Space
                && (matches!(token.word, "desa" | "dusun" | "sekolah" | "lingkungan")
                    || token.is(PLACE) && !token.is(NEVER))
        });
        return 2 + of.count();
    }
    match rest.first() {
        Some(token) if token.word == "usaha" => 3,
        Some(token) if token.is(FIRM) => 2 + firm(rest),
        _ => 2,
    }
}

/// The name of a person, with degrees and a place.
pub(super) fn name(tokens: &[Token<'_>], lead: Lead) -> usize {
    let mut sure = 0;
    let mut maybe = 0;
    let mut unknown = 0;
    let mut placed = false;
    let mut used = 0;
    // A clan closes a name: what follows it unknown may say something ("setuju tarigan nego").
    let mut closed = false;
    let mut open = false;
    for token in tokens {
        if used > 0 && token.gap > Gap::Space {
            break;
        }
        let address = token.is(ADDRESS.or(TITLE)) && !token.is(NAME);
        if token.is(NEVER) && !token.is(NAME) {
            break;
        }
        if token.is(NAME) && token.is(REFUSE) {
            // "Moh." opens a name; alone it may say no.
        } else if token.is(NAME) || token.is_unknown() && ends_like_name(token.word) {
            sure += 1;
        } else if token.is(MAYBE_NAME) {
            maybe += 1;
        } else if token.is(PLACE) {
            placed = true;
        } else if token.is(BESIDE_NAME)
            || token.word.len() == 1
                && (used > 0 || tokens.get(1).is_some_and(|next| next.is(NAME.or(CLAN))))
        {
            // A degree or an initial says nothing by itself.
        } else if token.is(ORDINARY) && lead == Lead::Signed && !token.is(THANKS) {
            // "a.n. Pesta Tarigan": no name by itself.
        } else if token.is_unknown()
            && (looks_like_name(token.word) || lead == Lead::Signed && token.word.ends_with("in"))
            && !closed
        {
            unknown += 1;
        } else if address && used == 0 {
            // "Bapak Budi".
        } else {
            break;
        }
        open = token.is(REFUSE);
        closed = token.is(CLAN) && lead != Lead::Signed;
        used += 1;
    }
    let parts = sure + maybe + unknown;
    let fits = match lead {
        Lead::Signed => parts >= 1 && unknown <= sure + 2 || placed,
        Lead::Apart => sure >= 1 && unknown <= sure + 1 || maybe >= 2 && unknown == 0,
        Lead::Bare => sure >= 1 && maybe + unknown <= sure + 1,
    };
    let thanks = tokens
        .first()
        .is_some_and(|token| token.is(THANKS.or(GREETING)));
    if fits && !open && used <= MOST_NAME && !thanks {
        used
    } else {
        0
    }
}

/// Two names or more, one after the other: hardly anything but a signature.
pub(super) fn full_name(tokens: &[Token<'_>]) -> usize {
    let called = tokens
        .iter()
        .take(2)
        .take_while(|token| token.is(TITLE.or(BESIDE_NAME)) && !token.is(NAME))
        .count();
    let rest = tokens.get(called..).unwrap_or_default();
    let sure = match rest {
        [first, last, ..] if last.gap == Gap::Space => {
            let given = token_is_given(first);
            first.is(NAME) && last.is(NAME) || given && (last.is(CLAN) || called > 0)
        }
        _ => false,
    };
    let lead = if called > 0 { Lead::Apart } else { Lead::Bare };
    let name = if sure { name(rest, lead) } else { 0 };
    if name > 0 { called + name } else { 0 }
}

fn token_is_given(token: &Token<'_>) -> bool {
    token.is(NAME.or(MAYBE_NAME)) || token.is_unknown() && looks_like_name(token.word)
}

/// Endings that hardly any word but a name has.
fn ends_like_name(word: &str) -> bool {
    const ENDS: &[&str] = &[
        "wati", "yanti", "yanto", "iyanto", "ningsih", "udin", "syah", "yansah", "ningrum", "tuti",
        "rianto", "linda", "wanto", "rusmin", "lena", "liana",
    ];
    word.len() >= 6 && ENDS.iter().any(|end| word.ends_with(end))
}

/// Whether a word that is not known may be a name: letters only, a vowel, and not built as
/// verbs and possessives are.
pub(super) fn looks_like_name(word: &str) -> bool {
    const HEADS: &[&str] = &[
        "meng", "meny", "mem", "pem", "peng", "ber", "ter", "di", "ke",
    ];
    const ENDS: &[&str] = &["nya", "kan", "kah", "lah", "pun", "in"];
    (3..=14).contains(&word.len())
        && word.bytes().all(|byte| byte.is_ascii_lowercase())
        && word
            .bytes()
            .any(|byte| matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u'))
        && !HEADS
            .iter()
            .any(|head| word.len() > head.len() + 3 && word.starts_with(head))
        && !ENDS
            .iter()
            .any(|end| word.len() > end.len() + 2 && word.ends_with(end) && !word.ends_with("din"))
}
