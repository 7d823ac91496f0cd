//! The pages in a real browser: what officers do, what axe-core finds, how pages look.

mod every_page;
mod look;
mod main_jobs;
mod states;
