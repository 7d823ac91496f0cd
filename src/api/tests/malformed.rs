use serde_json::json;

use super::*;

/// Every address, with a method and a body that it would take.
const ADDRESSES: &[(&str, &str)] = &[
    ("GET", "/partners"),
    ("POST", "/partners"),
    ("GET", "/partners/1"),
    ("PATCH", "/partners/1"),
    ("DELETE", "/partners/1"),
    ("POST", "/partners/import"),
    ("GET", "/consents/081234567890"),
    ("GET", "/consents/081234567890/events"),
    ("POST", "/consents/081234567890"),
    ("POST", "/consents/lookup"),
    ("GET", "/messages"),
    ("POST", "/messages"),
    ("GET", "/messages/1"),
    ("POST", "/messages/1/cancel"),
    ("GET", "/inbound"),
    ("GET", "/inbound/1"),
    ("POST", "/inbound/1/resolve"),
    ("GET", "/templates"),
    ("POST", "/templates"),
    ("PATCH", "/templates/x"),
    ("DELETE", "/templates/x"),
    ("GET", "/templates/x/versions"),
    ("GET", "/schedule"),
    ("POST", "/schedule/x/run"),
    ("GET", "/reminders"),
    ("GET", "/reminders/preview"),
    ("GET", "/reminders/preview/counts"),
    ("GET", "/accounts"),
    ("POST", "/accounts"),
    ("PATCH", "/accounts/x"),
    ("DELETE", "/accounts/x"),
    ("POST", "/accounts/x/test"),
    ("POST", "/accounts/x/pause"),
    ("POST", "/accounts/x/resume"),
    ("POST", "/accounts/x/rotate-webhook-token"),
    ("GET", "/hooks"),
    ("POST", "/hooks"),
    ("GET", "/hooks/1"),
    ("PATCH", "/hooks/1"),
    ("DELETE", "/hooks/1"),
    ("POST", "/hooks/1/test"),
    ("POST", "/hooks/1/rotate-secret"),
    ("GET", "/hooks/1/deliveries"),
    ("POST", "/hooks/1/deliveries/1/replay"),
    ("POST", "/hooks/1/replay"),
    ("POST", "/sandbox/replies"),
    ("GET", "/stats"),
    ("GET", "/api-keys"),
    ("POST", "/api-keys"),
    ("DELETE", "/api-keys/1"),
    ("GET", "/audit"),
    ("GET", "/nothing/here"),
];

/// What an officer may not do.
fn is_for_admins(method: &str, path: &str) -> bool {
    let writes = method != "GET";
    path.starts_with("/api-keys")
        || path.starts_with("/hooks")
        || (writes && path.starts_with("/schedule"))
        || (writes && (path.starts_with("/accounts") || path.starts_with("/templates")))
}

#[actix_web::test]
async fn nothing_is_answered_without_a_good_key() {
    let api = Api::new().await;
    for (method, path) in ADDRESSES {
        let method: Method = method.parse().unwrap();
        for header in [
            "",
            "Bearer",
            "Bearer ",
            "Bearer stj_x",
            "Basic eDp5",
            "stj_x",
        ] {
            let request = test::TestRequest::with_uri(&format!("/api/v1{path}"))
                .method(method.clone())
                .insert_header((AUTHORIZATION, header))
                .set_payload("{");
            let refused = api.send(request).await;
            refused.is_problem(401, "unauthenticated");
            assert!(refused.header("www-authenticate").starts_with("Bearer"));
        }
    }
    let mixed = test::TestRequest::with_uri("/api/v1/stats")
        .insert_header((AUTHORIZATION, format!("bearer  {}", api.auditor)));
    assert_eq!(api.send(mixed).await.status, 200);
}

#[actix_web::test]
async fn every_role_may_do_its_part_only() {
    let api = Api::new().await;
    for (method, path) in ADDRESSES {
        let verb: Method = method.parse().unwrap();
        let ask = async |key: &str| {
            let request = Api::request(key, verb.clone(), path).set_payload("{");
            api.send(request).await
        };
        let reads = *method == "GET" || *path == "/consents/lookup";
        if is_for_admins(method, path) {
            ask(&api.officer).await.is_problem(403, "forbidden");
        } else {
            assert_ne!(ask(&api.officer).await.status, 403, "{method} {path}");
        }
        // They check who was given which rights.
        let inspects = (*method, *path) == ("GET", "/api-keys");
        if (is_for_admins(method, path) && !inspects) || !reads {
            ask(&api.auditor).await.is_problem(403, "forbidden");
        } else {
            assert_ne!(ask(&api.auditor).await.status, 403, "{method} {path}");
        }
    }
}

