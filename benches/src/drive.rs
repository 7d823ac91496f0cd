//! A closed loop: so many connections, each sends its next request as soon as
//! the last one is answered, for so many seconds.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    task::JoinSet,
    time::{Instant, sleep, timeout_at},
};

use crate::{
    arguments::Arguments,
    client::Client,
    outcome::{Outcome, Tally},
};

/// Nothing here may run on for longer than this, or at more connections.
const LONGEST: Duration = Duration::from_mins(10);
const MOST_CONNECTIONS: usize = 2048;
/// How long the last answers may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Writes the requests of one connection.
pub trait Requests {
    /// Puts the next request, head and body, into the empty `buffer`.
    fn write_next(&mut self, buffer: &mut Vec<u8>);
}

/// Where the load goes, and how much of it.
#[derive(Debug, Clone)]
pub struct Plan {
    address: SocketAddr,
    connections: usize,
    warm_up: Duration,
    window: Duration,
}

impl Plan {
    /// The options a plan is read from.
    pub const OPTIONS: [&'static str; 4] = ["address", "connections", "warm-up", "seconds"];

    /// The plan on a command line.
    ///
    /// # Errors
    ///
    /// Fails on a missing address, one that is not loopback, and on more load
    /// than a measurement needs.
    pub fn from_arguments(arguments: &Arguments) -> io::Result<Self> {
        let plan = Self {
            address: arguments.required("address")?,
            connections: arguments.optional("connections", 16)?,
            warm_up: Duration::from_secs(arguments.optional("warm-up", 1)?),
            window: Duration::from_secs(arguments.optional("seconds", 4)?),
        };
        let refusal = if !plan.address.ip().is_loopback() {
            "--address must be a loopback address: load stays on this machine"
        } else if plan.connections == 0 || plan.connections > MOST_CONNECTIONS {
            "--connections must be between 1 and 2048"
        } else if plan.window.is_zero() || plan.window.saturating_add(plan.warm_up) > LONGEST {
            "--seconds must be at least 1, and ten minutes together with --warm-up at most"
        } else {
            return Ok(plan);
        };
        Err(io::Error::new(io::ErrorKind::InvalidInput, refusal))
    }

    /// The address under load.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Runs a plan; `requests_of` gives each connection its requests.
///
/// # Errors
///
/// Fails if a connection cannot be made at the start.
pub async fn drive<R>(plan: &Plan, requests_of: impl Fn(usize) -> R) -> io::Result<Outcome>
where
    R: Requests + Send + 'static,
{
    let tally = Arc::new(Mutex::new(Tally::new()?));
    let mut clients = Vec::with_capacity(plan.connections);
    for _ in 0..plan.connections {
        clients.push(Client::connect(plan.address).await?);
    }

    let begin = Instant::now() + plan.warm_up;
    let end = begin + plan.window;
    let mut loops = JoinSet::new();
    for (number, client) in clients.into_iter().enumerate() {
        let one = Loop {
            address: plan.address,
            begin,
            end,
            tally: Arc::clone(&tally),
        };
        loops.spawn(one.run(client, requests_of(number)));
    }
    while let Some(ended) = loops.join_next().await {
        ended.map_err(io::Error::other)?;
    }
    Ok(locked(&tally).outcome(plan.connections, plan.window))
}

/// One connection's part.
struct Loop {
    address: SocketAddr,
    begin: Instant,
    end: Instant,
    tally: Arc<Mutex<Tally>>,
}

impl Loop {
    async fn run(self, mut client: Client, mut requests: impl Requests) {
        let mut request = Vec::with_capacity(2048);
        let mut now = Instant::now();
        while now < self.end {
            request.clear();
            requests.write_next(&mut request);
            let sent = Instant::now();
            let answer = timeout_at(self.end + PATIENCE, client.exchange(&request)).await;
            now = Instant::now();
            if let Ok(Ok(status)) = answer {
                // A refusal is quick; it must not pass for speed.
                let counts = (200..300).contains(&status) && (self.begin..self.end).contains(&now);
                let measured = counts.then(|| now.duration_since(sent));
                locked(&self.tally).answered(status, measured);
            } else {
                locked(&self.tally).failed();
            }
            if client.is_closed() || !matches!(answer, Ok(Ok(_))) {
                match self.reconnect().await {
                    Some(fresh) => client = fresh,
                    None => return,
                }
            }
        }
    }

    /// A new connection, or nothing if there is none to be had before the end.
    async fn reconnect(&self) -> Option<Client> {
        while Instant::now() < self.end {
            if let Ok(client) = Client::connect(self.address).await {
                return Some(client);
            }
            sleep(Duration::from_millis(20)).await;
        }
        None
    }
}

fn locked(tally: &Mutex<Tally>) -> MutexGuard<'_, Tally> {
    tally.lock().unwrap_or_else(PoisonError::into_inner)
}
