//! `setuju classify`: how replies are read, line by line. Needs neither database nor
//! configuration.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::process::ExitCode;

use clap::{ArgMatches, Command};

use super::argument;
use super::failure::Failure;
use super::output::Output;
use crate::consent::reply::{self, Context};
use crate::lang::Lang;

pub(super) fn command(lang: Lang) -> Command {
    let about = lang.pick(
        "Menunjukkan bagaimana balasan dibaca. Setiap baris: konteks<TAB>teks, atau teks saja (konteks asked); \\n berarti ganti baris. Mencetak maksud<TAB>aturan<TAB>konteks<TAB>teks",
        "Shows how replies are read. Each line: context<TAB>text, or just text (context asked); \\n stands for a line break. Prints intent<TAB>rule<TAB>context<TAB>text",
    );
    let (usage, name, help) = match lang {
        Lang::Id => (
            "setuju classify [BERKAS]",
            "BERKAS",
            "Berkas yang dibaca; tanpa ini, atau -: masukan standar",
        ),
        Lang::En => (
            "setuju classify [FILE]",
            "FILE",
            "The file to read; without it, or -: standard input",
        ),
    };
    let file = argument::positional("file", help, lang)
        .required(false)
        .value_name(name)
        .value_parser(clap::value_parser!(std::path::PathBuf));
    argument::leaf("classify", usage, about, lang).arg(file)
}

pub(super) fn run(args: &ArgMatches, lang: Lang) -> anyhow::Result<ExitCode> {
    let path = args.get_one::<std::path::PathBuf>("file");
    match path.filter(|path| path.as_os_str() != "-") {
        None => classify(io::stdin().lock())?,
        Some(path) => {
            let unreadable = |error: io::Error| {
                let shown = path.display();
                Failure::new(match lang {
                    Lang::Id => format!("Berkas {shown} tidak dapat dibaca: {error}."),
                    Lang::En => format!("The file {shown} cannot be read: {error}."),
                })
            };
            let file = File::open(path).map_err(unreadable)?;
            if file.metadata().map_err(unreadable)?.is_dir() {
                return Err(unreadable(io::ErrorKind::IsADirectory.into()).into());
            }
            classify(BufReader::with_capacity(1 << 16, file))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// One line out for every line in, whatever bytes it holds.
fn classify(mut input: impl BufRead) -> io::Result<()> {
    let mut output = Output::lock();
    let mut line = Vec::new();
    let mut is_first = true;
    while input.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line);
        let mut text = text.trim_end_matches(['\r', '\n']);
        if is_first {
            text = text.trim_start_matches('\u{feff}');
            is_first = false;
        }
        output.line(&read(text))?;
        line.clear();
    }
    output.finish()
}

fn read(line: &str) -> String {
    let (context, text) = line
        .split_once('\t')
        .and_then(|(context, text)| Some((context.trim().parse().ok()?, text)))
        .unwrap_or((Context::Asked, line));
    let unfolded: Cow<'_, str> = if text.contains("\\n") {
        text.replace("\\n", "\n").into()
    } else {
        text.into()
    };
    let reading = reply::read(&unfolded, context);
    let (intent, rule) = (reading.intent.as_str(), reading.rule);
    format!("{intent}\t{rule}\t{}\t{text}", context.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(line: &str) -> Vec<String> {
        read(line).split('\t').map(ToOwned::to_owned).collect()
    }

    #[test]
    fn a_line_may_name_its_context() {
        assert_eq!(fields("YA")[0], "grant");
        assert_eq!(fields("YA")[2..], ["asked", "YA"]);
        assert_eq!(fields("other\tYA")[2..], ["other", "YA"]);
        assert_eq!(fields("cold\tSTOP")[0], "deny");
    }

    #[test]
    fn a_tab_in_the_text_is_part_of_it() {
        assert_eq!(fields("catatan\tYA")[2..], ["asked", "catatan", "YA"]);
    }

    #[test]
    fn a_line_break_is_read_as_one_and_printed_as_it_came() {
        let printed = fields("asked\tYA\\nterima kasih");
        assert_eq!(printed[0], "grant");
        assert_eq!(printed[3], "YA\\nterima kasih");
    }
}
