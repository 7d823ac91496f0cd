//! What the tests stand on: the real service on a port of its own, a database of its own, and a
//! gateway that we play ourselves.

pub(crate) mod app;
pub(crate) mod browser;
pub(crate) mod client;
pub(crate) mod gateway;
pub(crate) mod postgres;
pub(crate) mod program;
pub(crate) mod receiver;
pub(crate) mod screen;

/// Clients need a TLS provider even for addresses without TLS; a second one changes nothing.
pub(crate) fn install_tls() {
    drop(rustls::crypto::ring::default_provider().install_default());
}

/// Runs one test body on both databases.
macro_rules! on_both_databases {
    ($name:ident, async |$app:ident| $body:block) => {
        mod $name {
            use super::*;

            async fn body($app: $crate::support::app::TestApp) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                body($crate::support::app::TestApp::on_sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                body($crate::support::app::TestApp::on_postgres().await).await;
            }
        }
    };
}
pub(crate) use on_both_databases;
