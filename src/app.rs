//! The composition root: configuration in, running service out. The only place that knows all
//! parts.

mod lock;
mod watch;

use std::fs::{DirBuilder, File};
use std::io::{Write, stderr};
use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer, web};
use anyhow::{Context, bail};
use rand::rngs::StdRng;
use secrecy::ExposeSecret;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::broadcast::board::Board;
use crate::broadcast::runner::Runner;
use crate::broadcast::stats::BroadcastStats;
use crate::config::Config;
use crate::consent::gate::Rules;
use crate::core::{Core, Policy};
use crate::database::{Backend, Database};
use crate::figures::Figures;
use crate::inbound::recorder::Recorder;
use crate::inbound::webhook;
use crate::keys::{Key, Keys};
use crate::lang::Lang;
use crate::lease::Leases;
use crate::live::Live;
use crate::metrics::Metrics;
use crate::outbound::dispatcher::{self, Dispatcher};
use crate::outbound::{recall, settle, template};
use crate::permits::reminder_rules::ReminderRules;
use crate::providers::{Providers, registration};
use crate::scheduler::{Desk, Scheduler};
use crate::services::Services;
use crate::staff::sign_in::Door;
use crate::staff::user::enrol;
use crate::time::{Clock, system_clock};
use crate::{api, health, hooks, setting};

/// How long requests and sends in hand may take at the end.
const DRAIN: Duration = Duration::from_secs(35);
/// What the commands work with.
pub struct Opened {
    /// Database, clock, ids, keys, policy.
    pub core: Core,
    /// The gateways.
    pub providers: Providers,
}

/// Opens data folder, key and database, brings the schema up to date, and makes what the first
/// start makes.
///
/// # Errors
/// Says in one or two sentences what is wrong and what to do.
pub async fn open(config: &Config) -> anyhow::Result<Opened> {
    open_with(config, config.listen, system_clock(), By::Command).await
}

/// Who opens it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// The service, which holds the lock of the database.
    Service,
    /// A command, beside which a service may run.
    Command,
}

async fn open_with(
    config: &Config,
    address: SocketAddr,
    clock: Clock,
    by: By,
) -> anyhow::Result<Opened> {
    let lang = config.lang;
    make_folder(&config.data_dir).with_context(|| {
        let shown = config.data_dir.display();
        match lang {
            Lang::Id => format!("folder data {shown} tidak dapat dibuat"),
            Lang::En => format!("the data folder {shown} cannot be made"),
        }
    })?;
    // One process at a time makes what is not there: the key, the schema, the sandbox account.
    let setting_up = lock::file(&config.data_dir.join("setup.lock"))?;
    setting_up.lock()?;
    let keys = Keys::derive(&master_key(config)?);
    let db = Database::open(&config.database).await.context(lang.pick(
        "basis data tidak dapat dibuka",
        "the database cannot be opened",
    ))?;
    if by == By::Command {
        lock::schema(config, &db, &setting_up).await?;
    }
    db.migrate().await.context(lang.pick(
        "skema basis data tidak dapat diperbarui",
        "the schema of the database cannot be brought up to date",
    ))?;
    let policy = Policy {
        rules: Rules {
            ask_cooldown: Duration::from_hours(24) * config.ask_cooldown_days,
            ask_limit: config.ask_limit,
            quiet_hours: config.quiet_hours,
            holidays: config.holidays.clone(),
            zone: config.timezone,
        },
        pace: config.pace,
        public_url: config
            .public_url
            .clone()
            .unwrap_or_else(|| format!("http://{address}")),
        sandbox: config.sandbox,
        two_person_broadcasts: config.two_person_broadcasts,
        brake: config.brake,
        reminders: ReminderRules {
            days: config.reminder_days.clone(),
            renewal_link: config.renewal_link.clone(),
            contact_info: config.contact_info.clone(),
        },
        timetable: config.timetable.clone(),
        require_totp: config.require_totp,
        trusted_proxies: config.trusted_proxies.clone(),
    };
    let core = Core::new(db, keys, policy, clock);
    let providers = Providers::new(&http_client()?);
    seed(&core, &providers, lang).await?;
    Ok(Opened { core, providers })
}

