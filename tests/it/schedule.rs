//! What runs by itself: once, whoever is there to run it, and also when nobody was there at its
//! time.

use std::time::{Duration, Instant};

use entity::scheduled_job;
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::on_both_databases;
use crate::support::postgres;
use crate::support::program::Office;

/// Never, while a test runs.
const YEARLY: &str = "0 0 1 1 *";

impl TestApp {
    /// The first job of the list.
    async fn reminders(&self) -> Value {
        let list = self.get_json("/api/v1/schedule").await;
        assert_eq!(list["data"][0]["job"], "expiry_reminders");
        list["data"][0].clone()
    }
}

on_both_databases!(
    a_reminder_missed_while_nothing_ran_is_caught_up_once,
    async |app| {
        let mut app = app;
        let phone = app.number();
        let permit = json!({
            "permit_number": "503/7", "permit_type": "SIUP", "applicant_name": "Budi",
            "phone": phone, "status": "active", "expiry_date": "2027-01-01",
        });
        let put = app.client.put(app.url("/api/v1/permits/R1"));
        let put = put.bearer_auth(app.key()).json(&permit);
        assert_eq!(put.send().await.unwrap().status(), 201);
        let yes = json!({"status": "granted", "source": "counter", "note": "Loket 2"});
        let path = format!("/api/v1/consents/{}", phone.replace('+', "%2B"));
        assert_eq!(app.post(&path, &yes).await.0, 200);
        app.until("the jobs are entered", async || {
            let jobs = scheduled_job::Entity::find().count(app.beside.core.db.reader());
            jobs.await.unwrap() >= 3
        })
        .await;
        assert_eq!(app.reminders().await["last_run"], json!(null));

        app.stop().await;
        app.pass(Duration::from_hours(5 * 24));
        app.resume().await;
        app.until("the reminder comes", async || {
            app.messages(&phone).await.len() == 1
        })
        .await;
        app.until("the run has ended", async || {
            !app.reminders().await["last_run"]["finished_at"].is_null()
        })
        .await;
        let job = app.reminders().await;
        assert_eq!(job["last_run"]["started_by"], "system", "{job}");
        assert_eq!(job["last_run"]["result"]["messages"], 1, "{job}");
        assert_eq!(job["next_run_at"], "2026-11-28T01:00:00Z", "{job}");

        app.stop().await;
        app.resume().await;
        tokio::time::sleep(Duration::from_millis(1500)).await;
        assert_eq!(app.reminders().await["last_run"], job["last_run"]);
        assert_eq!(app.messages(&phone).await.len(), 1);
    }
);

on_both_databases!(a_message_refers_to_the_text_that_was_sent, async |app| {
    let send = async || {
        let body = json!({
            "phone": app.number(), "purpose": "service_info", "template": "service_info",
            "values": {"partner_name": "Budi"},
        });
        let (status, sent) = app.post("/api/v1/messages", &body).await;
        assert_eq!(status, 202, "{sent}");
        sent
    };
    let first = send().await;
    let change = app.client.patch(app.url("/api/v1/templates/service_info"));
    let change = change.bearer_auth(app.key());
    let change = change.json(&json!({"body": "Yth. {{partner_name}}, DPMPTSP kini di loket 3."}));
    assert_eq!(change.send().await.unwrap().status(), 200);
    let second = send().await;
    assert_eq!(second["text"], "Yth. Budi, DPMPTSP kini di loket 3.");
    let versions = app
        .get_json("/api/v1/templates/service_info/versions")
        .await;
    for (message, place) in [(&first, 1), (&second, 0)] {
        let version = &versions["data"][place];
        assert_eq!(
            version["version"], message["template_version"],
            "{versions}"
        );
        let text = version["body"].as_str().unwrap();
        assert_eq!(text.replace("{{partner_name}}", "Budi"), message["text"]);
    }
});

/// Two processes on one PostgreSQL, and a list of the claims of one job.
struct Cluster {
    office: Office,
    database: DatabaseConnection,
}

impl Cluster {
    async fn new() -> Self {
        let url = postgres::database_url().await;
        let office = Office::new(&[
            ("SETUJU_DATABASE_URL", &url),
            ("SETUJU_SCHEDULE_HOOK_LOG", YEARLY),
        ]);
        assert!(office.run(&["migrate"]).status.success());
        let database = sea_orm::Database::connect(url.as_str()).await.unwrap();
        let cluster = Self { office, database };
        for sql in [
            "CREATE TABLE claim (id BIGSERIAL, holder TEXT NOT NULL)",
            "CREATE FUNCTION note_claim() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             INSERT INTO claim (holder) VALUES (NEW.holder); RETURN NEW; END $$",
            "CREATE TRIGGER note_claim AFTER UPDATE ON scheduled_job FOR EACH ROW WHEN \
             (NEW.name = 'hook_log' AND NEW.holder IS NOT NULL AND OLD.holder IS NULL) \
             EXECUTE FUNCTION note_claim()",
        ] {
            cluster.execute(sql).await;
        }
        cluster
    }

