//! Opt-out in any context, and a plain no to our question.

use super::lexicon::{
    ADDRESS, ADVERB, AGAIN, AGREE, ALREADY, AND, ASKS, CONSENT, CONTACTED, DAYTIME, DONT, DROP,
    FINE, GREETING, HALF, IF, JUST, LINK, LIST, ME, MESSAGE, NEED, NO, NOW, NUISANCE, NUMBER, OFF,
    OUTCRY, PARTICLE, PLEASE, READY, RECEIVE, REFUSE, RETRACT, Roles, SEND, SIGNED, STOP,
    SUBSCRIPTION, THANKS, THIS, TITLE, TOPIC, VERY, WANT, WILLING, WITHDRAW, YA,
};
use super::normalise::{Gap, Signs};
use super::phrase::Token;
use super::{rules, tail};

/// The most tokens of a plain no with its reasons.
const MOST_TOKENS: usize = 64;

/// What may stand around any refusal.
const AROUND: Roles = ADDRESS
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
    .or(AND);

/// Greetings, thanks and the like: nothing that is said.
const COURTESY: Roles = ADDRESS
    .or(TITLE)
    .or(GREETING)
    .or(DAYTIME)
    .or(THANKS)
    .or(READY)
    .or(PLEASE)
    .or(OUTCRY)
    .or(PARTICLE);

/// What we send, and sending it.
const OBJECT: Roles = SEND.or(MESSAGE).or(RECEIVE).or(SUBSCRIPTION);

