//! A yes with harmless sentences beside it: "Setuju. Saya pemilik Villa Bukit Kubu, nomor ini
//! aktif terus." Clauses that speak of a matter of `beside` and of nothing else are left out;
//! what remains must be a plain yes by itself. A clause that holds a single word out of place,
//! a yes, a no, a condition or a question stays, and is for the strict reading to understand.

use super::beside::{TYPED, WRITER};
use super::grant::{self, Strength};
use super::lexicon::{
    ADDRESS, ADVERB, AGREE, DAYTIME, FIELD, FIRM, GREETING, HOUSE, JUST, KIN, ME, OFFER, PARTICLE,
    SIGNED, YA,
};
use super::matter;
use super::normalise::{Gap, Signs};
use super::phrase::Token;
use super::talk;

/// The most tokens of an answer with all that stands beside it.
const MOST_TOKENS: usize = 96;

/// How plain a yes the message is without the harmless clauses beside it; none when there is no
/// such clause.
pub(super) fn strength(tokens: &[Token<'_>], signs: Signs, asked: bool) -> Option<Strength> {
    if signs.question || signs.wry || signs.refusing || signs.strange || signs.cut {
        return None;
    }
    let answers = tokens.iter().any(|token| token.is(YA.or(AGREE)));
    if !answers || tokens.len() > MOST_TOKENS {
        return None;
    }
    let mut left: Vec<Token<'_>> = Vec::with_capacity(tokens.len());
    let mut beside = false;
    let mut bare = true;
    let mut said = false;
    let mut agreed = false;
    let mut introduced = false;
    for clause in pieces(tokens) {
        let matters = matter::of(clause);
        let matters = if said && takes_back(clause) {
            0
        } else if said {
            matters & !TYPED
        } else if introduced || introduces(clause) || matters & !WRITER != 0 {
            matters & matter::before()
        } else {
            0
        };
        introduced |= !said && introduces(clause);
        let greets = clause
            .iter()
            .all(|token| token.is(GREETING.or(DAYTIME).or(ADDRESS)));
        let matters = if greets { 0 } else { matters };
        let talks = asked && agreed && matters == 0 && talk::is_talk(clause);
        if matters != 0 || talks || !said && as_for_me(clause) || agreed && others_too(clause) {
            beside = true;
            bare &= said && matters & matter::bare() != 0;
            continue;
        }
        said |= clause.iter().any(|token| token.is(YA.or(AGREE)));
        agreed |= clause
            .iter()
            .any(|token| token.is(AGREE) && !token.is(OFFER));
        let subject = subject(clause);
        if let Some(me) = clause.first().filter(|_| subject > 0) {
            beside = true;
            if me.is(ME) {
                left.push(*me);
            }
        }
        let rest = clause.get(subject..).unwrap_or_default();
        left.extend(rest.iter().enumerate().map(|(at, token)| Token {
            gap: if at == 0 && subject > 0 {
                if clause.first().is_some_and(|me| me.is(ME)) {
                    Gap::Space
                } else {
                    Gap::Line
                }
            } else {
                token.gap
            },
            ..*token
        }));
    }
    if !beside {
        return None;
    }
    match grant::strength(&left, signs)? {
        Strength::Agree if left.iter().any(|token| token.is(AGREE) && !token.is(OFFER)) => {
            Some(Strength::Agree)
        }
        Strength::Yes if bare => Some(Strength::Yes),
        _ => None,
    }
}

/// "setuju. Maaf salah pencet": said before the answer it excuses, behind it it takes back.
fn takes_back(clause: &[Token<'_>]) -> bool {
    clause.iter().any(|token| {
        matches!(
            token.word,
            "salah" | "kesalahan" | "keliru" | "pencet" | "kepencet" | "ketekan" | "typo" | "tipo"
        )
    })
}

/// "kami dari …", "a.n. …", "Toko …"
fn introduces(clause: &[Token<'_>]) -> bool {
    clause.first().is_some_and(|token| {
        token.is(ME.or(SIGNED).or(FIRM).or(HOUSE).or(FIELD))
            || matches!(token.word, "perkenalkan" | "kenalkan" | "ini" | "dengan")
    })
}

/// "Bagi saya, setuju": as for me. "Kalau saya" may be the beginning of a condition.
fn as_for_me(clause: &[Token<'_>]) -> bool {
    matches!(clause, [as_for, me] if me.is(ME)
        && matches!(as_for.word, "bagi" | "buat"))
}

/// "suami juga setuju", after one's own agreement.
fn others_too(clause: &[Token<'_>]) -> bool {
    let (Some(first), Some(last)) = (clause.first(), clause.last()) else {
        return false;
    };
    let kin = first.is(KIN)
        || matches!(
            first.word,
            "suami" | "istri" | "keluarga" | "anak" | "orang"
        );
    let too = clause
        .iter()
        .any(|token| matches!(token.word, "juga" | "jg" | "pun"));
    kin && too
        && last.is(AGREE)
        && clause.iter().all(|token| {
            token.is(ME.or(KIN).or(AGREE).or(ADVERB))
                || matches!(token.word, "suami" | "istri" | "keluarga" | "anak")
        })
}

/// How many tokens before the agreement say who it is that agrees: "kami pengurus CU Maju
/// Bersama menyatakan setuju", "pihak hotel setuju".
fn subject(clause: &[Token<'_>]) -> usize {
    let Some(agrees) = clause.iter().position(|token| token.is(AGREE)) else {
        return 0;
    };
    let before = clause.get(..agrees).unwrap_or_default();
    let states = before
        .iter()
        .rev()
        .take_while(|token| token.is(ADVERB))
        .count();
    let until = agrees - states;
    // "berdasarkan pesan tersebut saya menyatakan setuju"
    if until > 1 && before.get(until - 1).is_some_and(|token| token.is(ME)) {
        let led = before.get(..until - 1).unwrap_or_default();
        let called = led.last().is_some_and(|token| token.is(KIN));
        if !called && matter::of(led) & matter::before() & !WRITER != 0 {
            return until - 1;
        }
    }
    let who = clause.get(..until).unwrap_or_default();
    let house = who.get(1).is_some_and(|token| {
        token.is(FIRM.or(HOUSE)) || matches!(token.word, "perusahan" | "manajemen" | "pengelola")
    });
    let speaks = who
        .first()
        .is_some_and(|first| first.is(ME) && !first.is(AGREE) || first.word == "pihak" && house);
    if speaks && who.len() > 1 && matter::of(who) & WRITER != 0 {
        until
    } else {
        0
    }
}

/// What opens a clause after a form of address: "setuju pak ini saya yang …".
fn starts(token: &Token<'_>) -> bool {
    token.is(ME)
        || matches!(
            token.word,
            "ini"
                | "tadi"
                | "td"
                | "kemarin"
                | "kmrn"
                | "nomor"
                | "memang"
                | "dari"
                | "sudah"
                | "sdh"
        )
}

/// The clauses; after a yes, a reason or a plea opens one without a mark before it, and so does
/// what follows a form of address.
fn pieces<'a, 't>(tokens: &'a [Token<'t>]) -> Vec<&'a [Token<'t>]> {
    let mut pieces = Vec::new();
    let mut rest = tokens;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at_checked(piece(rest)).unwrap_or((rest, &[]));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

/// How many tokens the first clause has.
fn piece(tokens: &[Token<'_>]) -> usize {
    // "selamat malam bu saya setuju"
    let courtesy = GREETING.or(DAYTIME).or(ADDRESS);
    let greeting = tokens
        .first()
        .is_some_and(|token| token.is(GREETING.or(DAYTIME)));
    let greeted = tokens
        .iter()
        .enumerate()
        .take_while(|(at, token)| token.is(courtesy) && (*at == 0 || token.gap == Gap::Space))
        .count();
    if greeting && greeted < tokens.len() {
        return greeted;
    }
    let mut agreed = false;
    for (at, pair) in tokens.windows(2).enumerate() {
        let [one, next] = pair else { break };
        let labels = one.is(FIELD) && next.colon;
        if next.gap > Gap::Space && !labels {
            return at + 1;
        }
        let called = agreed && one.is(ADDRESS) && starts(next);
        let answers =
            !agreed && one.is(YA) && !next.is(AGREE.or(YA).or(ADDRESS).or(PARTICLE).or(JUST));
        agreed |= one.is(AGREE.or(YA));
        // "setuju kami di Tiganderket"
        let from = one.is(AGREE)
            && next.is(ME)
            && tokens
                .get(at + 2)
                .is_some_and(|token| matches!(token.word, "di" | "i" | "dari" | "dr"));
        let opens = agreed
            && (from
                || matter::opens(next) && !one.is(ME)
                || matter::is_when(tokens.get(at + 1..).unwrap_or_default(), 0));
        if called || answers || opens {
            return at + 1;
        }
    }
    tokens.len()
}
