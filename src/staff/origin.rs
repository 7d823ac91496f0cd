//! From where somebody acts. It accompanies a request as its log span does: set once at the door,
//! read where a deed is entered in the audit trail, so that no function in between has to pass it.

use std::future::Future;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use actix_web::HttpRequest;
use ipnet::IpNet;

tokio::task_local! {
    static ORIGIN: String;
}

/// The longest origin that is kept; a network address has 45 signs at most (RFC 4291).
const LONGEST: usize = 64;
/// How much of an IPv6 address one subscriber has (RFC 6177): the rest one chooses freely.
const SUBSCRIBER: u128 = !0 << 64;

/// Runs what somebody asked for, from there.
pub async fn scope<T>(origin: &str, work: impl Future<Output = T>) -> T {
    let origin = origin.chars().take(LONGEST).collect();
    ORIGIN.scope(origin, work).await
}

/// From where the present deed comes; `None` for what the program does by itself.
pub fn current() -> Option<String> {
    ORIGIN.try_with(Clone::clone).ok()
}

/// The proxies that are believed when they say from where a request comes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

impl FromStr for TrustedProxies {
    type Err = ();

    /// Addresses and networks with commas between them; an empty text trusts nobody.
    fn from_str(text: &str) -> Result<Self, ()> {
        let network = |part: &str| {
            let address = part.parse::<IpAddr>().map(IpNet::from);
            address.or_else(|_| part.parse()).or(Err(()))
        };
        let parts = text.split(',').map(str::trim);
        let parts = parts.filter(|part| !part.is_empty());
        parts.map(network).collect::<Result<_, _>>().map(Self)
    }
}

impl TrustedProxies {
    /// From where a request comes: the network address of its sender. Each proxy adds to the end of
    /// `X-Forwarded-For` whom it heard the request from; what stands before that anybody could have
    /// written. So the list is read from its end, as far as those who wrote it are believed.
    pub fn origin_of(&self, request: &HttpRequest) -> String {
        let Some(peer) = request.peer_addr() else {
            return String::new();
        };
        let mut origin = peer.ip().to_canonical();
        let headers: Vec<_> = request.headers().get_all("x-forwarded-for").collect();
        let heard = headers.into_iter().rev().flat_map(|line| {
            let line = line.to_str().unwrap_or_default();
            line.rsplit(',').map(str::trim)
        });
        for part in heard {
            if !self.trusts(origin) {
                break;
            }
            let Ok(before) = part.parse::<IpAddr>() else {
                break;
            };
            origin = before.to_canonical();
        }
        origin.to_string()
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// Where the tries from an origin are counted: one subscriber has so many IPv6 addresses that each
/// try could come from another.
pub(super) fn counted_as(origin: &str) -> String {
    match origin.parse() {
        Ok(IpAddr::V6(address)) => {
            let network = Ipv6Addr::from_bits(address.to_bits() & SUBSCRIBER);
            format!("{network}/64")
        }
        _ => origin.to_owned(),
    }
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

    fn seen(trusted: &str, peer: &str, forwarded: &[&str]) -> String {
        let proxies: TrustedProxies = trusted.parse().unwrap();
        let mut request = TestRequest::default().peer_addr(peer.parse().unwrap());
        for line in forwarded {
            request = request.append_header(("x-forwarded-for", *line));
        }
        proxies.origin_of(&request.to_http_request())
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let home = "127.0.0.1,::1";
        let said = ["10.0.0.9, 198.51.100.7"];
        assert_eq!(seen(home, "127.0.0.1:4000", &said), "198.51.100.7");
        assert_eq!(seen(home, "[::1]:4000", &said), "198.51.100.7");
        assert_eq!(seen(home, "[::ffff:127.0.0.1]:4000", &said), "198.51.100.7");
        assert_eq!(seen(home, "203.0.113.5:4000", &said), "203.0.113.5");
        assert_eq!(seen("", "127.0.0.1:4000", &said), "127.0.0.1");
        assert_eq!(seen(home, "127.0.0.1:4000", &["tidak jelas"]), "127.0.0.1");
        assert_eq!(seen(home, "127.0.0.1:4000", &[]), "127.0.0.1");
    }

    #[test]
    fn what_the_sender_wrote_before_the_proxies_is_not_believed() {
        let both = "127.0.0.1, 10.0.0.0/8";
        let lines = ["192.0.2.66", "192.0.2.67, 198.51.100.7", "10.1.2.3"];
        assert_eq!(seen(both, "127.0.0.1:4000", &lines), "198.51.100.7");
        let lines = ["192.0.2.66", "198.51.100.7"];
        assert_eq!(seen("127.0.0.1", "127.0.0.1:4000", &lines), "198.51.100.7");
    }

    #[test]
    fn a_list_of_proxies_holds_addresses_and_networks() {
        for bad in ["rumah", "10.0.0.0/33", "10.0.0.1:80"] {
            assert_eq!(bad.parse::<TrustedProxies>(), Err(()), "{bad}");
        }
        assert!("fd00::/8, 192.0.2.1".parse::<TrustedProxies>().is_ok());
    }

    #[test]
    fn tries_are_counted_by_subscriber() {
        assert_eq!(counted_as("192.0.2.7"), "192.0.2.7");
        let (one, other) = ("2001:db8:1:2::1", "2001:db8:1:2:ffff:1:2:3");
        assert_eq!(counted_as(one), "2001:db8:1:2::/64");
        assert_eq!(counted_as(one), counted_as(other));
        assert_ne!(counted_as(one), counted_as("2001:db8:1:3::1"));
    }
}
