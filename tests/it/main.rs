//! Tests from outside: they start the real program and look at what it answers.

mod cli;
mod support;
