//! The handlers on a database of their own, without a network.

mod accounts;
mod broadcasts;
mod consents;
mod malformed;
mod messages;
mod partners;
mod permits;
mod schedule;

use std::net::{Ipv4Addr, SocketAddr};
use std::rc::Rc;

use actix_web::http::Method;
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use actix_web::{App, test, web};
use entity::words::Role;
use futures_util::future::LocalBoxFuture;
use serde_json::Value;
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

use crate::broadcast::board::Board;
use crate::inbound::recorder::Recorder;
use crate::live::Live;
use crate::providers::{Providers, registration};
use crate::services::Services;
use crate::staff::api_key;
use crate::testing::TestCore;

/// The API with a sandbox account and a key for each role.
struct Api {
    test: TestCore,
    services: Services,
    admin: String,
    officer: String,
    auditor: String,
    /// Made for the first request: that takes longer than the request itself.
    app: OnceCell<Handle>,
}

type Handle = Box<dyn Fn(test::TestRequest) -> LocalBoxFuture<'static, Answer>>;

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Value,
}

impl Answer {
    fn text(&self, pointer: &str) -> &str {
        let value = self.body.pointer(pointer).and_then(Value::as_str);
        value.unwrap_or_else(|| panic!("no {pointer} in {}", self.body))
    }

    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// A problem of this kind, with all that a problem has.
    #[track_caller]
    fn is_problem(&self, status: u16, path: &str) -> &Self {
        assert_eq!(self.status, status, "{}", self.body);
        assert_eq!(self.text("/type"), format!("/problems/{path}"));
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.body["status"], status);
        assert!(!self.text("/title").is_empty() && !self.text("/detail").is_empty());
        self
    }

    /// A problem that names this field.
    #[track_caller]
    fn blames(&self, field: &str) -> &Self {
        self.is_problem(422, "invalid");
        assert!(self.body["errors"].get(field).is_some(), "{}", self.body);
        self
    }
}

impl Api {
    async fn new() -> Self {
        drop(rustls::crypto::ring::default_provider().install_default());
        let test = TestCore::new().await;
        let core = test.core.clone();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let providers = Providers::new(&client);
        let mut rng = rand::make_rng::<rand::rngs::StdRng>();
        registration::seed_sandbox(&core, &providers, &mut rng)
            .await
            .unwrap();
        let live = Live::start(core.clone()).await.unwrap();
        let recorder = Recorder::start(&core, &live).unwrap();
        let mut keys = Vec::new();
        for role in [Role::Admin, Role::Officer, Role::Auditor] {
            let (_, key) = api_key::create(&core, role.as_str(), role, "tests")
                .await
                .unwrap();
            keys.push(key);
        }
        let [admin, officer, auditor] = keys.try_into().unwrap();
        let services = Services {
            core,
            live,
            providers,
            recorder,
            client,
            hooks: crate::hooks::Caller::new(crate::hooks::Reach::Public).unwrap(),
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 9)),
            figures: crate::figures::Figures::default(),
            door: crate::staff::sign_in::Door::default(),
            lang: crate::lang::Lang::default(),
            closing: CancellationToken::new(),
            board: Board::default(),
        };
        Self {
            test,
            services,
            admin,
            officer,
            auditor,
            app: OnceCell::new(),
        }
    }

    async fn send(&self, request: test::TestRequest) -> Answer {
        let handle = self.app.get_or_init(|| handle(self.services.clone())).await;
        handle(request).await
    }

    fn request(key: &str, method: Method, path: &str) -> test::TestRequest {
        test::TestRequest::with_uri(&format!("/api/v1{path}"))
            .method(method)
            .insert_header((AUTHORIZATION, format!("Bearer {key}")))
    }

    /// Reads an answer that comes bit by bit, to its end.
    async fn stream(&self, path: &str) -> String {
        let app = App::new()
            .app_data(web::Data::new(self.services.clone()))
            .configure(super::configure);
        let app = test::init_service(app).await;
        let request = Self::request(&self.admin, Method::GET, path).to_request();
        let response = test::call_service(&app, request).await;
        let kind = response.headers().get("content-type");
        assert_eq!(kind.unwrap(), "text/event-stream");
        let body = test::read_body(response).await;
        String::from_utf8(body.to_vec()).unwrap()
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Self::request(&self.admin, Method::GET, path))
            .await
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        self.json(Method::POST, path, body).await
    }

    async fn json(&self, method: Method, path: &str, body: Value) -> Answer {
        let request = Self::request(&self.admin, method, path).set_json(body);
        self.send(request).await
    }

    async fn delete(&self, path: &str) -> Answer {
        self.send(Self::request(&self.admin, Method::DELETE, path))
            .await
    }
}

async fn handle(services: Services) -> Handle {
    let app = App::new()
        .app_data(web::Data::new(services))
        .configure(super::configure);
    let app = Rc::new(test::init_service(app).await);
    Box::new(move |request| {
        let app = Rc::clone(&app);
        Box::pin(async move {
            let response = match test::try_call_service(&*app, request.to_request()).await {
                Ok(response) => response.map_into_boxed_body().into_parts().1,
                Err(error) => error.error_response(),
            };
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let body = actix_web::body::to_bytes(response.into_body()).await.ok();
            let body = body.unwrap_or_default();
            Answer {
                status,
                headers,
                body: serde_json::from_slice(&body).unwrap_or(Value::Null),
            }
        })
    })
}
