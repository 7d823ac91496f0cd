//! As much of a receiver's answer as helps its owner: short, on one line, without control signs.

/// More than this of an answer is not read.
pub(super) const LARGEST: usize = 2048;
const LONGEST: usize = 300;

/// The beginning of a body; `None` if it says nothing.
pub(super) fn of(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let line = line(&text);
    (!line.is_empty()).then_some(line)
}

/// A text on one line, shortened.
pub(super) fn line(text: &str) -> String {
    let words: Vec<_> = text
        .split(|char: char| char.is_whitespace() || char.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    let line = words.join(" ");
    if line.chars().count() <= LONGEST {
        line
    } else {
        line.chars().take(LONGEST).chain(['…']).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_one_short_line() {
        assert_eq!(
            of(b" <h1>\r\n Rusak\x00\x1b[1m </h1> "),
            Some("<h1> Rusak [1m </h1>".into())
        );
        assert_eq!(of(b" \n\t "), None);
        assert_eq!(of(&[0xff, 0xfe]), Some("\u{fffd}\u{fffd}".into()));
        assert_eq!(line(&"x".repeat(1000)).chars().count(), LONGEST + 1);
    }
}
