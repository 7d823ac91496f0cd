//! Asks a server on this machine for one random number after another and prints
//! what came back as one line of JSON.

use std::io::{self, Write as _};

use setuju_bench::{
    arguments::Arguments,
    drive::{Plan, Requests, drive},
    random::Random,
};

/// What a path holds where the number goes.
const MARK: &str = "{phone}";

struct Lookups {
    before: String,
    after: String,
    first: u64,
    count: u64,
    random: Random,
}

impl Requests for Lookups {
    fn write_next(&mut self, buffer: &mut Vec<u8>) {
        let phone = self.first + self.random.below(self.count);
        let written = write!(buffer, "{}{phone}{}", self.before, self.after);
        // Writing to memory does not fail; an empty request would show as an error.
        if written.is_err() {
            buffer.clear();
        }
    }
}

/// `lookup --address 127.0.0.1:PORT --path /api/v1/consents/+{phone} --key KEY
/// [--first 6281230000000] [--count 1000000] [--connections N] [--seconds S]
/// [--warm-up W]`: numbers are drawn from `count` numbers from `first` on.
#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let arguments = Arguments::of_this_process(
        &[&["path", "key", "first", "count"][..], &Plan::OPTIONS].concat(),
    )?;
    let plan = Plan::from_arguments(&arguments)?;
    let path: String = arguments.required("path")?;
    let key: String = arguments.required("key")?;
    let first = arguments.optional("first", 6_281_230_000_000)?;
    let count = arguments.optional("count", 1_000_000)?;
    let (before, after) = path.split_once(MARK).ok_or_else(|| {
        io::Error::new(
            io::ErrorKind::InvalidInput,
            format!("--path must hold {MARK} where the number goes"),
        )
    })?;
    let address = plan.address();
    let outcome = drive(&plan, |number| Lookups {
        before: format!("GET {before}"),
        after: format!(
            "{after} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {key}\r\n\r\n"
        ),
        first,
        count,
        random: Random::new(u64::try_from(number).unwrap_or_default()),
    })
    .await?;
    writeln!(io::stdout(), "{}", serde_json::to_string(&outcome)?)
}
