//! A program that talks to a running service as the office's systems do.

use reqwest::{RequestBuilder, StatusCode};
use serde_json::Value;

use super::program::{Office, Program};

/// A program of the office, with an API key.
pub(crate) struct Client {
    pub(crate) http: reqwest::Client,
    key: String,
}

impl Client {
    pub(crate) fn of(office: &Office) -> Self {
        let key = office.run_json(&["api-key", "create", "tests", "--role", "admin"]);
        Self {
            http: reqwest::Client::new(),
            key: key["key"].as_str().unwrap().to_owned(),
        }
    }

    pub(crate) fn authorised(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(&self.key)
    }

    pub(crate) async fn get(&self, program: &Program, path: &str) -> Value {
        let request = self
            .http
            .get(format!("{}{path}", program.url))
            .bearer_auth(&self.key);
        request.send().await.unwrap().json().await.unwrap()
    }

    pub(crate) async fn post(
        &self,
        program: &Program,
        path: &str,
        body: &Value,
    ) -> (StatusCode, Value) {
        let url = format!("{}{path}", program.url);
        let response = self
            .http
            .post(url)
            .bearer_auth(&self.key)
            .json(body)
            .send()
            .await
            .unwrap();
        (response.status(), response.json().await.unwrap())
    }
}
