//! A lane that ends, in good order or not, makes way for another.

use tokio_util::task::TaskTracker;

use super::*;
use crate::lease::Leases;
use crate::live::Live;
use crate::providers::Providers;
use crate::testing::TestCore;

#[tokio::test]
async fn a_lane_that_breaks_off_may_be_opened_anew() {
    drop(rustls::crypto::ring::default_provider().install_default());
    let test = TestCore::new().await;
    let core = test.core.clone();
    let live = Live::start(core.clone()).await.unwrap();
    let providers = Providers::new(&reqwest::Client::new());
    let leases = Leases::new(&core);
    let stop = CancellationToken::new();
    let of = Dispatcher::new(core, live, providers, leases, TaskTracker::new(), stop);
    assert!(of.open_lane("karo"));
    of.leases.hold(&lease_of("karo")).await.unwrap();
    let lane = Lane::new(of.clone(), "karo".to_owned());
    assert!(!of.open_lane("karo"));
    drop(lane);
    assert!(!of.leases.holds(&lease_of("karo")));
    assert!(of.open_lane("karo"));
    // One that has ended in good order has made way before for the next.
    let mut lane = Lane::new(of.clone(), "karo".to_owned());
    lane.close();
    assert!(of.open_lane("karo"));
    drop(lane);
    assert!(!of.open_lane("karo"));
}
