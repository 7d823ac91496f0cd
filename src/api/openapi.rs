//! The description of the API (OpenAPI 3.1), made from the handlers themselves.

use std::sync::LazyLock;

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{App, HttpRequest, HttpResponse, get};
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    Components, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, Ref, RefOr,
    Response, ResponseBuilder, SecurityRequirement,
};
use utoipa::{PartialSchema, ToSchema};
use utoipa_actix_web::{AppExt, scope::scope};

use super::problem::{MEDIA_TYPE, Problem, ProblemOut};

/// The name of the way to show who one is.
const KEY: &str = "api_key";

static DOCUMENT: LazyLock<OpenApi> = LazyLock::new(make);
static JSON: LazyLock<String> =
    LazyLock::new(|| serde_json::to_string_pretty(&*DOCUMENT).unwrap_or_default());
static ROUTES: LazyLock<Vec<(String, Vec<String>)>> = LazyLock::new(|| {
    let paths = DOCUMENT.paths.paths.iter();
    paths
        .map(|(path, item)| {
            let methods = operations(item).map(|(method, _)| method.to_owned());
            (path.clone(), methods.collect())
        })
        .collect()
});

/// The description of the API.
pub fn document() -> &'static OpenApi {
    &DOCUMENT
}

/// The description as JSON.
#[get("/api/openapi.json")]
pub(super) async fn json() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .body(JSON.as_str())
}

/// For requests that no handler takes: the address is unknown, or its methods are others.
pub(super) async fn nothing_here(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let known = ROUTES.iter().find(|(path, _)| is_at(path, request.path()));
    Err(match known {
        Some((_, methods)) => Problem::only(methods),
        None => Problem::not_found("address"),
    })
}

/// Whether an address is one of a path such as `/partners/{id}`.
fn is_at(path: &str, address: &str) -> bool {
    let fits = |(wanted, given): (&str, &str)| {
        wanted == given || (wanted.starts_with('{') && !given.is_empty())
    };
    path.split('/').count() == address.split('/').count()
        && path.split('/').zip(address.split('/')).all(fits)
}

/// The operations of a path, with their methods.
pub(super) fn operations(item: &PathItem) -> impl Iterator<Item = (&'static str, &Operation)> {
    [
        ("GET", &item.get),
        ("POST", &item.post),
        ("PUT", &item.put),
        ("PATCH", &item.patch),
        ("DELETE", &item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

fn make() -> OpenApi {
    let (_, mut document) = App::new()
        .into_utoipa_app()
        .openapi(OpenApiBuilder::new().info(info()).build())
        .service(scope(super::ROOT).configure(|config| super::resources(config)))
        .split_for_parts();
    for item in document.paths.paths.values_mut() {
        for operation in [
            &mut item.get,
            &mut item.post,
            &mut item.put,
            &mut item.patch,
            &mut item.delete,
        ]
        .into_iter()
        .flatten()
        {
            let tag = operation.tags.iter().flatten().next();
            // Handlers of different resources have the same names; ids must differ.
            if let (Some(tag), Some(id)) = (tag, &operation.operation_id) {
                let tag = tag.to_lowercase().replace(' ', "_");
                operation.operation_id = Some(format!("{tag}_{id}"));
            }
            let responses = &mut operation.responses.responses;
            for (status, response) in responses.iter_mut() {
                describe(status, response);
            }
            responses.insert("default".to_owned(), problem_response().into());
        }
    }
    let components = document.components.get_or_insert_with(Components::new);
    components
        .schemas
        .insert(ProblemOut::name().into_owned(), ProblemOut::schema());
    let scheme = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some(
            "A key made by `setuju api-key create`: `Bearer stj_…`",
        ))
        .build();
    components.add_security_scheme(KEY, SecurityScheme::Http(scheme));
    document.security = Some(vec![SecurityRequirement::new(KEY, Vec::<String>::new())]);
    document
}

fn info() -> utoipa::openapi::Info {
    InfoBuilder::new()
        .title("Setuju")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Asks citizens whether the office may write to them on WhatsApp, keeps the proof of \
             their answers, and lets nothing through that was not agreed to.\n\n\
             Times are RFC 3339 in UTC, ids are strings, phone numbers are E.164 with a plus; \
             input takes any usual notation. Unknown fields are errors. Lists are \
             `{\"data\": […], \"next_cursor\": …}`; hand the cursor back as `?cursor=` for the \
             next page. Errors are `application/problem+json` (RFC 9457).",
        ))
        .build()
}