/// The rule by which a clause is a plain opt-out, whatever we wrote last.
pub(super) fn stop(tokens: &[Token<'_>]) -> Option<&'static str> {
    let mut found = None;
    for clause in clauses(tokens) {
        found = found.or_else(|| opt_out(clause));
    }
    let rule = found?;
    if quotes_us(tokens) || agrees(tokens) {
        return None;
    }
    let others = |roles| tokens.iter().any(|token| token.is(roles));
    let amended = others(IF) && !dulu_only(tokens)
        || tokens.iter().any(|token| {
            matches!(
                token.word,
                "ganti" | "diganti" | "gantikan" | "ubah" | "pindah"
            )
        })
        || clauses(tokens).any(|clause| opt_out(clause).is_none() && clause_is_rather(clause));
    (rule == rules::DENY_STOP || !amended).then_some(rule)
}

/// "wa saja": another way instead.
fn clause_is_rather(clause: &[Token<'_>]) -> bool {
    clause.iter().any(|token| token.is(JUST)) && clause.iter().any(|token| token.is(SEND))
}

/// The clauses of a message, without those breaks that only set off a form of address.
fn clauses<'a, 't>(tokens: &'a [Token<'t>]) -> impl Iterator<Item = &'a [Token<'t>]> {
    tokens.chunk_by(|_, next| next.gap < Gap::Comma)
}

/// Our own request or instructions, sent back.
fn quotes_us(tokens: &[Token<'_>]) -> bool {
    tokens.iter().any(|token| {
        matches!(
            token.word,
            "ketik" | "ketikan" | "balas" | "bales" | "balaslah" | "reply" | "type" | "membalas"
        )
    })
}

/// An agreement that is not denied by the word before it.
fn agrees(tokens: &[Token<'_>]) -> bool {
    let mut denied = false;
    for token in tokens {
        if token.is(AGREE) && !denied {
            return true;
        }
        denied = token.is(NO.or(HALF)) || denied && token.is(ADVERB.or(WANT).or(ME));
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
fn only(clause: &[Token<'_>], roles: Roles) -> bool {
    let about_messages = clause.iter().any(|token| token.is(MESSAGE));
    for (at, token) in clause.iter().enumerate() {
        let fits = token.is(roles)
            || at == 0 && token.is(DAYTIME)
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
    let has = |roles| clause.iter().any(|token| token.is(roles));
    let place = |roles| clause.iter().position(|token| token.is(roles));
    if !has(STOP.or(WITHDRAW).or(DROP).or(OFF).or(DONT).or(NO)) {
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
    if has(STOP) {
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
        return ((has(CONSENT) || notifications) && !has(NO.or(DONT)) && only(clause, allowed))
            .then_some(rules::DENY_WITHDRAW);
    }
    if has(DROP) {
        let data = clause
            .iter()
            .any(|token| matches!(token.word, "data" | "nama" | "identitas"));
        let mine = has(ME)
            || has(THIS) && !data
            || has(SIGNED) && has(LIST)
            || clause.iter().any(|token| token.word.ends_with("ku"));
        let kept = has(NUMBER) || has(LIST);
        let allowed = AROUND
            .or(DROP)
            .or(NUMBER)
            .or(LIST)
            .or(WANT)
            .or(ADVERB)
            .or(MESSAGE);
        let negated = has(DONT) || clause.iter().any(is_no);
        // "remove me", "hapus saya"; "saya keluar" may be anything.
        let me_only = has(ME) && clause.len() <= 5 && !clause.iter().any(|t| t.word == "keluar");
        let leaves = clause
            .iter()
            .any(|token| matches!(token.word, "layanan" | "grup" | "group" | "grub"))
            || has(MESSAGE.or(SUBSCRIPTION)) && clause.iter().any(|t| t.word == "dari");
        let off = mine && (kept || me_only) || leaves && !data && !has(NUMBER);
        return (off && !negated && only(clause, allowed.or(SUBSCRIPTION)))
            .then_some(rules::DENY_ERASE);
    }
    let service = clause
        .iter()
        .position(|token| token.word.starts_with("layanan"));
    if let (Some(off), Some(message)) = (place(OFF), place(MESSAGE).or(service)) {
        let allowed = AROUND.or(OFF).or(MESSAGE).or(WANT);
        return (off < message && !has(NO.or(DONT)) && only(clause, allowed))
            .then_some(rules::DENY_MUTE);
    }
    if refused && (has(SEND) || has(MESSAGE) && has(AGAIN)) {
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
        return only(clause, allowed).then_some(rules::DENY_DO_NOT_SEND);
    }
    let unwanted = denied(clause, WANT.or(AGREE)) && has(OBJECT);
    if unwanted && (has(AGAIN) || clause.iter().any(|token| token.word == "digangu")) {
        let allowed = AROUND
            .or(NO)
            .or(WANT)
            .or(AGREE)
            .or(OBJECT)
            .or(ADVERB)
            .or(ALREADY);
        return only(clause, allowed).then_some(rules::DENY_NO_MORE);
    }
    None
}

/// Whether a word of the roles stands right after a no ("tidak mau", "tidak juga setuju").
fn denied(clause: &[Token<'_>], roles: Roles) -> bool {
    let mut no = false;
    for token in clause {
        if no && token.is(roles) {
            return true;
        }
        no = is_no(token) || no && token.is(ADVERB.or(ME).or(AGAIN));
    }
    // "mohon tidak mengirim"
    clause
        .iter()
        .zip(clause.iter().skip(1))
        .any(|(first, next)| first.is(PLEASE) && roles.any(PLEASE) && is_no(next))
}

/// A no; "no" is also short for a number ("hapus no saya").
fn is_no(token: &Token<'_>) -> bool {
    token.is(NO) && token.word != "no"
}

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
        } else if !courtesy(clause) {
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
    clauses(tokens).all(|clause| taken_back(clause) || courtesy(clause))
        && clauses(tokens).any(taken_back)
}

/// Greetings, thanks, names: nothing that is said.
fn courtesy(clause: &[Token<'_>]) -> bool {
    // "2. TIDAK"
    let numbered = matches!(clause, [token] if token.word.len() == 1 && token.word.as_bytes().first().is_some_and(u8::is_ascii_digit));
    numbered
        || clause.iter().all(|token| token.is(COURTESY))
        || tail::signature(clause, true) == clause.len()
}

fn plain_no(clause: &[Token<'_>]) -> bool {
    let clause = without_name(clause);
    let has = |roles| clause.iter().any(|token| token.is(roles));
    let starts_with_yes = clause
        .iter()
        .find(|token| !token.is(COURTESY))
        .is_some_and(|token| token.is(YA));
    if !has(NO.or(REFUSE).or(DONT)) || starts_with_yes {
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
        if token.is(AGREE.or(WANT)) && !no {
            return false;
        }
        no |= token.is(NO.or(REFUSE).or(DONT));
        before = Some(token);
    }
    // "tidak" alone may be about anything once more words stand by it.
    let of_the_question =
        has(REFUSE.or(DONT)) || denied(clause, WANT.or(AGREE).or(NEED).or(WILLING));
    let allowed = if of_the_question {
        AROUND
            .or(NO)
            .or(REFUSE)
            .or(DONT)
            .or(NEED)
            .or(WANT)
            .or(AGREE)
            .or(WILLING)
            .or(OBJECT)
            .or(NUISANCE)
            .or(CONTACTED)
    } else {
        COURTESY.or(NO).or(ME).or(JUST).or(YA).or(VERY)
    };
    only(clause, allowed)
}

/// A clause without the name of the one who speaks: "saya Budi tidak setuju".
fn without_name<'a, 't>(clause: &'a [Token<'t>]) -> &'a [Token<'t>] {
    let Some((first, rest)) = clause.split_first() else {
        return clause;
    };
    let name = if first.is(ME) {
        tail::name(rest, tail::Lead::Apart)
    } else {
        0
    };
    if name > 0 {
        rest.get(name..).unwrap_or_default()
    } else {
        clause
    }
}

/// "terima kasih tapi tidak": no condition.
fn is_but_no(token: &Token<'_>, next: Option<&Token<'_>>) -> bool {
    matches!(token.word, "tapi" | "tp" | "tpi" | "tetapi" | "but")
        && next.is_some_and(|next| next.is(NO.or(REFUSE).or(ME)))
}

/// "no" is also short for a number: "no hp saya".
fn ends_here(next: Option<&Token<'_>>) -> bool {
    next.is_none_or(|token| token.is(THANKS.or(ADDRESS).or(PARTICLE).or(AGREE).or(NO)))
}
