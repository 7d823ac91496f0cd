//! The real program, in a process of its own that can be ended in every way.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::Value;

/// A data folder, and the settings that go with it.
pub(crate) struct Office {
    folder: tempfile::TempDir,
    settings: Vec<(String, String)>,
}

/// A running service.
pub(crate) struct Program {
    pub(crate) url: String,
    child: Child,
}

impl Office {
    pub(crate) fn new(settings: &[(&str, &str)]) -> Self {
        super::install_tls();
        let folder = tempfile::tempdir().unwrap();
        let mut all = vec![
            (
                "SETUJU_DATA_DIR".to_owned(),
                folder.path().display().to_string(),
            ),
            ("SETUJU_PACE_MS".to_owned(), "0-0".to_owned()),
            ("SETUJU_QUIET_HOURS".to_owned(), String::new()),
            ("SETUJU_LANG".to_owned(), "en".to_owned()),
            ("SETUJU_LOG".to_owned(), "warn".to_owned()),
        ];
        all.extend(
            settings
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned())),
        );
        Self {
            folder,
            settings: all,
        }
    }

    /// The program with this office's settings and nothing else of the environment.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_setuju"));
        command
            .env_clear()
            .envs(self.settings.iter().cloned())
            .args(arguments);
        command.stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that must succeed and prints JSON.
    pub(crate) fn run_json(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Starts the service and waits until it is ready.
    pub(crate) async fn serve(&self) -> Program {
        self.serve_until_fault("").await
    }

    /// Starts the service, which dies when it reaches the place of this name.
    pub(crate) async fn serve_until_fault(&self, place: &str) -> Program {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let address = format!("127.0.0.1:{port}");
        let mut command = self.command(&["serve"]);
        command
            .env("SETUJU_LISTEN", &address)
            .env("FAULT_POINT", place)
            .stdout(Stdio::null());
        let child = command.spawn().unwrap();
        let program = Program {
            url: format!("http://{address}"),
            child,
        };
        for _ in 0..600 {
            if let Ok(response) = reqwest::get(format!("{}/readyz", program.url)).await
                && response.status() == StatusCode::OK
            {
                return program;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("the service is never ready");
    }

    /// The folder's file of this name.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

impl Program {
    /// Ends it as a power cut would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits until it has ended by itself.
    pub(crate) async fn ended(&mut self) {
        // A minute: on a busy machine the step at which it dies may be long in coming.
        for _ in 0..2400 {
            if self.child.try_wait().unwrap().is_some() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("the service goes on");
    }

    /// Asks it to end.
    pub(crate) async fn terminate(mut self) -> ExitStatus {
        let asked = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        assert!(asked.unwrap().success());
        for _ in 0..1600 {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("the service does not end");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if self.child.kill().is_ok() {
            self.child.wait().unwrap();
        }
    }
}
