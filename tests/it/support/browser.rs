//! A browser without a screen: keeps cookies, follows where a form leads, sends what a browser
//! sends. What needs eyes or scripts is in `tests/browser`.

use std::collections::BTreeMap;

use entity::words::Role;
use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, REFERER, SET_COOKIE};
use reqwest::{Method, RequestBuilder, StatusCode};
use setuju::staff::user;

use super::app::TestApp;

pub(crate) const PASSWORD: &str = "gundaling-2026";

/// Somebody at a screen.
pub(crate) struct Browser {
    http: reqwest::Client,
    address: String,
    cookies: BTreeMap<String, String>,
}

/// What the browser got.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) status: StatusCode,
    /// Where it was sent on to.
    pub(crate) location: Option<String>,
    pub(crate) html: String,
}

impl Shown {
    /// The value of a hidden field, such as the mark that makes a form count once.
    pub(crate) fn field(&self, name: &str) -> String {
        let found = self.html.split("<input").find_map(|tag| {
            let tag = tag.split('>').next()?;
            let is_it = tag.contains(&format!("name=\"{name}\""));
            let value = tag.split("value=\"").nth(1)?.split('"').next()?;
            is_it.then(|| value.to_owned())
        });
        found.unwrap_or_else(|| panic!("no field {name} in {}", self.html))
    }

    /// Whether the page says this.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) {
        assert!(self.html.contains(text), "{text:?} is not in {}", self.html);
    }
}

impl Browser {
    /// Somebody who has not signed in.
    pub(crate) fn new(app: &TestApp) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Self {
            http,
            address: app.address.clone(),
            cookies: BTreeMap::new(),
        }
    }

    /// Somebody of this role who has signed in.
    pub(crate) async fn signed_in(app: &TestApp, role: Role) -> Self {
        let email = format!("{role}-{:x}@karokab.go.id", rand::random::<u32>());
        user::add(&app.beside.core, &email, role, PASSWORD)
            .await
            .unwrap();
        let mut browser = Self::new(app);
        let answer = browser
            .post("/masuk", &[("email", &email), ("password", PASSWORD)])
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.html);
        browser
    }

    /// Looks at a page.
    pub(crate) async fn get(&mut self, path: &str) -> Shown {
        let request = self.http.request(Method::GET, self.url(path));
        self.send(request).await
    }

    /// Looks at a page that is there.
    pub(crate) async fn open(&mut self, path: &str) -> Shown {
        let shown = self.get(path).await;
        assert_eq!(shown.status, StatusCode::OK, "{path}: {}", shown.html);
        shown
    }

    /// Sends a form.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Shown {
        let origin = self.address.clone();
        let request = self
            .http
            .post(self.url(path))
            .header(ORIGIN, origin)
            .form(fields);
        self.send(request).await
    }

    /// Sends a form, and says on which page it was.
    pub(crate) async fn post_on(
        &mut self,
        page: &str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Shown {
        let request = self
            .http
            .post(self.url(path))
            .header(ORIGIN, self.address.clone())
            .header(REFERER, self.url(page))
            .form(fields);
        self.send(request).await
    }

    /// Hands a file in on the page that asks for it.
    pub(crate) async fn hand_in(&mut self, path: &str, file: &[u8]) -> Shown {
        let part = "----batas";
        let head = format!(
            "--{part}\r\nContent-Disposition: form-data; name=\"file\"; \
             filename=\"mitra.csv\"\r\nContent-Type: text/csv\r\n\r\n"
        );
        let end = format!("\r\n--{part}--\r\n");
        let kind = format!("multipart/form-data; boundary={part}");
        let request = self
            .http
            .post(self.url(path))
            .header(ORIGIN, self.address.clone())
            .header(REFERER, self.url(path))
            .header(CONTENT_TYPE, kind)
            .body([head.as_bytes(), file, end.as_bytes()].concat());
        self.send(request).await
    }

    /// Looks at a page until nobody works on it any more.
    pub(crate) async fn when_done(&mut self, path: &str) -> Shown {
        for _ in 0..400 {
            let shown = self.open(path).await;
            if !shown.html.contains("data-progress") {
                return shown;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        panic!("{path} never came to an end");
    }

    /// Looks at a page as a script does that renews it by itself.
    pub(crate) async fn renew(&mut self, path: &str) -> Shown {
        let request = self.http.get(self.url(path)).header("x-by-itself", "yes");
        self.send(request).await
    }

    /// A cookie that it holds.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.get(name).cloned()
    }

    /// Sends a form that does its work, and looks at the page it leads to.
    pub(crate) async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Shown {
        let answer = self.post(path, fields).await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{path}: {}",
            answer.html
        );
        let location = answer.location.unwrap();
        self.open(&location).await
    }

    /// Sends a form as a page of another site would make the browser do.
    pub(crate) async fn post_from_elsewhere(&mut self, path: &str) -> Shown {
        let request = self
            .http
            .post(self.url(path))
            .header(ORIGIN, "https://tempat-lain.example")
            .form(&[("a", "b")]);
        self.send(request).await
    }

    /// A request of one's own, with the cookies.
    pub(crate) async fn send(&mut self, request: RequestBuilder) -> Shown {
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let answer = request
            .header(COOKIE, cookies.join("; "))
            .send()
            .await
            .unwrap();
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = cookie.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        self.cookies.retain(|_, value| !value.is_empty());
        let location = answer.headers().get(LOCATION);
        Shown {
            status: answer.status(),
            location: location.map(|value| value.to_str().unwrap().to_owned()),
            html: answer.text().await.unwrap(),
        }
    }

    /// The address of a page.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }
}
