//! A PostgreSQL database for a test, without anyone having to set one up.
//!
//! One server serves a whole test run: nextest gives each test a process of its
//! own, so the first that needs the server starts it, under a file lock, and
//! leaves the address where the others find it. `scripts/temporary-postgres`
//! does the starting, and watches the process the server was started for: the
//! test runner, or under plain `cargo test` the test binary. When that is gone,
//! however it ended, the server is stopped and its files are removed.
//!
//! Tests never share a database, only the server. This module must never touch
//! a server that it did not start.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, OnceLock},
};

use sea_orm::{ConnectionTrait as _, Database};

/// The address of a new, empty database that no other test uses.
///
/// # Panics
///
/// Ends the test if the server cannot be started or refuses the database.
#[expect(
    clippy::panic,
    reason = "a test that cannot get its database has failed"
)]
pub(crate) async fn database_url() -> String {
    match create_database().await {
        Ok(url) => url,
        Err(error) => panic!("no PostgreSQL database for this test: {error}"),
    }
}

async fn create_database() -> Result<String, Box<dyn std::error::Error>> {
    let admin_url = tokio::task::spawn_blocking(server_url).await??;
    // The process tells who left a connection open.
    let name = format!("test_{}_{:016x}", std::process::id(), rand::random::<u64>());
    let admin = Database::connect(admin_url.as_str()).await?;
    admin
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await?;
    admin.close().await?;
    let (server, _) = admin_url
        .rsplit_once('/')
        .ok_or("an address without a database")?;
    Ok(format!("{server}/{name}"))
}

/// The address of the run's server, started if need be.
fn server_url() -> io::Result<String> {
    static URL: OnceLock<String> = OnceLock::new();
    static STARTING: Mutex<()> = Mutex::new(());

    // Tests of one process are threads of it under plain `cargo test`.
    let _one_at_a_time = STARTING
        .lock()
        .map_err(|error| io::Error::other(error.to_string()))?;
    if let Some(url) = URL.get() {
        return Ok(url.clone());
    }
    let url = match std::env::var("NEXTEST_RUN_ID") {
        Ok(run) => shared_server(&run)?,
        Err(_) => start_server(std::process::id(), None)?,
    };
    Ok(URL.get_or_init(|| url).clone())
}

/// The server that all processes of one nextest run share; it lives as long as
/// their parent, the runner.
fn shared_server(run: &str) -> io::Result<String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    fs::create_dir_all(folder)?;
    let lock = File::create(folder.join("postgres.lock"))?;
    lock.lock()?;
    let url_file = folder.join(format!("postgres-{run}.url"));
    match fs::read_to_string(&url_file) {
        Ok(url) => Ok(url.trim().to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            start_server(std::os::unix::process::parent_id(), Some(&url_file))
        }
        Err(error) => Err(error),
    }
}

fn start_server(for_process: u32, url_file: Option<&PathBuf>) -> io::Result<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/temporary-postgres");
    let mut command = Command::new(script);
    command.arg("--parent").arg(for_process.to_string());
    if let Some(file) = url_file {
        command.arg("--url-file").arg(file);
    }
    let output = command.output()?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let url = printed.lines().find_map(|line| line.strip_prefix("url="));
    url.map(str::to_owned)
        .ok_or_else(|| io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
}
