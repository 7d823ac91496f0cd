//! A receiver of outgoing webhooks that we play ourselves, with answers the test decides.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;

/// How the receiver answers.
#[derive(Clone, Debug)]
pub(crate) enum Take {
    /// With this HTTP status.
    Status(u16),
    /// 503, and when to come again, in seconds.
    Later(u32),
    /// By sending the caller elsewhere.
    Elsewhere(String),
    /// Not at all.
    Silence,
}

/// One post, as it came.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    pub(crate) id: String,
    pub(crate) timestamp: i64,
    pub(crate) signatures: Vec<String>,
    pub(crate) text: String,
}

impl Post {
    pub(crate) fn body(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    pub(crate) fn kind(&self) -> String {
        self.body()["type"].as_str().unwrap().to_owned()
    }

    /// Checks the signature as a receiver would.
    pub(crate) fn is_signed_with(&self, secret: &str) -> bool {
        let key = BASE64.decode(secret.strip_prefix("whsec_").unwrap());
        let signed = format!("{}.{}.{}", self.id, self.timestamp, self.text);
        let mac = setuju::keys::mac(&key.unwrap(), &[signed.as_bytes()]);
        let expected = format!("v1,{}", BASE64.encode(mac));
        self.signatures.contains(&expected)
    }
}

#[derive(Clone)]
pub(crate) struct Receiver {
    pub(crate) url: String,
    state: Arc<State>,
}

struct State {
    take: Mutex<Take>,
    posts: Mutex<Vec<Post>>,
}

impl Receiver {
    /// Starts one that takes everything.
    pub(crate) fn start() -> Self {
        let state = Arc::new(State {
            take: Mutex::new(Take::Status(204)),
            posts: Mutex::default(),
        });
        let shared = Arc::clone(&state);
        let server = HttpServer::new(move || {
            App::new()
                .app_data(Data::from(Arc::clone(&shared)))
                .default_service(web::to(post))
        })
        .workers(1)
        .disable_signals()
        .bind("127.0.0.1:0")
        .unwrap();
        let url = format!("http://{}/terima", server.addrs()[0]);
        tokio::spawn(server.run());
        Self { url, state }
    }

    pub(crate) fn answers(&self, take: Take) {
        *self.state.take.lock().unwrap() = take;
    }

    pub(crate) fn posts(&self) -> Vec<Post> {
        self.state.posts.lock().unwrap().clone()
    }

    /// The posts that tell one kind of event.
    pub(crate) fn told(&self, kind: &str) -> Vec<Value> {
        let posts = self.posts().into_iter();
        let bodies = posts.map(|post| post.body());
        bodies.filter(|body| body["type"] == kind).collect()
    }
}

async fn post(request: HttpRequest, body: Bytes, state: Data<State>) -> HttpResponse {
    assert_eq!(request.method(), "POST");
    let header = |name: &str| {
        let value = request.headers().get(name).unwrap();
        value.to_str().unwrap().to_owned()
    };
    assert_eq!(header("content-type"), "application/json");
    state.posts.lock().unwrap().push(Post {
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp").parse().unwrap(),
        signatures: header("webhook-signature")
            .split(' ')
            .map(str::to_owned)
            .collect(),
        text: String::from_utf8(body.to_vec()).unwrap(),
    });
    let take = state.take.lock().unwrap().clone();
    match take {
        Take::Status(status) => {
            let status = actix_web::http::StatusCode::from_u16(status).unwrap();
            HttpResponse::build(status).body("Kata penerima")
        }
        Take::Later(seconds) => HttpResponse::ServiceUnavailable()
            .insert_header(("retry-after", seconds.to_string()))
            .finish(),
        Take::Elsewhere(url) => HttpResponse::TemporaryRedirect()
            .insert_header(("location", url))
            .finish(),
        Take::Silence => {
            tokio::time::sleep(Duration::from_mins(2)).await;
            HttpResponse::Ok().finish()
        }
    }
}
