//! The program: read the command line, do what it says, tell how it went.

use std::process::ExitCode;

use setuju::cli;
use setuju::lang::Lang;

fn main() -> ExitCode {
    // Not `vars`: that one ends the program at a variable that is not UTF-8.
    let variables: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(name, value)| {
            let name = name.into_string().ok()?;
            let value = value.to_string_lossy().into_owned();
            name.starts_with("SETUJU_").then_some((name, value))
        })
        .collect();
    let lang: Lang = variables
        .iter()
        .find(|(name, _)| name == "SETUJU_LANG")
        .and_then(|(_, value)| value.trim().parse().ok())
        .unwrap_or_default();
    match cli::program(lang).try_get_matches() {
        Ok(matches) => cli::run(&matches, variables, lang),
        Err(error) => cli::wrong_usage(&error, lang),
    }
}
