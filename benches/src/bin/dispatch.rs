//! Plays the gateway that messages are sent to, lets Setuju send many, and prints how they
//! arrived as one line of JSON.

use std::{
    collections::BTreeMap,
    io::{self, Write as _},
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use actix_web::{
    App, HttpResponse, HttpServer,
    web::{self, Bytes, Data},
};
use hdrhistogram::Histogram;
use setuju_bench::{arguments::Arguments, client::Client};
use tokio::time::sleep;

/// Numbers that agreed, and get the messages in turn.
const NUMBERS: usize = 200;
/// How many requests are under way together while messages are queued.
const CONNECTIONS: usize = 8;

/// When each message reached the gateway.
#[derive(Default)]
struct Arrivals {
    at: Mutex<BTreeMap<usize, Instant>>,
    twice: Mutex<usize>,
    delay: Duration,
}

impl Arrivals {
    fn note(&self, body: &[u8]) {
        let now = Instant::now();
        let Some(number) = number_in(body) else {
            return;
        };
        let mut at = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        if at.insert(number, now).is_some() {
            *self.twice.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        }
    }

    fn all(&self) -> BTreeMap<usize, Instant> {
        let at = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        at.clone()
    }

    async fn until(&self, count: usize) -> io::Result<BTreeMap<usize, Instant>> {
        let deadline = Instant::now() + Duration::from_mins(5);
        loop {
            let all = self.all();
            if all.len() >= count {
                return Ok(all);
            }
            if Instant::now() > deadline {
                let arrived = all.len();
                return Err(io::Error::other(format!("{arrived} of {count} arrived")));
            }
            sleep(Duration::from_millis(5)).await;
        }
    }
}

/// Texts hold `nomor-123-`.
fn number_in(body: &[u8]) -> Option<usize> {
    let body = std::str::from_utf8(body).ok()?;
    let (_, after) = body.split_once("nomor-")?;
    after.split_once('-')?.0.parse().ok()
}

async fn take(body: Bytes, arrivals: Data<Arrivals>) -> HttpResponse {
    arrivals.note(&body);
    if !arrivals.delay.is_zero() {
        sleep(arrivals.delay).await;
    }
    let id = number_in(&body).unwrap_or_default() + 1;
    let answer = format!(
        "{{\"detail\":\"success! message in queue\",\"id\":[{id}],\"process\":\"pending\",\"status\":true}}"
    );
    HttpResponse::Ok()
        .content_type("application/json")
        .body(answer)
}

/// The service that is measured.
struct Service {
    address: SocketAddr,
    key: String,
    accounts: Vec<String>,
}

impl Service {
    fn request(&self, method: &str, path: &str, body: &str) -> Vec<u8> {
        let Self { address, key, .. } = self;
        let length = body.len();
        format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {key}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .into_bytes()
    }

    async fn call(
        &self,
        client: &mut Client,
        method: &str,
        path: &str,
        body: &str,
    ) -> io::Result<()> {
        let status = client.exchange(&self.request(method, path, body)).await?;
        if (200..300).contains(&status) {
            Ok(())
        } else {
            Err(io::Error::other(format!("{method} {path}: {status}")))
        }
    }

    async fn agree(&self, client: &mut Client) -> io::Result<()> {
        for number in 0..NUMBERS {
            let path = format!("/api/v1/consents/{}", phone(number));
            let body = r#"{"status":"granted","source":"form","note":"formulir"}"#;
            self.call(client, "POST", &path, body).await?;
        }
        Ok(())
    }

    async fn make_default(&self, client: &mut Client, account: &str) -> io::Result<()> {
        let path = format!("/api/v1/accounts/{account}");
        self.call(client, "PATCH", &path, r#"{"is_default":true}"#)
            .await?;
        // Accounts are read again when their mark has changed.
        sleep(Duration::from_millis(700)).await;
        Ok(())
    }

    async fn act(&self, client: &mut Client, account: &str, act: &str) -> io::Result<()> {
        let path = format!("/api/v1/accounts/{account}/{act}");
        self.call(client, "POST", &path, "").await
    }

    async fn queue(&self, client: &mut Client, number: usize) -> io::Result<()> {
        let phone = phone(number % NUMBERS);
        let body = format!(
            r#"{{"phone":"{phone}","purpose":"notification","message":"Izin Anda dapat diambil, nomor-{number}-"}}"#
        );
        self.call(client, "POST", "/api/v1/messages", &body).await
    }
}

fn phone(number: usize) -> String {
    format!("+62812340{number:05}")
}

/// All accounts stopped, messages queued for each, all resumed: how fast do they leave?
async fn burst(service: &Arc<Service>, arrivals: &Arrivals, count: usize) -> io::Result<String> {
    let mut client = Client::connect(service.address).await?;
    service.agree(&mut client).await?;
    let each = count.div_ceil(service.accounts.len());
    for account in &service.accounts {
        service.act(&mut client, account, "pause").await?;
    }
    for (index, account) in service.accounts.iter().enumerate() {
        service.make_default(&mut client, account).await?;
        let mut queueing = tokio::task::JoinSet::new();
        for connection in 0..CONNECTIONS {
            let service = Arc::clone(service);
            queueing.spawn(async move {
                let mut client = Client::connect(service.address).await?;
                for number in (connection..each).step_by(CONNECTIONS) {
                    service.queue(&mut client, index * each + number).await?;
                }
                Ok::<_, io::Error>(())
            });
        }
        while let Some(queued) = queueing.join_next().await {
            queued.map_err(io::Error::other)??;
        }
        // The server has closed the one that was idle meanwhile.
        client = Client::connect(service.address).await?;
    }
    for account in &service.accounts {
        service.act(&mut client, account, "resume").await?;
    }
    let all = arrivals.until(each * service.accounts.len()).await?;
    let seconds = spread(&all).as_secs_f64();
    let messages = all.len();
    let twice = *arrivals
        .twice
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let rate = f64::from(u32::try_from(messages).unwrap_or(u32::MAX)) / seconds.max(0.001);
    Ok(format!(
        r#"{{"messages":{messages},"twice":{twice},"seconds":{seconds:.3},"per_second":{rate:.0}}}"#
    ))
}

fn spread(all: &BTreeMap<usize, Instant>) -> Duration {
    match (all.values().min(), all.values().max()) {
        (Some(first), Some(last)) => last.duration_since(*first),
        _ => Duration::ZERO,
    }
}

/// One message at a time: how long after its 202 does it arrive?
async fn single(service: &Arc<Service>, arrivals: &Arrivals, count: usize) -> io::Result<String> {
    let mut client = Client::connect(service.address).await?;
    service.agree(&mut client).await?;
    let mut accepted = BTreeMap::new();
    for number in 0..count {
        service.queue(&mut client, number).await?;
        accepted.insert(number, Instant::now());
        sleep(Duration::from_millis(20)).await;
    }
    let all = arrivals.until(count).await?;
    let mut latencies =
        Histogram::<u64>::new_with_bounds(1, 60_000_000, 3).map_err(io::Error::other)?;
    for (number, at) in &all {
        let after = accepted.get(number).map_or(Duration::ZERO, |accepted| {
            at.saturating_duration_since(*accepted)
        });
        latencies.saturating_record(u64::try_from(after.as_micros()).unwrap_or(u64::MAX));
    }
    Ok(format!(
        r#"{{"messages":{},"p50_us":{},"p99_us":{},"max_us":{}}}"#,
        all.len(),
        latencies.value_at_quantile(0.5),
        latencies.value_at_quantile(0.99),
        latencies.max()
    ))
}

/// Messages of a paced account: how far apart do they arrive?
async fn paced(service: &Arc<Service>, arrivals: &Arrivals, count: usize) -> io::Result<String> {
    let mut client = Client::connect(service.address).await?;
    service.agree(&mut client).await?;
    for number in 0..count {
        service.queue(&mut client, number).await?;
    }
    let all = arrivals.until(count).await?;
    let mut at: Vec<_> = all.values().copied().collect();
    at.sort_unstable();
    let mut gaps: Vec<_> = at
        .iter()
        .zip(at.iter().skip(1))
        .map(|(before, after)| after.duration_since(*before).as_micros())
        .collect();
    gaps.sort_unstable();
    let of = |index: usize| gaps.get(index).copied().unwrap_or_default();
    Ok(format!(
        r#"{{"messages":{count},"least_gap_us":{},"median_gap_us":{},"most_gap_us":{}}}"#,
        of(0),
        of(gaps.len() / 2),
        of(gaps.len().saturating_sub(1))
    ))
}

/// `dispatch --gateway 127.0.0.1:PORT --address 127.0.0.1:PORT --key KEY --accounts a,b
/// --measure burst|single|paced [--messages N] [--delay-ms D]`
#[actix_web::main]
async fn main() -> io::Result<()> {
    let arguments = Arguments::of_this_process(&[
        "gateway", "address", "key", "accounts", "measure", "messages", "delay-ms",
    ])?;
    let gateway: SocketAddr = arguments.required("gateway")?;
    let service = Arc::new(Service {
        address: arguments.required("address")?,
        key: arguments.required("key")?,
        accounts: arguments
            .required::<String>("accounts")?
            .split(',')
            .map(str::to_owned)
            .collect(),
    });
    if !gateway.ip().is_loopback() || !service.address.ip().is_loopback() {
        return Err(io::Error::other("nothing is measured but this machine"));
    }
    let measure: String = arguments.required("measure")?;
    let count = arguments.optional("messages", 4000)?;
    let arrivals = Data::new(Arrivals {
        delay: Duration::from_millis(arguments.optional("delay-ms", 0)?),
        ..Arrivals::default()
    });
    let shared = arrivals.clone();
    let server = HttpServer::new(move || {
        App::new()
            .app_data(shared.clone())
            .route("/send", web::post().to(take))
    })
    .workers(1)
    .disable_signals()
    .bind(gateway)?
    .run();
    let handle = server.handle();
    let serving = tokio::spawn(server);
    let outcome = match measure.as_str() {
        "burst" => burst(&service, &arrivals, count).await?,
        "single" => single(&service, &arrivals, count).await?,
        "paced" => paced(&service, &arrivals, count).await?,
        other => return Err(io::Error::other(format!("no measure {other:?}"))),
    };
    writeln!(io::stdout(), "{outcome}")?;
    handle.stop(false).await;
    serving.await.map_err(io::Error::other)?
}
