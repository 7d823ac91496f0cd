//! What an agreement is about: the messages that are to be received.

use super::lexicon::{
    ACTIVATE, ADDRESS, AGREE, AND, CONTACTED, LINK, ME, MESSAGE, PARTICLE, RECEIVE, SIGNED,
    SUBSCRIPTION, THIS, TOPIC,
};
use super::normalise::Gap;
use super::phrase::Token;

/// How many tokens are the object of an agreement: "menerima pesan dari dinas". With `needed`,
/// what is to be received must be said. None when there is no such object.
pub(super) fn object(rest: &[Token<'_>], needed: bool) -> Option<usize> {
    let mut used = 0;
    let mut received = false;
    let mut contacted = false;
    let mut message = false;
    let mut this = false;
    let mut agree = false;
    let mut topic = false;
    let mut news = false;
    let mut gets = false;
    for token in rest {
        if used > 0 && token.gap > Gap::Comma || used == 0 && token.gap > Gap::Space {
            break;
        }
        if matches!(token.word, "sms" | "smsnya") {
            // Another way to be reached: a condition.
            break;
        }
        // "menerima tawaran bapak", "dengan pernyataan itu"
        let ours = rest.get(used + 1).is_some_and(|next| {
            next.gap == Gap::Space
                && (next.is(MESSAGE.or(THIS)) || matches!(next.word, "dari" | "dr"))
        });
        let other = received && !message && !ours && matches!(token.word, "tawaran" | "permintan");
        if other || token.word == "pernyatan" {
            break;
        }
        let sending = matches!(token.word, "pengiriman" | "peneriman" | "pemberian") && !needed;
        // "ikut layanan ini"
        let joins = !needed
            && matches!(token.word, "ikut" | "ikutan" | "mengikuti")
            && rest
                .get(used + 1)
                .is_some_and(|next| next.gap == Gap::Space && next.word.starts_with("layanan"))
            && rest.get(used + 2).is_none_or(|next| {
                next.gap > Gap::Space || next.is(THIS.or(MESSAGE).or(PARTICLE).or(ADDRESS))
            });
        if sending
            || joins
            || token.is(RECEIVE.or(SUBSCRIPTION))
            || token.is(ACTIVATE) && !token.word.starts_with("lanjut")
        {
            received = true;
            contacted |= token.is(CONTACTED);
            gets |= matches!(
                token.word,
                "dapat" | "dpt" | "dapet" | "mendapat" | "mendapatkan" | "dapatkan"
            );
        } else if token.is(MESSAGE) {
            message = true;
            news |= is_news(token);
        } else if token.is(THIS) && !needed {
            this = true;
        } else if token.is(AGREE) && used > 0 && !needed {
            agree = true;
        } else if token.is(TOPIC) {
            if !message || needed && !received {
                break;
            }
            topic = true;
        } else if token.is(LINK) {
            if token.is(ME) && !(received || message) {
                break;
            }
        } else {
            break;
        }
        used += 1;
    }
    // Words that only bind belong to what follows, not to the object.
    while used > 0
        && rest.get(used - 1).is_some_and(|token| {
            token.is(LINK.or(AND))
                && !token.is(THIS.or(MESSAGE).or(RECEIVE))
                && (token.is(SIGNED) || token.is(AND))
        })
    {
        used -= 1;
    }
    let whole = if needed {
        // News of one's own permit is something else that one may want.
        let own_news = news && (topic || gets || !received);
        message && !own_news && (received || rest.first().is_some_and(|t| t.is(MESSAGE)))
            || contacted && !topic
    } else {
        received || message || this || agree
    };
    (used > 0 && whole).then_some(used)
}

/// "info", "kabar": a wish for news may be meant, rather than our messages.
fn is_news(token: &Token<'_>) -> bool {
    matches!(
        token.word,
        "info"
            | "infonya"
            | "informasi"
            | "informasinya"
            | "kabar"
            | "update"
            | "updatenya"
            | "berita"
    )
}
