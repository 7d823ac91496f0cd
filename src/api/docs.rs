//! The documentation that people read, made on the server from the description of the API: no
//! scripts, nothing from elsewhere.

use std::fmt::Write;
use std::sync::LazyLock;

use actix_web::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use actix_web::{HttpResponse, get};
use serde_json::Value;

use super::openapi;
use super::problem::Kind;

const STYLE: &str = include_str!("docs.css");
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

static PAGE: LazyLock<String> = LazyLock::new(|| {
    let document = serde_json::to_value(openapi::document()).unwrap_or_default();
    write_page(&document)
});

/// The documentation.
#[get("/api/docs")]
pub(super) async fn show() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        ))
        .body(PAGE.as_str())
}

/// Text as HTML; what stands between backticks is code.
fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_code = false;
    for sign in text.chars() {
        match sign {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '`' => {
                is_code = !is_code;
                out.push_str(if is_code { "<code>" } else { "</code>" });
            }
            sign => out.push(sign),
        }
    }
    if is_code {
        out.push_str("</code>");
    }
    out.replace("\n\n", "</p><p>")
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The operations of the document, by tag, in the order of the paths.
fn operations(document: &Value) -> Vec<(&str, &str, &str, &Value)> {
    let paths = document.get("paths").and_then(Value::as_object);
    let mut found = Vec::new();
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                let tag = operation.pointer("/tags/0").and_then(Value::as_str);
                found.push((tag.unwrap_or_default(), path.as_str(), method, operation));
            }
        }
    }
    found.sort_by_key(|(tag, ..)| *tag);
    found
}

fn write_page(document: &Value) -> String {
    let info = document.get("info").unwrap_or(&Value::Null);
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>Setuju API</title><style>{STYLE}</style></head><body>\
         <header><h1>Setuju API <small>{}</small></h1><p>{}</p>\
         <p>Send a key with every request: <code>Authorization: Bearer stj_…</code>. \
         The same for programs: <a href=\"/api/openapi.json\">OpenAPI 3.1</a>.</p></header>",
        html(text(info, "version")),
        html(text(info, "description")),
    );
    let operations = operations(document);
    page.push_str("<nav>");
    let mut tag = "";
    for (next, ..) in &operations {
        if *next != tag {
            tag = next;
            push(
                &mut page,
                format_args!("<a href=\"#{0}\">{0}</a> ", html(tag)),
            );
        }
    }
    page.push_str("<a href=\"#Problems\">Problems</a></nav><main>");
    let mut tag = "";
    for (next, path, method, operation) in operations {
        if next != tag {
            tag = next;
            push(
                &mut page,
                format_args!("<h2 id=\"{0}\">{0}</h2>", html(tag)),
            );
        }
        write_operation(&mut page, document, path, method, operation);
    }
    write_problems(&mut page);
    page.push_str("</main></body></html>");
    page
}

fn push(page: &mut String, arguments: std::fmt::Arguments<'_>) {
    if page.write_fmt(arguments).is_err() {
        tracing::error!("a page could not be written to memory");
    }
}

fn write_operation(
    page: &mut String,
    document: &Value,
    path: &str,
    method: &str,
    operation: &Value,
) {
    push(
        page,
        format_args!(
            "<section><h3><b class=\"{method}\">{}</b> <code>{}</code></h3><p>{}</p>",
            method.to_uppercase(),
            html(path),
            html(text(operation, "summary")),
        ),
    );
    let parameters = operation.get("parameters").and_then(Value::as_array);
    let rows: Vec<_> = parameters
        .into_iter()
        .flatten()
        .map(|parameter| {
            let name = format!("{} ({})", text(parameter, "name"), text(parameter, "in"));
            let schema = parameter.get("schema").unwrap_or(&Value::Null);
            (
                name,
                type_of(schema),
                text(parameter, "description").to_owned(),
            )
        })
        .collect();
    write_table(page, "Parameters", &rows);
    if let Some(content) = operation
        .pointer("/requestBody/content")
        .and_then(Value::as_object)
    {
        for (media_type, body) in content {
            let title = format!("Body, {media_type}");
            let schema = body.get("schema").unwrap_or(&Value::Null);
            write_table(page, &title, &fields(document, schema));
        }
    }
    let responses = operation.get("responses").and_then(Value::as_object);
    for (status, response) in responses.into_iter().flatten() {
        if status == "default" {
            continue;
        }
        let content = response.get("content").and_then(Value::as_object);
        let schema = content.and_then(|content| content.values().next()?.get("schema"));
        let rows = schema.map(|schema| fields(document, schema));
        write_table(page, &format!("Answer {status}"), &rows.unwrap_or_default());
        if schema.is_none() {
            push(
                page,
                format_args!("<h4>Answer {}, empty</h4>", html(status)),
            );
        }
    }
    page.push_str("</section>");
}

