//! Names become addresses here, and only public ones get out: what was checked is what is
//! connected to, so a name that leads somewhere else the next time gains nothing.

use std::io;
use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::reach::is_public;
use super::target::{BadTarget, Reach};

/// The resolver of the machine, with what it finds looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guarded(pub(super) Reach);

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let addresses = look_up(name.as_str(), reach).await?;
            Ok::<Addrs, _>(Box::new(addresses.into_iter()))
        })
    }
}

/// Why a name leads nowhere.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoAddress {
    /// The network's answer.
    #[error("the name cannot be resolved")]
    Unknown(#[source] io::Error),
    /// Every address of it is one that must not be called.
    #[error(transparent)]
    Refused(BadTarget),
}

/// The addresses of a name that may be called, with port 0.
pub(super) async fn look_up(name: &str, reach: Reach) -> Result<Vec<SocketAddr>, NoAddress> {
    let found = tokio::net::lookup_host((name, 0)).await;
    allowed(found.map_err(NoAddress::Unknown)?, reach)
}

fn allowed(
    found: impl Iterator<Item = SocketAddr>,
    reach: Reach,
) -> Result<Vec<SocketAddr>, NoAddress> {
    let allowed: Vec<_> = found
        .filter(|address| reach == Reach::Everywhere || is_public(address.ip()))
        .collect();
    if allowed.is_empty() {
        return Err(NoAddress::Refused(BadTarget::Private));
    }
    Ok(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_that_leads_home_has_no_address() {
        let found = look_up("localhost", Reach::Public).await;
        assert!(matches!(found, Err(NoAddress::Refused(_))), "{found:?}");
        assert!(
            !look_up("localhost", Reach::Everywhere)
                .await
                .unwrap()
                .is_empty()
        );
    }

    #[test]
    fn of_several_addresses_only_the_public_ones_are_called() {
        let found = ["10.0.0.1:0", "8.8.8.8:0", "[::1]:0"].map(|text| text.parse().unwrap());
        let allowed = allowed(found.into_iter(), Reach::Public).unwrap();
        assert_eq!(allowed, ["8.8.8.8:0".parse().unwrap()]);
    }
}
