//! A Graph API on this machine.

use std::sync::{Arc, Mutex};

use actix_web::dev::ServerHandle;
use actix_web::http::StatusCode;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use serde_json::Value;

/// A request as the Graph API saw it.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) method: String,
    pub(super) uri: String,
    pub(super) authorization: String,
    pub(super) body: Value,
}

/// A Graph API that always answers alike.
pub(super) struct Graph {
    pub(super) url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    server: ServerHandle,
}

impl Graph {
    pub(super) fn answering(status: u16, body: &str, retry_after: Option<&'static str>) -> Self {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (record, body) = (seen.clone(), body.to_owned());
        let server = HttpServer::new(move || {
            let (record, body) = (record.clone(), body.clone());
            let answer = move |request: HttpRequest, sent: web::Bytes| {
                let header = request.headers().get("authorization");
                record.lock().unwrap().push(Seen {
                    method: request.method().to_string(),
                    uri: request.uri().to_string(),
                    authorization: header.unwrap().to_str().unwrap().to_owned(),
                    body: serde_json::from_slice(&sent).unwrap_or_default(),
                });
                let mut response = HttpResponse::build(StatusCode::from_u16(status).unwrap());
                if let Some(seconds) = retry_after {
                    response.insert_header(("Retry-After", seconds));
                }
                let response = response.body(body.clone());
                async move { response }
            };
            App::new().default_service(web::to(answer))
        })
        .workers(1)
        .disable_signals()
        .bind(("127.0.0.1", 0))
        .unwrap();
        let url = format!("http://{}/v25.0", server.addrs()[0]);
        let server = server.run();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self {
            url,
            seen,
            server: handle,
        }
    }

    pub(super) async fn stop(self) -> Vec<Seen> {
        self.server.stop(false).await;
        self.seen.lock().unwrap().clone()
    }
}