fn write_table(page: &mut String, title: &str, rows: &[(String, String, String)]) {
    if rows.is_empty() {
        return;
    }
    push(page, format_args!("<h4>{}</h4><table>", html(title)));
    for (name, kind, description) in rows {
        push(
            page,
            format_args!(
                "<tr><th><code>{}</code></th><td>{}</td><td>{}</td></tr>",
                html(name),
                html(kind),
                html(description)
            ),
        );
    }
    page.push_str("</table>");
}

/// The fields of a schema; those of the rows of a list with `data[].` before.
fn fields(document: &Value, schema: &Value) -> Vec<(String, String, String)> {
    let schema = resolve(document, schema);
    let required = schema.get("required").and_then(Value::as_array);
    let is_required = |name: &str| {
        required.is_some_and(|names| names.iter().any(|known| known.as_str() == Some(name)))
    };
    let mut rows = Vec::new();
    for part in schema
        .get("allOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        rows.extend(fields(document, part));
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    for (name, property) in properties.into_iter().flatten() {
        let mark = if is_required(name) { "" } else { "?" };
        let kind = type_of(property);
        rows.push((
            format!("{name}{mark}"),
            kind,
            text(property, "description").to_owned(),
        ));
        let (inner, prefix) = match property.get("items") {
            Some(items) => (items, format!("{name}[].")),
            None => (property, format!("{name}.")),
        };
        if inner.get("$ref").is_some() {
            let deeper = fields(document, inner).into_iter();
            rows.extend(deeper.map(|(name, kind, text)| (format!("{prefix}{name}"), kind, text)));
        }
    }
    rows
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let reference = schema.get("$ref").and_then(Value::as_str);
    reference
        .and_then(|reference| document.pointer(reference.strip_prefix('#')?))
        .unwrap_or(schema)
}

fn type_of(schema: &Value) -> String {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return reference.rsplit('/').next().unwrap_or_default().to_owned();
    }
    let one = |kind: &Value| match kind.as_str() {
        Some("array") => {
            let items = schema.get("items").unwrap_or(&Value::Null);
            format!("list of {}", type_of(items))
        }
        Some("string") if text(schema, "format") == "date-time" => "time".to_owned(),
        Some(kind) => kind.to_owned(),
        None => String::new(),
    };
    match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().map(one).collect::<Vec<_>>().join(" or "),
        Some(kind) => one(kind),
        None => String::new(),
    }
}

fn write_problems(page: &mut String) {
    let rows: Vec<_> = Kind::ALL
        .iter()
        .map(|kind| {
            let status = kind.status().as_u16().to_string();
            (kind.path().to_owned(), status, kind.title().to_owned())
        })
        .collect();
    page.push_str("<h2 id=\"Problems\">Problems</h2><section>");
    write_table(page, "type, status, title", &rows);
    page.push_str("</section>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_every_operation_and_needs_nothing_from_elsewhere() {
        let page = PAGE.as_str();
        for part in [
            "/api/v1/consents/{phone}",
            "Idempotency-Key",
            "/problems/withheld",
        ] {
            assert!(page.contains(part), "{part}");
        }
        for part in ["<script", "src=", "http://", "https://", "@import"] {
            assert!(!page.contains(part), "{part}");
        }
        assert_eq!(html("<b> & `x`"), "&lt;b&gt; &amp; <code>x</code>");
    }
}
