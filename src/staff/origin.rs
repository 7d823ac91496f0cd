//! From where somebody acts. It accompanies a request as its log span does: set once at the door,
//! read where a deed is entered in the audit trail, so that no function in between has to pass it.

use std::future::Future;
use std::net::IpAddr;

use actix_web::HttpRequest;

tokio::task_local! {
    static ORIGIN: String;
}

/// The longest origin that is kept; a network address has 45 signs at most (RFC 4291).
const LONGEST: usize = 64;

/// Runs what somebody asked for, from there.
pub async fn scope<T>(origin: &str, work: impl Future<Output = T>) -> T {
    let origin = origin.chars().take(LONGEST).collect();
    ORIGIN.scope(origin, work).await
}

/// From where a request comes: the network address of its sender. Behind a proxy on the same
/// machine it is the last one that the proxy added; everybody else could write there what they
/// like.
pub fn of_request(request: &HttpRequest) -> String {
    let Some(peer) = request.peer_addr() else {
        return String::new();
    };
    let forwarded = request.headers().get("x-forwarded-for");
    let last = forwarded
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.rsplit(',').next())
        .and_then(|value| value.trim().parse::<IpAddr>().ok());
    match last {
        Some(address) if peer.ip().is_loopback() => address.to_string(),
        _ => peer.ip().to_string(),
    }
}

/// From where the present deed comes; `None` for what the program does by itself.
pub fn current() -> Option<String> {
    ORIGIN.try_with(Clone::clone).ok()
}

/// Lets work go on beside the request that asks for it, and still come from there.
pub fn carry<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    let origin = current();
    async move {
        match origin {
            Some(origin) => ORIGIN.scope(origin, work).await,
            None => work.await,
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[tokio::test]
    async fn an_origin_is_known_inside_its_scope_only() {
        assert_eq!(current(), None);
        let seen = scope("192.0.2.7", async { current() }).await;
        assert_eq!(seen.as_deref(), Some("192.0.2.7"));
        assert_eq!(current(), None);
        let seen = scope("192.0.2.7", async {
            let beside = tokio::spawn(carry(async { current() }));
            beside.await.unwrap()
        });
        assert_eq!(seen.await.as_deref(), Some("192.0.2.7"));
    }

    #[test]
    fn only_a_proxy_on_this_machine_is_believed() {
        let from = |peer: &str, forwarded: &str| {
            let request = TestRequest::default()
                .peer_addr(peer.parse().unwrap())
                .insert_header(("x-forwarded-for", forwarded))
                .to_http_request();
            of_request(&request)
        };
        let by_proxy = from("127.0.0.1:4000", "10.0.0.9, 198.51.100.7");
        assert_eq!(by_proxy, "198.51.100.7");
        assert_eq!(from("203.0.113.5:4000", "198.51.100.7"), "203.0.113.5");
        assert_eq!(from("127.0.0.1:4000", "tidak jelas"), "127.0.0.1");
    }
}
