//! To what else than our question a yes may be said that has no word of agreement: a wait for news,
//! an order, news that came, the office that is asked after. Such a yes is none.

use super::around;
use super::lexicon::{
    ADDRESS, AGREE, CONFIRM, CONTACTED, DAYTIME, EXCUSE, GREETING, LINK, ME, MESSAGE, OFFER,
    PARTICLE, READY, RECEIVE, WANT, WEAK, YA,
};
use super::normalise::Gap;
use super::phrase::Token;

/// Whether the yes may be to something else. An agreement in words says what it is about; an offer
/// does if we have just `asked`.
pub(super) fn is_to_something_else(tokens: &[Token<'_>], asked: bool) -> bool {
    let agrees = tokens
        .iter()
        .any(|token| token.is(AGREE) && (asked || !token.is(OFFER)));
    !agrees
        && (waits(tokens)
            || asks_for_news(tokens)
            || orders(tokens)
            || reports(tokens)
            || answers_who(tokens)
            || !asked && tokens.iter().any(is_late))
}

/// "ya kami tunggu kabarnya"; to wait for our notifications is to want them, and so is "ya mau".
fn waits(tokens: &[Token<'_>]) -> bool {
    let awaits = |token: &Token<'_>| {
        matches!(
            token.word,
            "tungu"
                | "ditungu"
                | "menungu"
                | "nungu"
                | "tunguin"
                | "dinanti"
                | "menanti"
                | "dinantikan"
                | "nantikan"
        )
    };
    tokens.iter().any(awaits)
        && !tokens
            .iter()
            .any(|token| is_notice(token) || token.is(WANT.or(WEAK)))
}

/// "maaf telat balas", where we have asked nothing.
fn is_late(token: &Token<'_>) -> bool {
    token.roles.all(READY.or(EXCUSE)) && around::is_late(token.word)
}

/// What none but we would send.
fn is_notice(token: &Token<'_>) -> bool {
    ["notif", "notip", "pemberitahuan", "pengingat", "reminder"]
        .iter()
        .any(|head| token.word.starts_with(head))
}

/// "ya minta infonya"
fn asks_for_news(tokens: &[Token<'_>]) -> bool {
    tokens.windows(2).any(|pair| {
        let [asks, news] = pair else { return false };
        matches!(asks.word, "minta" | "mnta" | "mintak")
            && news.gap == Gap::Space
            && (news.is(MESSAGE) || news.word == "kabarnya")
            && !news.is(CONTACTED)
    }) && !tokens.iter().any(is_notice)
}

/// "ya mau pesan kak": to order, where nothing says what message is wanted.
fn orders(tokens: &[Token<'_>]) -> bool {
    tokens.windows(2).enumerate().any(|(at, pair)| {
        let [wants, orders] = pair else { return false };
        let named = tokens
            .get(at + 2)
            .is_some_and(|next| next.gap == Gap::Space && next.is(MESSAGE.or(LINK)));
        wants.is(WANT)
            && orders.gap == Gap::Space
            && matches!(orders.word, "pesan" | "psn")
            && !named
    })
}

/// "ya saya dapat pesannya": it came.
fn reports(tokens: &[Token<'_>]) -> bool {
    let before = YA.or(ME).or(ADDRESS).or(PARTICLE).or(GREETING).or(DAYTIME);
    let gets = tokens.iter().position(|token| !token.is(before));
    gets.is_some_and(|at| {
        // "ya dapat menerima notifikasi": they can.
        let can = tokens.get(at + 1).is_some_and(|next| next.is(RECEIVE));
        at > 0
            && !can
            && tokens
                .get(at)
                .is_some_and(|token| matches!(token.word, "dapat" | "dpt" | "dapet"))
    })
}

/// "ya benar dari dinas": as one answers who it is that is meant.
fn answers_who(tokens: &[Token<'_>]) -> bool {
    let office = |token: &Token<'_>| {
        matches!(
            token.word,
            "dinas" | "dpmptsp" | "ptsp" | "perizinan" | "perijinan"
        )
    };
    let before = YA
        .or(CONFIRM)
        .or(ADDRESS)
        .or(PARTICLE)
        .or(GREETING)
        .or(DAYTIME);
    let from = tokens.iter().position(|token| !token.is(before));
    from.is_some_and(|from| {
        tokens
            .get(from)
            .is_some_and(|token| matches!(token.word, "dari" | "dr"))
            && tokens.get(from + 1).is_some_and(office)
    })
}
