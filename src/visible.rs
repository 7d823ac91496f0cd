//! What can be seen of a text.

use crate::consent::reply::is_invisible;

/// On one line, the words apart by one space, without signs that control something. Nothing is
/// left where nothing could be seen: zero-width signs, marks of direction and blanks of any width
/// show nobody's name.
pub(crate) fn one_line(raw: &str) -> String {
    let plain: String = raw
        .chars()
        .map(|sign| if sign.is_control() { ' ' } else { sign })
        .collect();
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().all(is_blank) {
        String::new()
    } else {
        line
    }
}

/// Leaves no trace on the screen; among them the empty cell of Braille.
fn is_blank(sign: char) -> bool {
    sign.is_whitespace() || is_invisible(sign) || sign == '\u{2800}'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_nothing() {
        for blank in [
            "",
            " \t\r\n",
            "\0\u{7f}\u{9b}",
            "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}",
            "\u{200e}\u{200f}\u{202a}\u{202e}\u{2066}\u{2069}\u{61c}",
            "\u{a0}\u{202f}\u{2007}\u{3000}",
            "\u{ad}\u{115f}\u{3164}\u{ffa0}\u{2800}\u{fe0f}\u{e0020}",
            " \u{200b} \u{a0}\u{202e} ",
        ] {
            assert_eq!(one_line(blank), "", "{blank:?}");
        }
    }

    #[test]
    fn what_can_be_seen_stays_on_one_line() {
        for (raw, line) in [
            ("  Budi \n Ginting\u{a0}", "Budi Ginting"),
            ("Bu\0di", "Bu di"),
            // Joins letters in some scripts.
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("-", "-"),
            ("\u{200b}A", "\u{200b}A"),
        ] {
            assert_eq!(one_line(raw), line, "{raw:?}");
        }
    }
}
