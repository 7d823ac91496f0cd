//! A gateway for tests: it answers as it is told and remembers what it was asked.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, RETRY_AFTER};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use bytes::Bytes;

/// One request, as it came in.
#[derive(Clone, Debug)]
pub(in crate::providers) struct Asked {
    pub(in crate::providers) path: String,
    pub(in crate::providers) authorization: Option<String>,
    pub(in crate::providers) content_type: String,
    pub(in crate::providers) body: Bytes,
}

/// What it answers to everything.
#[derive(Clone, Debug)]
pub(in crate::providers) struct Says {
    pub(in crate::providers) status: u16,
    pub(in crate::providers) retry_after: Option<&'static str>,
    pub(in crate::providers) body: String,
    pub(in crate::providers) after: Duration,
}

impl Says {
    /// 200 with this body, at once.
    pub(in crate::providers) fn ok(body: impl Into<String>) -> Self {
        Self {
            status: 200,
            retry_after: None,
            body: body.into(),
            after: Duration::ZERO,
        }
    }

    /// This status with this body.
    pub(in crate::providers) fn status(status: u16, body: &str) -> Self {
        Self {
            status,
            ..Self::ok(body)
        }
    }
}

/// The gateway; it ends with the test's own runtime.
pub(in crate::providers) struct Fake {
    /// Where it listens.
    pub(in crate::providers) url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Fake {
    /// Starts one.
    pub(in crate::providers) fn start(says: Says) -> Self {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = asked.clone();
        let server = HttpServer::new(move || {
            let (says, seen) = (says.clone(), seen.clone());
            App::new().default_service(web::to(move |request: HttpRequest, body: Bytes| {
                let (says, seen) = (says.clone(), seen.clone());
                async move {
                    let header = |name: &str| {
                        let value = request.headers().get(name)?;
                        value.to_str().ok().map(str::to_owned)
                    };
                    seen.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(Asked {
                            path: request.path().to_owned(),
                            authorization: header("authorization"),
                            content_type: header("content-type").unwrap_or_default(),
                            body,
                        });
                    tokio::time::sleep(says.after).await;
                    let status = StatusCode::from_u16(says.status).unwrap();
                    let mut answer = HttpResponse::build(status);
                    answer.insert_header((CONTENT_TYPE, "application/json"));
                    if let Some(retry_after) = says.retry_after {
                        answer.insert_header((RETRY_AFTER, retry_after));
                    }
                    answer.body(says.body)
                }
            }))
        })
        .workers(1)
        .disable_signals()
        .bind(("127.0.0.1", 0))
        .unwrap();
        let url = format!("http://{}", server.addrs()[0]);
        actix_web::rt::spawn(server.run());
        Self { url, asked }
    }

    /// What it was asked, in order.
    pub(in crate::providers) fn asked(&self) -> Vec<Asked> {
        self.asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// An address at which nobody listens.
pub(in crate::providers) fn nobody() -> String {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// A server that reads a request and hangs up.
pub(in crate::providers) fn hangs_up() -> String {
    use std::io::Read;
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut buffer = [0; 4096];
            // Whatever came, it is gone now.
            if stream.read(&mut buffer).is_err() {
                return;
            }
        }
    });
    url
}
