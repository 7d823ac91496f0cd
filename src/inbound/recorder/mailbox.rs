//! How the writer tells waiting handlers: one letter bag for each server thread and batch.
//!
//! Waking a task of another thread costs a system call; a batch of a hundred would cost a
//! hundred, on the one thread that all wait for. So each server thread has a postman, woken once
//! a batch, who wakes the handlers of his own thread, which costs nothing.

use std::cell::OnceCell;

use tokio::sync::{mpsc, oneshot};

use super::{NotRecorded, Recorded};

/// What became of a delivery.
type Outcome = Result<Recorded, NotRecorded>;

struct Letter {
    to: oneshot::Sender<Outcome>,
    outcome: Outcome,
}

/// Where the answer for one handler goes.
pub(super) struct Reply {
    postman: mpsc::UnboundedSender<Vec<Letter>>,
    to: oneshot::Sender<Outcome>,
}

thread_local! {
    static POSTMAN: OnceCell<mpsc::UnboundedSender<Vec<Letter>>> = const { OnceCell::new() };
}

/// A reply to a handler of this thread, and where it waits for it. There are never more letters
/// under way than deliveries, whose number is bounded.
pub(super) fn expect_reply() -> (Reply, oneshot::Receiver<Outcome>) {
    let (to, expected) = oneshot::channel();
    let postman = POSTMAN.with(|postman| postman.get_or_init(start_postman).clone());
    (Reply { postman, to }, expected)
}

fn start_postman() -> mpsc::UnboundedSender<Vec<Letter>> {
    let (sender, mut bags) = mpsc::unbounded_channel::<Vec<Letter>>();
    actix_web::rt::spawn(async move {
        while let Some(bag) = bags.recv().await {
            for letter in bag {
                if letter.to.send(letter.outcome).is_err() {
                    tracing::debug!("a webhook was recorded after its sender had gone");
                }
            }
        }
    });
    sender
}

/// Sends every reply of a batch, a bag for each thread.
pub(super) fn send_all(replies: impl Iterator<Item = (Reply, Outcome)>) {
    let mut bags: Vec<(mpsc::UnboundedSender<Vec<Letter>>, Vec<Letter>)> = Vec::new();
    for (Reply { postman, to }, outcome) in replies {
        let letter = Letter { to, outcome };
        match bags
            .iter_mut()
            .find(|(known, _)| known.same_channel(&postman))
        {
            Some((_, bag)) => bag.push(letter),
            None => bags.push((postman, vec![letter])),
        }
    }
    for (postman, bag) in bags {
        if postman.send(bag).is_err() {
            tracing::debug!("webhooks were recorded after the server had gone");
        }
    }
}