/// What the first start makes, and what shows that the master key is the right one.
async fn seed(core: &Core, providers: &Providers, lang: Lang) -> anyhow::Result<()> {
    let fingerprint = setting::get(core.db.reader(), "key_fingerprint").await?;
    match fingerprint {
        Some(known) if known == core.keys.fingerprint => return Ok(template::complete(core).await?),
        Some(_) => bail!(lang.pick(
            "kunci induk bukan yang dipakai basis data ini; kembalikan berkas master.key atau SETUJU_MASTER_KEY yang lama",
            "the master key is not the one this database was made with; restore the old master.key file or SETUJU_MASTER_KEY",
        )),
        None => {}
    }
    let txn = core.db.begin_write().await?;
    template::seed(&*txn, core.now()).await?;
    setting::get_or_set(&*txn, "key_fingerprint", &core.keys.fingerprint).await?;
    txn.commit().await?;
    if core.policy.sandbox {
        registration::seed_sandbox(core, providers, &mut rand::make_rng::<StdRng>()).await?;
    }
    Ok(())
}

fn make_folder(path: &Path) -> std::io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

fn master_key(config: &Config) -> anyhow::Result<Key> {
    if let Some(key) = &config.master_key {
        return Ok(Key::from_base64(key.expose_secret())?);
    }
    let path = config.data_dir.join("master.key");
    Key::from_file(&path, &mut rand::rng()).context(config.lang.pick(
        "kunci induk tidak dapat dipakai",
        "the master key cannot be used",
    ))
}

fn http_client() -> anyhow::Result<reqwest::Client> {
    // A second installation, as in tests, changes nothing.
    if rustls::crypto::ring::default_provider()
        .install_default()
        .is_err()
    {
        tracing::debug!("a TLS provider is installed already");
    }
    Ok(client_builder().build()?)
}

/// For calls to ourselves: they pass by any proxy, and as they are plain HTTP, it is spared the
/// list of all authorities, 100 KB of memory.
fn client_to_ourselves() -> anyhow::Result<reqwest::Client> {
    Ok(client_builder().no_proxy().tls_certs_only([]).build()?)
}

fn client_builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(10))
        .timeout(Duration::from_secs(45))
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("setuju/", env!("CARGO_PKG_VERSION")))
}

/// A service that listens, and has everything started.
pub struct Application {
    address: SocketAddr,
    server: actix_web::dev::Server,
    stopping: Stopping,
}

struct Stopping {
    core: Core,
    server: ServerHandle,
    tasks: TaskTracker,
    stop: CancellationToken,
    closing: CancellationToken,
    _locked: Option<File>,
}

