//! The command line: every test runs the real program.

mod permits;
mod program;
mod records;
mod usage;