/// `OpenAPI` demands a description of every response.
fn describe(status: &str, response: &mut RefOr<Response>) {
    if let RefOr::T(response) = response
        && response.description.is_empty()
    {
        status
            .parse()
            .ok()
            .and_then(|status: StatusCode| status.canonical_reason())
            .unwrap_or("An answer")
            .clone_into(&mut response.description);
    }
}

fn problem_response() -> Response {
    let schema = Ref::from_schema_name(ProblemOut::name());
    let content = ContentBuilder::new().schema(Some(schema)).build();
    ResponseBuilder::new()
        .description("A problem (RFC 9457)")
        .content(MEDIA_TYPE, content)
        .build()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn the_document_is_openapi_3_1_and_every_reference_leads_somewhere() {
        let document: Value = serde_json::from_str(&JSON).unwrap();
        assert_eq!(document["openapi"], "3.1.0");
        let text = JSON.as_str();
        let schemas = document["components"]["schemas"].as_object().unwrap();
        for reference in text.split("\"#/components/schemas/").skip(1) {
            let name = reference.split('"').next().unwrap();
            assert!(schemas.contains_key(name), "{name}");
        }
        for path in [
            "/api/v1/partners",
            "/api/v1/partners/{id}",
            "/api/v1/partners/import",
            "/api/v1/consents/{phone}",
            "/api/v1/consents/{phone}/events",
            "/api/v1/consents/lookup",
            "/api/v1/messages",
            "/api/v1/messages/{id}",
            "/api/v1/messages/{id}/cancel",
            "/api/v1/broadcasts",
            "/api/v1/broadcasts/{id}",
            "/api/v1/broadcasts/{id}/start",
            "/api/v1/broadcasts/{id}/audience",
            "/api/v1/broadcasts/{id}/events",
            "/api/v1/messages/{id}/settle",
            "/api/v1/accounts/{id}/rotate-webhook-token",
            "/api/v1/templates/{key}",
            "/api/v1/inbound/{id}/resolve",
            "/api/v1/sandbox/replies",
            "/api/v1/stats",
            "/api/v1/api-keys",
        ] {
            assert!(document["paths"].get(path).is_some(), "{path}");
        }
        let send = &document["paths"]["/api/v1/messages"]["post"];
        assert!(send["responses"]["default"].is_object());
        assert!(send["summary"].is_string());
    }

    #[test]
    fn every_operation_has_an_id_of_its_own_and_every_response_a_description() {
        let mut ids = std::collections::BTreeSet::new();
        for item in DOCUMENT.paths.paths.values() {
            for (_, operation) in operations(item) {
                let id = operation.operation_id.clone().unwrap();
                assert!(ids.insert(id.clone()), "{id}");
            }
        }
        let document: Value = serde_json::from_str(&JSON).unwrap();
        let paths = document["paths"].as_object().unwrap();
        let operations = paths.values().flat_map(|item| item.as_object().unwrap());
        for (_, operation) in operations.filter(|(_, value)| value["responses"].is_object()) {
            for response in operation["responses"].as_object().unwrap().values() {
                let description = response["description"].as_str();
                assert!(
                    description.is_some_and(|text| !text.is_empty()),
                    "{response}"
                );
            }
        }
    }

    #[test]
    fn an_address_is_matched_part_by_part() {
        assert!(is_at("/api/v1/partners/{id}", "/api/v1/partners/7"));
        assert!(!is_at("/api/v1/partners/{id}", "/api/v1/partners/"));
        assert!(!is_at("/api/v1/partners/{id}", "/api/v1/partners"));
        assert!(!is_at("/api/v1/partners/{id}", "/api/v1/messages/7"));
    }
}
