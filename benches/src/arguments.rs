//! The command line of the programs here: `--name value`, nothing else.

use std::{collections::BTreeMap, fmt::Display, io, str::FromStr};

/// The options a program was called with.
#[derive(Debug, Default)]
pub struct Arguments(BTreeMap<String, String>);

impl Arguments {
    /// The options of this process; `known` are the names it understands.
    ///
    /// # Errors
    ///
    /// Fails on an unknown name, a name without a value, or a stray word.
    pub fn of_this_process(known: &[&str]) -> io::Result<Self> {
        Self::parse(std::env::args().skip(1), known)
    }

    fn parse(words: impl IntoIterator<Item = String>, known: &[&str]) -> io::Result<Self> {
        let mut words = words.into_iter();
        let mut options = BTreeMap::new();
        while let Some(word) = words.next() {
            let name = word
                .strip_prefix("--")
                .filter(|name| known.contains(name))
                .ok_or_else(|| {
                    wrong(format!(
                        "unknown option {word}; there are --{}",
                        known.join(", --")
                    ))
                })?;
            let value = words
                .next()
                .ok_or_else(|| wrong(format!("--{name} needs a value")))?;
            options.insert(name.to_owned(), value);
        }
        Ok(Self(options))
    }

    /// The value of `name`.
    ///
    /// # Errors
    ///
    /// Fails if it is missing or not a `T`.
    pub fn required<T: FromStr<Err: Display>>(&self, name: &str) -> io::Result<T> {
        let value = self
            .0
            .get(name)
            .ok_or_else(|| wrong(format!("--{name} is required")))?;
        value
            .parse()
            .map_err(|error| wrong(format!("--{name}: {value:?}: {error}")))
    }

    /// The value of `name`, or `default` if it was not given.
    ///
    /// # Errors
    ///
    /// Fails if it was given and is not a `T`.
    pub fn optional<T: FromStr<Err: Display>>(&self, name: &str, default: T) -> io::Result<T> {
        if self.0.contains_key(name) {
            self.required(name)
        } else {
            Ok(default)
        }
    }
}

fn wrong(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> io::Result<Arguments> {
        Arguments::parse(
            line.split_whitespace().map(str::to_owned),
            &["port", "path"],
        )
    }

    #[test]
    fn values_are_read_by_name() -> io::Result<()> {
        let arguments = parse("--path /x --port 80")?;
        assert_eq!(arguments.required::<u16>("port")?, 80);
        assert_eq!(arguments.optional("path", String::new())?, "/x");
        Ok(())
    }

    #[test]
    fn unknown_missing_and_unreadable_options_are_refused() -> io::Result<()> {
        assert!(parse("--speed 9").is_err());
        assert!(parse("--port").is_err());
        assert!(parse("--port 80")?.required::<String>("path").is_err());
        assert!(parse("--port many")?.required::<u16>("port").is_err());
        Ok(())
    }
}
