//! The pause between two messages of one account.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use rand::{Rng, RngExt};

/// The longest pause that can be set: an hour.
const LONGEST: u64 = 3_600_000;

/// A range of pauses in milliseconds, `least-most`; each pause is drawn from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    least: u64,
    most: u64,
}

impl Pace {
    /// No pause at all.
    pub const NONE: Self = Self { least: 0, most: 0 };

    /// The longest pause that may be drawn.
    pub const fn longest(self) -> Duration {
        Duration::from_millis(self.most)
    }

    /// The pause that is drawn on average.
    pub const fn mean(self) -> Duration {
        Duration::from_millis((self.least + self.most) / 2)
    }

    /// Draws the next pause.
    pub fn draw(self, rng: &mut impl Rng) -> Duration {
        Duration::from_millis(rng.random_range(self.least..=self.most))
    }
}

impl FromStr for Pace {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (least, most) = text.split_once('-').unwrap_or((text, text));
        let number = |part: &str| part.trim().parse::<u64>().or(Err(()));
        let (least, most) = (number(least)?, number(most)?);
        if least <= most && most <= LONGEST {
            Ok(Self { least, most })
        } else {
            Err(())
        }
    }
}

impl fmt::Display for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.least, self.most)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_drawn_pause_lies_in_the_range(least in 0_u64..5000, more in 0_u64..5000) {
            let pace: Pace = format!("{least}-{}", least + more).parse().unwrap();
            let drawn = pace.draw(&mut rand::rng()).as_millis();
            prop_assert!((u128::from(least)..=u128::from(least + more)).contains(&drawn));
        }
    }

    #[test]
    fn a_range_that_goes_down_is_refused() {
        assert_eq!("2000-1000".parse::<Pace>(), Err(()));
        assert_eq!("-5".parse::<Pace>(), Err(()));
        assert_eq!("1000".parse::<Pace>().unwrap().to_string(), "1000-1000");
    }
}