#[actix_web::test]
async fn nothing_malformed_is_a_fault_of_ours() {
    let api = Api::new().await;
    let deep = "[".repeat(100_000);
    let long = format!("{{\"name\": \"{}\"}}", "x".repeat(100_000));
    let bodies: &[&[u8]] = &[
        b"",
        b"{",
        b"[]",
        b"null",
        b"\"x\"",
        b"{}",
        b"\xff\xfe",
        b"\0",
        b"{\"name\": 1, \"phone\": {}, \"text\": [], \"message\": true, \"settings\": 7}",
        b"{\"name\": null, \"key\": null, \"phones\": null, \"intent\": null}",
        b"{\"name\": \"\\u0000\", \"phone\": \"\\u0000\", \"body\": \"\\u0000\"}",
        b"{\"phones\": [[[[]]]], \"values\": {\"a\": {\"b\": 1}}}",
        b"{\"surprise\": 1}",
        b"{\"name\": 1e999}",
        deep.as_bytes(),
        long.as_bytes(),
    ];
    let queries = [
        "limit=0",
        "limit=501",
        "limit=x",
        "cursor=x",
        "surprise=1",
        "limit=1&limit=1",
        "phone=x",
        "q=%00",
        "status=x",
        "unclear=perhaps",
        "%00=1",
        "cursor=%ff%fe",
        "wait=x",
        "=",
    ];
    for (method, path) in ADDRESSES {
        let method: Method = method.parse().unwrap();
        let check = |answer: &Answer, what: &str| {
            let status = answer.status;
            assert!(
                (200..500).contains(&status),
                "{method} {path} {what}: {status}"
            );
            if status >= 400 {
                assert_eq!(answer.header("content-type"), "application/problem+json");
            }
        };
        for body in bodies {
            let request = Api::request(&api.admin, method.clone(), path)
                .insert_header(("content-type", "application/json"))
                .set_payload(body.to_vec());
            let what: String = String::from_utf8_lossy(body).chars().take(40).collect();
            check(&api.send(request).await, &what);
        }
        for query in queries {
            let request = Api::request(&api.admin, method.clone(), &format!("{path}?{query}"));
            check(&api.send(request).await, query);
        }
    }
}

#[actix_web::test]
async fn what_is_wrong_with_a_query_is_said_by_field() {
    let api = Api::new().await;
    for (path, field) in [
        ("/partners?limit=0", "limit"),
        ("/partners?limit=501", "limit"),
        ("/messages?cursor=xyz", "cursor"),
        ("/partners?consent=maybe", "consent"),
        ("/messages?stauts=sent", "stauts"),
        ("/inbound?unclear=perhaps", "unclear"),
        ("/messages?phone=12", "phone"),
        ("/partners?q=%00", "q"),
        ("/partners?q=a&q=b", "q"),
    ] {
        api.get(path).await.blames(field);
    }
    assert_eq!(api.get("/partners?q=&limit=").await.status, 200);
}

#[actix_web::test]
async fn too_much_is_too_large_and_a_wrong_method_is_told_the_right_ones() {
    let api = Api::new().await;
    let large = json!({"name": "x".repeat(1 << 20), "phone": "081234567890"});
    api.post("/partners", large)
        .await
        .is_problem(413, "too-large");
    let wrong = api.json(Method::PUT, "/partners/1", json!({})).await;
    wrong.is_problem(405, "method-not-allowed");
    assert_eq!(wrong.header("allow"), "GET, PATCH, DELETE");
    for path in [
        "/nothing",
        "/partners/1/2/3",
        "/partners/",
        "/partners/abc",
        "/messages/99999999999999999999",
    ] {
        api.get(path).await.is_problem(404, "not-found");
    }
}

#[actix_web::test]
async fn a_database_that_is_gone_is_503_and_says_nothing_of_itself() {
    let api = Api::new().await;
    api.services.core.db.reader().clone().close().await.unwrap();
    let gone = api.get("/stats").await;
    gone.is_problem(503, "unavailable");
    assert!(!gone.header("retry-after").is_empty());
    assert!(!gone.body.to_string().to_lowercase().contains("sql"));
}