    async fn execute(&self, sql: &str) {
        self.database.execute_unprepared(sql).await.unwrap();
    }

    async fn job(&self) -> Option<scheduled_job::Model> {
        let row = scheduled_job::Entity::find_by_id("hook_log").one(&self.database);
        row.await.unwrap()
    }

    /// Who claimed the job, each time.
    async fn claims(&self) -> Vec<String> {
        let sql = "SELECT holder FROM claim ORDER BY id";
        let rows = self.database.query_all_raw(sea_orm::Statement::from_string(
            sea_orm::DbBackend::Postgres,
            sql,
        ));
        let rows = rows.await.unwrap();
        let holder = |row: &sea_orm::QueryResult| row.try_get_by_index(0).unwrap();
        rows.iter().map(holder).collect()
    }

    /// Waits until the job is done with, and gives another process time to do it again.
    async fn is_done(&self) {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let job = self.job().await;
            if job.is_some_and(|job| job.seen_at > 0 && job.holder.is_none()) {
                break;
            }
            assert!(Instant::now() < deadline, "the job is never done");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        tokio::time::sleep(Duration::from_millis(1300)).await;
    }

    /// Makes it due, as if its time had passed while nothing ran.
    async fn make_due(&self) {
        self.execute("UPDATE scheduled_job SET seen_at = 0 WHERE name = 'hook_log'")
            .await;
    }
}

#[tokio::test]
async fn one_of_two_processes_runs_a_job_and_the_other_takes_over_on_postgres() {
    let cluster = Cluster::new().await;
    let one = cluster.office.serve().await;
    // It holds the scheduler before the other comes.
    cluster.is_done().await;
    let two = cluster.office.serve().await;
    for round in 1..=3 {
        cluster.make_due().await;
        cluster.is_done().await;
        assert_eq!(cluster.claims().await.len(), round);
    }
    let claims = cluster.claims().await;
    assert!(
        claims.iter().all(|holder| *holder == claims[0]),
        "{claims:?}"
    );

    one.kill();
    let killed = Instant::now();
    cluster.make_due().await;
    cluster.is_done().await;
    assert!(killed.elapsed() < Duration::from_secs(15));
    let after = cluster.claims().await;
    assert_eq!(after.len(), 4);
    assert_ne!(after[3], after[0]);

    // Whoever was killed in the midst of a run is waited for until its claim lapses.
    let now = "CAST(extract(epoch from now()) * 1000 AS BIGINT)";
    cluster
        .execute(&format!(
            "UPDATE scheduled_job SET seen_at = 0, holder = 'gone', held_until = {now} + 2500 \
             WHERE name = 'hook_log'"
        ))
        .await;
    tokio::time::sleep(Duration::from_millis(1200)).await;
    assert_eq!(cluster.job().await.unwrap().seen_at, 0, "nobody breaks in");
    cluster.is_done().await;
    let row = cluster.job().await.unwrap();
    assert_eq!(row.held_until, None);
    two.terminate().await;
}

#[tokio::test]
async fn a_job_is_run_by_hand_beside_the_service() {
    let office = Office::new(&[]);
    let program = office.serve().await;
    let result = office.run_json(&["schedule", "run", "pending_documents", "--json"]);
    assert_eq!(result, json!({"queued": 0, "withheld": 0}));
    let listed = office.run_json(&["schedule", "list", "--json"]);
    let jobs = listed.as_array().unwrap();
    let names: Vec<_> = jobs.iter().map(|job| &job["job"]).collect();
    assert_eq!(names, ["expiry_reminders", "pending_documents", "hook_log"]);
    assert_eq!(jobs[1]["last_outcome"], "done", "{listed}");
    assert_eq!(jobs[1]["last_detail"], r#"{"queued":0,"withheld":0}"#);
    assert_eq!(jobs[1]["running"], false);
    assert!(jobs[0]["next_run_at"].is_string(), "{listed}");
    let unknown = office.run(&["schedule", "run", "backup"]);
    assert_eq!(unknown.status.code(), Some(2));
    program.terminate().await;
}
