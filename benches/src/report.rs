//! Many measurements side by side: medians, ratios to the bare server of the
//! same round, and whether the targets are met.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::{self, Display, Formatter},
};

use crate::{
    figures::{Goal, Spread, shown},
    outcome::Outcome,
    record::Record,
};

/// The server that all others are compared with.
const BARE: &str = "bare";

/// Everything a benchmark wrote down.
#[derive(Debug, Default)]
pub struct Report {
    loads: BTreeMap<(String, usize), BTreeMap<u32, Load>>,
    servers: BTreeMap<String, Vec<Server>>,
}

#[derive(Debug)]
struct Load {
    outcome: Outcome,
    server_cpu: f64,
    database_cpu: f64,
    rss_mib: f64,
}

#[derive(Debug)]
struct Server {
    idle_mib: f64,
    ready_ms: f64,
    answered: f64,
    stored: Option<f64>,
    commits: Option<f64>,
    statements: Option<f64>,
}

impl FromIterator<Record> for Report {
    fn from_iter<I: IntoIterator<Item = Record>>(records: I) -> Self {
        let mut report = Self::default();
        for record in records {
            match record {
                Record::Load {
                    server,
                    round,
                    server_cpu_us,
                    database_cpu_us,
                    rss_kib,
                    outcome,
                } => {
                    let answers = real(outcome.statuses.values().sum::<u64>()).max(1.0);
                    report
                        .loads
                        .entry((server, outcome.connections))
                        .or_default()
                        .insert(
                            round,
                            Load {
                                server_cpu: server_cpu_us / answers,
                                database_cpu: database_cpu_us / answers,
                                rss_mib: rss_kib / 1024.0,
                                outcome,
                            },
                        );
                }
                Record::Server {
                    server,
                    idle_rss_kib,
                    ready_ms,
                    answered,
                    stored,
                    commits,
                    statements,
                } => {
                    report.servers.entry(server).or_default().push(Server {
                        idle_mib: idle_rss_kib / 1024.0,
                        ready_ms,
                        answered,
                        stored,
                        commits,
                        statements,
                    });
                }
            }
        }
        report
    }
}

impl Report {
    /// Whether some server stored fewer webhooks than it answered with 200.
    pub fn lost_any(&self) -> bool {
        self.servers
            .values()
            .flatten()
            .any(|server| server.stored.is_some_and(|stored| stored < server.answered))
    }

    fn of(
        &self,
        server: &str,
        connections: usize,
        figure: impl Fn(&Load) -> f64,
    ) -> Option<Spread> {
        let rounds = self.loads.get(&(server.to_owned(), connections))?;
        Spread::of(rounds.values().map(figure))
    }

    /// Speed against the bare server's, round by round.
    fn ratio(&self, server: &str, connections: usize) -> Option<Spread> {
        let rounds = self.loads.get(&(server.to_owned(), connections))?;
        let bare = self.loads.get(&(BARE.to_owned(), connections))?;
        Spread::of(rounds.iter().filter_map(|(round, load)| {
            let other = bare.get(round)?.outcome.per_second;
            (other > 0.0).then(|| load.outcome.per_second / other)
        }))
    }

    fn highest_rss(&self, server: &str) -> Option<f64> {
        let loads = self.loads.iter().filter(|((name, _), _)| name == server);
        loads
            .filter_map(|(_, rounds)| {
                Some(Spread::of(rounds.values().map(|load| load.rss_mib))?.median)
            })
            .reduce(f64::max)
    }

    fn of_server(&self, server: &str, figure: impl Fn(&Server) -> Option<f64>) -> Option<Spread> {
        Spread::of(self.servers.get(server)?.iter().filter_map(figure))
    }

