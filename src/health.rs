//! `/healthz` (alive), `/readyz` (database reachable and migrated), `/metrics` (Prometheus).

use actix_web::http::header::RETRY_AFTER;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpResponse, http::header::ContentType};

use crate::metrics::Metrics;
use crate::services::Services;

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .route("/healthz", web::get().to(healthz))
        .route("/readyz", web::get().to(readyz))
        .route("/metrics", web::get().to(metrics));
}

async fn healthz() -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::plaintext())
        .body("ok\n")
}

async fn readyz(services: Data<Services>) -> HttpResponse {
    match services.core.db.is_ready().await {
        Ok(true) => HttpResponse::Ok()
            .content_type(ContentType::plaintext())
            .body("ready\n"),
        Ok(false) => not_ready("the schema is not up to date\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            not_ready("the database does not answer\n")
        }
    }
}

fn not_ready(reason: &'static str) -> HttpResponse {
    HttpResponse::ServiceUnavailable()
        .insert_header((RETRY_AFTER, "5"))
        .content_type(ContentType::plaintext())
        .body(reason)
}

async fn metrics(metrics: Data<Metrics>, services: Data<Services>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/openmetrics-text; version=1.0.0; charset=utf-8")
        .body(metrics.render(&services).await)
}
