//! What tests from outside need.

pub(crate) mod postgres;
