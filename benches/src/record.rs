//! What a benchmark writes down: one JSON record a line.

use serde::Deserialize;

use crate::outcome::Outcome;

/// One line of what a benchmark wrote down.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Record {
    /// A load, and what it cost the server.
    Load {
        /// Which server.
        server: String,
        /// In which round.
        round: u32,
        /// CPU time of the server's process during the load.
        server_cpu_us: f64,
        /// CPU time of its database's processes, if it has any.
        database_cpu_us: f64,
        /// Resident memory of the server's process right after the load.
        rss_kib: f64,
        /// What the load showed.
        outcome: Outcome,
    },
    /// What is known of a server once its loads of a round are over.
    Server {
        /// Which server.
        server: String,
        /// Resident memory before any load.
        idle_rss_kib: f64,
        /// From exec to the first 200 of the readiness page, on the database
        /// that the loads filled.
        ready_ms: f64,
        /// Webhooks answered with 200 in the whole round.
        answered: f64,
        /// Webhooks stored, by the server's own count.
        stored: Option<f64>,
        /// Commits, by the server's own count.
        commits: Option<f64>,
        /// Statements, by the server's own count.
        statements: Option<f64>,
    },
}
