//! A gateway that we play ourselves: Fonnte's `/send`, with answers the test decides.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpResponse, HttpServer};

/// How the gateway answers.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// Takes the message.
    Takes,
    /// Takes the message and says so after a while.
    Late(Duration),
    /// Refuses with a reason, in HTTP 200 as Fonnte does.
    Refuses(&'static str),
    /// Refuses every message, and says of the device that all is well.
    RefusesMessages(&'static str),
    /// Takes the message and does not answer in time.
    Silence,
    /// Fails without saying whether it took the message.
    Fails,
}

/// What the gateway was asked to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) target: String,
    pub(crate) message: String,
    pub(crate) at: std::time::Instant,
}

#[derive(Clone)]
pub(crate) struct Gateway {
    pub(crate) url: String,
    state: Arc<State>,
}

struct State {
    answer: Mutex<Answer>,
    asked: Mutex<Vec<Asked>>,
}

impl Gateway {
    /// Starts one that takes everything.
    pub(crate) fn start() -> Self {
        let state = Arc::new(State {
            answer: Mutex::new(Answer::Takes),
            asked: Mutex::default(),
        });
        let shared = Arc::clone(&state);
        let server = HttpServer::new(move || {
            App::new()
                .app_data(Data::from(Arc::clone(&shared)))
                .route("/send", web::post().to(send))
                .route("/device", web::post().to(device))
        })
        .workers(1)
        .disable_signals()
        .bind("127.0.0.1:0")
        .unwrap();
        let url = format!("http://{}", server.addrs()[0]);
        tokio::spawn(server.run());
        Self { url, state }
    }

    pub(crate) fn answers(&self, answer: Answer) {
        *self.state.answer.lock().unwrap() = answer;
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.state.asked.lock().unwrap().clone()
    }

    /// What was sent to a number.
    pub(crate) fn sent_to(&self, phone: &str) -> Vec<String> {
        let digits = phone.trim_start_matches('+');
        self.asked()
            .into_iter()
            .filter(|asked| asked.target == digits)
            .map(|asked| asked.message)
            .collect()
    }
}

async fn send(body: Bytes, state: Data<State>) -> HttpResponse {
    let field = |name: &str| {
        reqwest::Url::parse(&format!("http://x/?{}", String::from_utf8_lossy(&body)))
            .unwrap()
            .query_pairs()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    };
    let id = {
        let mut asked = state.asked.lock().unwrap();
        asked.push(Asked {
            target: field("target"),
            message: field("message"),
            at: std::time::Instant::now(),
        });
        190_000_000 + asked.len()
    };
    let answer = state.answer.lock().unwrap().clone();
    if let Answer::Late(delay) = answer {
        tokio::time::sleep(delay).await;
    }
    match answer {
        Answer::Takes | Answer::Late(_) => HttpResponse::Ok().json(serde_json::json!({
            "detail": "success! message in queue", "id": [id], "process": "pending",
            "requestid": 800_000_000 + id, "status": true, "target": [field("target")],
        })),
        Answer::Refuses(reason) | Answer::RefusesMessages(reason) => {
            HttpResponse::Ok().json(serde_json::json!({"reason": reason, "status": false}))
        }
        Answer::Silence => {
            tokio::time::sleep(Duration::from_mins(2)).await;
            HttpResponse::Ok().finish()
        }
        Answer::Fails => HttpResponse::BadGateway().finish(),
    }
}

async fn device(state: Data<State>) -> HttpResponse {
    let answer = state.answer.lock().unwrap().clone();
    match answer {
        Answer::Refuses(reason) => {
            HttpResponse::Ok().json(serde_json::json!({"reason": reason, "status": false}))
        }
        _ => HttpResponse::Ok().json(serde_json::json!({
            "device": "081200000001", "device_status": "connect", "expired": "18 November 2029",
            "messages": 1, "name": "Karo", "package": "Reguler", "quota": "880", "status": true,
        })),
    }
}
