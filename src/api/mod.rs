//! JSON for programs: thin handlers. A handler takes its arguments from the request, calls one
//! function of the modules below, and shows what comes back.

pub mod auth;
pub mod json;
pub mod page;
pub mod problem;
