//! `setuju user add`: a person who may sign in.

use std::io::{self, BufRead};
use std::process::ExitCode;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::{ArgMatches, Command};
use rand::Rng;
use serde::Serialize;

use super::argument;
use super::failure::Failure;
use super::output::{print, print_json};
use super::program::Call;
use super::trail::note;
use crate::lang::Lang;
use crate::staff::user;

pub(super) fn command(lang: Lang) -> Command {
    let about = lang.pick(
        "Mengelola orang yang boleh masuk (perintah: add)",
        "Manages the people who may sign in (command: add)",
    );
    let usage = lang.pick("setuju user PERINTAH", "setuju user COMMAND");
    argument::group("user", usage, about, lang).subcommand(add(lang))
}

fn add(lang: Lang) -> Command {
    let about = lang.pick(
        "Menambah orang yang boleh masuk. Tanpa --password-stdin, kata sandi acak dibuat dan ditampilkan satu kali",
        "Adds a person who may sign in. Without --password-stdin a random password is made and shown once",
    );
    let usage = lang.pick(
        "setuju user add SUREL --role PERAN [--password-stdin]",
        "setuju user add EMAIL --role ROLE [--password-stdin]",
    );
    let email = lang.pick("Alamat surelnya", "The e-mail address");
    let from_stdin = lang.pick(
        "Membaca kata sandi dari baris pertama masukan standar",
        "Reads the password from the first line of standard input",
    );
    argument::leaf("add", usage, about, lang)
        .arg(argument::positional("email", email, lang).value_name(lang.pick("SUREL", "EMAIL")))
        .arg(argument::role(lang))
        .arg(argument::flag("password-stdin", from_stdin, lang))
        .arg(argument::json(lang))
}

#[derive(Serialize)]
struct Added {
    id: String,
    email: String,
    role: &'static str,
    /// Only one that was made here; one that was given is not repeated.
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<String>,
}

pub(super) async fn run(call: Call<'_>) -> anyhow::Result<ExitCode> {
    let Some((_, args)) = call.args.subcommand() else {
        return Ok(ExitCode::from(super::failure::WRONG_USAGE));
    };
    let (given, made) = password(args, call.lang)?;
    let opened = call.open().await?;
    let email = argument::text(args, "email");
    let row = user::add(&opened.core, email, argument::given_role(args), &given).await?;
    note(&opened.core, "user.added", &row.id.to_string(), &row.email).await?;
    opened.core.db.close().await;

    let added = Added {
        id: row.id.to_string(),
        email: row.email,
        role: row.role.as_str(),
        password: made,
    };
    if args.get_flag("json") {
        print_json(&added)?;
    } else {
        print(told(&added, call.lang))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The password, and the same once more if it was made here.
fn password(args: &ArgMatches, lang: Lang) -> anyhow::Result<(String, Option<String>)> {
    if !args.get_flag("password-stdin") {
        let mut bytes = [0; 12];
        rand::rng().fill_bytes(&mut bytes);
        let made = URL_SAFE_NO_PAD.encode(bytes);
        return Ok((made.clone(), Some(made)));
    }
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    let given = line.trim_end_matches(['\r', '\n']);
    if read.is_err() || given.is_empty() {
        return Err(Failure::new(lang.pick(
            "Tidak ada kata sandi di masukan standar. Kirim satu baris, misalnya: setuju user add … --password-stdin < berkas",
            "There is no password on standard input. Send one line, such as: setuju user add … --password-stdin < file",
        ))
        .into());
    }
    Ok((given.to_owned(), None))
}

fn told(added: &Added, lang: Lang) -> Vec<String> {
    let (email, role) = (&added.email, added.role);
    let mut lines = vec![match lang {
        Lang::Id => format!("{email} ditambahkan sebagai {role}."),
        Lang::En => format!("{email} was added as {role}."),
    }];
    if let Some(password) = &added.password {
        lines.push(match lang {
            Lang::Id => format!("Kata sandi (tampil sekali ini saja): {password}"),
            Lang::En => format!("Password (shown this once only): {password}"),
        });
    }
    lines
}
