//! The pages in a real browser: what officers do, what axe-core finds, how pages look.

mod every_page;
mod late;
mod main_jobs;
