//! Fills a register, and drafts and starts a broadcast to all of it, as a
//! program would: through the API. Prints what it came to as one line of JSON.

use std::{
    io::{self, Write as _},
    net::SocketAddr,
    path::PathBuf,
    time::Duration,
};

use rusqlite::Connection;
use serde_json::{Value, json};
use setuju_bench::{arguments::Arguments, client::Client};
use tokio::time::{Instant, sleep};

/// How long planning may take.
const PATIENCE: Duration = Duration::from_mins(5);
const TEXT: &str = "Yth. {{partner_name}}, kantor pelayanan perizinan tutup pada 25 dan 26 Desember. \
                    Pelayanan dibuka kembali pada 28 Desember. Balas STOP untuk berhenti.";

/// `broadcast --seed FILE.db --count N` makes contacts and partners, as many as
/// there are not yet, in an SQLite file; `--seed sql --count N` prints the
/// statements for PostgreSQL. `broadcast --address 127.0.0.1:PORT --key KEY`
/// drafts, starts, and waits until all is planned; with `--cancel ID`, cancels it and waits until
/// nothing of it is in the way of what is measured next.
#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let arguments = Arguments::of_this_process(&["seed", "count", "address", "key", "cancel"])?;
    let seed: PathBuf = arguments.optional("seed", PathBuf::new())?;
    if seed.as_os_str().is_empty() {
        let mut office = Office::new(&arguments).await?;
        let cancelled: String = arguments.optional("cancel", String::new())?;
        return if cancelled.is_empty() {
            office.plan().await
        } else {
            office.cancel(&cancelled).await
        };
    }
    let count: u64 = arguments.required("count")?;
    if seed.as_os_str() == "sql" {
        let series = format!("SELECT generate_series(CAST(1 AS BIGINT), {count}) AS i");
        return writeln!(io::stdout(), "{}", statements(&series).join(";\n") + ";");
    }
    let series = format!(
        "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
         SELECT i FROM n"
    );
    let database = Connection::open(seed).map_err(io::Error::other)?;
    database
        .busy_timeout(Duration::from_secs(10))
        .map_err(io::Error::other)?;
    let script = format!("BEGIN;{};COMMIT;", statements(&series).join(";"));
    database.execute_batch(&script).map_err(io::Error::other)
}

/// Everybody has agreed, and has a partner with a name of their own.
fn statements(series: &str) -> [String; 2] {
    [
        format!(
            "INSERT INTO contact (id, address, status, since, chain_length, ask_count, held, \
             quick_replies, unreachable, created_at, version) \
             SELECT 100000000000 + i * 2097152, '+62812' || (30000000 + i), 'granted', 1, 0, 0, \
             FALSE, 0, FALSE, 1, 1 FROM ({series}) s WHERE NOT EXISTS \
             (SELECT 1 FROM contact c WHERE c.id = 100000000000 + s.i * 2097152)"
        ),
        format!(
            "INSERT INTO partner (id, name, name_folded, phone, contact_id, created_at, updated_at) \
             SELECT 100000000001 + i * 2097152, 'Mitra ' || i, 'mitra ' || i, \
             '0812' || (30000000 + i), 100000000000 + i * 2097152, 1, 1 FROM ({series}) s \
             WHERE NOT EXISTS \
             (SELECT 1 FROM partner p WHERE p.id = 100000000001 + s.i * 2097152)"
        ),
    ]
}

struct Office {
    client: Client,
    head: String,
}

impl Office {
    async fn new(arguments: &Arguments) -> io::Result<Self> {
        let address: SocketAddr = arguments.required("address")?;
        let key: String = arguments.required("key")?;
        Ok(Self {
            client: Client::connect(address).await?,
            head: format!("HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {key}\r\n"),
        })
    }

    async fn plan(&mut self) -> io::Result<()> {
        let draft = json!({
            "name": "Figures", "purpose": "broadcast", "message": TEXT, "audience": {"all": true},
        });
        let begun = Instant::now();
        let drafted = self.ask("POST", "/api/v1/broadcasts", &draft).await?;
        let draft_seconds = begun.elapsed().as_secs_f64();
        let id = text(&drafted, "id")?;
        let start = format!("/api/v1/broadcasts/{id}/start");
        self.ask("POST", &start, &json!({})).await?;
        let row = self.newest_with("planned_at").await?;
        let times = json!({
            "id": id, "draft_seconds": draft_seconds, "planned": row.get("planned"),
            "started_at": text(&row, "started_at")?, "planned_at": text(&row, "planned_at")?,
        });
        writeln!(io::stdout(), "{times}")
    }

    async fn cancel(&mut self, id: &str) -> io::Result<()> {
        let cancel = format!("/api/v1/broadcasts/{id}/cancel");
        self.ask("POST", &cancel, &json!({})).await?;
        self.newest_with("finished_at").await.map(drop)
    }

    /// The newest broadcast, as soon as this time is known of it.
    async fn newest_with(&mut self, time: &str) -> io::Result<Value> {
        let begun = Instant::now();
        loop {
            let found = self
                .ask("GET", "/api/v1/broadcasts?limit=1", &Value::Null)
                .await?;
            let row = found.pointer("/data/0").unwrap_or(&Value::Null);
            if text(row, time).is_ok() {
                return Ok(row.clone());
            }
            if begun.elapsed() > PATIENCE {
                return Err(io::Error::other(format!("no {time} yet: {row}")));
            }
            sleep(Duration::from_millis(50)).await;
        }
    }

    async fn ask(&mut self, method: &str, path: &str, body: &Value) -> io::Result<Value> {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let request = format!(
            "{method} {path} {}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.head,
            body.len()
        );
        let status = self.client.exchange(request.as_bytes()).await?;
        let answer = serde_json::from_slice(self.client.body()).map_err(io::Error::other)?;
        if (200..300).contains(&status) {
            Ok(answer)
        } else {
            Err(io::Error::other(format!(
                "{method} {path}: {status} {answer}"
            )))
        }
    }
}

fn text<'a>(value: &'a Value, field: &str) -> io::Result<&'a str> {
    let found = value.get(field).and_then(Value::as_str);
    found.ok_or_else(|| io::Error::other(format!("no {field} in {value}")))
}
