//! A plain no to our question, and an answer taken back.

use super::calm::{is_calm, warns};
use super::lexicon::{
    ADDRESS, ADVERB, AGREE, ALREADY, AND, ASKS, CONSENT, CONTACTED, DAYTIME, DONT, EXCUSE, FIRM,
    GREETING, HALF, IF, JUST, ME, NEED, NO, NOW, NUISANCE, PARTICLE, READY, RECEIVE, REFUSE,
    RETRACT, SIGNED, THANKS, THIS, VERY, WANT, WILLING, YA, YES,
};
use super::normalise::{Gap, Signs};
use super::phrase::Token;
use super::refuse::{AROUND, COURTESY, OBJECT, agrees, clauses, denied, is_no, only, quotes_us};
use super::{tail, trade};

/// The most tokens of a plain no with its reasons.
const MOST_TOKENS: usize = 64;

/// Whether the whole message is a plain no to our question.
pub(super) fn no(tokens: &[Token<'_>], signs: Signs) -> bool {
    if tokens.len() > MOST_TOKENS {
        return false;
    }
    if signs.question || signs.strange || signs.cut || agrees(tokens) || quotes_us(tokens) {
        return false;
    }
    let mut refused = false;
    let mut outright = false;
    let mut all = true;
    let mut more_may_matter = false;
    for clause in clauses(tokens) {
        if plain_no(clause) || taken_back(clause) {
            refused = true;
            outright |= denied(clause, AGREE.or(WANT).or(NEED).or(WILLING))
                || clause.iter().any(|token| token.is(REFUSE));
        } else if !(courtesy(clause)
            || is_calm(clause)
            || warns(clause)
            || not_yet(clause)
            || refused && sees_to_it(clause))
        {
            all = false;
            more_may_matter |= clause
                .iter()
                .any(|token| token.is(IF.or(ASKS).or(YA).or(AGREE)));
        }
    }
    refused && (all || outright && !more_may_matter)
}

/// Whether a clause takes an answer back and says nothing else: "batal saja", "gak jadi".
fn taken_back(clause: &[Token<'_>]) -> bool {
    if !clause.iter().any(|token| token.is(RETRACT)) {
        return false;
    }
    let mut back = false;
    for token in clause {
        // "batal setuju", not "setuju batal".
        if token.is(AGREE.or(CONSENT)) && !back {
            return false;
        }
        back |= token.is(RETRACT);
    }
    let allowed = COURTESY
        .or(RETRACT)
        .or(ME)
        .or(JUST)
        .or(AGREE)
        .or(CONSENT)
        .or(THIS)
        .or(ADVERB)
        .or(VERY)
        .or(NOW);
    let opens = clause.iter().find(|token| !token.is(COURTESY));
    let yes_first = opens.is_some_and(|token| token.is(YA));
    let held = clause.iter().any(|token| token.is(DONT));
    back && !held && !yes_first && only(clause, allowed.or(YA))
}

/// Whether the whole message takes an answer back.
pub(super) fn takes_back(tokens: &[Token<'_>]) -> bool {
    clauses(tokens).any(taken_back)
        && clauses(tokens).all(|clause| taken_back(clause) || courtesy(clause))
}

/// Greetings, thanks, names: nothing that is said.
pub(super) fn courtesy(clause: &[Token<'_>]) -> bool {
    // "2. TIDAK"
    let numbered = clause.split_last().is_some_and(|(last, before)| {
        last.word.len() == 1
            && (last.word == "b" || last.word.bytes().all(|byte| byte.is_ascii_digit()))
            && before.iter().all(|token| token.is(COURTESY))
    });
    numbered
        || clause.iter().all(|token| token.is(COURTESY.or(SIGNED)))
        || is_excuse(clause)
        || tail::signature(clause, true) == clause.len()
}

/// "belum bersedia", beside a no.
fn not_yet(clause: &[Token<'_>]) -> bool {
    let half = clause.iter().any(|token| token.is(HALF));
    half && only(clause, COURTESY.or(HALF).or(AGREE).or(WANT).or(NEED).or(ME))
}

/// "saya urus langsung ke kantor saja", beside a no.
fn sees_to_it(clause: &[Token<'_>]) -> bool {
    let does = |token: &Token<'_>| {
        matches!(
            token.word,
            "urus"
                | "mengurus"
                | "ngurus"
                | "datang"
                | "cek"
                | "ngecek"
                | "tanya"
                | "tanyakan"
                | "tutup"
                | "bangkrut"
                | "pindah"
                | "dijual"
        )
    };
    let around = |token: &Token<'_>| {
        matches!(
            token.word,
            "langsung"
                | "lsg"
                | "sendiri"
                | "ke"
                | "di"
                | "kantor"
                | "dinas"
                | "loket"
                | "biar"
                | "akan"
                | "bisa"
                | "nanti"
                | "izinya"
                | "izin"
                | "sudah"
                | "sdh"
                | "udah"
                | "usaha"
                | "usahanya"
                | "toko"
                | "warung"
                | "tokonya"
        )
    };
    clause
        .first()
        .is_some_and(|token| token.is(ME) || around(token))
        && clause.iter().any(does)
        && clause
            .iter()
            .all(|token| does(token) || around(token) || token.is(ME.or(JUST).or(ADDRESS)))
}

/// "maaf ya pak": the "ya" there says nothing.
fn is_excuse(clause: &[Token<'_>]) -> bool {
    let said = greeted(clause);
    said.first().is_some_and(|token| token.is(THANKS))
        && clause.iter().all(|token| token.is(COURTESY.or(YA)))
}

/// "maaf ya bu", with more behind it.
fn opens_excuse(clause: &[Token<'_>]) -> bool {
    clause
        .first()
        .is_some_and(|token| token.is(EXCUSE) && token.is(THANKS))
        && clause.get(1).is_some_and(|token| token.is(YA))
}

/// A clause up to the reason it gives: "tidak setuju karena …", "gak usah pak saya …".
fn without_reason<'a, 't>(clause: &'a [Token<'t>]) -> &'a [Token<'t>] {
    let reason = (1..clause.len()).find(|at| {
        let (before, after) = clause.split_at_checked(*at).unwrap_or_default();
        let refused = denied(before, WANT.or(AGREE).or(NEED).or(WILLING));
        let names = after.first().is_some_and(|token| {
            matches!(
                token.word,
                "karena" | "karna" | "krn" | "krna" | "sebab" | "soalnya"
            )
        });
        let mine = after
            .first()
            .is_some_and(|token| matches!(token.word, "nomor" | "no" | "data" | "hp" | "wa"))
            && after.get(1).is_some_and(|token| token.is(ME));
        let called = before.last().is_some_and(|token| token.is(ADDRESS))
            && after
                .first()
                .is_some_and(|token| token.is(ME) || token.word == "nanti")
            && denied(before, NEED.or(WANT));
        // "nanti saya tanya langsung"
        let asks = |token: &Token<'_>| {
            token.is(ASKS) && !matches!(token.word, "tanya" | "nanya" | "tanyakan")
        };
        let refused = refused || names && before.iter().any(|token| token.is(REFUSE));
        refused
            && (names || mine || called)
            && !after.iter().any(|token| asks(token) || token.is(YA))
    });
    reason.and_then(|at| clause.get(..at)).unwrap_or(clause)
}

pub(super) fn plain_no(clause: &[Token<'_>]) -> bool {
    if !clause.iter().any(|token| token.is(NO.or(REFUSE).or(DONT))) {
        return false;
    }
    let clause = without_reason(without_name(greeted(clause)));
    let has = |roles| clause.iter().any(|token| token.is(roles));
    let starts_with_yes = clause
        .iter()
        .find(|token| !token.is(COURTESY))
        .is_some_and(|token| token.is(YA) && !opens_excuse(clause));
    if !has(NO.or(REFUSE).or(DONT)) || starts_with_yes {
        return false;
    }
    // "jangan-jangan penipuan": perhaps.
    let perhaps = clause.windows(2).any(|pair| match pair {
        [one, other] => one.is(DONT) && one.word == other.word,
        _ => false,
    });
    if perhaps && clause.len() > 2 {
        return false;
    }
    // "gas ga ya": shall we?
    let called = clause
        .iter()
        .rev()
        .take_while(|token| token.is(ADDRESS))
        .count();
    let wonders = matches!(clause.get(..clause.len() - called), Some([.., first, no, ya])
        if is_no(no) && ya.is(YA) && first.is(READY));
    if warns(clause) || is_calm(clause) || wonders {
        return false;
    }
    let mut no = false;
    let mut before: Option<&Token<'_>> = None;
    for (at, token) in clause.iter().enumerate() {
        let after_no = before.is_some_and(|word| word.is(NO));
        // "tidak keberatan", "tidak mengerti", "tidak baik"
        if token.is(REFUSE.or(READY)) && after_no && token.gap == Gap::Space {
            return false;
        }
        if token.word == "no" && !ends_here(clause.get(at + 1)) {
            return false;
        }
        // "tidak iya" says both; a "ya" there is a particle.
        let both = no && token.is(YA) && !token.is(YES.or(WILLING).or(NO));
        if both || token.is(AGREE.or(WANT)) && !no {
            return false;
        }
        no |= token.is(NO.or(REFUSE).or(DONT));
        before = Some(token);
    }
    if gives_none(clause) {
        return true;
    }
    // "tidak" alone may be about anything once more words stand by it.
    let of_the_question = has(REFUSE.or(DONT))
        || denied(clause, WANT.or(AGREE).or(NEED).or(WILLING))
        || not_taken(clause);
    let allowed = if of_the_question {
        AROUND
            .or(NO)
            .or(REFUSE)
            .or(DONT)
            .or(NEED)
            .or(WANT)
            .or(AGREE)
            .or(WILLING)
            .or(ADVERB)
            .or(OBJECT)
            .or(NUISANCE)
            .or(CONTACTED)
    } else {
        COURTESY
            .or(NO)
            .or(ME)
            .or(JUST)
            .or(YA)
            .or(VERY)
            .or(NOW)
            .or(AND)
    };
    let clause = match clause.split_first() {
        // "jelas tidak"
        Some((first, rest)) if is_surely(first) && !first.is(YA) => rest,
        // "sudah tidak usah"
        Some((first, rest)) if of_the_question && first.is(ALREADY) && first.single => rest,
        // "untuk sekarang tidak"
        Some((first, rest)) if matches!(first.word, "untuk" | "utk" | "buat") && first.single => {
            rest
        }
        _ => clause,
    };
    only(clause, allowed)
}

/// A clause without the greeting before it: "selamat malam bu saya …".
pub(super) fn greeted<'a, 't>(clause: &'a [Token<'t>]) -> &'a [Token<'t>] {
    let opening = GREETING.or(DAYTIME).or(ADDRESS);
    let until = clause
        .iter()
        .take_while(|token| token.is(opening) && !token.is(NO.or(REFUSE).or(DONT).or(EXCUSE)))
        .count();
    clause.get(until..).unwrap_or_default()
}

/// A clause without the name of the one who speaks: "saya Budi tidak setuju".
fn without_name<'a, 't>(clause: &'a [Token<'t>]) -> &'a [Token<'t>] {
    let Some((first, rest)) = clause.split_first() else {
        return clause;
    };
    let name = if first.is(FIRM) {
        return clause.get(trade::firm(clause)..).unwrap_or(clause);
    } else if first.is(ME) {
        tail::name(rest, tail::Lead::Apart).max(tail::signature(rest, true))
    } else {
        0
    };
    if name > 0 {
        rest.get(name..).unwrap_or_default()
    } else {
        clause
    }
}

