//! What a yes without a word of agreement may say yes to beside our question: a wait for news, an
//! order, news that came, the office that is asked after. It is none then.

use super::lexicon::{
    ADDRESS, AGREE, CONFIRM, CONTACTED, DAYTIME, GREETING, LINK, ME, MESSAGE, OFFER, PARTICLE,
    RECEIVE, WANT, YA,
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
            || answers_who(tokens))
}

/// "ya kami tunggu kabarnya"; to wait for our notifications is to want them.
fn waits(tokens: &[Token<'_>]) -> bool {
    let waits = |token: &Token<'_>| {
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
    tokens.iter().any(waits) && !tokens.iter().any(is_notice)
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
            && !is_notice(news)
    })
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
    tokens.windows(2).enumerate().any(|(at, pair)| {
        let [who, gets] = pair else { return false };
        // "ya dapat menerima notifikasi": they can.
        let can = tokens.get(at + 2).is_some_and(|next| next.is(RECEIVE));
        who.is(YA.or(ME).or(ADDRESS)) && matches!(gets.word, "dapat" | "dpt" | "dapet") && !can
    })
}

/// "ya benar dari dinas": as one answers who it is that is meant.
fn answers_who(tokens: &[Token<'_>]) -> bool {
    let office = |token: &Token<'_>| {
        matches!(
            token.word,
            "dinas" | "dpmptsp" | "ptsp" | "perizinan" | "perijinan" | "kantor"
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
