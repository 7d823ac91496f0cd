//! Opt-out in any context.

use super::erase::{self, erase};
use super::lexicon::{
    ACTIVATE, ADDRESS, ADVERB, AGAIN, AGREE, ALREADY, AND, ANSWER, ASKS, CONSENT, DAYTIME, DONT,
    DROP, FINE, FIRM, GREETING, HALF, HOUSE, IF, JUST, LINK, LIST, ME, MESSAGE, NEED, NO, NOW,
    NUISANCE, NUMBER, OFF, OUTCRY, PARTICLE, PLEASE, READY, RECEIVE, REFUSE, Roles, SEND, STOP,
    SUBSCRIPTION, THANKS, TITLE, TOPIC, TYPE, VERY, WANT, WITHDRAW, YA,
};
use super::normalise::Gap;
use super::number::{blocks, is_of_a_house, misused, written_to};
use super::phrase::Token;
use super::stop::{stops_for_a_reason, was_agreed, without_threat};
use super::{rules, tail};

/// What may stand around any refusal.
pub(super) const AROUND: Roles = ADDRESS
    .or(TITLE)
    .or(GREETING)
    .or(THANKS)
    .or(READY)
    .or(PLEASE)
    .or(PARTICLE)
    .or(JUST)
    .or(YA)
    .or(ME)
    .or(AGAIN)
    .or(NOW)
    .or(LINK)
    .or(VERY)
    .or(OUTCRY)
    .or(TYPE)
    .or(ANSWER)
    .or(AND);

/// Greetings, thanks and the like: nothing that is said.
pub(super) const COURTESY: Roles = ADDRESS
    .or(TITLE)
    .or(GREETING)
    .or(DAYTIME)
    .or(THANKS)
    .or(READY)
    .or(PLEASE)
    .or(ANSWER)
    .or(OUTCRY)
    .or(TYPE)
    .or(PARTICLE);

/// What we send, and sending it.
pub(super) const OBJECT: Roles = SEND.or(MESSAGE).or(RECEIVE).or(SUBSCRIPTION);

/// The rule by which a clause is a plain opt-out, whatever we wrote last.
pub(super) fn stop(tokens: &[Token<'_>]) -> Option<&'static str> {
    let mut found = None;
    for clause in clauses(tokens) {
        found = found.or_else(|| opt_out(clause));
    }
    // "STP" by itself; behind a name it is a degree.
    let is_stp = |token: &Token<'_>| token.word == "stp";
    let hurried = tokens.iter().any(is_stp)
        && tokens
            .iter()
            .all(|token| is_stp(token) || token.is(GREETING.or(DAYTIME).or(ADDRESS)));
    let rule = found
        .or(hurried.then_some(rules::DENY_STOP))
        .or(erase::number_alone(tokens).then_some(rules::DENY_ERASE))?;
    if quotes_us(tokens) || agrees(&still_said(tokens)) {
        return None;
    }
    let others = |roles| tokens.iter().any(|token| token.is(roles));
    let amended = others(IF) && !dulu_only(tokens)
        || tokens.iter().enumerate().any(|(at, token)| {
            // "pemiliknya sudah ganti", "saya ganti nomor"
            let done = at.checked_sub(1).and_then(|at| tokens.get(at));
            let changes = matches!(
                token.word,
                "ganti" | "diganti" | "gantikan" | "ubah" | "pindah"
            );
            changes && !done.is_some_and(|word| word.is(ALREADY.or(ME)))
        })
        || clauses(tokens).any(|clause| opt_out(clause).is_none() && clause_is_rather(clause));
    (rule == rules::DENY_STOP || !amended).then_some(rule)
}

/// What is said without "tadi saya setuju" before an opt-out.
fn still_said<'t>(tokens: &[Token<'t>]) -> Vec<Token<'t>> {
    let said: Vec<_> = clauses(tokens).collect();
    let stops = said.iter().rposition(|clause| opt_out(clause).is_some());
    let kept = said.iter().enumerate().filter(|(at, clause)| {
        let before = stops.is_some_and(|stops| *at < stops);
        !(before && was_agreed(clause))
    });
    kept.flat_map(|(_, clause)| clause.iter().copied())
        .collect()
}