    fn write_loads(&self, out: &mut Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "| server | connections | rounds | req/s | ratio to bare | p50 ms | p99 ms | p99.9 ms | CPU us/req (server + database) | RSS MiB | not 200 |"
        )?;
        writeln!(out, "|---|---|---|---|---|---|---|---|---|---|---|")?;
        for ((server, connections), rounds) in &self.loads {
            let cell = |digits, figure: fn(&Load) -> f64| {
                shown(self.of(server, *connections, figure), digits)
            };
            let other: u64 = rounds.values().map(|load| refused(&load.outcome)).sum();
            writeln!(
                out,
                "| {server} | {connections} | {} | {} | {} | {} | {} | {} | {} + {} | {} | {other} |",
                rounds.len(),
                cell(0, |load| load.outcome.per_second),
                shown(self.ratio(server, *connections), 3),
                cell(2, |load| load.outcome.p50_ms),
                cell(1, |load| load.outcome.p99_ms),
                cell(1, |load| load.outcome.p999_ms),
                cell(0, |load| load.server_cpu),
                cell(0, |load| load.database_cpu),
                cell(0, |load| load.rss_mib),
            )?;
        }
        Ok(())
    }

    fn write_servers(&self, out: &mut Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "\n| server | ready again after ms | idle RSS MiB | answered | stored | webhooks a commit | statements a webhook |"
        )?;
        writeln!(out, "|---|---|---|---|---|---|---|")?;
        for (server, rounds) in &self.servers {
            writeln!(
                out,
                "| {server} | {} | {} | {:.0} | {} | {} | {} |",
                shown(self.of_server(server, |one| Some(one.ready_ms)), 0),
                shown(self.of_server(server, |one| Some(one.idle_mib)), 1),
                rounds.iter().map(|one| one.answered).sum::<f64>(),
                rounds
                    .iter()
                    .map(|one| one.stored)
                    .sum::<Option<f64>>()
                    .map_or("?".into(), |sum| format!("{sum:.0}")),
                shown(
                    self.of_server(server, |one| Some(one.stored? / one.commits?)),
                    1
                ),
                shown(
                    self.of_server(server, |one| Some(one.statements? / one.stored?)),
                    2
                ),
            )?;
        }
        Ok(())
    }

    fn write_targets(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let servers: BTreeSet<&String> = self.servers.keys().collect();
        for server in servers {
            let (at_64, at_256, rss) = if server == "postgres" {
                (0.20, 0.28, 40.0)
            } else {
                (0.18, 0.25, 64.0)
            };
            let median = |spread: Option<Spread>| spread.map(|spread| spread.median);
            let rows = [
                (
                    "ratio to bare at 64 connections",
                    median(self.ratio(server, 64)),
                    Goal::AtLeast(at_64),
                ),
                (
                    "ratio to bare at 256 connections",
                    median(self.ratio(server, 256)),
                    Goal::AtLeast(at_256),
                ),
                (
                    "p99 ms at 64 connections",
                    median(self.of(server, 64, |load| load.outcome.p99_ms)),
                    Goal::Below(35.0),
                ),
                (
                    "RSS MiB under load",
                    self.highest_rss(server),
                    Goal::Below(rss),
                ),
                (
                    "RSS MiB idle",
                    median(self.of_server(server, |one| Some(one.idle_mib))),
                    Goal::Below(25.0),
                ),
            ];
            for (name, value, goal) in rows {
                writeln!(out, "{}  {server}: {name}: {goal}", goal.verdict(value))?;
            }
            let stored = self.servers.get(server).into_iter().flatten();
            let verdict = match stored
                .map(|one| Some(one.stored? >= one.answered))
                .collect::<Option<Vec<_>>>()
            {
                Some(rounds) if rounds.iter().all(|&all| all) => "pass",
                Some(_) => "MISS",
                None => "?   ",
            };
            writeln!(
                out,
                "{verdict}              {server}: every webhook answered with 200 is stored"
            )?;
        }
        Ok(())
    }
}

impl Display for Report {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        self.write_loads(out)?;
        if self.servers.is_empty() {
            return Ok(());
        }
        self.write_servers(out)?;
        writeln!(out)?;
        self.write_targets(out)
    }
}

/// Requests that were answered with something else than 200, or not at all.
fn refused(outcome: &Outcome) -> u64 {
    let other = outcome
        .statuses
        .iter()
        .filter(|(status, _)| *status != "200");
    other.map(|(_, count)| count).sum::<u64>() + outcome.errors
}

fn real(count: u64) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(server: &str, round: u32, per_second: u32) -> String {
        format!(
            r#"{{"kind":"load","server":"{server}","round":{round},"server_cpu_us":1000,"database_cpu_us":0,
            "rss_kib":20480,"outcome":{{"connections":64,"seconds":1.0,"requests":9,"per_second":{per_second},
            "p50_ms":1.0,"p99_ms":40.0,"p999_ms":50.0,"max_ms":60.0,"statuses":{{"200":90,"503":10}},"errors":1}}}}"#
        )
    }

    fn report(lines: &[String]) -> serde_json::Result<Report> {
        lines
            .iter()
            .map(|line| serde_json::from_str::<Record>(line))
            .collect()
    }

    #[test]
    fn ratios_are_taken_within_a_round() -> serde_json::Result<()> {
        let report = report(&[
            load(BARE, 1, 1000),
            load(BARE, 2, 4000),
            load("sqlite", 1, 500),
            load("sqlite", 2, 1000),
            r#"{"kind":"server","server":"sqlite","idle_rss_kib":10240,"ready_ms":9,"answered":180,"stored":179,
               "commits":10,"statements":null}"#
                .to_owned(),
        ])?;
        assert_eq!(
            report.ratio("sqlite", 64),
            Some(Spread {
                least: 0.25,
                median: 0.375,
                most: 0.5
            })
        );
        assert!(report.lost_any());
        let text = report.to_string();
        assert!(
            text.contains("| sqlite | 64 | 2 | 750 (500..1000) | 0.375 (0.250..0.500) |"),
            "{text}"
        );
        assert!(
            text.contains("| 10 (10..10) + 0 (0..0) | 20 (20..20) | 22 |"),
            "{text}"
        );
        assert!(
            text.contains("pass      0.38  sqlite: ratio to bare at 64"),
            "{text}"
        );
        assert!(text.contains("MISS     40.00  sqlite: p99"), "{text}");
        assert!(
            text.contains("?            -  sqlite: ratio to bare at 256"),
            "{text}"
        );
        assert!(
            text.contains("| 9 (9..9) | 10.0 (10.0..10.0) | 180 | 179 | 17.9 (17.9..17.9) | - |"),
            "{text}"
        );
        Ok(())
    }
}
