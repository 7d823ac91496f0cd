//! Waiting for the disk beside the writer.
//!
//! Between commits the writer had nothing to do but wait for the disk, a third of its time under
//! load. So on SQLite it commits without waiting, and what was committed goes on to a thread that
//! has the whole write-ahead log brought to the disk (`fdatasync`), and then tells the handlers;
//! meanwhile the writer has the next batch in hand. It is what SQLite itself does at each commit
//! with `synchronous=FULL`, and in the same order: frames into the log, the log to the disk, and
//! only then the promise (invariant 2). Where nothing else waits, the writer does it itself, as a
//! hand-over to another thread would only cost time.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// How many batches may wait for the disk; then the writer waits as well.
const BATCHES: usize = 8;

/// The write-ahead log of SQLite.
pub(super) trait Log: Send + Sync + 'static {
    /// Returns when all that was written to the log before is on the disk.
    fn wait(&self) -> io::Result<()>;
}

impl Log for File {
    fn wait(&self) -> io::Result<()> {
        self.sync_data()
    }
}

/// Opens the log of a database, which a connection must have open already: then it stays the same
/// file. SQLite puts it beside the file that a symbolic link leads to.
pub(super) fn log_of(database: &Path) -> io::Result<File> {
    let mut path = database.canonicalize()?.into_os_string();
    path.push("-wal");
    File::open(path)
}

/// The way of committed batches to the disk, and of the answers after it.
pub(super) struct Disk<T> {
    of: Arc<Shared<T>>,
    batches: SyncSender<T>,
}

struct Shared<T> {
    log: Box<dyn Log>,
    answer: Box<dyn Fn(T) + Send + Sync>,
    give_up: fn(&io::Error),
    /// How many batches have been handed over and are not answered.
    waiting: AtomicUsize,
}

impl<T: Send + 'static> Disk<T> {
    /// Starts the thread; it ends, its work done, when this is dropped. `answer` is called once for
    /// each batch that is on the disk.
    ///
    /// `give_up` is called when the disk does not take the log, and had better end the program, as
    /// PostgreSQL does: what was committed can be read by everybody, but whether it is on the disk
    /// nobody can know, and the kernel tells of the failure but once, so that a later wait may
    /// succeed for nothing.
    ///
    /// # Errors
    /// Whatever keeps the thread from starting.
    pub(super) fn start(
        log: impl Log,
        answer: impl Fn(T) + Send + Sync + 'static,
        give_up: fn(&io::Error),
    ) -> io::Result<Self> {
        let (batches, received) = sync_channel(BATCHES);
        let of = Arc::new(Shared {
            log: Box::new(log),
            answer: Box::new(answer),
            give_up,
            waiting: AtomicUsize::new(0),
        });
        let shared = Arc::clone(&of);
        thread::Builder::new()
            .name("recorder-disk".to_owned())
            .spawn(move || shared.run(&received))?;
        Ok(Self { of, batches })
    }

    /// Answers a committed batch when it is on the disk. With `more` to do, the caller does not
    /// wait for it.
    pub(super) fn bring(&self, batch: T, more: bool) {
        if !more && self.of.waiting.load(Ordering::Acquire) == 0 {
            self.of.finish([batch]);
            return;
        }
        self.of.waiting.fetch_add(1, Ordering::AcqRel);
        if let Err(returned) = self.batches.send(batch) {
            // The thread is gone, which only a panic of it explains.
            self.of.finish([returned.0]);
        }
    }
}

impl<T> Shared<T> {
    fn run(&self, received: &Receiver<T>) {
        while let Ok(first) = received.recv() {
            // All of these were committed before the wait begins, so one serves them all.
            let batches: Vec<_> = std::iter::once(first).chain(received.try_iter()).collect();
            let count = batches.len();
            self.finish(batches);
            self.waiting.fetch_sub(count, Ordering::AcqRel);
        }
    }

    fn finish(&self, batches: impl IntoIterator<Item = T>) {
        match self.log.wait() {
            Ok(()) => batches.into_iter().for_each(&self.answer),
            Err(error) => (self.give_up)(&error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::sync::{Condvar, Mutex};
    use std::time::Duration;

    use super::*;

    /// A disk that takes the log when it is told to.
    #[derive(Default)]
    struct Gate {
        state: Mutex<Watch>,
        changed: Condvar,
    }

    #[derive(Default)]
    struct Watch {
        begun: usize,
        allowed: usize,
        refuses: bool,
    }

    impl Log for Arc<Gate> {
        fn wait(&self) -> io::Result<()> {
            let mut state = self.state.lock().unwrap();
            state.begun += 1;
            let place = state.begun;
            self.changed.notify_all();
            let state = self
                .changed
                .wait_while(state, |state| state.allowed < place)
                .unwrap();
            if state.refuses {
                Err(io::Error::other("refused"))
            } else {
                Ok(())
            }
        }
    }

    impl Gate {
        fn allow(&self, waits: usize, refuses: bool) {
            let mut state = self.state.lock().unwrap();
            state.allowed += waits;
            state.refuses = refuses;
            self.changed.notify_all();
        }

        /// Returns when so many waits have begun.
        fn has_begun(&self, waits: usize) {
            let state = self.state.lock().unwrap();
            let (state, _) = self
                .changed
                .wait_timeout_while(state, Duration::from_secs(10), |state| state.begun < waits)
                .unwrap();
            assert_eq!(state.begun, waits);
        }
    }

    fn start(give_up: fn(&io::Error)) -> (Disk<u32>, Arc<Gate>, Receiver<u32>) {
        let (answers, told) = channel();
        let gate = Arc::new(Gate::default());
        let answer = move |batch| answers.send(batch).unwrap();
        let disk = Disk::start(Arc::clone(&gate), answer, give_up).unwrap();
        (disk, gate, told)
    }

    #[test]
    fn nobody_is_told_before_the_disk_has_it() {
        let (disk, gate, told) = start(|error| panic!("{error}"));
        disk.bring(1, true);
        gate.has_begun(1);
        // Committed while the first wait was under way: that one says nothing of them.
        disk.bring(2, true);
        disk.bring(3, false);
        assert!(told.try_recv().is_err());
        gate.allow(1, false);
        assert_eq!(told.recv(), Ok(1));
        gate.has_begun(2);
        assert!(told.try_recv().is_err());
        // One wait serves both.
        gate.allow(1, false);
        assert_eq!(told.recv(), Ok(2));
        assert_eq!(told.recv(), Ok(3));
        // What is under way is answered before the end.
        disk.bring(4, true);
        drop(disk);
        gate.allow(1, false);
        assert_eq!(told.recv(), Ok(4));
        assert!(told.recv().is_err());
    }

    #[test]
    fn alone_it_is_brought_by_the_caller() {
        let (disk, gate, told) = start(|error| panic!("{error}"));
        gate.allow(1, false);
        disk.bring(1, false);
        assert_eq!(told.try_recv(), Ok(1));
    }

    #[test]
    fn what_the_disk_refuses_is_never_promised() {
        static GIVEN_UP: AtomicUsize = AtomicUsize::new(0);
        let (disk, gate, told) = start(|_| {
            GIVEN_UP.fetch_add(1, Ordering::SeqCst);
        });
        gate.allow(2, true);
        disk.bring(1, false);
        disk.bring(2, true);
        drop(disk);
        assert!(told.recv().is_err());
        assert_eq!(GIVEN_UP.load(Ordering::SeqCst), 2);
    }
}
