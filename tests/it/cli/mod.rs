//! The command line: every test runs the real program.

mod program;
mod records;
mod usage;
