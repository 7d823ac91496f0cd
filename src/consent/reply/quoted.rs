//! Our own question or instruction sent back with the answer behind it: "Balas YA atau SETUJU
//! untuk menerima -> SETUJU", "Apakah Bapak/Ibu bersedia menerima pesan …? Jawaban: YA".

use std::collections::HashSet;
use std::sync::LazyLock;

use super::grant::{self, Strength};
use super::lexicon::{
    ADDRESS, AGREE, ANSWER, DAYTIME, GREETING, ME, MESSAGE, NO, RECEIVE, STOP, TYPE, YA,
};
use super::normalise::{Gap, Signs};
use super::phrase::Token;
use super::{no, spelling};

/// The words of our request, however the office has put it.
const OURS: &str = "\
apakah bapak ibu bapak/ibu saudara saudari anda yth bersedia menerima pesan pesan2 notifikasi pemberitahuan \
informasi info perizinan perijinan izin dari dpmptsp ptsp dinas penanaman modal dan pelayanan \
terpadu satu pintu kabupaten kab karo melalui lewat whatsapp wa ini balas balaslah ketik kirim \
jawab ya setuju atau untuk tidak menolak stop berhenti kapan saja silakan silahkan nomor kami \
selamat pagi siang sore malam salam mohon am pm";

/// The fewest words of a quotation, and the most of the answer behind it.
const LEAST_QUOTED: usize = 4;
const MOST_ANSWER: usize = 12;
/// The most tokens of both.
const MOST_TOKENS: usize = 96;

static WORDS: LazyLock<HashSet<String>> =
    LazyLock::new(|| OURS.split_whitespace().map(spelling::squeezed).collect());

/// How plain a yes stands behind our own words; none when the message opens with anything else.
pub(super) fn strength(tokens: &[Token<'_>], signs: Signs) -> Option<Strength> {
    if signs.asks_last || tokens.len() > MOST_TOKENS {
        return None;
    }
    let speaks_of_it = tokens
        .iter()
        .any(|token| token.is(MESSAGE.or(RECEIVE).or(TYPE)));
    let courtesy = GREETING.or(DAYTIME).or(ADDRESS);
    let called = tokens.iter().take_while(|token| token.is(courtesy)).count();
    let opens = tokens.get(called);
    if !speaks_of_it || opens.is_some_and(|token| token.is(NO.or(YA).or(AGREE))) {
        return None;
    }
    let ours = tokens.iter().take_while(|token| is_ours(token)).count();
    let signs = Signs {
        question: false,
        ..signs
    };
    (called + LEAST_QUOTED..=ours.min(tokens.len().saturating_sub(1)))
        .filter(|at| tokens.len() - at <= MOST_ANSWER)
        .find_map(|at| {
            let (quoted, answer) = tokens.split_at_checked(at)?;
            let first = answer.first()?;
            let answers = first.gap == Gap::Line
                || first.colon
                || first.is(ANSWER)
                || first.is(ME)
                    && answer
                        .iter()
                        .any(|token| token.is(TYPE.or(ANSWER)) || token.colon)
                || quoted.last().is_some_and(|last| last.is(RECEIVE))
                    && answer.iter().skip(1).all(|token| token.gap == Gap::Space);
            let asked = answer.iter().skip(1).any(|token| token.asked);
            let named = quoted
                .iter()
                .any(|token| token.is(MESSAGE.or(RECEIVE).or(TYPE)));
            if first.gap < Gap::Comma || !answers || asked || !named || refuses(quoted) {
                return None;
            }
            // "Saya: YA", as a chat is copied.
            let speaker = usize::from(first.is(ME) && answer.get(1).is_some_and(|next| next.colon));
            grant::strength(answer.get(speaker..).unwrap_or_default(), signs)
        })
}

/// Whether a no or a stop among our words is no instruction of ours: "balas TIDAK", "STOP kapan
/// saja", "YA atau TIDAK".
fn refuses(quoted: &[Token<'_>]) -> bool {
    (0..quoted.len()).any(|at| {
        let before = at.checked_sub(1).and_then(|at| quoted.get(at));
        let instructed = before.is_some_and(|token| {
            matches!(
                token.word,
                "balas" | "ketik" | "jawab" | "atau" | "untuk" | "utk"
            )
        });
        let explained = quoted
            .get(at + 1)
            .is_some_and(|token| matches!(token.word, "untuk" | "utk" | "kapan" | "atau"));
        quoted.get(at).is_some_and(|token| token.is(NO.or(STOP))) && !instructed && !explained
    })
}

/// "Balas TIDAK untuk menolak", and TIDAK on a line of its own.
pub(super) fn refused(tokens: &[Token<'_>]) -> bool {
    behind_instruction(tokens).is_some_and(no::plain_no)
}

/// "Balas STOP untuk berhenti", and STOP on a line of its own.
pub(super) fn stopped(tokens: &[Token<'_>]) -> bool {
    behind_instruction(tokens).is_some_and(|answer| {
        answer.iter().any(|token| token.is(STOP))
            && answer.iter().all(|token| token.is(STOP.or(ADDRESS)))
    })
}

/// The last line, where all before it is our own instruction.
fn behind_instruction<'a, 't>(tokens: &'a [Token<'t>]) -> Option<&'a [Token<'t>]> {
    let last = tokens.iter().rposition(|token| token.gap == Gap::Line)?;
    let (quoted, answer) = tokens.split_at_checked(last)?;
    let ours = quoted.len() + 1 >= LEAST_QUOTED
        && quoted.iter().any(|token| token.is(TYPE))
        && quoted.iter().all(is_ours)
        && !answer.iter().any(|token| token.asked);
    ours.then_some(answer)
}

fn is_ours(token: &Token<'_>) -> bool {
    !token.single
        || token.is(GREETING.or(DAYTIME).or(ADDRESS))
        || WORDS.contains(token.word)
        || token.word.bytes().all(|byte| byte.is_ascii_digit())
}

/// "STOP itu ke nomor ini?": of the word, in a question.
pub(super) fn names_the_word(tokens: &[Token<'_>]) -> bool {
    tokens.windows(2).any(|pair| match pair {
        [stop, next] => {
            stop.is(STOP)
                && next.gap == Gap::Space
                && matches!(next.word, "itu" | "tu" | "ke" | "dikirim" | "diketik")
        }
        _ => false,
    })
}