/// "Saya tidak setuju pak", and nothing else: about consent, whoever wrote first; a bare "tidak" is
/// not.
pub(super) fn disagrees_alone(tokens: &[Token<'_>]) -> bool {
    denied(tokens, AGREE) && only(tokens, AROUND.or(NO).or(AGREE))
}

/// "wa saja": another way instead.
fn clause_is_rather(clause: &[Token<'_>]) -> bool {
    // "ke nomor saya saja"
    let to_another = clause.first().is_some_and(|token| token.word == "ke");
    clause.iter().any(|token| token.is(JUST))
        && (to_another || clause.iter().any(|token| token.is(SEND)))
}

/// The clauses of a message, without those breaks that only set off a form of address.
pub(super) fn clauses<'a, 't>(tokens: &'a [Token<'t>]) -> impl Iterator<Item = &'a [Token<'t>]> {
    tokens.chunk_by(|_, next| next.gap < Gap::Comma)
}

/// Our own request or instructions, sent back.
pub(super) fn quotes_us(tokens: &[Token<'_>]) -> bool {
    // "STOP untuk berhenti, YA untuk lanjut"
    let explains = tokens.windows(3).any(|words| match words {
        [word, to, does] => {
            word.is(STOP.or(YA).or(AGREE))
                && matches!(to.word, "untuk" | "utk" | "untk" | "buat" | "to")
                && does.is(STOP.or(ACTIVATE))
        }
        _ => false,
    });
    explains
        || tokens
            .iter()
            .any(|token| token.is(TYPE) || token.word == "membalas")
            && !follows_us(tokens)
}

/// "Balas: TIDAK", "saya ketik STOP": our instruction, followed to the letter.
fn follows_us(tokens: &[Token<'_>]) -> bool {
    let said = tokens
        .iter()
        .position(|token| !token.is(COURTESY.or(ME)) || token.is(TYPE));
    said.is_some_and(|at| tokens.get(at).is_some_and(|token| token.is(TYPE)))
        && tokens.iter().all(|token| {
            token.is(COURTESY.or(ME).or(JUST).or(TYPE).or(NO).or(STOP)) && !token.is(YA)
        })
}

/// An agreement that is not denied by the word before it.
pub(super) fn agrees(tokens: &[Token<'_>]) -> bool {
    let mut denied = false;
    for token in tokens {
        if token.is(AGREE) && !denied {
            return true;
        }
        let goes_on = token.is(ADVERB.or(WANT).or(ME).or(AGAIN)) || token.word == "akan";
        denied = token.is(NO.or(HALF)) || denied && goes_on;
    }
    false
}

fn dulu_only(tokens: &[Token<'_>]) -> bool {
    tokens
        .iter()
        .all(|token| !token.is(IF) || is_for_now(token))
}

/// "dulu" softens a refusal, and takes nothing back.
fn is_for_now(token: &Token<'_>) -> bool {
    matches!(token.word, "dulu" | "dl" | "dlu" | "dahulu")
}

/// Whether every word of the clause is one of the roles, or part of a name at its end.
pub(super) fn only(clause: &[Token<'_>], roles: Roles) -> bool {
    let about_messages = clause.iter().any(|token| token.is(MESSAGE));
    for (at, token) in clause.iter().enumerate() {
        let fits = token.is(roles)
            || at == 0 && token.is(DAYTIME)
            || at > 0 && token.word == "nya"
            || about_messages && token.is(TOPIC)
            || is_for_now(token) && at > 0
            || is_but_no(token, clause.get(at + 1));
        if fits {
            continue;
        }
        let rest = clause.get(at..).unwrap_or_default();
        return at > 0 && tail::signature(rest, false) == rest.len();
    }
    true
}

fn opt_out(clause: &[Token<'_>]) -> Option<&'static str> {
    let clause = without_threat(clause);
    let has = |roles| clause.iter().any(|token| token.is(roles));
    let place = |roles| clause.iter().position(|token| token.is(roles));
    if blocks(clause) {
        return Some(rules::DENY_ERASE);
    }
    if !has(STOP.or(WITHDRAW).or(DROP).or(OFF).or(DONT).or(NO))
        && !clause
            .iter()
            .any(|token| is_unwilling(token) || is_refusing(token))
    {
        return None;
    }
    let elsewhere = clause.iter().zip(clause.iter().skip(1)).any(|(to, place)| {
        to.word == "ke" && matches!(place.word, "kantor" | "dinas" | "bagian" | "pihak")
    });
    if has(ASKS) || elsewhere {
        return None;
    }
    let refused = has(DONT) || denied(clause, NEED) || denied(clause, PLEASE);
    if let Some((before, after)) = place(DONT).and_then(|at| clause.split_at_checked(at)) {
        // "stop ya jangan kirim lagi"
        if before.iter().any(|token| token.is(STOP)) {
            return opt_out(after).and(opt_out(before));
        }
    }
    // "stop saya tidak mau lagi"
    let me = place(ME).and_then(|at| clause.split_at_checked(at));
    if let Some((before, after)) = me.filter(|_| has(STOP) && has(NO)) {
        let allowed = AROUND.or(NO).or(WANT).or(NEED).or(AGREE).or(OBJECT);
        let unwanted = denied(after, WANT.or(NEED).or(AGREE)) && only(after, allowed);
        return opt_out(before).filter(|_| unwanted);
    }
    if has(STOP) {
        if stops_for_a_reason(clause) {
            return Some(rules::DENY_STOP);
        }
        let plain = !has(DONT.or(NO).or(HALF));
        let own = has(ALREADY) && has(ME);
        let allowed = AROUND
            .or(STOP)
            .or(OBJECT)
            .or(NUISANCE)
            .or(WANT)
            .or(NUMBER)
            .or(ALREADY)
            .or(LIST);
        return (plain && !own && only(clause, allowed)).then_some(rules::DENY_STOP);
    }
    if has(WITHDRAW) {
        let notifications = clause.iter().any(|token| token.word.starts_with("notif"));
        let allowed = AROUND
            .or(WITHDRAW)
            .or(CONSENT)
            .or(OBJECT)
            .or(WANT)
            .or(ADVERB);
        // "cabut izin kirim pesan": leave to write to them, not a permit of theirs.
        let leave = clause.windows(2).any(|pair| match pair {
            [leave, sends] => matches!(leave.word, "izin" | "ijin") && sends.is(SEND),
            _ => false,
        });
        let allowed = if leave { allowed.or(TOPIC) } else { allowed };
        return ((has(CONSENT) || notifications || leave)
            && !has(NO.or(DONT))
            && only(clause, allowed))
        .then_some(rules::DENY_WITHDRAW);
    }
    if has(DROP) {
        return erase(clause);
    }
    let service = clause
        .iter()
        .position(|token| token.word.starts_with("layanan"));
    if let (Some(off), Some(message)) = (place(OFF), place(MESSAGE).or(service)) {
        let allowed = AROUND.or(OFF).or(MESSAGE).or(WANT);
        // "mohon notifikasinya dimatikan"
        let asked = has(PLEASE)
            && clause
                .get(off)
                .is_some_and(|token| token.word.starts_with("di"));
        return ((off < message || asked) && !has(NO.or(DONT)) && only(clause, allowed))
            .then_some(rules::DENY_MUTE);
    }
    if refused && names_sending(clause) {
        return not_to_send(clause).then_some(rules::DENY_DO_NOT_SEND);
    }
    no_more(clause).then_some(rules::DENY_NO_MORE)
}

/// "kirim", "pesan … lagi", "diingatkan lagi"
fn names_sending(clause: &[Token<'_>]) -> bool {
    let has = |roles| clause.iter().any(|token| token.is(roles));
    // Folded: "diingatkan", "diingetin".
    let reminded = |token: &Token<'_>| token.word.starts_with("dinge") || token.word == "dingatkan";
    has(SEND) || (has(MESSAGE) || clause.iter().any(reminded)) && has(AGAIN)
}

/// A refusal of what is sent that says nothing else: "jangan kirim ke nomor saya lagi".
fn not_to_send(clause: &[Token<'_>]) -> bool {
    let allowed = AROUND
        .or(DONT)
        .or(NO)
        .or(NEED)
        .or(OBJECT)
        .or(NUMBER)
        .or(NUISANCE)
        .or(LIST)
        .or(ALREADY)
        .or(FINE)
        .or(WANT);
    let house = is_of_a_house(clause);
    only(
        clause,
        if house {
            allowed.or(HOUSE).or(FIRM)
        } else {
            allowed
        },
    )
}

/// "saya tidak mau menerima lagi".
fn no_more(clause: &[Token<'_>]) -> bool {
    if misused(clause) {
        return true;
    }
    // "sudah tidak setuju": no more.
    let ceased = clause
        .windows(2)
        .any(|pair| matches!(pair, [done, no] if done.is(ALREADY) && is_no(no)));
    let has = |roles| clause.iter().any(|token| token.is(roles));
    let unwilling = clause.iter().any(is_unwilling);
    let unwanted = (denied(clause, WANT.or(AGREE)) || unwilling) && has(OBJECT);
    if declined(clause) {
        return true;
    }
    let unwanted = unwanted || denied(clause, AGREE);
    if unwanted && (has(AGAIN) || ceased || clause.iter().any(|token| token.word == "digangu")) {
        let allowed = AROUND
            .or(NO)
            .or(WANT)
            .or(AGREE)
            .or(OBJECT)
            .or(ADVERB)
            .or(ALREADY)
            .or(if unwilling { REFUSE } else { NO });
        return only(clause, allowed);
    }
    false
}

/// "saya menolak menerima notifikasi", "tidak setuju dikirimi WA".
fn declined(clause: &[Token<'_>]) -> bool {
    let has = |roles| clause.iter().any(|token| token.is(roles));
    let refuses = clause.iter().any(is_refusing) && !has(NO);
    let allowed = AROUND
        .or(NO)
        .or(WANT)
        .or(AGREE)
        .or(REFUSE)
        .or(OBJECT)
        .or(ALREADY)
        .or(ADVERB);
    (has(MESSAGE) && has(RECEIVE.or(SUBSCRIPTION)) || written_to(clause))
        && (refuses || denied(clause, WANT.or(AGREE)))
        && only(clause, allowed)
}

/// "saya menolak"
fn is_refusing(token: &Token<'_>) -> bool {
    matches!(token.word, "tolak" | "menolak" | "nolak")
}

/// "gamau nerima notif lagi": a no and a wish in one word.
fn is_unwilling(token: &Token<'_>) -> bool {
    token.is(REFUSE) && token.word.ends_with("mau")
}

/// Whether a word of the roles stands right after a no ("tidak mau", "tidak juga setuju").
pub(super) fn denied(clause: &[Token<'_>], roles: Roles) -> bool {
    let mut no = false;
    let mut will = false;
    for token in clause {
        if no && token.is(roles) || will && roles.any(AGREE) && token.is(AGREE) {
            return true;
        }
        // "tidak akan setuju"
        will = no && token.word == "akan";
        no = is_no(token) || no && token.is(ADVERB.or(ME).or(AGAIN));
    }
    // "mohon tidak mengirim"
    clause
        .iter()
        .zip(clause.iter().skip(1))
        .any(|(first, next)| first.is(PLEASE) && roles.any(PLEASE) && is_no(next))
}

/// A no; "no" is also short for a number ("hapus no saya").
pub(super) fn is_no(token: &Token<'_>) -> bool {
    token.is(NO) && token.word != "no"
}

/// "terima kasih tapi tidak": no condition.
fn is_but_no(token: &Token<'_>, next: Option<&Token<'_>>) -> bool {
    matches!(
        token.word,
        "tapi" | "tp" | "tpi" | "tetapi" | "but" | "namun" | "nmn"
    ) && next.is_some_and(|next| next.is(NO.or(REFUSE).or(ME)))
}
