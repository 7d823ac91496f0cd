//! The real program, with a data folder of its own and an environment that holds nothing else.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot do this has failed"
)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// Longer than anything takes here.
const PATIENCE: Duration = Duration::from_secs(30);

/// The program and its data folder.
pub(crate) struct Setuju {
    dir: TempDir,
    variables: Vec<(String, String)>,
}

/// What a command left behind.
pub(crate) struct Finished {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Finished {
    /// Standard output as one JSON value.
    pub(crate) fn json(&self) -> Value {
        let Ok(value) = serde_json::from_str(&self.out) else {
            panic!("not JSON: {:?}, {:?}", self.out, self.err)
        };
        value
    }

    /// Everything that was printed.
    pub(crate) fn all(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

impl Setuju {
    /// With an empty data folder, in Indonesian.
    pub(crate) fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
            variables: Vec::new(),
        }
    }

    /// With one more variable.
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// The data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// A file beside the data folder.
    pub(crate) fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Runs a command.
    pub(crate) fn run(&self, args: &[&str]) -> Finished {
        self.run_with_input(args, b"")
    }

    /// Runs a command that must succeed.
    pub(crate) fn succeed(&self, args: &[&str]) -> Finished {
        let finished = self.run(args);
        assert_eq!(finished.status, 0, "{args:?}: {}", finished.all());
        finished
    }

    /// Runs a command, and writes to its standard input.
    pub(crate) fn run_with_input(&self, args: &[&str], input: &[u8]) -> Finished {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let output = std::thread::scope(|scope| {
            // It may end without having read everything.
            scope.spawn(move || drop(stdin.write_all(input)));
            child.wait_with_output().unwrap()
        });
        Finished {
            status: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_setuju"));
        command
            .args(args)
            .current_dir(self.dir.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("SETUJU_DATA_DIR", self.data())
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Starts the service, and waits until it answers. It must be told where to listen.
    pub(crate) fn serve(&self) -> Service {
        let log = std::fs::File::create(self.dir.path().join("log")).unwrap();
        let child = self.command(&["serve"]).stderr(log).spawn().unwrap();
        let listen = self
            .variables
            .iter()
            .find(|(name, _)| name == "SETUJU_LISTEN");
        let service = Service {
            child,
            address: listen.unwrap().1.parse().unwrap(),
            log: self.dir.path().join("log"),
        };
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect(service.address).is_err() {
            assert!(Instant::now() < deadline, "{}", service.log());
            std::thread::sleep(Duration::from_millis(20));
        }
        service
    }
}

/// An address that nobody listens on.
pub(crate) fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

/// A running service; it is ended with the test.
pub(crate) struct Service {
    child: Child,
    address: SocketAddr,
    log: PathBuf,
}

impl Service {
    /// What it has logged.
    pub(crate) fn log(&self) -> String {
        read(&self.log)
    }

    /// Posts JSON to one of its addresses, and returns the status of the answer.
    pub(crate) fn post(&self, url: &str, body: &Value) -> u16 {
        let (host, path) = url
            .strip_prefix("http://")
            .unwrap()
            .split_once('/')
            .unwrap();
        let body = body.to_string();
        let mut stream = TcpStream::connect(self.address).unwrap();
        write!(
            stream,
            "POST /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.split(' ').nth(1).unwrap().parse().unwrap()
    }

    /// Sends SIGTERM, and returns the exit status.
    pub(crate) fn terminate(mut self) -> Option<i32> {
        let pid = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &pid]).status().unwrap();
        self.child.wait().unwrap().code()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A file as text.
pub(crate) fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}
