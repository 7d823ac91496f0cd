//! The program.

use setuju::config::Config;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .init();
    let config = Config::load(None, std::env::vars())?;
    setuju::app::serve(config).await
}
