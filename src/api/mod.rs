//! JSON for programs.

use actix_web::web::ServiceConfig;

/// Adds the routes.
pub fn configure(_config: &mut ServiceConfig) {}
