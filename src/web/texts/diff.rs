//! What is different between two texts, line by line.

/// A line of either text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// In both.
    Same(&'a str),
    /// Only in the first.
    Gone(&'a str),
    /// Only in the second.
    New(&'a str),
}

/// The lines of both texts, as few as possible of them gone or new. A text of a template is short,
/// so a table of all pairs of lines is small.
pub(super) fn diff<'a>(before: &'a str, after: &'a str) -> Vec<Line<'a>> {
    let old: Vec<_> = before.lines().collect();
    let new: Vec<_> = after.lines().collect();
    // For each pair of rests, how many lines they have in common.
    let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    let at = |table: &[Vec<usize>], i: usize, j: usize| -> usize {
        let row = table.get(i);
        row.and_then(|row| row.get(j)).copied().unwrap_or(0)
    };
    for (i, gone) in old.iter().enumerate().rev() {
        for (j, line) in new.iter().enumerate().rev() {
            let best = if gone == line {
                at(&common, i + 1, j + 1) + 1
            } else {
                at(&common, i + 1, j).max(at(&common, i, j + 1))
            };
            if let Some(cell) = common.get_mut(i).and_then(|row| row.get_mut(j)) {
                *cell = best;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    std::iter::from_fn(|| match (old.get(i), new.get(j)) {
        (Some(gone), Some(line)) if gone == line => {
            (i, j) = (i + 1, j + 1);
            Some(Line::Same(line))
        }
        (Some(gone), Some(_)) if at(&common, i + 1, j) >= at(&common, i, j + 1) => {
            i += 1;
            Some(Line::Gone(gone))
        }
        (_, Some(line)) => {
            j += 1;
            Some(Line::New(line))
        }
        (Some(gone), None) => {
            i += 1;
            Some(Line::Gone(gone))
        }
        (None, None) => None,
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::Line::{Gone, New, Same};
    use super::*;

    #[test]
    fn lines_that_stay_are_not_told_as_changed() {
        assert_eq!(
            diff("Yth.\nlama\nakhir", "Yth.\nbaru\nlagi\nakhir"),
            [
                Same("Yth."),
                Gone("lama"),
                New("baru"),
                New("lagi"),
                Same("akhir")
            ]
        );
        assert_eq!(diff("", "a"), [New("a")]);
        assert_eq!(diff("a\nb", "b"), [Gone("a"), Same("b")]);
        assert!(diff("", "").is_empty());
    }
}
