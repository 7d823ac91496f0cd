//! Permits.

mod words;

use actix_web::web;

pub(super) fn configure(_: &mut web::ServiceConfig) {}