impl Application {
    /// Binds the socket, opens everything, starts the parts.
    ///
    /// # Errors
    /// Says in one or two sentences what is wrong and what to do.
    pub async fn build(config: &Config, clock: Clock) -> anyhow::Result<Self> {
        let locked = lock::database(config)?;
        let listener = std::net::TcpListener::bind(config.listen).with_context(|| {
            let address = config.listen;
            match config.lang {
                Lang::Id => {
                    format!("alamat {address} tidak dapat dipakai; pilih SETUJU_LISTEN lain")
                }
                Lang::En => format!("cannot listen on {address}; choose another SETUJU_LISTEN"),
            }
        })?;
        let address = listener.local_addr()?;
        let Opened { core, providers } = open_with(config, address, clock, By::Service).await?;
        let left = settle::recover(&core, None, recovery_limit(&core)).await?;
        if left > 0 {
            tracing::warn!(messages = left, "messages of an earlier run are uncertain");
        }

        recall::cancel_stranded(&core).await?;
        let live = Live::start(core.clone()).await?;
        let recorder = Recorder::start(&core, &live)?;
        let tasks = TaskTracker::new();
        let stop = CancellationToken::new();
        let closing = CancellationToken::new();
        let leases = Leases::new(&core);
        let dispatcher = Dispatcher::new(
            core.clone(),
            live.clone(),
            providers.clone(),
            leases.clone(),
            tasks.clone(),
            stop.clone(),
        );
        let stats = BroadcastStats::default();
        let metrics = Arc::new(Metrics::new(recorder.stats(), dispatcher.stats(), &stats));
        tasks.spawn(dispatcher.run());
        let runner = Runner::new(core.clone(), recorder.stats().clone(), stats, stop.clone());
        tasks.spawn(runner.run());
        tasks.spawn(watch::changes(live.clone(), stop.clone()));
        tasks.spawn(watch::stale(core.clone(), stop.clone()));
        tasks.spawn(watch::expiring(core.clone(), stop.clone()));

        let hooks = hooks::Caller::of(config)?;
        let worker =
            hooks::worker::Worker::new(core.clone(), hooks.clone(), tasks.clone(), stop.clone());
        tasks.spawn(worker.run());
        let desk = Desk::new(&core, &live, config, stop.clone());
        tasks.spawn(Scheduler::new(desk, leases).run());

        let door = Door::default();
        tasks.spawn(watch::door(door.clone(), stop.clone()));
        let services = Services {
            core: core.clone(),
            live,
            providers,
            recorder,
            client: client_to_ourselves()?,
            hooks,
            figures: Figures::default(),
            door,
            lang: config.lang,
            address,
            closing: closing.clone(),
            board: Board::default(),
        };
        let server = HttpServer::new(move || {
            App::new()
                .app_data(web::Data::new(services.clone()))
                .app_data(web::Data::from(Arc::clone(&metrics)))
                .configure(webhook::configure)
                .configure(health::configure)
                .configure(api::configure)
                .configure(crate::web::configure)
        })
        .listen(listener)?
        .disable_signals()
        .shutdown_timeout(30)
        .run();
        let stopping = Stopping {
            core,
            server: server.handle(),
            tasks,
            stop,
            closing,
            _locked: locked,
        };
        Ok(Self {
            address,
            server,
            stopping,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// As long as there is nobody who could sign in: tells the terminal, not the log, with which
    /// link the first administrator begins.
    async fn welcome(&self, lang: Lang) -> anyhow::Result<()> {
        let core = &self.stopping.core;
        let Some(token) = enrol::first_link(core, &mut rand::rng()).await? else {
            return Ok(());
        };
        let invitation = lang.pick(
            "Belum ada pengguna. Buka tautan sekali pakai ini untuk menjadi admin pertama:",
            "There are no users yet. Open this one-time link to become the first administrator:",
        );
        let url = &core.policy.public_url;
        let token = token.expose_secret();
        writeln!(stderr(), "\n{invitation}\n\n    {url}/mulai/{token}\n")?;
        Ok(())
    }

    /// Runs until `ended` comes, then finishes what is in hand.
    ///
    /// # Errors
    /// If the server ends by itself.
    pub async fn run_until(self, ended: impl Future<Output = ()>) -> anyhow::Result<()> {
        let Self {
            server, stopping, ..
        } = self;
        let server = tokio::spawn(server);
        ended.await;
        stopping.drain().await;
        server.await??;
        Ok(())
    }
}

impl Stopping {
    /// Stops accepting, finishes requests, lets sends in hand settle, closes the database.
    async fn drain(self) {
        tracing::info!("stopping");
        self.closing.cancel();
        self.server.stop(true).await;
        self.stop.cancel();
        self.tasks.close();
        if tokio::time::timeout(DRAIN, self.tasks.wait())
            .await
            .is_err()
        {
            tracing::warn!("some work was still in hand at the end");
        }
        self.core.db.close().await;
    }
}

/// On SQLite no other process sends, so everything found is left over.
fn recovery_limit(core: &Core) -> crate::time::Timestamp {
    match core.db.backend() {
        Backend::Sqlite(_) => core.now().plus(Duration::from_secs(1)),
        Backend::Postgres => dispatcher::stale_before(core.now()),
    }
}

/// Runs the service until SIGTERM or SIGINT.
///
/// # Errors
/// Says in one or two sentences what is wrong and what to do.
pub async fn serve(config: Config) -> anyhow::Result<()> {
    let application = Application::build(&config, system_clock()).await?;
    tracing::info!(
        address = %format!("http://{}", application.address()),
        "Setuju is ready; the interface for programs is described at /api/docs"
    );
    application.welcome(config.lang).await?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    application
        .run_until(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        })
        .await
}
