//! How the writer tells waiting handlers: one letter bag for each server thread and batch.
//!
//! Waking a task of another thread costs a system call; a batch of a hundred would cost a
//! hundred, on the one thread that all wait for. So each server thread has a postman, woken once
//! a batch, who wakes the handlers of his own thread, which costs nothing.
//!
//! A delivery goes home the same way: what a thread has allocated it had better free itself, as
//! others would have to take the lock of its heap, which it holds itself hundreds of times a batch.

use std::cell::OnceCell;

use tokio::sync::{mpsc, oneshot};

use super::{Job, NotRecorded, Recorded};

/// What became of a delivery.
type Outcome = Result<Recorded, NotRecorded>;

struct Letter {
    job: Job,
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
            for Letter { job, outcome } in bag {
                if job.reply.to.send(outcome).is_err() {
                    tracing::debug!("a webhook was recorded after its sender had gone");
                }
            }
        }
    });
    sender
}

/// Tells what became of each delivery of a batch, a bag for each thread.
pub(super) fn send_all(outcomes: impl Iterator<Item = (Job, Outcome)>) {
    let mut bags: Vec<(mpsc::UnboundedSender<Vec<Letter>>, Vec<Letter>)> = Vec::new();
    for (job, outcome) in outcomes {
        let postman = job.reply.postman.clone();
        let letter = Letter { job, outcome };
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