fn is_surely(token: &Token<'_>) -> bool {
    matches!(
        token.word,
        "tentu" | "jelas" | "pasti" | "sayangnya" | "tentunya"
    )
}

/// "saya tidak memberikan persetujuan", and nothing else.
fn gives_none(clause: &[Token<'_>]) -> bool {
    let gives = |token: &Token<'_>| {
        matches!(
            token.word,
            "memberi" | "memberikan" | "beri" | "berikan" | "kasih"
        )
    };
    let gives_none = clause.windows(3).any(|words| match words {
        [no, verb, consent] => is_no(no) && gives(verb) && consent.is(CONSENT),
        _ => false,
    });
    let around = COURTESY.or(NO).or(CONSENT).or(ME).or(JUST);
    gives_none && clause.iter().all(|token| gives(token) || token.is(around))
}

/// "tidak menerima", and no word of what; with one it may tell of a message that never came.
fn not_taken(clause: &[Token<'_>]) -> bool {
    let taken = clause
        .iter()
        .position(|token| token.is(RECEIVE) && token.word == "menerima");
    taken.is_some_and(|at| {
        at > 0
            && clause.get(at - 1).is_some_and(|token| token.is(NO))
            && clause.iter().skip(at + 1).all(|token| token.is(COURTESY))
    })
}

/// "no" is also short for a number: "no hp saya".
fn ends_here(next: Option<&Token<'_>>) -> bool {
    next.is_none_or(|token| token.is(THANKS.or(ADDRESS).or(PARTICLE).or(AGREE).or(NO)))
}
