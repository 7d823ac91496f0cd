//! A plain no with its reason beside it: "Tidak. Nomor ini nomor pribadi", "izin saya sudah
//! selesai, tidak usah kirim", "ya saya tidak setuju", "ralat: TIDAK". To take a no too early
//! costs one question; so what stands beside it may be anything but a yes, a question or a
//! condition.

use super::lexicon::{
    ADDRESS, AGREE, ALREADY, ANSWER, ASKS, DONT, FINE, FIRM, HALF, HOUSE, JUST, ME, NEED, NO,
    PARTICLE, REFUSE, STOP, TYPE, WANT, WILLING, YA,
};
use super::no::{courtesy, greeted, plain_no};
use super::normalise::Signs;
use super::phrase::Token;
use super::refuse::{clauses, denied};

/// The most tokens of a no with its reason.
const MOST_TOKENS: usize = 64;

/// What a clause says of our question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    /// "tidak", which may also answer something else.
    No,
    /// "tidak mau", "jangan", "saya menolak".
    Refusal,
    Courtesy,
    /// "ya", and nothing else.
    Yes,
    /// "salah ketik", "bukan ya": what was said before does not count.
    Correction,
    Other,
}

/// Whether it is a no with a reason.
pub(super) fn no(tokens: &[Token<'_>], signs: Signs) -> bool {
    if tokens.len() > MOST_TOKENS || signs.question || signs.strange || signs.cut {
        return false;
    }
    if instructs(tokens) {
        return false;
    }
    let heard: Vec<(Said, &[Token<'_>])> = clauses(tokens)
        .map(|clause| (said(clause), clause))
        .collect();
    let talks = |at: usize| {
        heard
            .iter()
            .enumerate()
            .filter(move |(other, _)| *other != at)
    };
    let first = heard
        .iter()
        .position(|(said, _)| !matches!(said, Said::Courtesy | Said::Yes));
    let contrasts = |at: usize| {
        let said = heard.get(at).and_then(|(_, clause)| clause.first());
        said.is_some_and(|first| is_condition(first.word))
    };
    // "Ya, saya menolak": the yes only leads up to the refusal.
    let led = |at: usize, outright: bool| {
        talks(at).all(|(other, (said, clause))| match said {
            Said::Yes => {
                let opens = heard
                    .iter()
                    .take(other)
                    .all(|(said, _)| *said == Said::Courtesy);
                outright && opens && at == other + 1 && !contrasts(at)
            }
            Said::Correction => other < at && outright,
            _ => is_harmless(clause, outright),
        })
    };
    let opens = first.is_some_and(|at| match heard.get(at) {
        Some((Said::Refusal, _)) => led(at, true),
        Some((Said::No, _)) => led(at, false),
        _ => false,
    });
    // "Sudah saya jawab, TIDAK"
    let told = |at: usize| {
        let before = at.checked_sub(1).and_then(|at| heard.get(at));
        before
            .and_then(|(_, clause)| clause.last())
            .is_some_and(|token| {
                token.is(ANSWER.or(TYPE)) || matches!(token.word, "bilang" | "katakan")
            })
    };
    let last = heard.iter().rposition(|(said, _)| *said != Said::Courtesy);
    let closes = last.is_some_and(|at| match heard.get(at) {
        Some((Said::Refusal, _)) => led(at, true),
        Some((Said::No, clause)) => {
            let corrected = heard
                .iter()
                .take(at)
                .any(|(said, _)| *said == Said::Correction);
            corrected || puts_right(clause) || told(at)
        }
        _ => false,
    });
    opens || closes
}

/// "Balas TIDAK untuk menolak": our instruction.
fn instructs(tokens: &[Token<'_>]) -> bool {
    let types = tokens.windows(2).any(|pair| match pair {
        [types, answer] => types.is(TYPE) && answer.is(NO.or(STOP).or(YA).or(AGREE)),
        _ => false,
    });
    types
        && tokens
            .iter()
            .any(|token| matches!(token.word, "untuk" | "utk" | "atau"))
}

fn said(clause: &[Token<'_>]) -> Said {
    let clause = greeted(clause);
    if is_correction(clause) {
        return Said::Correction;
    }
    let bare = stripped(clause);
    let outright = |clause: &[Token<'_>]| {
        denied(clause, AGREE.or(WANT).or(NEED).or(WILLING))
            || clause.iter().any(|token| token.is(REFUSE.or(DONT)))
    };
    if plain_no(bare) {
        return if outright(bare) {
            Said::Refusal
        } else {
            Said::No
        };
    }
    // "ya saya tidak setuju"
    if let Some((yes, rest)) = bare.split_first()
        && yes.is(YA)
        && outright(rest)
        && plain_no(rest)
    {
        return Said::Refusal;
    }
    // "Ya, saya menolak": it only leads up, when an outright refusal follows.
    let yes = clause.first().is_some_and(|token| token.is(YA))
        && clause.iter().skip(1).all(|token| token.is(ADDRESS));
    if yes {
        Said::Yes
    } else if courtesy(clause) {
        Said::Courtesy
    } else {
        Said::Other
    }
}

/// A clause without the words that lead up to the no: "sudah saya bilang …", "tapi …", "maksud
/// saya …", "kantor notaris kami …".
fn stripped<'a, 't>(clause: &'a [Token<'t>]) -> &'a [Token<'t>] {
    let from = clause
        .iter()
        .take_while(|token| leads_up(token) || token.is(ADDRESS) && !token.is(NO))
        .count();
    // "saya" belongs to the no unless something was said before it.
    let led = clause.iter().take(from).any(leads_up_only);
    let from = if led { from } else { 0 };
    let rest = clause.get(from..).unwrap_or_default();
    let until = rest.len()
        - rest
            .iter()
            .rev()
            .take_while(|token| matches!(token.word, "maksudnya" | "maksud" | "mksdnya"))
            .count();
    let rest = rest.get(..until).unwrap_or_default();
    let no = rest
        .iter()
        .position(|token| token.is(NO.or(REFUSE).or(DONT)));
    let house = rest.first().is_some_and(|token| {
        token.is(FIRM.or(HOUSE))
            || matches!(
                token.word,
                "kantor" | "perusahan" | "pihak" | "usaha" | "kami" | "instansi"
            )
    });
    match no {
        Some(at) if house && at > 1 && rest.get(at - 1).is_some_and(|token| token.is(ME)) => {
            rest.get(at - 1..).unwrap_or_default()
        }
        _ => rest,
    }
}

fn leads_up(token: &Token<'_>) -> bool {
    leads_up_only(token) || token.is(ME.or(ALREADY).or(PARTICLE))
}

fn leads_up_only(token: &Token<'_>) -> bool {
    matches!(
        token.word,
        "bilang"
            | "blg"
            | "maksud"
            | "mksd"
            | "maksudnya"
            | "ralat"
            | "koreksi"
            | "re"
            | "jadi"
            | "jd"
            | "tapi"
            | "tp"
            | "tetapi"
            | "eh"
            | "jadinya"
            | "makanya"
            | "pokoknya"
            | "sekarang"
            | "jawaban"
            | "tetap"
            | "ttp"
            | "karena"
            | "krn"
    )
}

/// "maksud saya TIDAK", "ralat: TIDAK", "sudah saya bilang tidak".
fn puts_right(clause: &[Token<'_>]) -> bool {
    clause.iter().any(|token| {
        matches!(
            token.word,
            "bilang"
                | "maksud"
                | "mksd"
                | "maksudnya"
                | "ralat"
                | "koreksi"
                | "re"
                | "tetap"
                | "pokoknya"
        )
    })
}

/// "salah ketik", "YA eh salah", "bukan ya", "ralat".
fn is_correction(clause: &[Token<'_>]) -> bool {
    let has = |words: &[&str]| clause.iter().any(|token| words.contains(&token.word));
    let slip = has(&["salah", "kepencet", "ralat", "koreksi", "typo", "re"]);
    let denies_yes = clause
        .first()
        .is_some_and(|token| matches!(token.word, "bukan" | "bkn"))
        && clause.len() <= 3
        && clause.iter().any(|token| token.is(YA.or(AGREE)));
    let slipped =
        slip && clause.len() <= 6 && !clause.iter().any(|token| token.is(NO.or(DONT).or(ASKS)));
    // "tadi setuju, tidak"
    let earlier = has(&[
        "tadi",
        "td",
        "tdi",
        "tadinya",
        "awalnya",
        "kemarin",
        "sebelumnya",
    ]) && clause.len() <= 5
        && clause.iter().any(|token| token.is(YA.or(AGREE)))
        && !clause.iter().any(|token| token.is(NO.or(DONT).or(ASKS)));
    denies_yes || slipped || earlier
}

/// Whether a clause beside a no leaves it one. After an outright refusal, a delay tells why.
fn is_harmless(clause: &[Token<'_>], outright: bool) -> bool {
    let mut denied = false;
    for (at, token) in clause.iter().enumerate() {
        let last = at + 1 == clause.len();
        let particle = token.is(YA) && at > 0 && (outright || last);
        let kok = last && matches!(token.word, "kok" | "koq");
        let takes_back = denied && token.is(FINE.or(REFUSE)) && !token.is(DONT);
        let agreed = token.is(AGREE) && !denied;
        let answers = token.is(YA) && !particle || agreed || token.is(ASKS) && !kok;
        if takes_back || answers || is_condition(token.word) {
            return false;
        }
        if !outright && (is_delay(token.word) || token.is(TYPE)) {
            return false;
        }
        if !outright && token.is(HALF) {
            return false;
        }
        denied = token.is(NO.or(DONT)) || denied && token.is(ME.or(JUST));
    }
    !clause.first().is_some_and(|token| token.is(FINE)) || clause.iter().any(|token| token.is(STOP))
}

fn is_condition(word: &str) -> bool {
    matches!(
        word,
        "kalau"
            | "kalo"
            | "klo"
            | "kl"
            | "kalok"
            | "klau"
            | "jika"
            | "jk"
            | "jikalau"
            | "bila"
            | "bilamana"
            | "apabila"
            | "asal"
            | "asalkan"
            | "asl"
            | "kecuali"
            | "andai"
            | "andaikan"
            | "seandainya"
            | "selama"
            | "tergantung"
            | "if"
            | "unless"
            | "tapi"
            | "tp"
            | "tpi"
            | "tetapi"
            | "namun"
            | "atau"
            | "ato"
            | "atw"
            | "nek"
            | "molo"
    )
}

fn is_delay(word: &str) -> bool {
    matches!(
        word,
        "nanti"
            | "nnti"
            | "ntar"
            | "besok"
            | "bsk"
            | "lusa"
            | "dulu"
            | "dl"
            | "dlu"
            | "tunggu"
            | "mungkin"
            | "pikir"
            | "pikir2"
    )
}
