//! Sends signed webhooks to a server on this machine and prints what came back
//! as one line of JSON.

use std::io::{self, Write as _};

use setuju_bench::{
    arguments::Arguments,
    drive::{Plan, drive},
    webhook::Webhooks,
};

/// `load --address 127.0.0.1:PORT --path PATH --secret SECRET
/// [--connections N] [--seconds S] [--warm-up W]`
#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let arguments =
        Arguments::of_this_process(&[&["path", "secret"][..], &Plan::OPTIONS].concat())?;
    let plan = Plan::from_arguments(&arguments)?;
    let path: String = arguments.required("path")?;
    let secret: String = arguments.required("secret")?;
    let webhooks = Webhooks::new(plan.address(), &path, &secret)?;
    let outcome = drive(&plan, |number| webhooks.of_connection(number)).await?;
    writeln!(io::stdout(), "{}", serde_json::to_string(&outcome)?)
}
