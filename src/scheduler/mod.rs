//! What runs by itself, and when. One process at a time runs a job: the scheduler in whichever
//! process holds its lease, or a person who asks for a job by hand; a claim in the job's row keeps
//! them apart, and lapses when its holder is gone.
//!
//! A time that passed while nothing ran is caught up, once, however many of them passed. A job
//! that fails is tried again after a while; it is done with only when it has ended well. So every
//! job must do no harm when it runs twice.

mod job;
mod pattern;
mod run;
mod runner;
mod store;
#[cfg(test)]
mod tests;

pub use self::job::{Desk, Job, Timetable};
pub use self::pattern::{BadPattern, Pattern};
pub use self::run::{JobView, RunError, list, next_reminders, run_now, want};
pub use self::runner::Scheduler;
