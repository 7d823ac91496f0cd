//! What a word of a clause means by the words around it: a name that no list knows, a particle, a
//! number, somebody told about.

use super::lexicon::{ADDRESS, CLAN, FIRM, KIN, ME, NAME, NUMBER, PLACE, YA};
use super::normalise::Gap;
use super::phrase::Token;
use super::tail;

/// A name that no list knows: two words or more behind a house, or where somebody is from.
pub(super) fn named_so(clause: &[Token<'_>], at: usize, organised: bool) -> bool {
    let strange = |token: &Token<'_>| token.is_unknown() && tail::looks_like_name(token.word);
    if !clause.get(at).is_some_and(strange) {
        return false;
    }
    let near = |at: Option<usize>| {
        at.and_then(|at| clause.get(at))
            .is_some_and(|token| strange(token) || token.is(NAME.or(CLAN).or(PLACE)))
    };
    let behind = clause.iter().take(at).rev().find(|token| !strange(token));
    let placed = behind.is_some_and(|token| {
        matches!(
            token.word,
            "di" | "i"
                | "dari"
                | "dr"
                | "desa"
                | "ds"
                | "kec"
                | "dusun"
                | "jalan"
                | "jln"
                | "jl"
                | "nama"
                | "bernama"
        )
    });
    // "saya Renata dari Hotel Sinabung", "sama ibu Ros ke loket"
    let run = clause
        .iter()
        .skip(at)
        .take_while(|token| strange(token))
        .count();
    let called = behind.is_some_and(|token| token.is(ME.or(ADDRESS)))
        && run <= 3
        && clause.get(at + run).is_some_and(|next| {
            matches!(
                next.word,
                "dari" | "dr" | "di" | "pemilik" | "ke" | "yang" | "yg"
            ) || next.is(FIRM)
        });
    placed || called || organised && (near(at.checked_sub(1)) || near(Some(at + 1)))
}

/// "no ini", "no wa saya": a number.
pub(super) fn is_number(rest: &[Token<'_>]) -> bool {
    let number = rest.first().is_some_and(|token| token.word == "no");
    number
        && rest.get(1).is_some_and(|next| {
            next.gap == Gap::Space && (next.is(ME) || matches!(next.word, "ini" | "wa" | "hp"))
        })
}

/// "terima kasih ya", "tadi di loket ya kak": a particle there.
pub(super) fn trails(clause: &[Token<'_>], at: usize) -> bool {
    let ya = clause
        .get(at)
        .is_some_and(|token| token.is(YA) && token.word.starts_with('y'));
    ya && at > 0
        && clause
            .iter()
            .skip(at + 1)
            .all(|token| token.is(ADDRESS) && !token.is(ME))
}

/// Those who may be told about: "staf saya".
const PERSONS: &[&str] = &[
    "staf",
    "karyawan",
    "karyawati",
    "pegawai",
    "notaris",
    "admin",
    "operator",
    "direktur",
    "pimpinan",
    "dokter",
    "bidan",
    "sekretaris",
    "bendahara",
    "wakil",
    "kuasa",
    "anggota",
    "pengurus",
    "ketua",
    "kepala",
    "pemilik",
    "guru",
    "manajer",
    "kontraktor",
];

/// "ibu saya", "bapak yang punya": somebody told about.
pub(super) fn told_of(clause: &[Token<'_>], at: usize) -> bool {
    let kin = clause.get(at).is_some_and(|token| token.is(KIN));
    // "notaris saya yang jawab"
    let person = at == 0
        && clause
            .first()
            .is_some_and(|token| PERSONS.contains(&token.word));
    if person && clause.get(1).is_some_and(|next| next.is(ME)) {
        return true;
    }
    let of_theirs = at
        .checked_sub(1)
        .and_then(|before| clause.get(before))
        .is_some_and(|word| word.is(NUMBER) || matches!(word.word, "wa" | "whatsap" | "nomor"));
    let next = clause.get(at + 1);
    let mine = next.is_some_and(|next| next.is(ME));
    // "nomor mbak saya"
    let called = of_theirs
        && [clause.get(at), next]
            .into_iter()
            .flatten()
            .all(|token| token.gap == Gap::Space && token.is(ADDRESS.or(ME)));
    let owns = next.is_some_and(|next| matches!(next.word, "yang" | "yg" | "nya"));
    kin && (mine || owns || of_theirs) || called && mine
}
